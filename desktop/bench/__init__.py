"""The budgets that need no network, each against its floor in the same run."""
