"""Where a battery is and who holds it: arrivals, and hand-overs that stay open until the receiver has signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from core.domains.battery.rules.v1.clear_text import guarded
from core.domains.battery.rules.v1.fields import TRANSPORT_CLASSES, amount, celsius, choice, day, text
from core.domains.battery.rules.v1.records import (
    appended,
    find,
    iso_day,
    next_place,
    record_of,
    records,
)
from core.domains.battery.rules.v1.standing import settled
from core.domains.battery.rules.v1.tables import parameter
from core.ledger.contract import (
    Entry,
    EntryType,
    Field,
    FieldKind,
    Finding,
    Nature,
    NoParameter,
    Past,
    Severity,
    State,
    nothing_to_say,
)

_HANDLERS = frozenset({"yard", "carrier", "jtp_test", "jtp_grade", "jtp_hq", "integrator", "ess_owner"})

_RECEIVE_FIELDS = (
    text("site", 120),
    text("shelf", 40, required=False),
    day("arrived_on"),
    choice("transport_class", TRANSPORT_CLASSES),
    text("carrier", 120, required=False),
    celsius("surface_temp_dc", -300, 800, required=False),
    amount("mass_g", 20, 1_000_000, "g", 1000, "kg", required=False),
)
_TRANSFER_FIELDS = (
    text("from_member", 120),
    text("to_member", 120),
    choice("transport_class", TRANSPORT_CLASSES),
    text("condition", 500, required=False),
)
_ACCEPT_FIELDS = (
    Field("transfer", FieldKind.ENTRY),
    text("member", 120),
    text("condition", 500, required=False),
)


def _store_until(arrived: date | None) -> str | None:
    """The day on which the storage limit ends; None where no limit is known for the day of arrival."""
    if arrived is None:
        return None
    try:
        return (arrived + timedelta(days=parameter("storage_limit", arrived)["days"])).isoformat()
    except (NoParameter, OverflowError):
        return None


def _arrived(state: State, arrived: date | None) -> State:
    shown = None if arrived is None else arrived.isoformat()
    return {**state, "arrived_on": shown, "store_until": _store_until(arrived)}


def _apply_receive(state: State, entry: Entry) -> State:
    """The storage clock runs from the first arrival at this holder; a move to another shelf does not restart it."""
    record = record_of(entry, _RECEIVE_FIELDS, next_place(state))
    known = [one for one in (iso_day(state.get("arrived_on")), iso_day(record["arrived_on"])) if one is not None]
    moved = {**appended(state, "places", record), "site": record["site"], "shelf": record.get("shelf")}
    return settled(_arrived(moved, min(known)))


def _judge_transfer(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    findings = []
    holder = past.state.get("holder")
    if holder is not None and holder != body["from_member"]:
        facts = {"holder": holder, "from_member": body["from_member"]}
        findings.append(Finding("holder_differs", "from_member", Severity.WARN, facts))
    if any(one["accepted_by"] is None for one in records(past.state, "transfers")):
        findings.append(Finding("transfer_open", "", Severity.WARN))
    if body["from_member"] == body["to_member"]:
        findings.append(Finding("transfer_to_self", "to_member"))
    return findings


def _apply_transfer(state: State, entry: Entry) -> State:
    record = record_of(entry, _TRANSFER_FIELDS, next_place(state))
    return settled(appended(state, "transfers", {**record, "accepted_by": None}))


def _judge_accept(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    transfer = find(past.state, "transfers", body["transfer"].hex())
    if transfer is None:
        return (Finding("transfer_unknown", "transfer"),)
    findings = []
    if transfer["accepted_by"] is not None:
        findings.append(Finding("transfer_accepted_before", "transfer", Severity.WARN))
    if transfer["to_member"] != body["member"]:
        facts = {"to_member": transfer["to_member"], "member": body["member"]}
        findings.append(Finding("accepted_by_another", "member", facts=facts))
    return findings


def _apply_accept(state: State, entry: Entry) -> State:
    """Custody passes when the receiver signs; the storage clock of the new holder starts with it."""
    record = record_of(entry, _ACCEPT_FIELDS, next_place(state))
    step = {**state, "place": record["place"]}
    transfer = find(state, "transfers", record["transfer"])
    if transfer is None or transfer["accepted_by"] is not None or transfer["to_member"] != record["member"]:
        return settled(step)
    done = {**transfer, "accepted_by": record["entry"], "accepted_on": record["day"]}
    transfers = [done if one is transfer else one for one in records(state, "transfers")]
    step = {**step, "transfers": transfers, "holder": record["member"], "site": None, "shelf": None}
    return settled(_arrived(step, iso_day(record["day"])))


RECEIVE = EntryType(
    name="battery.pack.receive",
    version=1,
    nature=Nature.FACT,
    fields=_RECEIVE_FIELDS,
    roles=frozenset({"yard", "jtp_test"}),
    about="battery",
    judge=guarded(nothing_to_say),
    apply=_apply_receive,
    attachments=True,
)
TRANSFER = EntryType(
    name="battery.custody.transfer",
    version=1,
    nature=Nature.FACT,
    fields=_TRANSFER_FIELDS,
    roles=_HANDLERS,
    about="battery",
    judge=guarded(_judge_transfer),
    apply=_apply_transfer,
)
ACCEPT = EntryType(
    name="battery.custody.accept",
    version=1,
    nature=Nature.FACT,
    fields=_ACCEPT_FIELDS,
    roles=_HANDLERS,
    about="battery",
    judge=guarded(_judge_accept),
    apply=_apply_accept,
)
