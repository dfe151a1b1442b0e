"""What core takes from the world through a port: the clock, randomness, and every limit in one place."""
