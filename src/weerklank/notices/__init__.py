"""Notices: that something waits for someone, and until when. They cannot carry what it is about."""
