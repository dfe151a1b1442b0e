"""Dated parameters of rules version 1: one file a parameter, rows of first day, value and source."""
