"""What everyone with an account sees: their own."""
