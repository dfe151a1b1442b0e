"""How many holders of a power must stand behind an entry (k of n), and who stands behind it.

A plain grant or cut needs one holder. Giving or taking a power, and amending the charter, needs what the charter agreed
for that power, or else one while there are one or two holders and two from three holders on. Printed recovery keys of
the founders count like holders when they sign, whatever was cut.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.ledger.contract import Entry, Finding, Past

POWERS = ("grant", "cut", "erase", "witness")
RECOVERED = ("grant", "cut")
"""The powers that a printed recovery key has: enough to let devices in and to shut devices out."""


def signatures_needed(holders: int, agreed: int | None) -> int:
    """How many must stand behind an entry that gives or takes a power; `agreed` is what the charter says.

    A quorum that nobody could reach any more shrinks to all that are left.
    """
    usual = 1 if holders < 3 else 2
    return usual if agreed is None else max(1, min(agreed, holders))


def witnesses_needed(count: int) -> int:
    """The smallest majority: any two majorities share a witness, so two branches are never both confirmed."""
    return count // 2 + 1


def behind(entry: Entry, role: str) -> frozenset[bytes]:
    """The device that wrote the entry and the persons who signed it in this role."""
    return entry.signers(role) | {entry.content.device}


def power_findings(entry: Entry, past: Past, power: str, *, several: bool) -> Sequence[Finding]:
    """What lacks of the power behind an entry; `several` asks for the quorum instead of one holder."""
    holders = past.holders(power)
    recovery = past.recovery_keys if power in RECOVERED else frozenset()
    found = len(behind(entry, power) & (holders | recovery))
    if not found:
        return (Finding("power_missing", facts={"power": power}),)
    needed = signatures_needed(len(holders), past.quorum(power)) if several else 1
    return () if found >= needed else (Finding("signatures_missing", facts={"needed": needed, "found": found}),)
