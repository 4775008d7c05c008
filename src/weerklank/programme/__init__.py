"""Accounting for the programme: measures, commitments, and the letter to Parliament."""
