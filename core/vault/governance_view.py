"""The network page: what is agreed, key epochs, forks and what was taken back, each ready to be told in words."""

from __future__ import annotations

from dataclasses import dataclass

from core.ledger.chart import Position
from core.ledger.content import Content
from core.ledger.contract import Effect
from core.ledger.governance import cut, epoch
from core.ledger.reckoning import Standing
from core.ports.clock import Instant
from core.vault.replica import Replica
from core.vault.subjects import NETWORK_SUBJECT
from core.vault.views import HistoryRow, history


@dataclass(frozen=True, slots=True)
class EpochRow:
    """A change of the network's key."""

    id: bytes
    by: bytes
    at: Instant
    devices: int
    held: bool
    writing: bool
    """Whether this device writes under it."""


@dataclass(frozen=True, slots=True)
class ForkRow:
    """A chain that exists more than once, and how many blocks of each branch lie beyond the common part."""

    device: bytes
    incarnation: int
    since: int
    """The first seq that is not common to all branches."""
    branches: tuple[tuple[int, Standing], ...]
    """Blocks of each branch beyond that, and their standing."""


@dataclass(frozen=True, slots=True)
class CutRow:
    """What was taken back."""

    entry: bytes
    kind: str
    named: bytes
    reason: str
    by: bytes
    at: Instant
    holds: bool


@dataclass(frozen=True, slots=True)
class GovernanceView:
    """All of it, the latest first."""

    witnesses: tuple[bytes, ...]
    witnesses_needed: int
    quorums: tuple[tuple[str, int], ...]
    recovery: tuple[bytes, ...]
    rules: tuple[tuple[str, bytes], ...]
    epochs: tuple[EpochRow, ...]
    forks: tuple[ForkRow, ...]
    cuts: tuple[CutRow, ...]


def governance_view(replica: Replica) -> GovernanceView:
    """What governs a network, by all that is held."""
    now = replica.now
    agreed = now.agreement(None)
    rows = [one for one in reversed(history(replica, NETWORK_SUBJECT)) if one.effect is not Effect.NONE]
    return GovernanceView(
        witnesses=tuple(sorted(agreed.witnesses)) if agreed else (),
        witnesses_needed=now.witnesses_needed,
        quorums=tuple(sorted(agreed.quorums.items())) if agreed else (),
        recovery=tuple(sorted(agreed.recovery)) if agreed else (),
        rules=tuple(sorted(now.adopted(None).items())),
        epochs=_epochs(replica, rows),
        forks=_forks(replica),
        cuts=tuple(_cut(one) for one in rows if one.entry.content.type == cut.TYPE),
    )


def _epochs(replica: Replica, rows: list[HistoryRow]) -> tuple[EpochRow, ...]:
    held = {id for (id,) in replica.connection.execute("SELECT id FROM epochs WHERE network = ?", (replica.network,))}
    writing = replica.newest_epoch()[0] if held else b""
    found = []
    for one in rows:
        content: Content = one.entry.content
        if content.type == epoch.TYPE:
            id, devices = one.entry.id, len(content.body["wraps"])
            found.append(EpochRow(id, content.device, content.occurred_at, devices, id in held, id == writing))
    return tuple(found)


def _forks(replica: Replica) -> tuple[ForkRow, ...]:
    found = []
    for device, incarnation in sorted(replica.chart.forked()):
        lines = [one for one in replica.chart.chain_lines(device) if one.incarnation == incarnation]
        since = min(one.first for one in lines[1:])
        branches = [
            (one.tip - max(one.first, since) + 1, replica.now.standing(Position(one.number, one.tip))) for one in lines
        ]
        found.append(ForkRow(device, incarnation, since, tuple(branches)))
    return tuple(found)


def _cut(row: HistoryRow) -> CutRow:
    content = row.entry.content
    body = content.body
    named = next(body[name] for name in ("key", "grant", "share") if body.get(name) is not None)
    holds = row.effect is Effect.COUNTS
    return CutRow(row.entry.id, body["kind"], named, body["reason"], content.device, content.occurred_at, holds)
