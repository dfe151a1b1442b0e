"""From a cycler file to two signed entries: what was read, which test is meant, and the health that it gives.

Free of Qt. `read` runs on the files' lane; functions that take a vault run on the vault lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from core.actions.record import Draft, Recorded, check, record, required_type
from core.actions.signing import Signing
from core.domains.battery import estimate_from_capacity_test
from core.domains.battery.cyclers import CapacityTest, Measurement, summary_for_chart
from core.domains.battery.measured import Circumstances, Reading, capacity_test_body
from core.errors import InputError, JangbuError, RefusedError
from core.ledger.content import Attachment
from core.ledger.contract import EntryType, Field, FieldKind, Finding, NoParameter, State
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.domains.battery.grading import ESTIMATE, estimate, parameter_of
from desktop.domains.battery.importers import TYPE
from desktop.entries.signers import Signer
from desktop.widgets.chart_data import Chart, Line
from desktop.words import Words

CYCLES_WORTH_A_CHART = 4
_UNKNOWN_YET = bytes(32)

FIELDS = (
    Field("tester", FieldKind.TEXT, maximum=80),
    Field("tested_on", FieldKind.DAY),
    Field("calibrated_on", FieldKind.DAY),
    Field("temp_dc", FieldKind.INTEGER, False, 50, 450, unit="0.1 °C", shown_scale=10, shown_unit="°C"),
    Field("lower_mv", FieldKind.INTEGER, True, 1, 1_000_000, unit="mV", shown_scale=1000, shown_unit="V"),
    Field("upper_mv", FieldKind.INTEGER, True, 1, 1_000_000, unit="mV", shown_scale=1000, shown_unit="V"),
)
"""What the file does not say; bounds as in the entry type."""


def circumstances(body: Mapping[str, Any]) -> Circumstances:
    """What the tester filled in."""
    return Circumstances(
        tester=body["tester"],
        tested_on=body["tested_on"],
        calibrated_on=body["calibrated_on"],
        temp_dc=body.get("temp_dc"),
        lower_mv=body["lower_mv"],
        upper_mv=body["upper_mv"],
    )


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be signed: the test's body, and the health that it gives, or why it gives none."""

    test: Mapping[str, Any]
    health: Mapping[str, Any] | None
    why_no_health: JangbuError | None
    test_type: EntryType
    health_type: EntryType


def prepare(
    vault: Vault, replica: Replica, state: State, reading: Reading, test: CapacityTest, said: Circumstances
) -> Prepared:
    """Both bodies for one test of the file.

    Raises:
        CyclerRefused: the result cannot be recorded at all.
        RefusedError: `temperature_not_stated`.
    """
    body = capacity_test_body(reading, test, said)
    after = {**state, "tests": [*(state.get("tests") or []), {**body, "entry": _UNKNOWN_YET.hex()}]}
    types = required_type(replica, TYPE), required_type(replica, ESTIMATE)
    day = vault.clock.now().day()
    try:
        health = estimate_from_capacity_test(after, _UNKNOWN_YET, parameter_of(replica), day)
    except NoParameter as missing:
        why = RefusedError("parameter_missing", name=missing.name, day=missing.day.isoformat())
        return Prepared(body, None, why, *types)
    except RefusedError as refused:
        return Prepared(body, None, refused, *types)
    return Prepared(body, health, None, *types)


def ask(vault: Vault, replica: Replica, battery: bytes, prepared: Prepared, signer: Signer) -> list[Finding]:
    """What the door says of the test."""
    return check(vault, replica.network_id, Draft(TYPE, prepared.test, battery, (signer.signing(),)))


@dataclass(frozen=True, slots=True)
class Measured:
    """A test that somebody means to sign: of which battery, what was read and by whom."""

    battery: bytes
    prepared: Prepared
    signings: tuple[Signing, ...]

    def record(self, vault: Vault, replica: Replica, attached: Sequence[Attachment]) -> list[Recorded]:
        """Record the test with its file, then the health that it gives; to be called where both are kept or neither.

        Raises:
            RefusedError: `wrong_pin`, `not_recordable`, `test_not_acceptable`; VaultError.
        """
        draft = Draft(TYPE, self.prepared.test, self.battery, self.signings, attachments=tuple(attached))
        done = [record(vault, replica.network_id, [draft])]
        if self.prepared.health is not None:
            test = done[0].entries[0]
            done.append(estimate(vault, replica.network_id, self.battery, test, self.signings))
        return done


def check_unchanged(file: Path, prepared: Prepared) -> None:
    """Raises InputError (`file_changed`, `file_unreadable`) where the file is no longer what was read."""
    if sha256_of(file) != prepared.test["file_sha256"]:
        raise InputError("file_changed", path=str(file))


def sha256_of(path: Path) -> bytes:
    """The fingerprint of a file as it lies there now.

    Raises:
        InputError: `file_unreadable`.
    """
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").digest()
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error


def charts(measurement: Measurement, words: Words) -> tuple[Chart, Chart]:
    """Voltage and current over time, in hours."""
    summary = summary_for_chart(measurement)
    made = []
    for name, unit, series in (("voltage", "V", summary.voltage_v), ("current", "A", summary.current_a)):
        line = Line(words.text(f"battery.chart.{name}"), [one / 3600 for one in series.time_s], series.values)
        made.append(_chart(words, name, "time", "h", name, unit, line, 3))
    return made[0], made[1]


def cycle_chart(reading: Reading, words: Words) -> Chart | None:
    """Capacity per cycle, where the file holds enough cycles to see something."""
    cycles = [one for one in reading.counted.cycles if one.discharge_mah > 0]
    if len(cycles) < CYCLES_WORTH_A_CHART:
        return None
    name = words.text("battery.chart.capacity")
    line = Line(name, [float(one.number) for one in cycles], [one.discharge_mah / 1000 for one in cycles])
    return _chart(words, "cycles", "cycle", "", "capacity", "Ah", line, 3)


def _chart(words: Words, title: str, x: str, x_unit: str, y: str, y_unit: str, line: Line, decimals: int) -> Chart:
    return Chart(
        words.text(f"battery.chart.title.{title}"),
        words.text(f"battery.chart.{x}"),
        x_unit,
        words.text(f"battery.chart.{y}"),
        y_unit,
        (line,),
        decimals,
    )
