"""The words of the fields: choices that several types share, and how amounts and times are stored."""

from __future__ import annotations

from core.ledger.contract import Field, FieldKind

EMPLOYER, WORKER, GUARDIAN, READER = "employer", "worker", "guardian", "reader"
ROLES = (EMPLOYER, WORKER, GUARDIAN, READER)
"""A reader is a labour attorney or an office that was let in to see, not to write."""
WON_MAX = 1_000_000_000
DAY_MINUTES = 24 * 60
SHA256_BYTES = 32


def text(name: str, characters: int, *, required: bool = True) -> Field:
    """A line of text of at most this many characters."""
    return Field(name, FieldKind.TEXT, required, maximum=characters)


def choice(name: str, choices: tuple[str, ...], *, required: bool = True) -> Field:
    """One of a fixed set."""
    return Field(name, FieldKind.CHOICE, required, choices=choices)


def choices(name: str, all_choices: tuple[str, ...], *, required: bool = True) -> Field:
    """Several of a fixed set."""
    return Field(name, FieldKind.CHOICES, required, choices=all_choices)


def day(name: str, *, required: bool = True, ahead: bool = False) -> Field:
    """An ISO date; `ahead` for one that may lie in the future."""
    return Field(name, FieldKind.DAY, required, ahead=ahead)


def yes_no(name: str, *, required: bool = True) -> Field:
    """Yes or no."""
    return Field(name, FieldKind.YES_NO, required)


def count(name: str, low: int, high: int, unit: str = "", *, required: bool = True) -> Field:
    """A whole number between bounds."""
    return Field(name, FieldKind.INTEGER, required, minimum=low, maximum=high, unit=unit, shown_unit=unit)


def won(name: str, *, required: bool = True, low: int = 0) -> Field:
    """Whole won."""
    return count(name, low, WON_MAX, "원", required=required)


def hours(name: str, high_hours: int, *, required: bool = True) -> Field:
    """Minutes, told in hours by people: 20 hours are 1200."""
    return count(name, 0, high_hours * 60, "분", required=required)


def entry(name: str, *, required: bool = True) -> Field:
    """The id of another entry."""
    return Field(name, FieldKind.ENTRY, required)


def digest(name: str, *, required: bool = True) -> Field:
    """A SHA-256."""
    return Field(name, FieldKind.BYTES, required, minimum=SHA256_BYTES, maximum=SHA256_BYTES)


def records(name: str, parts: tuple[Field, ...], *, required: bool = True) -> Field:
    """A list of small forms."""
    return Field(name, FieldKind.RECORDS, required, parts=parts)
