"""The pages of the window that every workspace shares."""
