"""A vehicle identification number never stands in clear: it leads to an owner, and entries are not erased by halves."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import repeat
from typing import Any

from core.ledger.contract import Entry, Finding, Judge, Past

# ISO 3779: 17 characters without I, O and Q; the last four are digits. At least one letter, or it is a plain number.
_VIN = re.compile(r"(?<![A-Z0-9])(?=[0-9]*[A-Z])[A-HJ-NPR-Z0-9]{13}[0-9]{4}(?![A-Z0-9])", re.IGNORECASE | re.ASCII)
_VIN_CHARACTERS = 17


def contains_vin(text: str) -> bool:
    """Whether a text holds something with the form of a vehicle identification number."""
    return _VIN.search(text) is not None


def clear_text_findings(body: Any) -> list[Finding]:
    """A finding per field of a body that holds such a number."""
    names: dict[str, None] = {}
    _look(body, "", names)
    return [Finding("vin_in_clear", name) for name in names]


def _look(value: Any, name: str, names: dict[str, None]) -> None:
    """Note the fields of a body under which such a number stands, however deep."""
    for key, item in value.items() if type(value) is dict else zip(repeat(name), value):
        kind = type(item)
        if kind is str:
            if len(item) >= _VIN_CHARACTERS and contains_vin(item):
                names[name or key] = None
        elif kind is list or kind is dict:
            _look(item, name or key, names)


def guarded(judge: Callable[[Entry, Past], Sequence[Finding]]) -> Judge:
    """A judge that also looks for such numbers."""

    def judge_all(entry: Entry, past: Past) -> Sequence[Finding]:
        return (*clear_text_findings(entry.content.body), *judge(entry, past))

    return judge_all
