"""Our own mistakes as a maintainer needs them: kinds of errors and places in our sources; no message, no data."""

from __future__ import annotations

import traceback
from pathlib import Path

from core.errors import JangbuError

_ROOT = Path(__file__).resolve().parents[1]


def mistake_lines(error: BaseException) -> list[str]:
    """Kind and places of an error and of what led to it. No message, for it may quote what somebody typed."""
    lines = []
    for one in _chain(error):
        code = f" {one.code}" if isinstance(one, JangbuError) else ""
        lines.append(f"{type(one).__name__}{code}")
        for frame in traceback.extract_tb(one.__traceback__):
            lines.append(f"  {_place(frame.filename)}:{frame.lineno} {frame.name}")
    return lines


def _chain(error: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in found:
        found.append(current)
        current = current.__cause__ or current.__context__
    return found


def _place(filename: str) -> str:
    """A path inside our sources; of anything else the last name only, for folders may carry a person's name."""
    path = Path(filename)
    return path.relative_to(_ROOT).as_posix() if path.is_relative_to(_ROOT) else path.name
