"""One click in, as anyone. These addresses do not exist unless this is a demonstration."""
