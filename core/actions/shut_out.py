"""Take rights away by a cut, with a look at what will lose its effect before anybody signs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.actions.epochs import epoch_draft
from core.actions.record import Draft, Recorded, record
from core.actions.signing import Signing
from core.errors import InputError
from core.ledger.chart import Line, Position, chain_upto
from core.ledger.effect import Imposed
from core.ledger.governance import cut
from core.ledger.place import Placed
from core.vault.door import account_now
from core.vault.replica import Replica
from core.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class LosingEntry:
    """An entry that counts now and will not any more."""

    entry: bytes
    type: str
    subject: bytes
    title: str


@dataclass(frozen=True, slots=True)
class CutPreview:
    """What a cut of a device would do, as far as is known here."""

    upto: Mapping[int, bytes]
    """Per incarnation, the last block that would still count."""
    losing: tuple[LosingEntry, ...]
    confirmed_below: int
    """How many blocks beyond the line witnesses have confirmed: those stay in effect."""


def last_blocks(replica: Replica, device: bytes) -> dict[int, bytes]:
    """Per incarnation of a device, the last block held; of a forked chain the last one before the fork."""
    found: dict[int, bytes] = {}
    for incarnation in sorted({one.incarnation for one in replica.chart.chain_lines(device)}):
        lines = [one for one in replica.chart.chain_lines(device) if one.incarnation == incarnation]
        last = _before_forks(lines)
        if last is not None:
            found[incarnation] = _id_at(replica, last)
    return found


def _before_forks(lines: Sequence[Line]) -> Position | None:
    first = min(lines, key=lambda one: (one.first, one.number))
    branches = [one.parent.seq for one in lines if one is not first and one.parent is not None]
    if len(lines) > 1 and len(branches) < len(lines) - 1:
        return None  # Two chains from the very beginning: no block is beyond doubt.
    return Position(first.number, min([first.tip, *branches]))


def _id_at(replica: Replica, at: Position) -> bytes:
    return replica.store.stored(replica.store.number_at(at)).placed.id


def blocks_before(replica: Replica, device: bytes, before_s: int) -> dict[int, bytes]:
    """Per incarnation, the last block before the first one whose device says that it was written at or after a moment.

    A device's clock is its own claim; people know the day on which they missed a laptop, and check what is shown.
    """
    found: dict[int, bytes] = {}
    for incarnation, last in last_blocks(replica, device).items():
        placed = replica.store.placed(last)
        assert placed is not None
        chain = chain_upto(replica.chart, Position(placed.line, placed.seq))
        rows = [
            replica.store.block(replica.store.number_at(Position(line, seq)))
            for line, upto in chain.items()
            for seq in range(replica.chart.lines()[line].first, upto + 1)
        ]
        for block in sorted(rows, key=lambda one: one.header.seq):
            if block.header.clock >= before_s:
                break
            found[incarnation] = block.id
    return found


def preview_cut(replica: Replica, device: bytes, upto: Mapping[int, bytes]) -> CutPreview:
    """What would lose its effect if the device were cut at these blocks.

    Raises:
        InputError: `block_not_found`: a block that is not of this device and incarnation, or not held.
    """
    allowed: dict[int, int] = {}
    for incarnation, block in upto.items():
        allowed |= chain_upto(replica.chart, _position(replica, device, incarnation, block))
    losing: list[LosingEntry] = []
    confirmed = 0
    for line in replica.chart.chain_lines(device):
        first = max(line.first, allowed.get(line.number, -1) + 1)
        kept = replica.now.confirmed_upto(line.number)
        confirmed += max(0, kept - first + 1)
        losing += _entries(replica, line.number, max(first, kept + 1))
    return CutPreview(dict(upto), tuple(losing), confirmed)


def _position(replica: Replica, device: bytes, incarnation: int, block: bytes) -> Position:
    placed: Placed | None = replica.store.placed(block)
    if placed is None or (placed.device, placed.incarnation) != (device, incarnation):
        raise InputError("block_not_found", field="upto", block=block.hex())
    return Position(placed.line, placed.seq)


def _entries(replica: Replica, line: int, first: int) -> list[LosingEntry]:
    rows = replica.connection.execute(
        "SELECT e.id, t.name, s.id, s.title FROM blocks b"
        " JOIN entries e ON e.entry BETWEEN b.block << 8 AND b.block << 8 | 255 JOIN types t USING (type)"
        " JOIN subjects s USING (subject) WHERE b.line = ? AND b.seq >= ? AND e.effect = 'counts' AND e.imposed = ?"
        " ORDER BY b.seq, e.leaf",
        (line, first, Imposed.NOTHING.value),
    )
    return [LosingEntry(*row) for row in rows]


def cut_device(
    vault: Vault,
    network_id: bytes,
    device: bytes,
    reason: str,
    upto: Mapping[int, bytes] | None = None,
    signings: Sequence[Signing] = (),
) -> Recorded:
    """Shut a device out: what it wrote beyond `upto` (all that is held, if not given) loses its effect.

    The same block starts a key epoch, so that the device cannot read what is written from here on.

    Raises:
        InputError: `device_unknown`, `block_not_found`.
        RefusedError: `not_recordable` (power or signatures missing), `wrong_pin`, `person_unknown`.
    """
    replica = vault.replica(network_id)
    if not replica.chart.grants_of(device):
        raise InputError("device_unknown", field="device", device=device.hex())
    lines = last_blocks(replica, device) if upto is None else upto
    preview_cut(replica, device, lines)
    made = Draft(cut.TYPE, cut.cut_body(cut.DEVICE, device, reason, lines), signings=tuple(signings))
    drafts = [made]
    if device != vault.device.public:
        drafts.append(replace(epoch_draft(vault, replica, frozenset({device})), signings=tuple(signings)))
    return record(vault, network_id, drafts)


def cut_person(
    vault: Vault, network_id: bytes, person: bytes, reason: str, signings: Sequence[Signing] = ()
) -> Recorded:
    """Take all rights from a person; what was signed before the cut was known keeps its effect if the cut knew it.

    Raises:
        InputError: `person_not_granted`.
        RefusedError: `not_recordable`, `wrong_pin`, `person_unknown`.
    """
    if not vault.replica(network_id).chart.grants_of(person):
        raise InputError("person_not_granted", field="person", person=person.hex())
    body = cut.cut_body(cut.PERSON, person, reason)
    return record(vault, network_id, [Draft(cut.TYPE, body, signings=tuple(signings))])


def cut_grant(vault: Vault, network_id: bytes, grant: bytes, reason: str, signings: Sequence[Signing] = ()) -> Recorded:
    """Take one grant back, and leave the others of the same key.

    Raises:
        RefusedError: `not_recordable` (among them `grant_unknown`), `wrong_pin`, `person_unknown`.
    """
    body = cut.cut_body(cut.GRANT, grant, reason)
    return record(vault, network_id, [Draft(cut.TYPE, body, signings=tuple(signings))])


def take_share_back(
    vault: Vault,
    network_id: bytes,
    share: bytes,
    reason: str,
    upto: Mapping[int, bytes] | None = None,
    signings: Sequence[Signing] = (),
) -> Recorded:
    """Take a share back from its holder: what it spent beyond `upto` (all that is held, if not given) does not count.

    The rest goes back to the parent; what was really paid beyond the line is booked against the parent as late.

    Raises:
        InputError: `share_not_found`, `block_not_found`.
        RefusedError: `not_recordable`, `wrong_pin`, `person_unknown`.
    """
    replica = vault.replica(network_id)
    account = account_now(replica, share)
    if account is None:
        raise InputError("share_not_found", field="share", share=share.hex())
    lines = upto or last_blocks(replica, account.holder[0])
    for incarnation, block in lines.items():
        _position(replica, account.holder[0], incarnation, block)
    body = cut.cut_body(cut.SHARE, share, reason, lines)
    return record(vault, network_id, [Draft(cut.TYPE, body, signings=tuple(signings))])
