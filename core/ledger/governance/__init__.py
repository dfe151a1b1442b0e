"""Who keeps the network together: charter, grants and key epochs, as clear entries that every relay can read."""
