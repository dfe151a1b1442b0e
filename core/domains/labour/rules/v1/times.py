"""Wall times in bodies, "2026-11-02T09:00" in Seoul, read for rules, which never raise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.domains.labour.pay.shifts import Shift, moment, read_shift
from core.domains.labour.rules.v1.fields import records, text
from core.errors import InputError
from core.ledger.contract import Field, Finding

TIME_CHARACTERS = 16
BREAK_PARTS = (text("start", TIME_CHARACTERS), text("end", TIME_CHARACTERS))


def time_field(name: str, *, required: bool = True) -> Field:
    """A wall time to the minute."""
    return text(name, TIME_CHARACTERS, required=required)


def breaks_field() -> Field:
    """Breaks with their start and end."""
    return records("breaks", BREAK_PARTS, required=False)


def shift_of_body(body: Mapping[str, Any], start: str | None = None) -> Shift:
    """The shift that a body tells; `start` where the body has none.

    Raises:
        InputError: as `read_shift`.
    """
    pauses = [(one.get("start"), one.get("end")) for one in body.get("breaks") or ()]
    return read_shift(start if start is not None else body.get("start"), body.get("end"), pauses)


def shift_findings(body: Mapping[str, Any], start: str | None = None) -> Sequence[Finding]:
    """Why a body tells no possible shift; empty where it does."""
    try:
        shift_of_body(body, start)
    except InputError as error:
        return (Finding(error.code, str(error.facts.get("field", "")), facts=dict(error.facts)),)
    return ()


def readable(text_of_time: str) -> datetime | None:
    """A wall time, or None where no clock shows it."""
    try:
        return moment(text_of_time, "at")
    except InputError:
        return None
