"""Attachments: files of entries, encrypted in chunks, named by the RFC 9162 tree hash of their ciphertext chunks.

On disk one file per attachment, `attachments/<root in hexadecimal>`: the chunks one after another, each of
ATTACHMENT_CHUNK_BYTES of plaintext (the last one shorter) plus a 16-byte tag. Chunk i is XChaCha20-Poly1305 under the
attachment's random key with i as the nonce (24 bytes, little endian). The key stands in the entry.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError

from core.errors import InputError, RejectedError
from core.identity.keys import KEY_BYTES
from core.ledger import merkle
from core.ledger.content import Attachment
from core.ports.limits import ATTACHMENT_BYTES_MAX, ATTACHMENT_CHUNK_BYTES
from core.ports.randomness import Randomness
from core.vault.database import Connection, transaction
from core.vault.disk import flush_folder, telling_disk
from core.vault.orders import is_attachment_ordered

_TAG_BYTES = 16
_SEALED_BYTES = ATTACHMENT_CHUNK_BYTES + _TAG_BYTES
"""A chunk and its tag."""
PART = ".part"
"""Ends the name of the file that an attachment is until it is whole."""
DAMAGED = ".damaged"
"""Ends the name of one that was set aside."""


def _nonce(index: int) -> bytes:
    return index.to_bytes(24, "little")


class AttachmentStore:
    """The attachments folder of a vault."""

    def __init__(self, folder: Path, connection: Connection, randomness: Randomness) -> None:
        self._folder = folder
        self._connection = connection
        self._randomness = randomness

    def add(self, source: BinaryIO, media_type: str) -> Attachment:
        """Encrypt a file into the vault; it is durable when this returns.

        Raises:
            InputError: `attachment_empty`, `attachment_large`.
            VaultError: `disk_full`, `vault_readonly`, `disk_trouble`; nothing was added.
        """
        with telling_disk(self._folder):
            return self._add(source, media_type)

    def _add(self, source: BinaryIO, media_type: str) -> Attachment:
        key = self._randomness.take(KEY_BYTES)
        beside = self._folder / f"{self._randomness.take(16).hex()}.new"
        leaves: list[bytes] = []
        size = 0
        try:
            with beside.open("wb") as target:
                while chunk := source.read(ATTACHMENT_CHUNK_BYTES):
                    size += len(chunk)
                    if size > ATTACHMENT_BYTES_MAX:
                        raise InputError("attachment_large", limit=ATTACHMENT_BYTES_MAX)
                    sealed = crypto_aead_xchacha20poly1305_ietf_encrypt(chunk, b"", _nonce(len(leaves)), key)
                    leaves.append(merkle.leaf_hash(sealed))
                    target.write(sealed)
                if not leaves:
                    raise InputError("attachment_empty")
                target.flush()
                os.fsync(target.fileno())
            root = merkle.root(leaves)
            self._keep(beside, root, size, len(leaves))
        finally:
            beside.unlink(missing_ok=True)
        return Attachment(root, size, media_type, key)

    def has(self, root: bytes) -> bool:
        """Whether the body of an attachment has arrived, and nobody ordered to erase it.

        Where the process ended between the file and the note of it, it comes again.
        """
        noted = self._connection.execute("SELECT 1 FROM attachments WHERE root = ?", (root,)).fetchone() is not None
        return noted and self.path(root).is_file() and not is_attachment_ordered(self._connection, root)

    def path(self, root: bytes) -> Path:
        """Where an attachment's ciphertext lies."""
        return self._folder / root.hex()

    def read(self, attachment: Attachment) -> Iterator[bytes]:
        """The plaintext, chunk by chunk.

        Raises:
            RejectedError: `attachment_damaged`; `erased` where an erasure was ordered.
        """
        if is_attachment_ordered(self._connection, attachment.root):
            raise RejectedError("erased")
        for index, sealed in enumerate(self.chunks(attachment.root)):
            try:
                yield bytes(crypto_aead_xchacha20poly1305_ietf_decrypt(sealed, b"", _nonce(index), attachment.key))
            except CryptoError as error:
                self.set_aside_damaged(attachment.root)
                raise RejectedError("attachment_damaged", root=attachment.root.hex()) from error

    def set_aside_damaged(self, root: bytes) -> bool:
        """Where the file of an attachment is not what its root says, let it count as not here, so that it comes anew.

        The damaged one stays beside it until a whole one has come: parts of a picture may be all that there is.
        """
        path = self.path(root)
        with telling_disk(self._folder):
            if not path.is_file() or merkle.root([merkle.leaf_hash(chunk) for chunk in chunks_of(path)]) == root:
                return False
            path.replace(path.with_suffix(DAMAGED))
        return True

    def chunks(self, root: bytes) -> Iterator[bytes]:
        """The ciphertext chunks, as they travel."""
        return chunks_of(self.path(root))

    def all(self) -> list[tuple[bytes, int]]:
        """Root and size of every attachment that is here."""
        return [
            (row[0], row[1]) for row in self._connection.execute("SELECT root, size FROM attachments ORDER BY root")
        ]

    def total_bytes(self) -> int:
        """How much all attachments that are here hold."""
        return int(self._connection.execute("SELECT COALESCE(SUM(size), 0) FROM attachments").fetchone()[0])

    def receive(self, root: bytes, size: int, index: int, sealed: bytes) -> bool:
        """Take the next chunk of an attachment that travels here; whether it is complete now.

        Chunks of one attachment come in order; one that is here already, or comes too early, is passed over. What has
        arrived of it stays, so that another bundle or part goes on from there.

        Raises:
            RejectedError: `attachment_damaged`: the chunks are not those of this root; what had arrived is dropped.
            VaultError: `disk_full`, `vault_readonly`, `disk_trouble`.
        """
        with telling_disk(self._folder):
            return self._receive(root, size, index, sealed)

    def arrived(self, root: bytes, size: int) -> int:
        """How many chunks of an attachment that is not whole have arrived, so that somebody goes on from there.

        What a full disk or the process's end left of a chunk does not count, nor does the last one: with it the
        attachment would be whole.
        """
        part = self.path(root).with_suffix(PART)
        chunks = -(-size // ATTACHMENT_CHUNK_BYTES)
        return min(part.stat().st_size // _SEALED_BYTES, max(0, chunks - 1)) if part.is_file() else 0

    def _receive(self, root: bytes, size: int, index: int, sealed: bytes) -> bool:
        if self.has(root) or is_attachment_ordered(self._connection, root):
            return False
        part = self.path(root).with_suffix(PART)
        if index != self.arrived(root, size):
            return False
        with part.open("ab") as target:
            target.truncate(index * _SEALED_BYTES)
            target.write(sealed)
            target.flush()
            os.fsync(target.fileno())
        if index + 1 < -(-size // ATTACHMENT_CHUNK_BYTES):
            return False
        leaves = [merkle.leaf_hash(chunk) for chunk in chunks_of(part)]
        if merkle.root(leaves) != root or part.stat().st_size != size + _TAG_BYTES * len(leaves):
            part.unlink()
            raise RejectedError("attachment_damaged", root=root.hex())
        self._keep(part, root, size, len(leaves))
        return True

    def _keep(self, written: Path, root: bytes, size: int, chunks: int) -> None:
        written.replace(self.path(root))
        self.path(root).with_suffix(DAMAGED).unlink(missing_ok=True)
        flush_folder(self._folder)
        with transaction(self._connection):
            self._connection.execute(
                "INSERT OR REPLACE INTO attachments (root, size, chunks) VALUES (?, ?, ?)", (root, size, chunks)
            )


def chunks_of(path: Path) -> Iterator[bytes]:
    """The ciphertext chunks of a file."""
    with path.open("rb") as file:
        while sealed := file.read(_SEALED_BYTES):
            yield sealed
