"""What people do with a vault, one verb a file; the window and the command line call these and nothing below."""
