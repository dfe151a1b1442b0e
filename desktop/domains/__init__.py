"""The windows of the workspaces, one folder each."""
