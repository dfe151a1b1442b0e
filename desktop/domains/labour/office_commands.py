"""`jangbu labour insurance|flags|retention|erase|filing`: what a shop owes, and to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from core.domains.labour.filing.codes import TABLES
from core.domains.labour.filing.layouts import KINDS, Layout, codes, read_layout
from core.domains.labour.insuring import Answer
from core.domains.labour.pay.insurance import INSURANCES
from core.errors import InputError, RefusedError
from core.vault.views import find_subject
from desktop.cli.context import Context, read_file, require_writable, write_file
from desktop.cli.records import recorded_result, signings
from desktop.cli.result import Result
from desktop.domains.labour.filing_sheets import PREPARE, Asked, prepare_filing
from desktop.domains.labour.flagging import flags, next_text, what_text, who_text
from desktop.domains.labour.insurances import Insured, employments, insured_on
from desktop.domains.labour.retaining import (
    ERASABLE,
    ERASED,
    RETENTION_OVER,
    Document,
    answer_request,
    documents,
    erase_over,
)
from desktop.domains.labour.telling import answer_text, document_text, steps_of
from desktop.words import Words


def add_office_commands(command: Any, words: Words) -> None:
    """Add these commands; `command` makes a parser from a name and what it runs."""
    insurance = command("insurance", _insurance)
    insurance.add_argument("subject", nargs="*", help=words.text("labour.cli.staff"))
    insurance.add_argument("--on", type=date.fromisoformat, help=words.text("labour.cli.on"))
    flagged = command("flags", _flags)
    flagged.add_argument("--on", type=date.fromisoformat, help=words.text("labour.cli.on"))
    kept = command("retention", _retention)
    kept.add_argument("subject", nargs="*", help=words.text("labour.cli.staff"))
    kept.add_argument("--on", type=date.fromisoformat, help=words.text("labour.cli.on"))
    gone = command("erase", _erase)
    gone.add_argument("subject", help=words.text("labour.cli.staff"))
    gone.add_argument("--asked", action="store_true", help=words.text("labour.cli.asked"))
    gone.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))
    filing = command("filing", _filing)
    filing.add_argument("kind", choices=KINDS, help=words.text("labour.cli.filing_kind"))
    filing.add_argument("subject", nargs="+", help=words.text("labour.cli.staff"))
    filing.add_argument("--reason", required=True, help=words.text("labour.cli.reason"))
    filing.add_argument("--insurance", action="append", choices=INSURANCES, help=words.text("labour.cli.insurances"))
    filing.add_argument("--code", action="append", default=[], help=words.text("labour.cli.code"))
    filing.add_argument("--job-code", default="", help=words.text("labour.cli.job_code"))
    filing.add_argument("--month", type=_month, help=words.text("labour.cli.month"))
    filing.add_argument("--paid-on", type=date.fromisoformat, help=words.text("labour.cli.paid_on"))
    filing.add_argument("--layout", type=Path, help=words.text("labour.cli.layout"))
    filing.add_argument("--out", type=Path, required=True, help=words.text("cli.option.out"))
    filing.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))


def _month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _insurance(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        replica = context.replica(vault)
        today = options.on or vault.clock.now().day()
        named = [find_subject(replica, one) for one in options.subject]
        found = insured_on(vault, replica.network_id, named or list(employments(replica)), today)
    lines = [line for one in found for line in _insured_lines(one, context.words)]
    return Result({"on": today.isoformat(), "workers": [_insured_json(one) for one in found]}, lines)


def _insured_lines(one: Insured, words: Words) -> list[str]:
    return [one.staff, *(f"  {answer_text(answer, words)}" for answer in one.answers)]


def _insured_json(one: Insured) -> dict[str, Any]:
    return {
        "employment": one.employment.hex(),
        "staff": one.staff,
        "insurances": [_answer_json(answer) for answer in one.answers],
    }


def _answer_json(one: Answer) -> dict[str, Any]:
    return {
        "insurance": one.insurance,
        "answer": one.standing.answer,
        "reason": one.standing.reason,
        "facts": dict(one.standing.facts),
        "article": one.standing.article,
        "since": one.since.isoformat(),
        "todo": one.todo,
        "due": None if one.due is None else one.due.isoformat(),
        "first_month": None if one.first_month is None else f"{one.first_month:%Y-%m}",
        "code": one.code,
        "filed": one.filed,
        "hours_worked_a_month": one.worked_hours,
        "answer_by_hours_worked": None if one.worked is None else one.worked.answer,
    }


def _flags(context: Context) -> Result:
    words = context.words
    with context.open_vault() as vault:
        network = context.network_id(vault)
        today = context.options.on or vault.clock.now().day()
        found = flags(vault, network, today)
    lines = [
        f"{one.title}  {one.name}  {what_text(one, words)} {who_text(one, words)} {next_text(one, words)}"
        for one in found
    ]
    told = [
        {
            "subject": one.subject.hex(),
            "title": one.title,
            "flag": one.name,
            "code": one.finding.code,
            "level": one.level.value,
            "facts": dict(one.finding.facts),
            "what": what_text(one, words),
            "protects": who_text(one, words),
            "next": next_text(one, words),
        }
        for one in found
    ]
    return Result({"on": today.isoformat(), "flags": told}, lines or [words.text("labour.flag.none")])


def _retention(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        replica = context.replica(vault)
        today = options.on or vault.clock.now().day()
        rows = [find_subject(replica, one) for one in options.subject] or list(employments(replica))
        found = [(row, documents(vault, replica.network_id, row, today)) for row in rows]
    lines = [line for row, papers in found for line in (row.title, *_document_lines(papers, context.words))]
    workers = [
        {"employment": row.id.hex(), "staff": row.title, "documents": [_document_json(one) for one in papers]}
        for row, papers in found
    ]
    return Result({"on": today.isoformat(), "workers": workers}, lines)


def _document_lines(found: Sequence[Document], words: Words) -> list[str]:
    return [f"  {document_text(one, words)}  {one.entry.hex()[:12]}" for one in found]


def _document_json(one: Document) -> dict[str, Any]:
    return {
        "entry": one.entry.hex(),
        "type": one.type,
        "document": one.keeping.kind,
        "until": None if one.keeping.until is None else one.keeping.until.isoformat(),
        "article": one.keeping.article,
        "state": one.state,
    }


def _erase(context: Context) -> Result:
    options, words = context.options, context.words
    with context.open_vault() as vault:
        replica = context.replica(vault)
        network, today = replica.network_id, vault.clock.now().day()
        row = find_subject(replica, options.subject)
        signed = signings(context, vault, options.sign)
        if options.asked:
            answer_request(vault, network, row, today, signed)
        else:
            found = documents(vault, network, row, today)
            if not any(one.state == ERASABLE for one in found):
                raise RefusedError("nothing_over", title=row.title)
            erase_over(vault, network, found, RETENTION_OVER, signed)
        after = documents(vault, network, row, today)
    count = sum(one.state == ERASED for one in after)
    data = {"employment": row.id.hex(), "erased": count, "documents": [_document_json(one) for one in after]}
    return Result(data, [words.text("labour.retention.erased", count=count), *_document_lines(after, words)])


def _filing(context: Context) -> Result:
    options, words = context.options, context.words
    require_writable(options.out)
    asked = Asked(
        kind=options.kind,
        layout=_layout(options.kind, options.layout),
        reason=options.reason,
        insurances=tuple(options.insurance or ()),
        job_code=options.job_code,
        codes=_codes(options.kind, options.code),
        month=options.month,
        paid_on=options.paid_on,
    )
    with context.open_vault() as vault:
        replica = context.replica(vault)
        named = [find_subject(replica, one).id for one in options.subject]
        signed = signings(context, vault, options.sign)
        filing = prepare_filing(vault, replica.network_id, named, asked, signed)
    write_file(options.out, filing.xlsx)
    result = recorded_result(context, PREPARE, filing.recorded)
    due, steps = filing.due.isoformat(), steps_of(options.kind, filing.due, words)
    data = {**result.data, "path": str(options.out), "rows": filing.rows, "due": due, "steps": steps}
    told = words.text("labour.cli.prepared", path=str(options.out), rows=filing.rows, due=due)
    return Result(data, [told, *steps, *result.lines])


def _layout(kind: str, path: Path | None) -> Layout | None:
    if path is None:
        return None
    layout = read_layout(read_file(path))
    if layout.kind != kind:
        raise InputError("layout_unreadable", field="kind")
    return layout


def _codes(kind: str, told: list[str]) -> Mapping[str, str]:
    """`pension=14`: a code by insurance, out of the agency's table."""
    found = {}
    for one in told:
        insurance, _, code = one.partition("=")
        table = codes().get(TABLES.get(kind, {}).get(insurance, ""), {})
        if code not in table and code.zfill(2) not in table:
            raise InputError("code_unknown", field="--code", told=one, known=", ".join(table) or "-")
        found[insurance] = code
    return found
