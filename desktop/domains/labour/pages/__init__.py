"""The pages of the labour workspace."""
