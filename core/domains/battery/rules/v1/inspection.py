"""battery.inspect.visual and battery.inspect.electric: what was seen and what the meters said."""

from __future__ import annotations

from collections.abc import Sequence

from core.domains.battery.rules.v1.clear_text import guarded
from core.domains.battery.rules.v1.fields import LOOKS, SEVERITIES, amount, choice, permille, text, yes_no
from core.domains.battery.rules.v1.records import ELECTRIC, VISUAL, Record, appended, next_place, record_of
from core.domains.battery.rules.v1.standing import settled
from core.ledger.contract import (
    Entry,
    EntryType,
    Field,
    FieldKind,
    Finding,
    Nature,
    Past,
    Severity,
    State,
    nothing_to_say,
)

_INSPECTORS = frozenset({"yard", "jtp_test"})

_VISUAL_FIELDS = (*(choice(look, SEVERITIES) for look in LOOKS), text("note", 500, required=False))
_ELECTRIC_FIELDS = (
    amount("isolation_ohm", 0, 10_000_000_000, "Ω", 1_000_000, "MΩ"),
    amount("isolation_test_mv", 50_000, 1_000_000, "mV", 1000, "V"),
    amount("pack_mv", 0, 1_000_000, "mV", 1000, "V"),
    Field(
        "cell_mv",
        FieldKind.INTEGERS,
        required=False,
        minimum=0,
        maximum=5000,
        unit="mV",
        shown_scale=1000,
        shown_unit="V",
    ),
    Field(
        "temps_dc",
        FieldKind.INTEGERS,
        required=False,
        minimum=-300,
        maximum=800,
        unit="0.1 °C",
        shown_scale=10,
        shown_unit="°C",
    ),
    yes_no("bms_isolation_fault", required=False),
    Field("bms_faults", FieldKind.TEXTS, required=False, maximum=64),
    permille("bms_soh_permille", 0, 1200, required=False),
    amount("self_discharge_mv_per_day", 0, 1000, "mV/d", required=False),
    amount("rest_h", 0, 10_000, "h", required=False),
)


def _apply_visual(state: State, entry: Entry) -> State:
    return settled(appended(state, VISUAL, record_of(entry, _VISUAL_FIELDS, next_place(state))))


def _judge_electric(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    findings = []
    series = past.state.get("identity", {}).get("series")
    cells = body.get("cell_mv")
    if cells and series is not None and len(cells) != series:
        facts = {"found": len(cells), "expected": series}
        findings.append(Finding("cell_count_differs", "cell_mv", Severity.WARN, facts))
    if body.get("self_discharge_mv_per_day") is not None and body.get("rest_h") is None:
        findings.append(Finding("rest_unknown", "rest_h", Severity.WARN))
    return findings


def _apply_electric(state: State, entry: Entry) -> State:
    record = record_of(entry, _ELECTRIC_FIELDS, next_place(state))
    return settled(appended(state, ELECTRIC, {**record, "spread_mv": _spread(record)}))


def _spread(record: Record) -> int | None:
    """Highest minus lowest cell voltage; one cell's voltage says nothing about a spread."""
    cells = record.get("cell_mv", [])
    return max(cells) - min(cells) if len(cells) > 1 else None


INSPECT_VISUAL = EntryType(
    name="battery.inspect.visual",
    version=1,
    nature=Nature.FACT,
    fields=_VISUAL_FIELDS,
    roles=_INSPECTORS,
    about="battery",
    judge=guarded(nothing_to_say),
    apply=_apply_visual,
    attachments=True,
)
INSPECT_ELECTRIC = EntryType(
    name="battery.inspect.electric",
    version=1,
    nature=Nature.FACT,
    fields=_ELECTRIC_FIELDS,
    roles=_INSPECTORS,
    about="battery",
    judge=guarded(_judge_electric),
    apply=_apply_electric,
    attachments=True,
)
