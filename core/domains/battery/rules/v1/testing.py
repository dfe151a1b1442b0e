"""battery.test.capacity and battery.estimate.soh: what the tester measured, and what that says about health."""

from __future__ import annotations

from collections.abc import Sequence

from core.domains.battery.rules.v1.clear_text import guarded
from core.domains.battery.rules.v1.estimate import (
    CALIBRATION,
    METHOD,
    METHOD_VERSION,
    band,
    measured_permille,
    objections_to_test,
)
from core.domains.battery.rules.v1.fields import SHA256_BYTES, amount, celsius, choice, day, permille, text, yes_no
from core.domains.battery.rules.v1.records import (
    ESTIMATES,
    TESTS,
    appended,
    find,
    local_day,
    next_place,
    record_of,
    records,
)
from core.domains.battery.rules.v1.standing import settled
from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, Nature, Past, Severity, State

UNIT_MISTAKE_RATIO = 20
RISE_PERMILLE = 20
_SOFT = ("stopped_early", "cutoffs_not_reached", "temperature_outside", "rate_outside")
"""Objections under which a test is kept as it is, but is no evidence for a grade."""

_CAPACITY_FIELDS = (
    amount("capacity_mah", 1, 1_200_000_000, "mAh", 1000, "Ah"),
    amount("energy_mwh", 1, 240_000_000_000, "mWh", 1_000_000, "kWh", required=False),
    amount("rate_milli_c", 50, 2000, "0.001 C", 1000, "C"),
    celsius("temp_dc", 50, 450),
    permille("efficiency_permille", 500, 1050, required=False),
    yes_no("cutoffs_reached"),
    yes_no("stopped_early"),
    text("tester", 80),
    day("tested_on"),
    day("calibrated_on"),
    Field("file_sha256", FieldKind.BYTES, minimum=SHA256_BYTES, maximum=SHA256_BYTES),
    text("file_format", 64),
    amount("cycle", 0, 100_000, "", required=False),
    amount("dcir_10s_uohm", 10, 1_000_000, "µΩ", 1000, "mΩ", required=False),
    celsius("dcir_temp_dc", -300, 800, required=False),
    permille("dcir_soc_permille", 0, 1000, required=False),
    Field("importer_findings", FieldKind.TEXTS, required=False, maximum=64),
)
_ESTIMATE_FIELDS = (
    choice("method", (METHOD,)),
    amount("method_version", 1, 1000, ""),
    Field("inputs", FieldKind.ENTRIES),
    permille("soh_permille", 0, 1200),
    permille("low_permille", 0, 1200),
    permille("high_permille", 0, 1300),
    permille("level_permille", 500, 999),
    choice("calibration", (CALIBRATION,)),
    amount("n", 0, 1_000_000, "", required=False),
    yes_no("in_range"),
)


def _judge_capacity(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    identity = past.state.get("identity")
    findings = _file_findings(body["file_sha256"].hex(), body.get("cycle"), past.state)
    if body.get("importer_findings"):
        facts = {"count": len(body["importer_findings"]), "codes": list(body["importer_findings"])}
        findings.append(Finding("importer_flagged", "importer_findings", Severity.WARN, facts))
    if body.get("dcir_10s_uohm") is not None and body.get("dcir_temp_dc") is None:
        findings.append(Finding("dcir_temperature_missing", "dcir_temp_dc"))
    happened = local_day(entry)
    if identity is None or happened is None:
        return findings
    full_test = past.parameter("full_test", happened)
    findings += _ratio_findings(body["capacity_mah"], identity["rated_mah"])
    for one in objections_to_test(dict(body), identity, full_test):
        if one.code != "capacity_above_rated":
            severity = Severity.WARN if one.code in _SOFT else Severity.REFUSE
            findings.append(Finding(one.code, one.field, severity, one.facts))
    return findings


def _ratio_findings(capacity_mah: int, rated_mah: int) -> list[Finding]:
    """Far above rated is a mistake of units; far below may be one too, but dead batteries exist and are recorded."""
    facts = {"capacity_mah": capacity_mah, "rated_mah": rated_mah}
    if capacity_mah > UNIT_MISTAKE_RATIO * rated_mah:
        return [Finding("unit_mistake", "capacity_mah", facts=facts)]
    if capacity_mah * 1000 > 1200 * rated_mah:
        return [Finding("capacity_above_rated", "capacity_mah", facts=facts)]
    if capacity_mah * UNIT_MISTAKE_RATIO < rated_mah:
        return [Finding("unit_mistake", "capacity_mah", Severity.WARN, facts)]
    return []


def _file_findings(file_sha256: str, cycle: int | None, state: State) -> list[Finding]:
    """One file may hold several tests of one battery; the same cycle twice is a repetition."""
    again = any((one["file_sha256"], one.get("cycle")) == (file_sha256, cycle) for one in records(state, TESTS))
    return [Finding("file_recorded_before", "file_sha256", Severity.WARN)] if again else []


def _apply_capacity(state: State, entry: Entry) -> State:
    return settled(appended(state, TESTS, record_of(entry, _CAPACITY_FIELDS, next_place(state))))


def _judge_estimate(entry: Entry, past: Past) -> Sequence[Finding]:
    body, state = entry.content.body, past.state
    identity = state.get("identity")
    tests = [find(state, TESTS, one.hex()) for one in body["inputs"]]
    test = tests[0] if len(tests) == 1 else None
    happened = local_day(entry)
    if identity is None or test is None or happened is None:
        return (Finding("test_unknown", "inputs"),)
    full_test = past.parameter("full_test", happened)
    findings = objections_to_test(test, identity, full_test)
    soh_permille = measured_permille(test, identity)
    low_permille, high_permille = band(soh_permille, full_test)
    expected = {
        "method_version": METHOD_VERSION,
        "soh_permille": soh_permille,
        "low_permille": low_permille,
        "high_permille": high_permille,
        "level_permille": full_test["level_permille"],
    }
    for name, value in expected.items():
        if body[name] != value:
            findings.append(Finding("estimate_differs", name, facts={"expected": value, "found": body[name]}))
    if body["soh_permille"] > 1000:
        findings.append(Finding("soh_above_rated", "soh_permille", Severity.WARN))
    earlier = records(state, ESTIMATES)
    if earlier and body["soh_permille"] > earlier[-1]["soh_permille"] + RISE_PERMILLE:
        findings.append(Finding("soh_rises", "soh_permille", Severity.WARN))
    return findings


def _apply_estimate(state: State, entry: Entry) -> State:
    return settled(appended(state, ESTIMATES, record_of(entry, _ESTIMATE_FIELDS, next_place(state))))


TEST_CAPACITY = EntryType(
    name="battery.test.capacity",
    version=1,
    nature=Nature.FACT,
    fields=_CAPACITY_FIELDS,
    roles=frozenset({"jtp_test"}),
    about="battery",
    judge=guarded(_judge_capacity),
    apply=_apply_capacity,
    attachments=True,
)
ESTIMATE_SOH = EntryType(
    name="battery.estimate.soh",
    version=1,
    nature=Nature.FACT,
    fields=_ESTIMATE_FIELDS,
    roles=frozenset({"jtp_test"}),
    about="battery",
    judge=guarded(_judge_estimate),
    apply=_apply_estimate,
)
