"""What is kept how long: lists of what is due, that two people decide on, and what the archive takes over."""
