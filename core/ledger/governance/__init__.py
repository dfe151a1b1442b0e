"""The charter, grants, cuts, key epochs and erasure orders."""
