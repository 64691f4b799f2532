"""What listeners see."""
