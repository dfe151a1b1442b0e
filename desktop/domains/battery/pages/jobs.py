"""What people do with a battery on the record page: which entry each job makes, what is likely, what is said against.

Free of Qt. Functions that take a vault and a replica run on the vault lane.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.actions.record import check, required_type
from core.ledger.content import SUBJECT_BYTES
from core.ledger.contract import EntryType, Finding, Severity, State
from core.vault.drafts import TypedEntry
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import list_subjects
from desktop.entries.recording import Order
from desktop.entries.signers import members, own_member
from desktop.standing import Standing

REGISTER = "battery.pack.register"
RECEIVE = "battery.pack.receive"
TRANSFER = "battery.custody.transfer"
ACCEPT = "battery.custody.accept"


@dataclass(frozen=True, slots=True)
class Job:
    """A job of the record page; its words are `battery.job.<name>`. Intake makes two entries, the others one."""

    name: str
    types: tuple[str, ...]

    @property
    def needs_battery(self) -> bool:
        """Whether the battery must be there already."""
        return self.types[0] != REGISTER


JOBS = (
    Job("intake", (REGISTER, RECEIVE)),
    Job("receive", (RECEIVE,)),
    Job("visual", ("battery.inspect.visual",)),
    Job("electric", ("battery.inspect.electric",)),
    Job("transfer", (TRANSFER,)),
    Job("accept", (ACCEPT,)),
    Job("incident", ("battery.incident.report",)),
)
SELDOM = {
    REGISTER: frozenset(
        {
            *("rated_wh", "series", "parallel", "made_on", "mass_g", "new_dcir_uohm"),
            *("assessed_grade", "assessment_number", "assessment_exempt"),
        }
    ),
    RECEIVE: frozenset({"carrier", "surface_temp_dc", "mass_g"}),
    "battery.inspect.electric": frozenset({"bms_faults", "bms_soh_permille", "self_discharge_mv_per_day", "rest_h"}),
}
"""Fields that are folded away until somebody asks for them."""


def job(name: str) -> Job:
    """The job of that name."""
    return next(one for one in JOBS if one.name == name)


def job_of(draft: TypedEntry) -> Job:
    """The job whose forms a draft was typed into."""
    return next(one for one in JOBS if frozenset(one.types) == draft.typed.keys())


def likely_job(state: State, own: str) -> str:
    """What usually comes next for a battery."""
    transfer = _open_transfer(state)
    if transfer is not None and transfer["to_member"] == own:
        return "accept"
    if not state.get("visual"):
        return "visual"
    return "electric" if not state.get("electric") else "transfer"


def next_job(name: str) -> str:
    """What is offered after a job is done; empty where nothing usually follows."""
    order = {"intake": "visual", "receive": "visual", "visual": "electric", "electric": "transfer", "accept": "receive"}
    return order.get(name, "")


def _open_transfer(state: State) -> Mapping[str, Any] | None:
    return next((one for one in reversed(state.get("transfers") or []) if one["accepted_by"] is None), None)


def likely_values(type_name: str, state: State, standing: Standing, today: date) -> dict[str, Any]:
    """Values that are put in beforehand: only what is known or harmless, never a judgement on the battery."""
    own = own_member(standing)
    if type_name == REGISTER:
        return {"number_kind": "serial", "level": "pack", "holder": own}
    if type_name == RECEIVE:
        return {"arrived_on": today.isoformat()}
    if type_name == TRANSFER:
        others = [one for one in members(standing) if one != own]
        likely = {"to_member": others[0]} if len(others) == 1 else {}
        return {"from_member": state.get("holder") or own, **likely}
    if type_name == ACCEPT:
        transfer = _open_transfer(state)
        return {"transfer": bytes.fromhex(transfer["entry"]), "member": own} if transfer else {"member": own}
    if type_name == "battery.inspect.electric":
        return {"isolation_test_mv": 500_000}
    return {}


def page_findings(type_name: str, body: Mapping[str, Any], state: State, standing: Standing) -> list[Finding]:
    """What the page itself has to say, besides form and door."""
    if type_name == TRANSFER and body.get("to_member") not in members(standing):
        return [Finding("member_unknown", "to_member", facts={"known": members(standing)})]
    if type_name == ACCEPT and _open_transfer(state) is None:
        return [Finding("transfer_none_open", "member")]
    return []


def entry_types(replica: Replica, names: Sequence[str]) -> list[EntryType]:
    """The newest versions in this network."""
    return [required_type(replica, name) for name in names]


def ask(vault: Vault, replica: Replica, order: Order) -> list[list[Finding]]:
    """What the door will say of each entry."""
    found = []
    for place, (name, body) in enumerate(order.parts):
        draft = order.unsigned(place, order.subject or vault.randomness.take(SUBJECT_BYTES))
        findings = check(vault, replica.network_id, draft)
        if order.subject is None and name != REGISTER:  # the battery comes to be by the entry before
            findings = [one for one in findings if one.code != "subject_unknown"]
        if name == REGISTER:
            findings += _same_number(replica, str(body["number"]))
        found.append(findings)
    return found


def _same_number(replica: Replica, number: str) -> list[Finding]:
    """A battery of the same number is most often the same battery."""
    wanted = "".join(number.split()).casefold()
    rows = list_subjects(replica, "battery", search=number.strip(), limit=20)
    if any("".join(row.title.split()).casefold() == wanted for row in rows):
        return [Finding("duplicate_claim", "number", Severity.WARN, {"name": "number", "value": number})]
    return []
