"""Real processes, killed at any instant: what was said to be recorded is there afterwards.

With `--long` 500 in all: recording 100, single commands 60, importing 100, backing up 80, restoring 80, migrating 80.
"""
