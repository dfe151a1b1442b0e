"""Documents on paper and as PDF."""
