"""Tables as files: reading sheets that others made, taking them in as entries, and writing what a table shows."""
