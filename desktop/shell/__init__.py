"""The frame of the window: navigation, lock screen, status."""
