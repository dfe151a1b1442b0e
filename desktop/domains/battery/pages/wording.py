"""Batteries in the person's language. Free of Qt."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domains.battery import Line
from core.vault.views import SubjectRow
from desktop.words import Words


def line_text(line: Line, words: Words) -> str:
    """A line of the workspace as a sentence."""
    facts: dict[str, object] = {**line.facts}
    facts |= {name: ", ".join(words.text(key) for key in keys) for name, keys in line.words.items()}
    return words.text(line.key, **facts)


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

