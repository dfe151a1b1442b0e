"""A row of a sheet as an entry's body: each cell read as its field's kind, and told apart where it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import InputError
from core.ledger.body import check_body
from core.ledger.contract import EntryType, Field, FieldKind, Finding, Severity
from desktop.tables.mapping import SUBJECT, ColumnOf
from desktop.words import LANGUAGES, Words
from desktop.words.days import written_day
from desktop.words.quantities import stored_integer
from desktop.words.sentences import choice_text

_MIDNIGHT = re.compile(r"[ T]00:00(?::00)?$")
_SEPARATORS = re.compile(r"\s*[;\n]\s*|\s*,\s*")
_DECIMAL_COMMA = re.compile(r"[+-]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
_YES = {"yes", "y", "true", "1", "o", "예", "네", "있음", "참"}
_NO = {"no", "n", "false", "0", "x", "아니요", "아니오", "없음", "거짓"}


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as a body; `problems` are about its fields, "" where they are about the subject."""

    number: int
    """As a person counts the rows of the file: the headings are 1."""
    body: Mapping[str, Any]
    subject_text: str
    problems: tuple[Finding, ...]


def read_row(
    kind: EntryType, number: int, cells: Sequence[str], column_of: ColumnOf, *, decimal_comma: bool = False
) -> ReadRow:
    """Read the cells of one row; an empty cell is no value."""
    body: dict[str, Any] = {}
    problems: list[Finding] = []
    for field in kind.fields:
        place = column_of.get(field.name)
        text = cells[place].strip() if place is not None else ""
        if not text:
            continue
        try:
            body[field.name] = read_cell(field, text, decimal_comma=decimal_comma)
        except InputError as error:
            problems.append(Finding(error.code, field.name, facts=error.facts))
    unread = {one.field for one in problems}
    found = check_body(kind.fields, body)
    problems += [one for one in found if one.severity is Severity.REFUSE and one.field.split(".")[0] not in unread]
    about = column_of.get(SUBJECT)
    subject = cells[about].strip() if about is not None else ""
    if not kind.opens and not subject:
        problems.append(Finding("import_subject_missing"))
    return ReadRow(number, body, subject, tuple(problems))


def read_cell(field: Field, text: str, *, decimal_comma: bool = False) -> Any:
    """One cell as its field stores it; where numbers have a decimal comma, a point only separates thousands.

    Raises:
        InputError: `number_needed`, `number_too_fine`, `day_needed`, `import_choice`, `import_yes_no`.
    """
    match field.kind:
        case FieldKind.INTEGER:
            number = _without_unit(text, field)
            return stored_integer(_with_point(number) if decimal_comma else number, field.shown_scale)
        case FieldKind.INTEGERS:
            parts = [one for one in re.split(r"[\s;]+", text) if one]
            numbers = [one.rstrip(",") for one in parts]
            return [stored_integer(_with_point(one) if decimal_comma else one, field.shown_scale) for one in numbers]
        case FieldKind.DAY:
            return _day(text)
        case FieldKind.CHOICE:
            return _choice(field, text)
        case FieldKind.CHOICES:
            return [_choice(field, one) for one in _SEPARATORS.split(text) if one]
        case FieldKind.YES_NO:
            return _yes_no(text)
        case FieldKind.TEXTS:
            return [one for one in re.split(r"\s*[;\n]\s*", text) if one]
    return text


def _without_unit(text: str, field: Field) -> str:
    unit = field.shown_unit or field.unit
    return text[: -len(unit)].strip() if unit and text.casefold().endswith(unit.casefold()) else text


def _with_point(text: str) -> str:
    """1.234,5 as 1234.5; where points do not separate thousands it stays, to be told as no number."""
    return text.replace(".", "").replace(",", ".") if _DECIMAL_COMMA.fullmatch(text) else text


def _day(text: str) -> str:
    """The day of a cell; a workbook may write midnight behind it."""
    return written_day(_MIDNIGHT.sub("", text))


def _choice(field: Field, text: str) -> str:
    wanted = text.strip().casefold()
    for choice in field.choices:
        told = {choice.casefold(), *(choice_text(field.name, choice, Words(one)).casefold() for one in LANGUAGES)}
        if wanted in told:
            return choice
    raise InputError("import_choice", text=text)


def _yes_no(text: str) -> bool:
    wanted = text.casefold()
    if wanted in _YES:
        return True
    if wanted in _NO:
        return False
    raise InputError("import_yes_no", text=text)
