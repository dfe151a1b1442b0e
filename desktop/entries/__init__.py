"""Entries of any workspace as people read them: their sentence, history, signatures, files; and correcting them."""
