"""What will be signed of a measurement, and what came of it, in words."""

from __future__ import annotations

from core.errors import JangbuError
from desktop.domains.battery.pages.measuring import Prepared
from desktop.theme import Tone
from desktop.widgets.remarks import Remark
from desktop.words import Words, error_text
from desktop.words.sentences import sentence_text

_SAID_WITHOUT_FACTS = frozenset({"stopped_early", "cutoffs_not_reached", "temperature_outside", "rate_outside"})
"""Other reasons need figures, and were told beside the test."""


def prepared_text(number: str, prepared: Prepared, words: Words) -> str:
    """Both sentences that one PIN signs; or why it will be only the first."""
    lines = [
        about_text(number, words),
        sentence_text(prepared.test_type, prepared.test, words),
    ]
    if prepared.health is not None:
        lines.append(sentence_text(prepared.health_type, prepared.health, words))
    elif prepared.why_no_health is not None:
        lines.append(why_text(prepared.why_no_health, words))
    return "\n".join(lines)


def about_text(number: str, words: Words) -> str:
    """Which battery it is about."""
    return words.text("battery.sign.about", number=number)


def why_text(error: JangbuError, words: Words) -> str:
    """Why a test gives no health: the error, and the reasons that it carries."""
    reasons = [words.text(f"finding.{code}") for code in error.facts.get("reasons", ()) if code in _SAID_WITHOUT_FACTS]
    return " ".join([error_text(error, words).what, *reasons])


def outcome_remarks(prepared: Prepared, words: Words) -> list[Remark]:
    """What is now in the ledger."""
    told = [
        Remark(
            words.text("battery.import.done.test"), sentence_text(prepared.test_type, prepared.test, words), Tone.GOOD
        )
    ]
    if prepared.health is not None:
        health = sentence_text(prepared.health_type, prepared.health, words)
        told.append(Remark(words.text("battery.import.done.health"), health, Tone.GOOD))
    elif prepared.why_no_health is not None:
        why = why_text(prepared.why_no_health, words)
        told.append(Remark(words.text("battery.import.done.no_health"), why, Tone.WARN))
    return told
