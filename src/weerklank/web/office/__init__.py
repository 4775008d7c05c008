"""What those who keep the house in order see."""
