"""`jangbu import cycler FILE`: a cycler file becomes a capacity test of a battery, after showing how it was read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.actions.record import Draft, record
from core.domains.battery.cyclers import CapacityTest
from core.domains.battery.cyclers.refusal import Finding
from core.domains.battery.measured import Circumstances, Reading, capacity_test_body, chosen_test, read_file
from core.vault.views import find_subject
from desktop.attaching import attach
from desktop.cli.context import Context
from desktop.cli.parser import whole_number
from desktop.cli.records import recorded_result, signings
from desktop.cli.result import Result, table
from desktop.words import Words, finding_text

TYPE = "battery.test.capacity"


class CyclerImporter:
    """The importer of kind `cycler`."""

    def add_options(self, parser: Any, words: Words) -> None:
        parser.add_argument("--subject", required=True, help=words.text("cli.option.subject"))
        parser.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))
        parser.add_argument("--tester", required=True, help=words.text("battery.cli.tester"))
        parser.add_argument("--tested-on", required=True, help=words.text("battery.cli.tested_on"))
        parser.add_argument("--calibrated-on", required=True, help=words.text("battery.cli.calibrated_on"))
        parser.add_argument(
            "--temperature-dc", type=whole_number(-1_000, 2_000), help=words.text("battery.cli.temperature")
        )
        parser.add_argument("--lower-mv", type=whole_number(0), required=True, help=words.text("battery.cli.lower"))
        parser.add_argument("--upper-mv", type=whole_number(0), required=True, help=words.text("battery.cli.upper"))
        parser.add_argument("--test", type=whole_number(0), help=words.text("battery.cli.test"))
        parser.add_argument("--preview", action="store_true", help=words.text("battery.cli.preview"))

    def run(self, context: Context, path: Path) -> Result:
        options = context.options
        circumstances = Circumstances(
            options.tester,
            options.tested_on,
            options.calibrated_on,
            options.lower_mv,
            options.upper_mv,
            options.temperature_dc,
        )
        with context.open_vault() as vault:
            replica = context.replica(vault)
            subject = find_subject(replica, options.subject)
            reading = read_file(path, subject.state, circumstances)
            shown = reading_value(reading)
            lines = reading_lines(reading, context.words, options.test)
            if options.preview:
                return Result(shown, lines)
            body = capacity_test_body(reading, chosen_test(reading, options.test), circumstances)
            draft = Draft(
                type=TYPE,
                body=body,
                subject=subject.id,
                signings=signings(context, vault, options.sign),
                attachments=(attach(vault, path),),
            )
            result = recorded_result(context, TYPE, record(vault, replica.network_id, [draft]))
        return Result({**result.data, "reading": shown, "capacity_mah": body["capacity_mah"]}, [*lines, *result.lines])


def reading_value(reading: Reading) -> dict[str, Any]:
    """A reading for --json."""
    return {
        "format": reading.measurement.format,
        "encoding": reading.measurement.encoding,
        "rows": reading.measurement.rows,
        "file_sha256": reading.file_sha256.hex(),
        "columns": [
            {"header": one.header, "meaning": one.meaning, "unit": one.unit} for one in reading.measurement.columns
        ],
        "tests": [_test_value(one) for one in reading.tests],
        "findings": [_finding_value(one) for one in reading.findings],
    }


def _test_value(test: CapacityTest) -> dict[str, Any]:
    return {
        "number": test.number,
        "cycle": test.cycle,
        "capacity_mah": test.capacity_mah,
        "file_mah": test.file_mah,
        "energy_mwh": test.energy_mwh,
        "rate_mc": test.rate_mc,
        "start_mv": test.start_mv,
        "end_mv": test.end_mv,
        "duration_s": test.duration_s,
        "stopped_early": test.stopped_early,
        "efficiency_permille": test.efficiency_permille,
        "first_line": test.first_line,
        "last_line": test.last_line,
        "findings": [_finding_value(one) for one in (*test.refusals, *test.findings)],
    }


def _finding_value(finding: Finding) -> dict[str, Any]:
    return {"code": finding.code, "facts": dict(finding.facts)}


def reading_lines(reading: Reading, words: Words, number: int | None = None) -> list[str]:
    """What a person checks before saving: how each column is read, the tests found, and what to mind in the file and
    in the test of that number (the last one where none is named)."""
    measurement = reading.measurement
    lines = [words.text("battery.cli.read", format=measurement.format, rows=measurement.rows)]
    lines += table([(one.header, words.text(f"cycler.meaning.{one.meaning}"), one.unit) for one in measurement.columns])
    rows = [
        (
            str(one.number),
            "" if one.cycle is None else str(one.cycle),
            words.quantity(one.capacity_mah, 1000, "Ah"),
            words.quantity(one.file_mah, 1000, "Ah"),
            words.quantity(one.rate_mc, 1000, "C"),
        )
        for one in reading.tests
    ]
    header = tuple(words.text(f"cycler.column.{name}") for name in ("number", "cycle", "counted", "file", "rate"))
    lines += table([header, *rows]) if rows else [words.text("cycler.no_tests")]
    chosen = [one for one in reading.tests if number in (one.number, None)][-1:]
    findings = [*reading.findings, *(finding for test in chosen for finding in (*test.refusals, *test.findings))]
    return [*lines, *(f"- {finding_text(one, words)}" for one in findings)]


IMPORTERS = {"cycler": CyclerImporter()}
