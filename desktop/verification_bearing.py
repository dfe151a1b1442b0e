"""What an evidence file shows beside its entries, in sentences: who confirmed them, and what cuts say of them."""

from __future__ import annotations

from typing import Any

from core.ledger.bearing import Confirmation, ShownCut
from core.ledger.evidence import EvidenceReport
from desktop.tone import Tone
from desktop.verification import Verification
from desktop.words import Words


def bearing_told(found: Verification, words: Words) -> list[tuple[Tone, str]]:
    """A sentence with its tone for each chosen entry that witnesses can confirm, and for each cut."""
    report = found.report
    if not isinstance(report, EvidenceReport):
        return []
    told = [_confirmation(one, words) for one in report.confirmations if one.needed]
    return [*told, *(_cut(one, words) for one in report.cuts)]


def bearing_value(found: Verification) -> dict[str, Any]:
    """For --json."""
    report = found.report
    if not isinstance(report, EvidenceReport):
        return {}
    return {
        "confirmations": [
            {
                "entry": one.entry.hex(),
                "witnesses": [key.hex() for key in one.witnesses],
                "needed": one.needed,
                "confirmed": one.confirmed,
            }
            for one in report.confirmations
        ],
        "cuts": [
            {
                "entry": one.entry.hex(),
                "kind": one.kind,
                "named": one.named.hex(),
                "reason": one.reason,
                "backed": one.backed,
                "beyond": [id.hex() for id in one.beyond],
            }
            for one in report.cuts
        ],
    }


def _confirmation(one: Confirmation, words: Words) -> tuple[Tone, str]:
    key = "verify.confirmed" if one.confirmed else "verify.not_confirmed"
    text = words.text(key, entry=one.entry.hex()[:16], count=len(one.witnesses), needed=one.needed)
    return Tone.GOOD if one.confirmed else Tone.INFO, text


def _cut(one: ShownCut, words: Words) -> tuple[Tone, str]:
    facts = {"named": one.named.hex()[:16], "cut": one.entry.hex()[:16]}
    if not one.backed:
        return Tone.WARN, words.text("verify.cut.unbacked", **facts)
    if one.beyond:
        beyond = ", ".join(id.hex()[:16] for id in one.beyond)
        return Tone.BAD, words.text("verify.cut.beyond", entries=beyond, **facts)
    return Tone.INFO, words.text("verify.cut.before", **facts)
