"""Keys of devices and persons, PIN seals and sealed boxes."""
