"""Checking an evidence file: every signature, hash and grant in it, without a vault and without a network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from core.errors import RejectedError
from core.identity.keys import signature_holds
from core.ledger import cose, merkle
from core.ledger.bearing import Headers, confirmations, shown_cuts
from core.ledger.disclosure import Check, ShownEntry, leaf_of, read_shown
from core.ledger.evidence import EvidenceReport, read_evidence
from core.ledger.governance.charter import CHARTER
from core.ledger.header import Header, block_id, decode_header
from core.ledger.standing import Holdings, fits, standings


@dataclass(frozen=True, slots=True)
class _Envelope:
    id: bytes
    header: Header
    signed: bool


def check_evidence(data: bytes) -> EvidenceReport:
    """Check a file whole; a failed check is reported, never raised.

    Checks per block: `envelope` (form), `network` (names the charter), `chain` (agrees with the blocks of the file that
    it follows), `signature` (its own, or that of a later block of its chain in the file). Per item: `inclusion`,
    `statement`, `place`, `cosignature`, and `grant` per device and person behind it. Once: `charter`.

    Raises:
        RejectedError: what `read_evidence` raises, and `malformed_evidence` (field: charter) where the first block is
            none, so that the file names no network.
    """
    file = read_evidence(data)
    envelopes = [_read_envelope(envelope) for envelope in file.envelopes]
    opening = envelopes[0]
    if not isinstance(opening, _Envelope) or opening.header.network is not None:
        raise RejectedError("malformed_evidence", field="charter")
    checks = list(_check_blocks(envelopes, opening.id))
    entries: list[ShownEntry] = []
    charter: ShownEntry | None = None
    for place, item in enumerate(file.items):
        envelope = envelopes[item.envelope]
        if not isinstance(envelope, _Envelope):
            continue
        header = envelope.header
        root = merkle.root_of_proof(leaf_of(item.form), item.index, header.leaf_count, item.proof)
        checks.append(Check("inclusion", root == header.root, item.envelope, place))
        shown, found = read_shown(item.form, item.index, header, envelope.id, item.chosen, (item.envelope, place))
        checks += found
        if shown is not None:
            entries.append(shown)
            if item.envelope == 0:
                charter = shown
    checks.append(Check("charter", charter is not None and _is_charter(charter)))
    behind = standings(entries, charter)
    checks += [
        Check("grant", item.granted, facts={"entry": item.entry, "kind": item.kind, "key": item.key, "role": item.role})
        for item in behind
    ]
    name = charter.entry.content.body.get("name") if charter is not None else None
    known = {one.id: one for one in envelopes if isinstance(one, _Envelope)}
    headers = Headers({id: one.header for id, one in known.items()}, _vouched(known))
    held = Holdings(entries, charter)
    return EvidenceReport(
        network=opening.id,
        network_name=name if type(name) is str else None,
        checks=tuple(checks),
        entries=tuple(entries),
        standings=tuple(behind),
        confirmations=tuple(confirmations(entries, charter, headers, held)),
        cuts=tuple(shown_cuts(entries, charter, headers, held)),
    )


def _read_envelope(data: bytes) -> _Envelope | RejectedError:
    try:
        signed = cose.decode_sign1(data)
        header = decode_header(signed.payload)
    except RejectedError as error:
        return error
    holds = signature_holds(header.device, cose.to_be_signed(signed.payload), signed.signature)
    return _Envelope(block_id(signed.payload), header, holds)


def _check_blocks(envelopes: Sequence[_Envelope | RejectedError], network: bytes) -> Iterator[Check]:
    known = {envelope.id: envelope for envelope in reversed(envelopes) if isinstance(envelope, _Envelope)}
    vouched = _vouched(known)
    told: set[bytes] = set()
    for place, envelope in enumerate(envelopes):
        if isinstance(envelope, RejectedError):
            yield Check("envelope", False, place, facts={"reason": envelope.code, **envelope.facts})
            continue
        if envelope.id in told:
            yield Check("envelope", False, place, facts={"reason": "repeated_block"})
            continue
        told.add(envelope.id)
        header = envelope.header
        names_it = header.network is None if place == 0 else header.network == network
        yield Check("envelope", True, place)
        yield Check("network", names_it, place)
        yield Check("chain", _agrees(header, known), place)
        facts = {"device": header.device, "by_later_block": not envelope.signed}
        yield Check("signature", envelope.id in vouched, place, facts=facts)


def _vouched(known: dict[bytes, _Envelope]) -> set[bytes]:
    """Blocks that a valid signature of their own chain stands over: theirs or a later one's."""
    vouched: set[bytes] = set()
    for envelope in known.values():
        current: _Envelope | None = envelope if envelope.signed else None
        while current is not None and current.id not in vouched:
            vouched.add(current.id)
            before = known.get(current.header.previous or b"")
            current = before if before is not None and _chain(before) == _chain(current) else None
    return vouched


def _chain(envelope: _Envelope) -> tuple[bytes, int]:
    return envelope.header.device, envelope.header.incarnation


def _agrees(header: Header, known: dict[bytes, _Envelope]) -> bool:
    before = known.get(header.previous or b"")
    if before is not None:
        theirs = before.header
        if header.seq > 0:
            follows = (theirs.incarnation, theirs.seq + 1) == (header.incarnation, header.seq)
        else:
            follows = theirs.incarnation < header.incarnation
        if not follows or theirs.device != header.device:
            return False
    past = [known[id] for id in (header.previous, *header.seen) if id is not None and id in known]
    return all(envelope.header.depth < header.depth for envelope in past)


def _is_charter(shown: ShownEntry) -> bool:
    entry = shown.entry
    if not shown.clear or entry.content.network is not None or not fits(entry, CHARTER):
        return False
    return any(founder["key"] == entry.content.device for founder in entry.content.body["founders"])
