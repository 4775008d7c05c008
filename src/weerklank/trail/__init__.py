"""Who processed what, and why: append-only, each entry sealed to the one before it. Acts of staff alone."""
