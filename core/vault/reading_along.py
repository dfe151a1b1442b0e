"""A long run of blocks that a companion reads, checks and opens while this process places and judges them.

What it says is what this process would find for itself (core.ledger.block, core.vault.opening): where it has gone, or
says nothing of a leaf, this process does it. Questions and answers are in Python's own form for its own data: they
pass between two processes of one program and are kept nowhere.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from core.errors import RejectedError
from core.identity.keys import signature_holds
from core.ledger import cose
from core.ledger.blob import is_encrypted
from core.ledger.block import Block, read_block, signature_is_valid
from core.ledger.content import Attachment, Content, Cosignature
from core.ledger.header import Header
from core.ports.clock import Instant
from core.ports.companion import Line
from core.vault.opening import Opened, open_leaf

_OCCURRED_AT, _ATTACHMENTS = Content._fields.index("occurred_at"), Content._fields.index("attachments")
EpochKeys = Mapping[bytes, Sequence[bytes]]
"""Epoch keys by the hint that blobs carry."""
Read = Block | RejectedError
_Said = tuple[tuple[Any, ...] | None, bool, Sequence[tuple[Any, ...] | None]]
"""Of one block: the block or a refusal, where it was asked for; whether its signature is valid; what its leaves say."""
_REFUSAL = 2
"""Code and facts; a block is in more parts."""


def read_or_told(wire: bytes) -> Read:
    """A block of good form, or what is wrong with it."""
    try:
        return read_block(wire)
    except RejectedError as error:
        return error


class _Part:
    """Some blocks of the batch: read here, or `wires` until the companion has read them."""

    def __init__(self, read: Sequence[Read] | None, wires: Sequence[bytes]) -> None:
        self.read = read
        self.wires = wires
        self.valid: list[bool] | None = None
        """Of each, whether its signature is valid; of what is no block, whatever."""


class ReadingAlong:
    """What the companion finds out about one batch; each answer is waited for when it is first needed."""

    def __init__(self, line: Line, keys: EpochKeys) -> None:
        self._line = line
        self._keys: dict[bytes, list[bytes]] | None = {hint: list(held) for hint, held in keys.items()}
        self._parts: list[_Part] = []
        self._heard = 0
        self._part_of: dict[bytes, int] = {}
        self._opened: dict[bytes, tuple[Any, ...] | None] = {}
        self._has_gone = False

    def open(self, read: Sequence[Read]) -> None:
        """Have blocks that are read already checked and opened, as the next part."""
        blocks = [one for one in read if isinstance(one, Block)]
        self._ask([(one.header.device, one.envelope, one.blobs) if isinstance(one, Block) else None for one in read])
        self._part_of.update((leaf, len(self._parts)) for block in blocks for leaf in block.leaves)
        self._parts.append(_Part(read, ()))

    def read(self, wires: Sequence[bytes]) -> None:
        """Have blocks read, checked and opened, as the next part."""
        self._ask(list(wires))
        self._parts.append(_Part(None, wires))

    def _ask(self, items: list[Any]) -> None:
        self._line.ask(marshal.dumps((self._keys, items)))
        self._keys = None

    def part(self, number: int) -> Sequence[Read]:
        """What was read of a part."""
        part = self._parts[number]
        while part.read is None and self._hear():
            pass
        if part.read is None:
            part.read = [read_or_told(wire) for wire in part.wires]
        return part.read

    def valid(self, number: int) -> Sequence[bool]:
        """Of each block of a part, whether its signature is valid."""
        part = self._parts[number]
        while part.valid is None and self._hear():
            pass
        if part.valid is None:
            part.valid = [isinstance(one, Block) and signature_is_valid(one) for one in self.part(number)]
        return part.valid

    def opened(self, leaf: bytes) -> Opened | None:
        """What the leaf with this hash says, where the companion could open it."""
        part = self._part_of.get(leaf, -1)
        while self._heard <= part and self._hear():
            pass
        found = self._opened.get(leaf)
        return _opened_from(found) if found is not None else None

    def finish(self) -> None:
        """Hear all that was asked for, needed or not: the next answer is then that of the next question."""
        while self._hear():
            pass

    def _hear(self) -> bool:
        """Take the next answer; False where none comes any more."""
        if self._has_gone or self._heard == len(self._parts):
            return False
        try:
            answer = self._line.answer()
        except EOFError:
            self._has_gone = True
            return False
        except BaseException:
            self._line.cut()
            raise
        part = self._parts[self._heard]
        self._heard += 1
        said = marshal.loads(answer)  # noqa: S302 - from a process that this one started, about bytes it gave it
        if part.read is None:
            part.read = [_read_from(read, wire) for (read, *_), wire in zip(said, part.wires, strict=True)]
        part.valid = [valid for _, valid, _ in said]
        for one, (_, _, opened) in zip(part.read, said, strict=True):
            if isinstance(one, Block):
                self._opened.update(zip(one.leaves, opened, strict=True))
        return True


class Answering:
    """The companion's part: one question after another, with the keys that came with the latest that brought any."""

    def __init__(self) -> None:
        self._keys: EpochKeys = {}

    def answer(self, question: bytes) -> bytes:
        """The answer to a question of `ReadingAlong`."""
        keys, items = marshal.loads(question)  # noqa: S302 - from the process that started this one
        if keys is not None:
            self._keys = keys
        return marshal.dumps([self._said(one) for one in items])

    def _said(self, item: bytes | tuple[Any, ...] | None) -> _Said:
        if item is None:
            return None, False, ()
        return self._whole(item) if type(item) is bytes else self._checked(*item)

    def _whole(self, wire: bytes) -> _Said:
        """Of a block as it came: what it holds, or what is wrong with it."""
        read = read_or_told(wire)
        if isinstance(read, RejectedError):
            return (read.code, dict(read.facts)), False, ()
        held = (tuple(read.header), read.id, len(read.envelope), len(read.body), read.blobs, read.leaves)
        return held, *self._checked(read.header.device, read.envelope, read.blobs)[1:]

    def _checked(self, device: bytes, envelope: bytes, blobs: Iterable[bytes | None]) -> _Said:
        """Of a block that is read already: whether its signature is valid, and what its leaves say."""
        opened = [None if data is None or not is_encrypted(data) else self._one(data) for data in blobs]
        return None, signature_holds(device, *cose.signed_parts(envelope)), opened

    def _one(self, data: bytes) -> tuple[Any, ...] | None:
        try:
            opened = open_leaf(data, lambda hint: self._keys.get(hint, ()))
        except RejectedError:
            return None
        return _opened_to(opened) if isinstance(opened, Opened) else None


def _read_from(said: tuple[Any, ...], wire: bytes) -> Read:
    """The block that was read from these bytes, or the refusal."""
    if len(said) == _REFUSAL:
        return RejectedError(said[0], **said[1])
    header, id, envelope_bytes, body_bytes, blobs, leaves = said
    body = len(wire) - body_bytes
    return Block(id, Header._make(header), wire[body - envelope_bytes : body], wire[body:], blobs, leaves)


def _opened_to(opened: Opened) -> tuple[Any, ...]:
    """In plain tuples."""
    content: list[Any] = list(opened.content)
    content[_OCCURRED_AT] = (opened.content.occurred_at.seconds, opened.content.occurred_at.offset_minutes)
    content[_ATTACHMENTS] = tuple(map(tuple, opened.content.attachments))
    return opened.id, content, tuple(map(tuple, opened.cosignatures)), opened.invalid, opened.clear


def _opened_from(plain: tuple[Any, ...]) -> Opened:
    id, fields, cosignatures, invalid, clear = plain
    content = list(fields)
    content[_OCCURRED_AT] = Instant(*content[_OCCURRED_AT])
    content[_ATTACHMENTS] = tuple(map(Attachment._make, content[_ATTACHMENTS]))
    return Opened(id, Content._make(content), tuple(map(Cosignature._make, cosignatures)), invalid, clear)
