"""A shelf to read along with."""

from tests.support.cheap_argon2 import cheap_argon2
from tests.support.shelf import shelf

__all__ = ["cheap_argon2", "shelf"]
