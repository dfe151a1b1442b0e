"""Sync in the background of the window: whom it knows, who is near, when to meet, and what is known of each."""
