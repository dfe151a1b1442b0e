"""Findings and flags as the command line writes them, for --json and in lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.actions.settle import MarkedFlag
from core.ledger.body_json import value_to_json
from core.ledger.contract import Finding
from core.ledger.settling import FlagStatus
from core.vault.views import FlagView
from desktop.words import Words
from desktop.words.errors import finding_text
from desktop.words.sentences import choice_text


def finding_value(finding: Finding, words: Words, type_name: str) -> dict[str, Any]:
    """A finding for --json."""
    return {
        "code": finding.code,
        "field": finding.field,
        "severity": finding.severity.value,
        "facts": value_to_json(finding.facts),
        "text": finding_text(finding, words, type_name),
    }


def flag_values(flags: Sequence[FlagView], words: Words) -> dict[str, Any]:
    """Open flags and settled ones, with their answers."""
    return _apart([_flag_value(one, words) for one in flags])


def marked_values(flags: Sequence[MarkedFlag], words: Words) -> dict[str, Any]:
    """The same, with what a resolution has to name."""
    values = []
    for one in flags:
        named = {"mark": one.mark.hex(), "entries": [entry.hex() for entry in one.entries]}
        values.append({**_flag_value(one.view, words), **named})
    return _apart(values)


def flag_lines(flag: FlagView, words: Words) -> list[str]:
    """A flag, and below it what it was answered."""
    sign = "=" if flag.status is FlagStatus.SETTLED else "!"
    key = f"cli.flag.{flag.status.value}"
    answers = [(choice_text("outcome", one.outcome, words), one.entry.hex()[:16]) for one in flag.answers]
    told = [f"  {words.text(key, outcome=outcome, entry=entry)}" for outcome, entry in answers]
    return [f"{sign} {finding_text(flag.finding, words)}", *told]


def _flag_value(flag: FlagView, words: Words) -> dict[str, Any]:
    answers = [{"entry": one.entry.hex(), "outcome": one.outcome} for one in flag.answers]
    return {**finding_value(flag.finding, words, ""), "status": flag.status.value, "answers": answers}


def _apart(values: Sequence[dict[str, Any]]) -> dict[str, Any]:
    settled = FlagStatus.SETTLED.value
    return {
        "flags": [one for one in values if one["status"] != settled],
        "settled": [one for one in values if one["status"] == settled],
    }
