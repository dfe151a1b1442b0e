"""Parts of messages: heads, and checks of what came before anything is made of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from core.errors import RejectedError
from core.identity.keys import KEY_BYTES
from core.ledger.header import HASH_BYTES

COUNT_MAX = 2**53


@dataclass(frozen=True, slots=True, order=True)
class Head:
    """The last block of a chain, or of a branch of one."""

    device: bytes
    incarnation: int
    seq: int
    id: bytes

    @property
    def chain(self) -> tuple[bytes, int]:
        """Device and incarnation."""
        return self.device, self.incarnation


def head_value(head: Head) -> list[Any]:
    """A head as it travels."""
    return [head.device, head.incarnation, head.seq, head.id]


def head_from(value: object) -> Head:
    """Raises RejectedError (`malformed_message`)."""
    if type(value) is list and len(value) == 4:
        device, incarnation, seq, id = value
        if is_bytes(device, KEY_BYTES, KEY_BYTES) and is_count(incarnation, 2**31) and is_count(seq) and is_hash(id):
            return Head(device, incarnation, seq, id)
    raise RejectedError("malformed_message", field="head")


def is_bytes(value: object, least: int, most: int) -> bool:
    return type(value) is bytes and least <= len(value) <= most


def is_hash(value: object) -> bool:
    return is_bytes(value, HASH_BYTES, HASH_BYTES)


def is_count(value: object, most: int = COUNT_MAX) -> bool:
    return type(value) is int and 0 <= value <= most


def list_of(value: object, most: int, field: str) -> list[Any]:
    """Raises RejectedError (`malformed_message`)."""
    if type(value) is not list or len(value) > most:
        raise RejectedError("malformed_message", field=field)
    return value


def read_list(value: object, most: int, field: str, fits: Callable[[object], bool]) -> list[Any]:
    """A list whose every item fits; raises RejectedError (`malformed_message`)."""
    items = list_of(value, most, field)
    if not all(map(fits, items)):
        raise RejectedError("malformed_message", field=field)
    return items
