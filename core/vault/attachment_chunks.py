"""Reading attachments chunk by chunk for exchange: what has arrived of one, and one chunk as it travels."""

from __future__ import annotations

from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.vault.attachments import AttachmentStore

_SEALED_BYTES = ATTACHMENT_CHUNK_BYTES + 16
"""A chunk and its tag."""


def arrived_chunks(store: AttachmentStore, root: bytes) -> int:
    """How many chunks of an attachment that is not whole have arrived, so that a peer goes on from there."""
    part = store.path(root).with_suffix(".part")
    return part.stat().st_size // _SEALED_BYTES if part.is_file() else 0


def chunk_at(store: AttachmentStore, root: bytes, index: int) -> bytes:
    """The ciphertext of one chunk; empty beyond the end. Only as much of the file is read as that."""
    with store.path(root).open("rb") as file:
        file.seek(index * _SEALED_BYTES)
        return file.read(_SEALED_BYTES)
