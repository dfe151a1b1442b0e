"""Dated parameters of these rules, one file a table: rows of first day, optional last day, value and source."""
