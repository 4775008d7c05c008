"""Surveys: the questionnaire, the indicators made from it, and reading answers."""
