"""The kind of thing this workspace is about: how a battery is called, listed, claimed as unique, and flagged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from core.ledger.contract import Column, FieldKind, Finding, Severity, State, SubjectKind

COLUMNS = (
    Column("number", ("identity", "number"), width=3),
    Column("maker", ("identity", "maker"), width=2),
    Column("model", ("identity", "model"), width=2),
    Column("chemistry", ("identity", "chemistry"), FieldKind.CHOICE),
    Column("rated", ("identity", "rated_mah"), FieldKind.INTEGER, 1000, "Ah"),
    Column("soh_low", ("soh", "low_permille"), FieldKind.INTEGER, 10, "%"),
    Column("soh_high", ("soh", "high_permille"), FieldKind.INTEGER, 10, "%"),
    Column("letter", ("grade", "letter"), FieldKind.CHOICE),
    Column("holder", ("holder",), width=2),
    Column("status", ("status",), FieldKind.CHOICE),
    Column("store_until", ("store_until",), FieldKind.DAY),
)


def title(state: State) -> str:
    """The battery's own number."""
    return str(state.get("identity", {}).get("number", ""))


def days_left(state: State, today: date) -> int | None:
    """Days until the storage limit of the present holder ends; negative when it has passed, None without an arrival."""
    until = state.get("store_until")
    return None if until is None else (date.fromisoformat(until) - today).days


def grade_is_valid(state: State, today: date) -> bool:
    """Whether a grade holds and has not run out."""
    grade = state.get("grade")
    return grade is not None and today.isoformat() <= grade["valid_until"]


def _claims(state: State) -> Mapping[str, str]:
    """One battery has one number, and one tester file belongs to one battery."""
    number = "".join(title(state).split()).casefold()
    claimed = {"number": number} if number else {}
    files = {one["file_sha256"] for one in state.get("tests", ())}
    return claimed | {f"test_file.{sha256[:16]}": sha256 for sha256 in sorted(files)} if files else claimed


def _flags(state: State) -> Sequence[Finding]:
    findings = [Finding(f"grade_lapsed_{reason}", severity=Severity.WARN) for reason in state.get("lapsed", [])]
    if state.get("grades_differ"):
        findings.append(Finding("grades_differ", severity=Severity.WARN))
    if state.get("status") == "quarantine":
        findings.append(Finding("in_quarantine", severity=Severity.WARN))
    return findings


BATTERY = SubjectKind(name="battery", title=title, columns=COLUMNS, claims=_claims, flags=_flags)
