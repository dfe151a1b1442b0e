"""The window of the battery workspace."""
