"""Settle a flag: look up what it is about, and say how it is to be read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.actions.record import Draft
from core.actions.signing import Signing
from core.ledger.contract import Finding, JudgedEntry
from core.ledger.effect import Imposed
from core.ledger.settling import RESOLVE
from core.ports.limits import REFS_MAX
from core.vault.author import can_be_seen
from core.vault.replica import Replica
from core.vault.settlements import Settlements
from core.vault.subjects import EntryIndex, Subjects
from core.vault.views import FlagView, subject


@dataclass(frozen=True, slots=True)
class MarkedFlag:
    """A flag with all that a resolution has to name."""

    subject: bytes
    """NETWORK_SUBJECT for a fork."""
    view: FlagView
    mark: bytes
    entries: tuple[bytes, ...]
    """Those that the next block of this device can name."""

    def draft(self, outcome: str, text: str, signings: Sequence[Signing] = ()) -> Draft:
        """The resolution to be; without a PIN it is good for asking the door only."""
        body: Mapping[str, Any] = {
            "code": self.view.finding.code,
            "mark": self.mark,
            "entries": list(self.entries),
            "outcome": outcome,
            "text": text,
        }
        return Draft(RESOLVE, body, self.subject or None, signings=tuple(signings), refs=self.entries)


def marked_flags(replica: Replica, id: bytes, only: Finding | None = None) -> list[MarkedFlag]:
    """The flags of a subject, or of the network itself (NETWORK_SUBJECT), each with its mark: all, or one.

    Raises:
        InputError: `subject_not_found`.
    """
    flags = [one for one in subject(replica, id).all_flags if only is None or one.finding == only]
    index = EntryIndex(replica.connection, replica.reader)
    held = Subjects(replica.connection, replica.network, index, _unweighed).get(id)
    kind = replica.rules.subject_kind(held.folded.kind)
    findings: list[Finding] = [one.finding for one in flags]
    named = Settlements(replica.connection, replica.network, index, replica.raisers).named(held, kind, findings)
    return [
        MarkedFlag(id, view, one.about.mark, _nameable(replica, index, one.entries))
        for view, one in zip(flags, named, strict=True)
    ]


def _unweighed(judged: JudgedEntry, place: tuple[int, int]) -> Imposed:
    """Nothing is folded here."""
    return Imposed.NOTHING


def _nameable(replica: Replica, index: EntryIndex, entries: Sequence[bytes]) -> tuple[bytes, ...]:
    found = [(id, index.where(id)) for id in entries]
    return tuple(id for id, at in found if at is not None and can_be_seen(replica, at.block))[:REFS_MAX]
