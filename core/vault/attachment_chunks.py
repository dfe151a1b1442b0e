"""Reading attachments for exchange: which are wanted, and one chunk as it travels."""

from __future__ import annotations

from core.ledger.content import Attachment
from core.ledger.previews import files_of
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


def files_here(store: AttachmentStore, replica: Replica) -> list[tuple[bytes, int]]:
    """Root and size of a network's attachments that lie here, as they travel: the smallest first.

    So a preview is never behind a photo that has one (core.ports.limits), at a hub that reads nothing as well.
    """
    named = replica.attachments()
    return sorted(((root, size) for root, size in store.all() if root in named), key=lambda file: (file[1], file[0]))


def sizes_of(replica: Replica, roots: set[bytes]) -> dict[bytes, int]:
    """What the entries that name these attachments say of their sizes, in bytes."""
    sizes = dict[bytes, int]()
    for root in roots:
        listed = _listed_with(replica, root)
        sizes[root] = max((one.size for each in listed for one in each if one.root == root), default=0)
    return sizes


def is_preview(replica: Replica, root: bytes) -> bool:
    """Whether an attachment is nothing but the preview of a photo, in every readable entry that names it."""
    listed = _listed_with(replica, root)
    files = {file.original.root for each in listed for file in files_of(each)}
    return bool(listed) and root not in files


def _listed_with(replica: Replica, root: bytes) -> list[tuple[Attachment, ...]]:
    """All attachments of each readable entry that names this one."""
    index = EntryIndex(replica.connection, replica.reader)
    rows = replica.connection.execute(
        "SELECT entry FROM attached WHERE network = ? AND root = ?", (replica.network, root)
    ).fetchall()
    return [found[0].entry.content.attachments for (id,) in rows if (found := index.find(id)) is not None]
