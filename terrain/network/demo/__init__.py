"""What a demonstration holds of the network: plainly invented organisations, and nobody's name."""
