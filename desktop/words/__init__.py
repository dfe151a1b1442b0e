"""Every word that a person reads, in Korean and English."""
