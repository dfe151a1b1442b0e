"""The encrypted folder on this machine and the one gate into it."""
