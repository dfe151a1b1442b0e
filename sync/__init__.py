"""How replicas exchange blocks."""
