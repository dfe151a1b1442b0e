"""Builds a battery's history entry by entry and judges each against what was known, without vault or signatures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from core.domains.battery import WORKSPACE, estimate_from_capacity_test
from core.ledger.body import check_body
from core.ledger.content import Content, Cosignature
from core.ledger.contract import Entry, EntryType, Finding, JudgedEntry, Nature, Severity, State, Verdict
from core.ledger.parameters import value_on
from core.ports.clock import Instant
from tests.support.past import FakePast

RULES = WORKSPACE.rule_sets[WORKSPACE.current_rules]
TESTER, GRADER, YARD = (bytes([number]) * 32 for number in (1, 2, 3))
ROLES = {
    TESTER: frozenset({"jtp_test"}),
    GRADER: frozenset({"jtp_grade"}),
    YARD: frozenset({"yard"}),
}
BOTH = ((TESTER, "jtp_test"), (GRADER, "jtp_grade"))
DAY = date(2026, 11, 22)
SUBJECT = bytes(range(16))


def parameter(name: str, day: date) -> Any:
    return value_on(RULES.parameters, name, day)


def entry_type(name: str) -> EntryType:
    return RULES.entry_types[name, 1]


REGISTER_BODY: dict[str, Any] = {
    "number": "JTP-0001",
    "number_kind": "centre",
    "level": "pack",
    "maker": "Nissan",
    "model": "Leaf",
    "chemistry": "LMO/NMC",
    "rated_mah": 100_000,
    "nominal_mv": 360_000,
    "accident": "none",
    "holder": "제주폐차",
}
VISUAL_BODY: dict[str, Any] = dict.fromkeys(
    ("swelling", "leak", "crack", "burn", "corrosion", "water", "connector", "label"), "none"
)
ELECTRIC_BODY: dict[str, Any] = {
    "isolation_ohm": 500_000_000,
    "isolation_test_mv": 500_000,
    "pack_mv": 365_000,
    "cell_mv": [3800, 3810, 3820],
}
TEST_BODY: dict[str, Any] = {
    "capacity_mah": 91_600,
    "rate_milli_c": 1000,
    "temp_dc": 250,
    "cutoffs_reached": True,
    "stopped_early": False,
    "tester": "Bitrode FTV",
    "tested_on": "2026-11-20",
    "calibrated_on": "2026-03-02",
    "file_sha256": sha256(b"file").digest(),
    "file_format": "Bitrode",
}


class Bench:
    """One battery's entries in the order of recording."""

    def __init__(self) -> None:
        self.judged: list[JudgedEntry] = []

    @property
    def state(self) -> State:
        return folded(self.judged)

    def past(
        self,
        known: Sequence[JudgedEntry] | None = None,
        roles: Mapping[bytes, frozenset[str]] = ROLES,
        of: Callable[[str, date], Any] = parameter,
    ) -> FakePast:
        known = self.judged if known is None else known
        return FakePast(folded(known), of, {one.entry.id: one for one in known}, roles)

    def entry(
        self,
        name: str,
        body: Mapping[str, Any],
        signers: Sequence[tuple[bytes, str]] = (),
        day: date = DAY,
        place: int | None = None,
    ) -> Entry:
        """An entry that is not recorded yet."""
        place = len(self.judged) if place is None else place
        moment = Instant(int(datetime(day.year, day.month, day.day, 3, tzinfo=UTC).timestamp()), 540)
        content = Content(
            network=b"n" * 32,
            device=b"d" * 32,
            incarnation=0,
            type=name,
            version=1,
            subject=SUBJECT,
            after=(),
            refs=(),
            occurred_at=moment,
            person=signers[-1][0] if signers else None,
            role=signers[-1][1] if signers else None,
            body=dict(body),
            sealed=(),
            attachments=(),
            salt=place.to_bytes(16, "big"),
        )
        cosignatures = tuple(Cosignature(person, role, 0, bytes(64)) for person, role in signers)
        id = sha256(repr((name, place, sorted(body.items()), signers)).encode()).digest()
        return Entry(id, content, cosignatures, (place, b"d" * 32, 0, place, 0))

    def record(self, name: str, body: Mapping[str, Any], **how: Any) -> JudgedEntry:
        """Judge an entry against all that is recorded, and keep it."""
        entry = self.entry(name, body, **how)
        judged = judged_against(entry, self.past())
        self.judged.append(judged)
        return judged

    def evidence(
        self,
        register: Mapping[str, Any] = REGISTER_BODY,
        visual: Mapping[str, Any] = VISUAL_BODY,
        electric: Mapping[str, Any] = ELECTRIC_BODY,
        test: Mapping[str, Any] = TEST_BODY,
    ) -> Bench:
        """Everything that a grade needs, recorded in the usual order."""
        self.record("battery.pack.register", register)
        self.record("battery.inspect.visual", visual)
        self.record("battery.inspect.electric", electric)
        tested = self.record("battery.test.capacity", test).entry.id
        self.record("battery.estimate.soh", estimate_from_capacity_test(self.state, tested, parameter, DAY))
        return self


def findings_on(entry: Entry, past: FakePast) -> list[Finding]:
    """What form and rule say about an entry."""
    own = entry_type(entry.content.type)
    misfit = [one for one in check_body(own.fields, entry.content.body) if one.severity is Severity.REFUSE]
    assert not misfit, misfit
    return list(own.judge(entry, past))


def judged_against(entry: Entry, past: FakePast) -> JudgedEntry:
    findings = findings_on(entry, past)
    stopped = any(one.severity is Severity.REFUSE for one in findings)
    refused = stopped and entry_type(entry.content.type).nature is Nature.AUTHORISATION
    return JudgedEntry(entry, Verdict.REFUSED if refused else Verdict.ACCEPTED, tuple(findings))


def folded(judged: Sequence[JudgedEntry]) -> State:
    """The state of what was accepted, in the order of display."""
    state: State = {}
    for one in sorted(judged, key=lambda one: one.entry.order):
        if one.verdict is Verdict.ACCEPTED:
            state = entry_type(one.entry.content.type).apply(state, one.entry)
    return state


def codes(findings: Sequence[Finding]) -> list[str]:
    return [one.code for one in findings]
