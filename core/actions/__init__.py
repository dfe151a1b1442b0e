"""What a person can do, one verb a module."""
