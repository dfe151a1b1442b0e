"""Vaults open at once here: Argon2id at its lowest cost."""

from tests.support.cheap_argon2 import cheap_argon2
from tests.support.settling_bench import bench
from tests.support.shelf import shelf

__all__ = ["bench", "cheap_argon2", "shelf"]
