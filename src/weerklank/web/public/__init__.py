"""What anyone may see, without signing in and without being counted."""
