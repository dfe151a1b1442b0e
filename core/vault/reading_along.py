"""A long run of blocks whose signatures a companion checks, and whose leaves it opens, while this process places and
judges them.

What it says is what this process would find for itself (core.vault.opening): where it has gone, or says nothing of a
leaf, this process does it. Questions and answers are in Python's own form for its own data: they pass between two
processes of one program and are kept nowhere.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.errors import RejectedError
from core.identity.keys import signature_holds
from core.ledger import cose
from core.ledger.blob import is_encrypted
from core.ledger.block import Block, signature_is_valid
from core.ledger.content import Attachment, Content, Cosignature
from core.ports.clock import Instant
from core.ports.companion import Companion
from core.vault.opening import Opened, open_leaf

_OCCURRED_AT, _ATTACHMENTS = Content._fields.index("occurred_at"), Content._fields.index("attachments")
EpochKeys = Mapping[bytes, Sequence[bytes]]
"""Epoch keys by the hint that blobs carry."""


class ReadingAlong:
    """What the companion finds out about one batch; each answer is waited for when it is first needed."""

    def __init__(self, companion: Companion, keys: EpochKeys) -> None:
        self._companion = companion
        self._keys: dict[bytes, list[bytes]] | None = {hint: list(held) for hint, held in keys.items()}
        self._parts: list[Sequence[Block]] = []
        self._part_of: dict[bytes, int] = {}
        self._valid: list[list[bool]] = []
        self._opened: dict[bytes, tuple[Any, ...]] = {}
        self._has_gone = False

    def ask(self, blocks: Sequence[Block]) -> None:
        """Have some more blocks checked and opened."""
        asked = [(block.header.device, block.envelope, block.blobs) for block in blocks]
        self._companion.ask(marshal.dumps((self._keys, asked)))
        self._keys = None
        self._part_of.update((leaf, len(self._parts)) for block in blocks for leaf in block.leaves)
        self._parts.append(blocks)

    def opened(self, leaf: bytes) -> Opened | None:
        """What the leaf with this hash says, where the companion could open it."""
        part = self._part_of.get(leaf, -1)
        while len(self._valid) <= part and self._hear():
            pass
        found = self._opened.get(leaf)
        return _opened_from(found) if found is not None else None

    def valid(self) -> list[bool]:
        """Of each block, in the order in which they were asked for, whether its signature is valid."""
        while len(self._valid) < len(self._parts) and self._hear():
            pass
        self._valid += [[signature_is_valid(one) for one in part] for part in self._parts[len(self._valid) :]]
        return [one for part in self._valid for one in part]

    def finish(self) -> None:
        """Hear what was asked for and not needed: the next answer is then that of the next question."""
        while len(self._valid) < len(self._parts) and self._hear():
            pass

    def _hear(self) -> bool:
        """Take the next answer; False where none comes any more."""
        if self._has_gone:
            return False
        try:
            answer = self._companion.answer()
        except EOFError:
            self._has_gone = True
            return False
        except BaseException:
            self._companion.close()
            raise
        blocks = self._parts[len(self._valid)]
        said = marshal.loads(answer)  # noqa: S302 - from a process that this one started, about bytes it gave it
        self._valid.append([valid for valid, _ in said])
        for block, (_, opened) in zip(blocks, said, strict=True):
            self._opened.update((leaf, one) for leaf, one in zip(block.leaves, opened, strict=True) if one is not None)
        return True


class Answering:
    """The companion's part: one question after another, with the keys that came with the latest that brought any."""

    def __init__(self) -> None:
        self._keys: EpochKeys = {}

    def answer(self, question: bytes) -> bytes:
        """The answer to a question of `ReadingAlong`."""
        keys, blocks = marshal.loads(question)  # noqa: S302 - from the process that started this one
        if keys is not None:
            self._keys = keys
        return marshal.dumps([_found(device, envelope, self._all(blobs)) for device, envelope, blobs in blocks])

    def _all(self, blobs: Iterable[bytes | None]) -> list[tuple[Any, ...] | None]:
        return [None if data is None or not is_encrypted(data) else self._one(data) for data in blobs]

    def _one(self, data: bytes) -> tuple[Any, ...] | None:
        try:
            opened = open_leaf(data, lambda hint: self._keys.get(hint, ()))
        except RejectedError:
            return None
        return _opened_to(opened) if isinstance(opened, Opened) else None


def _found(device: bytes, envelope: bytes, opened: list[tuple[Any, ...] | None]) -> tuple[bool, list[Any]]:
    return signature_holds(device, *cose.signed_parts(envelope)), opened


def _opened_to(opened: Opened) -> tuple[Any, ...]:
    """In plain tuples."""
    content: list[Any] = list(opened.content)
    content[_OCCURRED_AT] = (opened.content.occurred_at.seconds, opened.content.occurred_at.offset_minutes)
    content[_ATTACHMENTS] = tuple(map(tuple, opened.content.attachments))
    return opened.id, content, tuple(map(tuple, opened.cosignatures)), opened.invalid, opened.clear


def _opened_from(plain: tuple[Any, ...]) -> Opened:
    id, content, cosignatures, invalid, clear = plain
    fields = list(content)
    fields[_OCCURRED_AT] = Instant(*fields[_OCCURRED_AT])
    fields[_ATTACHMENTS] = tuple(map(Attachment._make, fields[_ATTACHMENTS]))
    return Opened(id, Content._make(fields), tuple(map(Cosignature._make, cosignatures)), invalid, clear)
