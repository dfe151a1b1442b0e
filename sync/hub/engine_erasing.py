"""An erasure reaches the engine's row: what was erased is in no page of it any more.

A page that holds some of it is appended anew without it, and destroyed when the new one is safe. Whoever ends between
the two leaves both, which is as harmless as any page that comes twice: the erasure stays noted (core.vault.sweep) until
the row was gone through to its end, here and at every other process that obeys the order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from core.encoding import cbor
from core.errors import RejectedError
from core.ledger.block import read_block
from sync.hub.erasing import HubErasing


class Row(Protocol):
    """The part of an engine that keeps pages (sync.hub.engine)."""

    def pages(self, network: bytes, after: int) -> Iterator[tuple[int, bytes]]: ...

    def append(self, network: bytes, page: bytes) -> None: ...

    def erase_page(self, network: bytes, place: int) -> None: ...


def erase_pages(row: Row, network: bytes, erasing: HubErasing) -> None:
    """Go through a network's row; raises VaultError (`engine_trouble`), and may then be called again."""
    for place, page in row.pages(network, 0):
        held = cbor.decode(page)
        if not isinstance(held, list):
            continue  # the word that an attachment is there: its root, and nothing of it
        kept = [_without_erased(wire, erasing) for wire in held]
        if kept != held:
            row.append(network, cbor.encode(kept))
            row.erase_page(network, place)


def _without_erased(wire: bytes, erasing: HubErasing) -> bytes:
    try:
        return erasing.incoming(read_block(wire)).wire
    except RejectedError:  # of a later format; whoever knows it erases it
        return wire
