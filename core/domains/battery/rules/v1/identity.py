"""battery.pack.register: what a battery is. Opens the subject; everything else is said about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from core.domains.battery.rules.v1.clear_text import guarded
from core.domains.battery.rules.v1.fields import (
    ACCIDENTS,
    CHEMISTRIES,
    LEGAL_GRADES,
    amount,
    choice,
    day,
    text,
)
from core.domains.battery.rules.v1.records import next_place, record_of
from core.domains.battery.rules.v1.standing import settled
from core.ledger.contract import Entry, EntryType, Finding, Nature, Past, State

TYPE = "battery.pack.register"
FIRST_YEAR_OF_MAKING = "2009-01-01"
_MICRO_PER_UNIT = 1_000_000

_FIELDS = (
    text("number", 64),
    choice("number_kind", ("legal", "serial", "centre")),
    choice("level", ("pack", "module", "cell")),
    text("maker", 80),
    text("model", 80),
    choice("chemistry", CHEMISTRIES),
    amount("rated_mah", 500, 1_000_000, "mAh", 1000, "Ah"),
    amount("nominal_mv", 1500, 1_000_000, "mV", 1000, "V"),
    amount("rated_wh", 1, 200_000, "Wh", 1000, "kWh", required=False),
    amount("series", 1, 300, "", required=False),
    amount("parallel", 1, 100, "", required=False),
    day("made_on", required=False),
    amount("mass_g", 20, 1_000_000, "g", 1000, "kg", required=False),
    choice("accident", ACCIDENTS),
    text("holder", 120),
    amount("new_dcir_uohm", 10, 1_000_000, "µΩ", 1000, "mΩ", required=False),
    choice("assessed_grade", LEGAL_GRADES, required=False),
    text("assessment_number", 64, required=False),
    choice("assessment_exempt", ("returned_before_2021", "removed_before_duty", "recall", "accident"), required=False),
)


def _judge(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    findings = []
    if not _energy_fits(body):
        facts = {"rated_wh": body["rated_wh"], "product_wh": body["rated_mah"] * body["nominal_mv"] // _MICRO_PER_UNIT}
        findings.append(Finding("rated_energy_differs", "rated_wh", facts=facts))
    made_on = body.get("made_on")
    if made_on is not None and made_on < FIRST_YEAR_OF_MAKING:
        findings.append(Finding("made_too_early", "made_on", facts={"first_day": FIRST_YEAR_OF_MAKING}))
    return findings


def _energy_fits(body: Any) -> bool:
    """Rated energy equals Ah x V within 15 %, in whole microwatt-hours."""
    if body.get("rated_wh") is None:
        return True
    product_uwh = body["rated_mah"] * body["nominal_mv"]
    return bool(abs(body["rated_wh"] * _MICRO_PER_UNIT - product_uwh) * 100 <= product_uwh * 15)


def _apply(state: State, entry: Entry) -> State:
    identity = record_of(entry, _FIELDS, next_place(state))
    return settled({**state, "identity": identity, "holder": identity["holder"], "place": identity["place"]})


REGISTER = EntryType(
    name=TYPE,
    version=1,
    nature=Nature.FACT,
    fields=_FIELDS,
    roles=frozenset({"yard", "jtp_test"}),
    opens="battery",
    judge=guarded(_judge),
    apply=_apply,
    attachments=True,
)
