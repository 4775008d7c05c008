"""Sealed conversations: a contact with a counsellor first; a report and a complaint by the same tables."""
