"""The effect of one judged entry: what its block's standing and its author's authority impose on it.

A fact counts wherever its block is not beyond a cut; an authorisation also needs a chain without a fork and authority
that was not taken away before anybody could lean on it. Nothing here cascades to entries that lean on this one.
"""

from __future__ import annotations

from enum import StrEnum

from core.ledger.contract import Effect, JudgedEntry, Nature, Verdict
from core.ledger.governance import cut
from core.ledger.reckoning import Standing


class Imposed(StrEnum):
    """Why an accepted entry does not count, or counts with a flag."""

    NOTHING = ""
    BEYOND = "beyond"
    """Beyond a cut of its device: without effect, and out of the view digest."""
    FROZEN = "frozen"
    LOST = "lost"
    UNGRANTED = "ungranted"
    """An authorisation whose author or signers turn out to have been cut before."""
    RECLAIMED = "reclaimed"
    """It took from a share beyond the line at which the share was taken back."""


_OF_STANDING = {
    Standing.COUNTS: Imposed.NOTHING,
    Standing.BEYOND: Imposed.BEYOND,
    Standing.FROZEN: Imposed.FROZEN,
    Standing.LOST: Imposed.LOST,
}


def imposed_on(
    judged: JudgedEntry, standing: Standing, *, authorised: bool, cut_holds: bool, reclaimed: bool
) -> Imposed:
    """What weighs on an entry; `authorised` and `cut_holds` matter for authorisations and for cuts."""
    if judged.entry.content.type == cut.TYPE and judged.verdict is Verdict.ACCEPTED:
        return Imposed.NOTHING if cut_holds else Imposed.BEYOND
    imposed = _OF_STANDING[standing]
    if imposed is not Imposed.NOTHING or judged.verdict is not Verdict.ACCEPTED:
        return imposed
    if reclaimed:
        return Imposed.RECLAIMED
    return Imposed.NOTHING if authorised or not is_authorisation(judged) else Imposed.UNGRANTED


def is_authorisation(judged: JudgedEntry) -> bool:
    """Whether an entry permits something, rather than saying what happened."""
    return judged.kind is not None and judged.kind.nature is Nature.AUTHORISATION


def effect_of(judged: JudgedEntry, imposed: Imposed) -> Effect:
    """Whether an entry counts, before any void that names it."""
    if judged.verdict is not Verdict.ACCEPTED:
        return Effect.NONE
    if imposed is Imposed.BEYOND:
        return Effect.VOID
    if imposed is Imposed.NOTHING or not is_authorisation(judged):
        return Effect.COUNTS
    return Effect.FROZEN if imposed is Imposed.FROZEN else Effect.VOID
