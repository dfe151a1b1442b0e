"""A long run of blocks that a companion reads, checks and opens while this process places and judges them.

What it says is what this process would find for itself (core.ledger.block, core.vault.opening): where it has gone, or
says nothing of a leaf, this process does it. Questions and answers are in Python's own form for its own data: they
pass between two processes of one program and are kept nowhere.
"""

from __future__ import annotations

import marshal
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from core.errors import RejectedError
from core.identity.keys import signature_holds
from core.ledger import cose
from core.ledger.block import Block, read_block, signature_is_valid
from core.ledger.content import Attachment, Content, Cosignature
from core.ledger.header import Header
from core.ports.clock import Instant
from core.ports.companion import Line
from core.vault.opening import Opened, open_leaves

_OCCURRED_AT, _ATTACHMENTS = Content._fields.index("occurred_at"), Content._fields.index("attachments")
EpochKeys = Mapping[bytes, Sequence[bytes]]
"""Epoch keys by the hint that blobs carry."""
Read = Block | RejectedError
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
        told, part.valid, opened = said
        if part.read is None:
            part.read = [_read_from(one, wire) for one, wire in zip(told, part.wires, strict=True)]
        for one, leaves in zip(part.read, opened, strict=True):
            if isinstance(one, Block):
                self._opened.update(zip(one.leaves, leaves, strict=True))
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
        # Each step for all blocks: it goes faster while it is repeated.
        read = [read_or_told(one) if type(one) is bytes else one for one in items]
        told = [_told(one) for one in read]
        blocks = [_parts(one) for one in read]
        valid = [bool(device) and signature_holds(device, *cose.signed_parts(held)) for device, held, _ in blocks]
        found = iter(open_leaves([blob for *_, blobs in blocks for blob in blobs], self._held))
        opened = [[_opened_to(one) for one in islice(found, len(blobs))] for *_, blobs in blocks]
        return marshal.dumps((told, valid, opened))

    def _held(self, hint: bytes) -> Sequence[bytes]:
        return self._keys.get(hint, ())


def _told(read: Read | tuple[Any, ...] | None) -> tuple[Any, ...] | None:
    """Of a block that was read here what it holds, or what is wrong with it."""
    if isinstance(read, RejectedError):
        return read.code, dict(read.facts)
    if isinstance(read, Block):
        return tuple(read.header), read.id, len(read.envelope), len(read.body), read.blobs, read.leaves
    return None


def _parts(read: Read | tuple[Any, ...] | None) -> tuple[bytes, bytes, Sequence[bytes | None]]:
    """Device, envelope and leaves; empty where there is no block."""
    if isinstance(read, Block):
        return read.header.device, read.envelope, read.blobs
    return read if isinstance(read, tuple) else (b"", b"", ())


def _read_from(said: tuple[Any, ...], wire: bytes) -> Read:
    """The block that was read from these bytes, or the refusal."""
    if len(said) == _REFUSAL:
        return RejectedError(said[0], **said[1])
    header, id, envelope_bytes, body_bytes, blobs, leaves = said
    body = len(wire) - body_bytes
    return Block(id, Header._make(header), wire[body - envelope_bytes : body], wire[body:], blobs, leaves)


def _opened_to(opened: Opened | None) -> tuple[Any, ...] | None:
    """In plain tuples."""
    if opened is None:
        return None
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
