"""What happens together: sessions and who was there."""
