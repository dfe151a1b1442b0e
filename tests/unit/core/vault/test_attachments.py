"""Attachments that arrive in chunks and are broken off: what is there counts, and the rest comes another time."""

from io import BytesIO
from pathlib import Path

import pytest

from core.ledger.content import Attachment
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.vault.vault import Vault
from tests.support.replicas import make_vault
from tests.support.shelf import Shelf

SEALED_BYTES = ATTACHMENT_CHUNK_BYTES + 16


def sent(shelf: Shelf, size: int) -> tuple[Attachment, list[bytes]]:
    """A file of so many bytes, and its chunks as they travel."""
    file = shelf.vault.attachments.add(BytesIO(b"\x07" * size), "text/plain")
    return file, list(shelf.vault.attachments.chunks(file.root))


def give_rest(vault: Vault, file: Attachment, chunks: list[bytes]) -> list[int]:
    """What a peer gives who goes on where the vault says; the indices that it gave."""
    first = vault.attachments.arrived(file.root, file.size)
    for index in range(first, len(chunks)):
        vault.attachments.receive(file.root, file.size, index, chunks[index])
    return list(range(first, len(chunks)))


@pytest.mark.parametrize("size", [2 * ATTACHMENT_CHUNK_BYTES, 2 * ATTACHMENT_CHUNK_BYTES + 5])
@pytest.mark.parametrize("left", [1, SEALED_BYTES - 1, SEALED_BYTES + 1, 2 * SEALED_BYTES])
def test_what_was_left_of_a_chunk_is_no_hindrance(shelf: Shelf, tmp_path: Path, size: int, left: int):
    """A full disk or a kill in the middle of a chunk, and a kill between the last chunk and the file's name."""
    file, chunks = sent(shelf, size)
    with make_vault(tmp_path, "mill") as mill:
        part = mill.attachments.path(file.root).with_suffix(".part")
        part.write_bytes(b"".join(chunks)[:left])
        assert give_rest(mill, file, chunks)[0] == min(left // SEALED_BYTES, len(chunks) - 1)
        assert mill.attachments.has(file.root)
        assert b"".join(mill.attachments.read(file)) == b"\x07" * size


def test_a_file_that_nobody_noted_comes_again(shelf: Shelf, tmp_path: Path):
    """The process ended between the file's name and the commit: nobody could be given it."""
    file, chunks = sent(shelf, 9)
    with make_vault(tmp_path, "mill") as mill:
        mill.attachments.path(file.root).write_bytes(chunks[0])
        assert not mill.attachments.has(file.root)
        assert give_rest(mill, file, chunks) == [0]
        assert mill.attachments.has(file.root)
        assert mill.attachments.all() == [(file.root, 9)]
