"""The ledger, its rules and its vault; knows no window, no network, no wall clock."""

VERSION = "0.1.0"
