"""The doors: who sees what."""
