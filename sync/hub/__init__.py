"""The hub: a peer that is always there, holds no entry key, and adds nothing but availability."""
