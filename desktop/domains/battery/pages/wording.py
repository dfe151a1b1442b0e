"""Entries, fields and findings in the person's language: sentences, labelled values, names of people. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from core.domains.battery import Line, sentence
from core.ledger.contract import EntryType, Finding
from core.vault.views import Granted, SubjectRow
from desktop.words import Words
from desktop.words.errors import finding_text

SHORT_DIGITS = 16


def line_text(line: Line, words: Words) -> str:
    """A line of the workspace as a sentence."""
    facts: dict[str, object] = {**line.facts}
    facts |= {name: ", ".join(words.text(key) for key in keys) for name, keys in line.words.items()}
    return words.text(line.key, **facts)


def sentence_text(kind: EntryType, body: Mapping[str, Any], words: Words) -> str:
    """What an entry says, or would say; what is not known yet is a dash."""
    return line_text(sentence(kind.name, kind.fields, body), words)


def type_name(name: str, words: Words) -> str:
    """What people call a type of entry."""
    return words.text(f"type.{name}") if words.has(f"type.{name}") else name


def band_text(low_permille: int | None, high_permille: int | None, soh_permille: int | None, words: Words) -> str:
    """잔존용량 91.6 % (구간 88.6-94.6 %); never a bare number."""
    if soh_permille is None or low_permille is None or high_permille is None:
        return words.text("battery.soh.none")
    low, high, soh = (words.quantity(value, 10, decimals=1) for value in (low_permille, high_permille, soh_permille))
    return words.text("battery.soh.band", soh=soh, low=low, high=high)


def battery_text(row: SubjectRow, words: Words) -> str:
    """A battery in one line: number, maker and model, status."""
    identity = row.state.get("identity") or {}
    named = " ".join(str(identity.get(name, "")) for name in ("maker", "model")).strip()
    return " · ".join(part for part in (row.title, named, status_text(row.state, words)) if part)


def status_text(state: Mapping[str, Any], words: Words) -> str:
    """The status in words."""
    status = state.get("status")
    return words.text(f"status.{status}") if status else ""


def findings_text(findings: Sequence[Finding], words: Words, type_name: str = "") -> list[str]:
    """Sentences of findings, each once."""
    return list(dict.fromkeys(finding_text(one, words, type_name) for one in findings))


def person_text(key: bytes | None, granted: Sequence[Granted], words: Words) -> str:
    """Post and organisation of a person or device as the network granted it; the start of the key where it did not."""
    found = next((one for one in granted if one.key == key), None)
    if found is not None:
        return f"{found.title} ({found.member})"
    return words.text("battery.nobody") if key is None else key.hex()[:SHORT_DIGITS]
