"""The encrypted folder on this machine: slots, the SQLCipher replica, the one gate into it, and its views."""
