"""What a leaf says by itself, wherever it stands: taken apart, opened with a key, signatures of persons checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.errors import RejectedError
from core.ledger.blob import Encrypted, Newer, Sealed, Statement, open_encrypted, read_blob
from core.ledger.content import Content, Cosignature, cosignature_is_valid, decode_content, entry_id

LOCKED = "locked"
"""No key that is held opens it yet."""
SEALED = "sealed"
"""A part for its recipients; rules never read it."""
NEWER = "newer"
"""A blob of a kind that this version does not know."""

Keys = Callable[[bytes], Sequence[bytes]]
"""The held epoch keys that a hint may mean."""
Known = Callable[[bytes], Content | None]


class Opened(NamedTuple):
    """A statement with the signatures of persons that are valid under it, and how many are not."""

    id: bytes
    content: Content
    cosignatures: tuple[Cosignature, ...]
    invalid: int
    clear: bool


def _reads_nothing_before(id: bytes) -> None:
    """Nothing was read before."""


def open_leaf(data: bytes, keys: Keys, known: Known = _reads_nothing_before) -> Opened | str:
    """What a leaf says, or why it says nothing; `known` may give the content of an entry that was read before.

    Raises:
        RejectedError: a code of `read_blob`, `statement_of` or `decode_content`.
    """
    blob = read_blob(data)
    if isinstance(blob, Sealed):
        return SEALED
    if isinstance(blob, Newer):
        return NEWER
    statement = _opened(blob, keys(blob.hint)) if isinstance(blob, Encrypted) else blob
    if statement is None:
        return LOCKED
    id = entry_id(statement.content)
    content = known(id) or decode_content(statement.content)
    valid = tuple(one for one in statement.cosignatures if cosignature_is_valid(one, content.network, id))
    invalid = len(statement.cosignatures) - len(valid)
    return Opened(id, content, valid, invalid, isinstance(blob, Statement))


def _opened(blob: Encrypted, keys: Sequence[bytes]) -> Statement | None:
    for key in keys:
        try:
            return open_encrypted(blob, key)
        except RejectedError as error:
            if error.code != "wrong_seal":
                raise
    return None
