"""Blocks, entries, judging and evidence: pure functions over bytes and values, no IO."""
