"""The reporter's door. Nobody signs in here, and nothing knows who asks."""
