"""Accounts, and who may do what where: roles granted with a scope, from a date to a date, by someone."""
