"""How reading a cycler file says no, and how it says "take care"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from core.errors import InputError, JangbuError

Fact = int | str


class CyclerRefused(InputError):
    """The file cannot be taken; nothing was kept.

    Codes and their facts (`line` counts from 1 as an editor shows it):
        file_empty, file_too_large (bytes, limit_bytes), too_many_rows (limit_rows), too_many_steps (limit_steps),
        line_too_long (line, limit_characters), encoding_unknown (line), format_unknown (name),
        format_not_read_yet (format), column_missing (format, column, looked_for), column_twice (column, headers),
        unit_unknown (header, unit), no_rows (format), row_ragged (line, cells, expected), not_a_number
        (line, column, value), number_not_finite (line, column, value), time_goes_back (line, value, previous),
        capacity_negative (line, column, value), value_implausible (line, column, value), unit_mistake (line,
        counted_mah, file_mah).
    """


class ReadingCancelled(JangbuError):
    """The person stopped the reading; nothing was kept."""

    def __init__(self) -> None:
        super().__init__("reading_cancelled")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to know before the numbers are used; the file is read nevertheless. `code` picks the words."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
