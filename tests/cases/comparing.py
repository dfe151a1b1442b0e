"""Whether a result is what a case expects: each line equal or accepted, totals the sum of the result's own lines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

SETS = {"flags", "missing_items"}
TOTALS = {"employee_total", "total", "gross", "deduction_total", "net"}
"""May differ from what is expected by as much as the accepted lines do."""
HOURS = {"holiday_hours"}
HOURS_TOLERANCE = Fraction(1, 100)
"""A decimal that does not end is cut somewhere."""


def differences(expected: Any, got: Any, accept: Mapping[str, list[Any]]) -> Iterator[str]:
    """One text per place where a result is not as expected."""
    moved = _accepted_difference(expected, got, accept)
    yield from _differences("", expected, got, accept, moved)


def _differences(path: str, expected: Any, got: Any, accept: Mapping[str, list[Any]], moved: Fraction) -> Iterator[str]:
    name = path.rsplit(".", 1)[-1]
    if isinstance(expected, dict):
        if not isinstance(got, Mapping):
            yield f"{path or 'result'}: expected a mapping, got {got!r}"
            return
        for key, value in expected.items():
            yield from _differences(f"{path}.{key}" if path else key, value, got.get(key), accept, moved)
    elif isinstance(expected, list):
        yield from _list_differences(path, expected, got, accept, moved)
    elif _fits(name, expected, got, accept, moved):
        return
    else:
        yield f"{path}: expected {expected!r}, got {got!r}"


def _list_differences(
    path: str, expected: list[Any], got: Any, accept: Mapping[str, list[Any]], moved: Fraction
) -> Iterator[str]:
    if not isinstance(got, (list, tuple)):
        yield f"{path}: expected a list, got {got!r}"
    elif path.rsplit(".", 1)[-1] in SETS:
        if set(expected) != set(got):
            yield f"{path}: expected {sorted(expected)}, got {sorted(got)}"
    elif len(expected) != len(got):
        yield f"{path}: expected {len(expected)} items, got {len(got)}"
    else:
        for place, (one, other) in enumerate(zip(expected, got, strict=True)):
            yield from _differences(f"{path}[{place}]", one, other, accept, moved)


def _fits(name: str, expected: Any, got: Any, accept: Mapping[str, list[Any]], moved: Fraction) -> bool:
    if _same(expected, got) or any(_same(one, got) for one in accept.get(name, [])):
        return True
    if name in HOURS:
        try:
            return abs(Fraction(expected) - Fraction(got)) < HOURS_TOLERANCE
        except (TypeError, ValueError):
            return False
    return name in TOTALS and bool(moved) and _number(got) is not None and abs(_exact(got) - _exact(expected)) == moved


def _same(expected: Any, got: Any) -> bool:
    one, other = _number(expected), _number(got)
    if one is None or other is None:
        return type(expected) is type(got) and bool(expected == got)
    return one == other


def _number(value: Any) -> Fraction | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal, Fraction)):
        return None
    return _exact(value)


def _exact(value: Any) -> Fraction:
    return Fraction(str(value)) if isinstance(value, (float, Decimal)) else Fraction(value)


def _accepted_difference(expected: Any, got: Any, accept: Mapping[str, list[Any]]) -> Fraction:
    """By how much the accepted lines together differ from the expected ones."""
    if not isinstance(expected, dict) or not isinstance(got, Mapping):
        return Fraction(0)
    moved = Fraction(0)
    for key, value in expected.items():
        other = got.get(key)
        if isinstance(value, dict):
            moved += _accepted_difference(value, other, accept)
        elif key in accept and _number(value) is not None and _number(other) is not None:
            moved += _exact(other) - _exact(value)
    return abs(moved)
