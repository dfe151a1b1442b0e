"""Which keys a block's clear leaves name: the gate asks for *a* grant in a device's past, whatever became of it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from core.errors import RejectedError
from core.ledger.blob import Statement, read_blob
from core.ledger.block import Block
from core.ledger.content import decode_content, entry_id
from core.ledger.governance import charter, grant
from core.ledger.header import Header
from core.ledger.place import Neighbours, Placed
from core.vault.blockstore import BlockStore
from core.vault.database import Connection
from core.vault.reading import belongs

Named = tuple[bytes, str, list[str], list[str]]
"""Key, kind, roles, powers."""


def note_grants(connection: Connection, network: int, block: Block, placed: Placed) -> None:
    """Note the keys that a new block's clear leaves name; judging marks later which of them were accepted.

    One entry on two branches of a fork has two places and one verdict.
    """
    for data in block.blobs:
        for entry, key, kind, roles, powers in _named_in(data, block.header):
            connection.execute(
                "INSERT OR IGNORE INTO grants (network, key, kind, roles, powers, line, seq, entry, accepted)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, COALESCE((SELECT MAX(accepted) FROM grants"
                " WHERE network = ?1 AND key = ?2 AND entry = ?8), 0))",
                (
                    network,
                    key,
                    kind,
                    json.dumps(roles, ensure_ascii=False),
                    json.dumps(powers, ensure_ascii=False),
                    placed.line,
                    placed.seq,
                    entry,
                ),
            )


def is_admitted(connection: Connection, store: BlockStore, device: bytes, neighbours: Neighbours) -> bool:
    """Whether a grant that names the device lies in the past of a block with these neighbours."""
    past = [one for one in (neighbours.previous, *neighbours.seen) if one is not None]
    rows = connection.execute(
        "SELECT line, seq FROM grants WHERE network = ? AND key = ? AND kind = ?",
        (store.network, device, grant.DEVICE),
    ).fetchall()
    return any(store.reaches(one.line, one.seq, line, seq) for line, seq in rows for one in past)


def _named_in(data: bytes | None, header: Header) -> Iterator[tuple[bytes, bytes, str, list[str], list[str]]]:
    if data is None:
        return
    try:
        blob = read_blob(data)
        if isinstance(blob, Statement):
            content = decode_content(blob.content)
            if not belongs(content, header):
                return
            for named in _named_keys(content.type, content.body):
                yield (entry_id(blob.content), *named)
    except RejectedError:
        return


def _named_keys(type_name: str, body: Mapping[str, Any]) -> list[Named]:
    """A malformed body names nobody; judging says what is wrong with it."""
    try:
        if type_name == charter.TYPE:
            return [_named(grant.DEVICE, founder) for founder in body["founders"]]
        return [_named(str(body["kind"]), body)] if type_name == grant.TYPE else []
    except (KeyError, TypeError):
        return []


def _named(kind: str, granted: Mapping[str, Any]) -> Named:
    if type(granted["key"]) is not bytes:
        raise TypeError("a key is bytes")
    texts = [[item for item in granted[part] if type(item) is str] for part in ("roles", "powers")]
    return (granted["key"], kind, texts[0], texts[1])
