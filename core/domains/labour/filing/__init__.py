"""Filings for the four insurances: when they are due and what stands in each column. Nothing here files anything."""
