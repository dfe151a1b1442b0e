"""Runs folders of worked cases against the engines: `python -m tests.cases WORKSPACE DIR`."""
