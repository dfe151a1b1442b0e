"""Reading attachments for exchange: which are wanted, and one chunk as it travels."""

from __future__ import annotations

from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.vault.attachments import AttachmentStore
from core.vault.replica import Replica
from core.vault.subjects import EntryIndex

_SEALED_BYTES = ATTACHMENT_CHUNK_BYTES + 16
"""A chunk and its tag."""


def chunk_at(store: AttachmentStore, root: bytes, index: int) -> bytes:
    """The ciphertext of one chunk; empty beyond the end. Only as much of the file is read as that."""
    with store.path(root).open("rb") as file:
        file.seek(index * _SEALED_BYTES)
        return file.read(_SEALED_BYTES)


def sizes_of(replica: Replica, roots: set[bytes]) -> dict[bytes, int]:
    """What the entries that name these attachments say of their sizes, in bytes."""
    index, sizes = EntryIndex(replica.connection, replica.reader), dict[bytes, int]()
    for root in roots:
        rows = replica.connection.execute(
            "SELECT entry FROM attached WHERE network = ? AND root = ?", (replica.network, root)
        ).fetchall()
        named = [found[0].entry.content.attachments for (id,) in rows if (found := index.find(id)) is not None]
        sizes[root] = max((one.size for listed in named for one in listed if one.root == root), default=0)
    return sizes
