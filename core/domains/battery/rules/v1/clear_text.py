"""A vehicle identification number never stands in clear: it leads to an owner, and entries are not erased by halves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from core.ledger.contract import Entry, Finding, Judge, Past

# ISO 3779: 17 characters without I, O and Q; the last four are digits. At least one letter, or it is a plain number.
_VIN = re.compile(r"(?<![A-Z0-9])(?=[0-9]*[A-Z])[A-HJ-NPR-Z0-9]{13}[0-9]{4}(?![A-Z0-9])", re.IGNORECASE | re.ASCII)


def contains_vin(text: str) -> bool:
    """Whether a text holds something with the form of a vehicle identification number."""
    return _VIN.search(text) is not None


def clear_text_findings(body: Any) -> list[Finding]:
    """A finding per field of a body that holds such a number."""
    names = dict.fromkeys(name for name, text in _texts(body, "") if contains_vin(text))
    return [Finding("vin_in_clear", name) for name in names]


def _texts(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if type(value) is str:
        yield name, value
    elif type(value) is list:
        for item in value:
            yield from _texts(item, name)
    elif type(value) is dict:
        for key, item in value.items():
            yield from _texts(item, name or key)


def guarded(judge: Callable[[Entry, Past], Sequence[Finding]]) -> Judge:
    """A judge that also looks for such numbers."""

    def judge_all(entry: Entry, past: Past) -> Sequence[Finding]:
        return (*clear_text_findings(dict(entry.content.body)), *judge(entry, past))

    return judge_all
