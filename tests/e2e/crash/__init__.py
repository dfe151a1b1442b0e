"""Real processes, killed at any instant: what was said to be recorded is there afterwards."""
