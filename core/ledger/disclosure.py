"""One entry shown to somebody who holds no key: what evidence files and QR proofs carry of it, and how it is checked.

A clear entry is shown as its blob. An encrypted one is shown as plaintext and entry key: from these the blob that lies
in the block is made again, so that its leaf hash proves the plaintext.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import RejectedError
from core.identity import sealing
from core.identity.keys import KEY_BYTES
from core.ledger import blob, merkle
from core.ledger.block import Block
from core.ledger.content import Content, cosignature_is_valid, decode_content, entry_id
from core.ledger.contract import Entry
from core.ledger.header import HASH_BYTES, Header
from core.ports.limits import ENTRY_BYTES_MAX

_CLEAR, _DISCLOSED = 0, 1


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at; `block` and `item` are places in the file, `facts` say what was found."""

    code: str
    holds: bool
    block: int = 0
    item: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ClearForm:
    """A clear entry, by its blob."""

    blob: bytes


@dataclass(frozen=True, slots=True)
class DisclosedForm:
    """An encrypted entry, by all that its blob can be made from again."""

    hint: bytes
    entry_key: bytes
    plaintext: bytes


Form = ClearForm | DisclosedForm


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """An entry that a file or a proof shows; trust it no further than the checks of its report go."""

    entry: Entry
    block: bytes
    clock: int
    """The device's claim of when it signed the block, seconds since 1970 UTC."""
    clear: bool
    chosen: bool


def form_of(block: Block, index: int, epoch_key: bytes | None = None) -> Form:
    """How to show an entry of a block; an encrypted one needs its epoch's key, which does not leave this function.

    Raises:
        RejectedError: `erased`, `not_an_entry` (a sealed part or a newer kind), `wrong_seal`, or what `read_blob` says.
    """
    data = block.blobs[index]
    if data is None:
        raise RejectedError("erased", leaf=block.leaves[index])
    read = blob.read_blob(data)
    if isinstance(read, blob.Statement):
        return ClearForm(data)
    if not isinstance(read, blob.Encrypted) or epoch_key is None:
        raise RejectedError("not_an_entry", leaf=block.leaves[index])
    entry_key = sealing.entry_key(epoch_key, read.commitment)
    return DisclosedForm(read.hint, entry_key, blob.plaintext_of(read, entry_key))


def form_to_value(form: Form) -> list[Any]:
    """As CBOR: [0, blob] or [1, epoch hint, entry key, plaintext]."""
    if isinstance(form, ClearForm):
        return [_CLEAR, form.blob]
    return [_DISCLOSED, form.hint, form.entry_key, form.plaintext]


def form_from_value(value: object) -> Form | None:
    """The form that a CBOR value stands for; None where it stands for none."""
    if type(value) is not list or not all(type(part) is bytes for part in value[1:]):
        return None
    if len(value) == 2 and value[0] == _CLEAR and type(value[0]) is int:
        return ClearForm(value[1]) if len(value[1]) <= ENTRY_BYTES_MAX else None
    if len(value) == 4 and value[0] == _DISCLOSED and type(value[0]) is int:
        fits = len(value[1]) == blob.EPOCH_HINT_BYTES and len(value[2]) == KEY_BYTES
        return DisclosedForm(*value[1:]) if fits and len(value[3]) <= ENTRY_BYTES_MAX else None
    return None


def leaf_of(form: Form) -> bytes:
    """The leaf hash of the blob that the form stands for."""
    if isinstance(form, ClearForm):
        return merkle.leaf_hash(form.blob)
    return merkle.leaf_hash(blob.disclosed_blob(form.hint, form.entry_key, form.plaintext))


def is_hash_list(value: object, most: int) -> bool:
    """Whether a CBOR value is a list of at most so many hashes."""
    return (
        type(value) is list
        and len(value) <= most
        and all(type(part) is bytes and len(part) == HASH_BYTES for part in value)
    )


def read_shown(
    form: Form, index: int, header: Header, block: bytes, chosen: bool, place: tuple[int, int]
) -> tuple[ShownEntry | None, list[Check]]:
    """Read what a form states and check all that concerns the statement itself.

    `place` is (block, item) in the file, for the checks: `statement` (well formed), `place` (network, device and
    incarnation are those of the header) and one `cosignature` per person who signed.
    """
    checks: list[Check] = []

    def note(code: str, holds: bool, **facts: Any) -> None:
        checks.append(Check(code, holds, *place, facts))

    try:
        statement = _statement(form)
        content = decode_content(statement.content)
    except RejectedError as error:
        note("statement", False, reason=error.code, **error.facts)
        return None, checks
    id = entry_id(statement.content)
    note("statement", True, entry=id, type=content.type)
    note("place", _is_in_place(content, header), entry=id)
    valid = []
    for signed in statement.cosignatures:
        holds = cosignature_is_valid(signed, content.network, id)
        note("cosignature", holds, entry=id, person=signed.person, role=signed.role)
        if holds:
            valid.append(signed)
    order = (header.depth, header.device, header.incarnation, header.seq, index)
    entry = Entry(id, content, tuple(valid), order)
    return ShownEntry(entry, block, header.clock, isinstance(form, ClearForm), chosen), checks


def _statement(form: Form) -> blob.Statement:
    if isinstance(form, DisclosedForm):
        return blob.statement_of(form.plaintext)
    read = blob.read_blob(form.blob)
    if not isinstance(read, blob.Statement):
        raise RejectedError("not_an_entry")
    return read


def _is_in_place(content: Content, header: Header) -> bool:
    theirs: Sequence[object] = (content.network, content.device, content.incarnation)
    return theirs == (header.network, header.device, header.incarnation)
