"""Evidence: one file that shows chosen entries, what they lean on and the charter, to anybody without a vault.

Deterministic CBOR ["jangbu-evidence", 1, envelopes, items]; envelopes are signed headers, the charter's first; an item
is [envelope index, leaf index, inclusion proof, chosen, form] (docs/format.md §8). Pure: bytes in, report out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from core.encoding import cbor
from core.encoding.bounded import decode_bounded
from core.errors import RejectedError
from core.ledger import merkle
from core.ledger.bearing import Confirmation, ShownCut
from core.ledger.block import Block
from core.ledger.disclosure import Check, Form, ShownEntry, form_from_value, form_of, form_to_value, is_hash_list
from core.ledger.header import Header
from core.ledger.standing import Standing
from core.ports.limits import BLOCK_ENTRIES_MAX, EVIDENCE_BYTES_MAX

MAGIC = "jangbu-evidence"
VERSION = 1
_PROOF_HASHES_MAX = (BLOCK_ENTRIES_MAX - 1).bit_length()
_VALUES_MAX = 500_000
_MAGIC_BYTES = cbor.encode(MAGIC)


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """An entry to show; `chosen` tells what was asked for from what it leans on."""

    block: Block
    index: int
    form: Form
    chosen: bool


@dataclass(frozen=True, slots=True)
class FileItem:
    """An item as it lies in a file: the place of its envelope, its leaf and the way from there to the root."""

    envelope: int
    index: int
    proof: tuple[bytes, ...]
    chosen: bool
    form: Form


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """A well-formed evidence file of which nothing has been checked."""

    envelopes: tuple[bytes, ...]
    items: tuple[FileItem, ...]


@dataclass(frozen=True, slots=True)
class EvidenceReport:
    """What an evidence file shows: intact? (`checks`) and whose? (`network` and `standings`)."""

    network: bytes
    """Id of the charter block, computed from the file."""
    network_name: str | None
    checks: tuple[Check, ...]
    entries: tuple[ShownEntry, ...]
    """All readable entries in file order; the first is the charter where it is readable."""
    standings: tuple[Standing, ...]
    confirmations: tuple[Confirmation, ...] = ()
    """One per chosen entry."""
    cuts: tuple[ShownCut, ...] = ()

    @property
    def beyond(self) -> bool:
        """Whether a cut in the file leaves one of the chosen entries without effect."""
        return any(one.backed and one.beyond for one in self.cuts)

    @property
    def intact(self) -> bool:
        """Whether every check held: nothing was changed and nothing that the entries lean on is missing."""
        return all(check.holds for check in self.checks)

    @property
    def chosen(self) -> tuple[ShownEntry, ...]:
        """The entries that the file was made for."""
        return tuple(shown for shown in self.entries if shown.chosen)


def build_evidence(charter: Block, items: Iterable[EvidenceItem], vouching: Iterable[Block] = ()) -> bytes:
    """The file that shows these items; equal selections give equal bytes.

    The charter is shown by itself. `vouching` are later blocks of the same chains, for items in blocks whose own
    signature does not verify.

    Raises:
        RejectedError: `too_large`.
    """
    shown: dict[tuple[bytes, int], EvidenceItem] = {}
    for item in (EvidenceItem(charter, 0, form_of(charter, 0), False), *items):
        before = shown.get((item.block.id, item.index))
        if before is None or item.chosen:
            shown[item.block.id, item.index] = item
    blocks = {block.id: block for block in (*(item.block for item in shown.values()), *vouching)}
    in_order = sorted(blocks.values(), key=lambda block: (block.id != charter.id, *_place(block.header), block.id))
    places = {block.id: place for place, block in enumerate(in_order)}
    ordered = sorted(shown.values(), key=lambda item: (places[item.block.id], item.index))
    data = cbor.encode(
        [
            MAGIC,
            VERSION,
            [block.envelope for block in in_order],
            [
                [
                    places[item.block.id],
                    item.index,
                    merkle.inclusion_proof(item.block.leaves, item.index),
                    item.chosen,
                    form_to_value(item.form),
                ]
                for item in ordered
            ],
        ]
    )
    if len(data) > EVIDENCE_BYTES_MAX:
        raise RejectedError("too_large", what="evidence", limit=EVIDENCE_BYTES_MAX)
    return data


def _place(header: Header) -> tuple[int, bytes, int, int]:
    return header.depth, header.device, header.incarnation, header.seq


def read_evidence(data: bytes) -> EvidenceFile:
    """Take an evidence file apart.

    Raises:
        RejectedError: `not_evidence`, `too_large`, `unknown_format` (a newer version), `malformed_cbor`, or
            `malformed_evidence` with the field.
    """
    if data[1 : 1 + len(_MAGIC_BYTES)] != _MAGIC_BYTES:
        raise RejectedError("not_evidence")
    if len(data) > EVIDENCE_BYTES_MAX:
        raise RejectedError("too_large", what="evidence", limit=EVIDENCE_BYTES_MAX)
    value = decode_bounded(data, _VALUES_MAX)
    if type(value) is not list or len(value) < 2 or type(value[1]) is not int:
        raise RejectedError("malformed_evidence", field="version")
    if value[1] != VERSION:
        raise RejectedError("unknown_format", found=value[1], known=VERSION)
    if len(value) != 4:
        raise RejectedError("malformed_evidence", field="length")
    envelopes, items = value[2:]
    if type(envelopes) is not list or not envelopes or not all(type(item) is bytes for item in envelopes):
        raise RejectedError("malformed_evidence", field="envelopes")
    if len(set(envelopes)) != len(envelopes):
        raise RejectedError("malformed_evidence", field="envelopes")
    return EvidenceFile(tuple(envelopes), _read_items(items, len(envelopes)))


def _read_items(values: object, envelopes: int) -> tuple[FileItem, ...]:
    if type(values) is not list:
        raise RejectedError("malformed_evidence", field="items")
    items: list[FileItem] = []
    for value in values:
        item = _read_item(value)
        if item is None or item.envelope >= envelopes:
            raise RejectedError("malformed_evidence", field="item", item=len(items))
        if items and (items[-1].envelope, items[-1].index) >= (item.envelope, item.index):
            raise RejectedError("malformed_evidence", field="order", item=len(items))
        items.append(item)
    if not any(item.chosen for item in items):
        raise RejectedError("malformed_evidence", field="chosen")
    return tuple(items)


def _read_item(value: object) -> FileItem | None:
    if type(value) is not list or len(value) != 5:
        return None
    envelope, index, proof, chosen, form_value = value
    form = form_from_value(form_value)
    fits = _are_counts((envelope, index)) and type(chosen) is bool and is_hash_list(proof, _PROOF_HASHES_MAX)
    return FileItem(envelope, index, tuple(proof), chosen, form) if fits and form is not None else None


def _are_counts(values: Sequence[object]) -> bool:
    return all(type(value) is int and value >= 0 for value in values)
