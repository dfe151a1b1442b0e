"""Which devices a block's clear leaves name: the gate asks for *a* grant in a device's past, whatever became of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import RejectedError
from core.ledger.blob import Statement, is_clear, read_blob
from core.ledger.block import Block
from core.ledger.content import decode_content
from core.ledger.governance import charter, grant
from core.ledger.header import Header
from core.ledger.place import Neighbours, Placed
from core.vault.blockstore import BlockStore
from core.vault.database import Connection
from core.vault.reading import belongs


def note_grants(connection: Connection, network: int, block: Block, placed: Placed) -> None:
    """Note the devices that a new block's clear leaves name."""
    named = [device for data in block.blobs if data and is_clear(data) for device in _named(data, block.header)]
    if named:
        connection.executemany(
            "INSERT OR IGNORE INTO named (network, device, line, seq) VALUES (?, ?, ?, ?)",
            [(network, device, placed.line, placed.seq) for device in named],
        )


def is_named(connection: Connection, network: int, device: bytes) -> bool:
    """Whether any grant that names the device is held."""
    row = connection.execute(
        "SELECT 1 FROM named WHERE network = ? AND device = ? LIMIT 1", (network, device)
    ).fetchone()
    return row is not None


def is_admitted(connection: Connection, store: BlockStore, device: bytes, neighbours: Neighbours) -> bool:
    """Whether a grant that names the device lies in the past of a block with these neighbours."""
    past = [one for one in (neighbours.previous, *neighbours.seen) if one is not None]
    rows = connection.execute(
        "SELECT line, seq FROM named WHERE network = ? AND device = ?", (store.network, device)
    ).fetchall()
    return any(store.reaches(one.line, one.seq, line, seq) for line, seq in rows for one in past)


def _named(data: bytes, header: Header) -> Iterator[bytes]:
    try:
        blob = read_blob(data)
        if isinstance(blob, Statement):
            content = decode_content(blob.content)
            if belongs(content, header):
                yield from _named_devices(content.type, content.body)
    except RejectedError:
        return


def _named_devices(type_name: str, body: Mapping[str, Any]) -> list[bytes]:
    """A malformed body names nobody; judging says what is wrong with it."""
    try:
        if type_name == charter.TYPE:
            named = [founder["key"] for founder in body["founders"]]
        else:
            named = [body["key"]] if type_name == grant.TYPE and body["kind"] == grant.DEVICE else []
    except (KeyError, TypeError):
        return []
    return [key for key in named if type(key) is bytes]
