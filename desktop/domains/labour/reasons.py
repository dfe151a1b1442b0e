"""How an amount came about, for people: the formula with figures and units in the place of names, and the article."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from desktop.words import Words

_NAME_OR_NUMBER = re.compile(r"[a-z]+(?:_[a-z0-9]+)*|\d+")
_NUMBERED = re.compile(r"_\d+$")
_WHOLE = " × 100 %"
"""What a term says that counts in full; the eye trips over it."""
_COUNTED = {"minutes": "labour.reason.minutes", "hours": "labour.reason.hours", "week_hours": "labour.reason.hours"}
_WON = frozenset(
    (
        *("base", "children", "corrected", "deduction", "health", "hourly", "income", "income_tax"),
        *("issued", "pay", "salary", "settled", "table", "wage"),
    )
)


def reason_text(line: Mapping[str, Any], words: Words, *, with_article: bool = True) -> str:
    """The reason of a payslip's line; equal terms are counted, and terms that count in full say no more than that."""
    told = dict(one.split("=", 1) for one in line.get("inputs", ()))
    terms = Counter(term.removesuffix(_WHOLE) for term in _filled(line.get("formula", ""), told, words).split(" + "))
    shortened = " + ".join(f"{times} × ({term})" if times > 1 else term for term, times in terms.items())
    return f"{shortened} ({line['article']})" if with_article and line.get("article") else shortened


def _filled(formula: str, told: Mapping[str, str], words: Words) -> str:
    def figure(found: re.Match[str]) -> str:
        name = found[0]
        if name.isdecimal():
            return words.number(int(name))
        return _figure(_NUMBERED.sub("", name), told[name], words) if name in told else name

    return _NAME_OR_NUMBER.sub(figure, formula)


def _figure(name: str, text: str, words: Words) -> str:
    if not re.fullmatch(r"-?\d+", text):
        return words.text(_COUNTED[name], count=text) if name in _COUNTED else text
    if name in _WON:
        return words.won(int(text))
    number = words.number(int(text))
    return words.text(_COUNTED[name], count=number) if name in _COUNTED else number
