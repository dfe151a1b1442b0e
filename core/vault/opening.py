"""What a leaf says by itself, wherever it stands: taken apart, opened with a key, signatures of persons checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from core.errors import RejectedError
from core.ledger.blob import Encrypted, Sealed, Statement, is_encrypted, open_encrypted, read_blob
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
    statement = _statement_in(data, keys)
    return statement if isinstance(statement, str) else _said(statement, not is_encrypted(data), known)


def open_leaves(leaves: Sequence[bytes | None], keys: Keys) -> list[Opened | None]:
    """What encrypted leaves say that can be opened; None for all others.

    Each step is done for all of them before the next one: it goes faster while it is repeated.
    """
    statements: list[Statement | str | None] = []
    for data in leaves:
        try:
            statements.append(_statement_in(data, keys) if data is not None and is_encrypted(data) else None)
        except RejectedError:
            statements.append(None)
    opened: list[Opened | None] = []
    for statement in statements:
        try:
            opened.append(_said(statement, False, _reads_nothing_before) if isinstance(statement, Statement) else None)
        except RejectedError:
            opened.append(None)
    return opened


def _statement_in(data: bytes, keys: Keys) -> Statement | str:
    blob = read_blob(data)
    if isinstance(blob, Encrypted):
        return _opened(blob, keys(blob.hint)) or LOCKED
    if isinstance(blob, Statement):
        return blob
    return SEALED if isinstance(blob, Sealed) else NEWER


def _said(statement: Statement, clear: bool, known: Known) -> Opened:
    id = entry_id(statement.content)
    content = known(id) or decode_content(statement.content)
    valid = tuple(one for one in statement.cosignatures if cosignature_is_valid(one, content.network, id))
    return Opened(id, content, valid, len(statement.cosignatures) - len(valid), clear)


def _opened(blob: Encrypted, keys: Sequence[bytes]) -> Statement | None:
    for key in keys:
        try:
            return open_encrypted(blob, key)
        except RejectedError as error:
            if error.code != "wrong_seal":
                raise
    return None
