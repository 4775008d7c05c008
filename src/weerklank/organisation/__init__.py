"""Employers and their units, in time. An employer is a unit without a parent."""
