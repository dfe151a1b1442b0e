"""What a command answers: data for --json, and lines for people."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Result:
    """`exit_code` 0 done, 1 refused or found false (2 used wrongly, 3 vault or disk, 4 peer come from errors)."""

    data: Mapping[str, Any]
    lines: Sequence[str] = field(default_factory=tuple)
    exit_code: int = 0


def print_json(data: Mapping[str, Any]) -> None:
    """An object on standard output; characters that its encoding lacks are escaped, so that none is lost."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json.dumps(data, ensure_ascii=plain, indent=1, sort_keys=True), flush=True)


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as aligned columns; Hangul counts two columns."""
    widths = [max((text_width(row[place]) for row in rows), default=0) for place in range(len(rows[0]))] if rows else []
    return [
        "  ".join(cell + " " * (width - text_width(cell)) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def text_width(text: str) -> int:
    """Columns that a text takes on a terminal."""
    return sum(2 if "\u1100" <= character <= "\uffdc" and character > "\u2e7f" else 1 for character in text)
