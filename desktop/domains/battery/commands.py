"""`jangbu battery estimate|propose|grade|certificate`."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from core.domains.battery import Check, Proposal
from core.ledger.body_json import value_to_json
from core.vault.views import entry_by_prefix, find_subject
from desktop.cli.context import Context, require_writable, write_file
from desktop.cli.findings import finding_value
from desktop.cli.records import recorded_result, signings
from desktop.cli.result import Result, table
from desktop.domains.battery.grading import ESTIMATE, GRADE, assign, estimate, proposal
from desktop.words import Words
from desktop.words.errors import finding_line


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the commands of the battery workspace."""
    battery = commands.add_parser("battery", help=words.text("battery.cli")).add_subparsers(required=True)
    for name, run in (("estimate", _estimate), ("propose", _propose), ("grade", _grade), ("certificate", _certificate)):
        parser = battery.add_parser(name, parents=[common], help=words.text(f"battery.cli.{name}"))
        parser.add_argument("subject", help=words.text("cli.option.subject"))
        parser.set_defaults(run=run)
        if name != "propose":
            parser.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))
        if name == "estimate":
            parser.add_argument("--test", help=words.text("battery.cli.test_entry"))
        if name == "certificate":
            parser.add_argument("--out", type=Path, required=True, help=words.text("cli.option.out"))


def _estimate(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        replica = context.replica(vault)
        battery = find_subject(replica, options.subject).id
        test = entry_by_prefix(replica, options.test) if options.test else None
        recorded = estimate(vault, replica.network_id, battery, test, signings(context, vault, options.sign))
        return recorded_result(context, ESTIMATE, recorded)


def _propose(context: Context) -> Result:
    with context.open_vault() as vault:
        replica = context.replica(vault)
        found = proposal(vault, replica.network_id, find_subject(replica, context.options.subject).id)
    return Result(proposal_value(found, context.words), _proposal_lines(found, context.words))


def proposal_value(found: Proposal, words: Words) -> dict[str, Any]:
    """A proposal for --json."""
    value = asdict(found)
    value["day"] = found.day.isoformat()
    value["missing"] = [finding_value(one, words, GRADE) for one in found.missing]
    return {**value_to_json(value), "complete": found.complete}


def _proposal_lines(found: Proposal, words: Words) -> list[str]:
    if not found.complete:
        return [words.text("battery.grade.missing"), *(f"- {finding_line(one, words, GRADE)}" for one in found.missing)]
    figures = {name: words.quantity(getattr(found, f"{name}_permille"), 10, "%") for name in ("soh", "low", "high")}
    lines = [words.text("battery.grade.proposed", letter=found.letter, **figures)]
    return lines + table([check_row(one, words) for one in found.checks])


def check_row(check: Check, words: Words) -> tuple[str, str, str, str, str]:
    """A figure beside its limit, as texts."""
    scale, unit = check.shown
    return (
        words.text(f"check.{check.name}"),
        check.letter,
        words.quantity(check.value, scale, unit),
        words.quantity(check.limit, scale, unit),
        words.text("check.passed" if check.passed else "check.failed"),
    )


def _grade(context: Context) -> Result:
    options = context.options
    with context.open_vault() as vault:
        replica = context.replica(vault)
        battery = find_subject(replica, options.subject).id
        recorded = assign(vault, replica.network_id, battery, signings(context, vault, options.sign))
        result = recorded_result(context, GRADE, recorded)
        state = find_subject(replica, recorded.subjects[0].hex()).state
    return Result({**result.data, "letter": (state.get("grade") or {}).get("letter")}, result.lines, result.exit_code)


def _certificate(context: Context) -> Result:
    from desktop.domains.battery.documents import issue_certificate  # noqa: PLC0415 - loads Qt

    options = context.options
    require_writable(options.out)
    with context.open_vault() as vault:
        replica = context.replica(vault)
        battery = find_subject(replica, options.subject).id
        signed = signings(context, vault, options.sign)
        issued = issue_certificate(vault, replica.network_id, battery, signed, context.words.language)
    write_file(options.out, issued.pdf)
    data = {"path": str(options.out), "entry": issued.recorded.entries[0].hex(), "bytes": len(issued.pdf)}
    return Result(data, [context.words.text("battery.cli.issued", path=data["path"])])
