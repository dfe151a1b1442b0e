"""Where the text on a page departs from the text it must have."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from desktop.printing.document import Printed, page_mark, printable, squeezed

# Comparing costs the product of both lengths; beyond this the changed stretch is shown whole.
_COMPARED_MAX = 4_000_000
_SHOWN_MAX = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """A text that is not as it must be. `label` names the row; it is empty for text that belongs to no row.

    `expected` is what was signed, `found` what the page says; one of them is empty where text is missing or added.
    """

    label: str
    expected: str
    found: str


@dataclass(frozen=True, slots=True)
class _Change:
    """A stretch of the expected text (start, end) and of the found text that stands in its place."""

    start: int
    end: int
    found_start: int
    found_end: int


def read_back(pages: Sequence[str], number: str) -> str:
    """Return what the pages of a document with this number say, without the marks at the foot of several."""
    found = []
    for place, text in enumerate(pages, 1):
        mark = page_mark(printable(number), place, len(pages))
        told = text.rstrip()
        found.append(told.removesuffix(mark) if len(pages) > 1 else text)
    return "\n".join(found)


def differences(expected: Sequence[Printed], page_text: str) -> tuple[Difference, ...]:
    """Return what differs, in page order; empty when the page says exactly the expected texts (spaces aside)."""
    page_text = unicodedata.normalize("NFC", page_text)
    found, places = _without_spaces(page_text)
    texts = [squeezed(printed.text) for printed in expected]
    changes = _changes("".join(texts), found)
    total = sum(len(text) for text in texts)
    beyond = [change for change in changes if change.start == total]
    told: list[Difference] = []
    start = 0
    for printed, text in zip(expected, texts, strict=True):
        end = start + len(text)
        here = [change for change in changes if change not in beyond and _touches(change, start, end)]
        if here:
            first, last = here[0], here[-1]
            found_start = first.found_start - max(0, first.start - start)
            found_end = last.found_end + max(0, end - last.end)
            shown = _shown(page_text, places, max(0, found_start), found_end)
            told.append(Difference(printed.label or printable(printed.text), printable(printed.text), shown))
        start = end
    told.extend(Difference("", "", _shown(page_text, places, c.found_start, c.found_end)) for c in beyond)
    return tuple(told)


def _touches(change: _Change, start: int, end: int) -> bool:
    if change.start == change.end:  # added text belongs to what it follows, at the very start to what follows it
        return start < change.start <= end or change.start == start == 0
    return change.start < end and change.end > start


def _changes(expected: str, found: str) -> list[_Change]:
    prefix = _common(expected, found)
    suffix = _common(expected[prefix:][::-1], found[prefix:][::-1])
    left, right = expected[prefix : len(expected) - suffix], found[prefix : len(found) - suffix]
    if not left and not right:
        return []
    if not left or not right or len(left) * len(right) > _COMPARED_MAX:
        return [_Change(prefix, prefix + len(left), prefix, prefix + len(right))]
    steps = SequenceMatcher(None, left, right, autojunk=False).get_opcodes()
    return [
        _Change(prefix + i1, prefix + i2, prefix + j1, prefix + j2) for tag, i1, i2, j1, j2 in steps if tag != "equal"
    ]


def _common(left: str, right: str) -> int:
    for number, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return number
    return min(len(left), len(right))


def _without_spaces(text: str) -> tuple[str, list[int]]:
    """Return the text without spaces, and for each of its characters where it stood."""
    places = [place for place, character in enumerate(text) if not character.isspace()]
    return "".join(text[place] for place in places), places


def _shown(text: str, places: Sequence[int], start: int, end: int) -> str:
    stood = places[start:end]
    if not stood:
        return ""
    return printable(text[stood[0] : stood[-1] + 1])[:_SHOWN_MAX]
