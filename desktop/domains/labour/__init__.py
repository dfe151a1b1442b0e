"""The labour workspace in the window and on the command line."""
