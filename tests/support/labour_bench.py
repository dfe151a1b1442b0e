"""Builds a workplace's or an employment's history entry by entry and judges each, without vault or signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from core.domains.labour import WORKSPACE
from core.ledger.body import check_body
from core.ledger.content import Content, Cosignature
from core.ledger.contract import Entry, EntryType, Finding, JudgedEntry, Nature, Severity, State, Verdict
from core.ledger.parameters import value_on
from core.ports.clock import Instant
from tests.support.past import FakePast

RULES = WORKSPACE.rule_sets[WORKSPACE.current_rules]
OWNER, HANA = b"\x01" * 32, b"\x02" * 32
EMPLOYER, WORKER = (OWNER, "employer"), (HANA, "worker")
BOTH = (EMPLOYER, WORKER)
DAY = date(2026, 11, 22)

SHOP: dict[str, Any] = {
    "name": "한빛카페",
    "business_number": "123-45-67891",
    "head": "이사장",
    "address": "서울 마포구",
    "employees": 5,
    "pay_day": 10,
}
PERSON: dict[str, Any] = {
    "staff_number": "H-01",
    "workplace": bytes(16),
    "worker_key": HANA,
    "identified_by": "identity_card",
    "age_band": "adult",
}
CONTRACT: dict[str, Any] = {
    "kind": "part_time",
    "starts": "2026-11-02",
    "ends": "2027-10-31",
    "place": "서울 마포구 한빛카페",
    "duties": "홀 서빙, 음료 제조",
    "simple_labour": False,
    "days": [{"weekday": day, "start": "10:00", "end": "14:30", "break_minutes": 30} for day in range(5)],
    "weekly_holiday": 6,
    "hourly": 10_700,
    "excess_percent": 50,
    "pay_day": 10,
    "pay_method": "transfer",
    "leave": "근로기준법에 따름",
    "insurances": ["pension", "health", "employment", "accident"],
}


def parameter(name: str, day: date) -> Any:
    return value_on(RULES.parameters, name, day)


def entry_type(name: str) -> EntryType:
    return RULES.entry_types[name, 1]


class Bench:
    """One subject's entries in the order of recording."""

    def __init__(self) -> None:
        self.judged: list[JudgedEntry] = []

    @property
    def state(self) -> State:
        state: State = {}
        for one in self.judged:
            if one.verdict is Verdict.ACCEPTED:
                state = entry_type(one.entry.content.type).apply(state, one.entry)
        return state

    def record(
        self, name: str, body: Mapping[str, Any], signers: Sequence[tuple[bytes, str]] = (EMPLOYER,)
    ) -> JudgedEntry:
        """Judge an entry against all that is recorded, and keep it as the ledger would."""
        own = entry_type(name)
        entry = self._entry(name, body, signers)
        misfit = [one for one in check_body(own.fields, body) if one.severity is Severity.REFUSE]
        assert not misfit, misfit
        past = FakePast(self.state, parameter, {one.entry.id: one for one in self.judged})
        findings: tuple[Finding, ...] = tuple(own.judge(entry, past))
        stopped = any(one.severity is Severity.REFUSE for one in findings)
        refused = stopped and own.nature is Nature.AUTHORISATION
        judged = JudgedEntry(entry, Verdict.REFUSED if refused else Verdict.ACCEPTED, findings)
        self.judged.append(judged)
        return judged

    def _entry(self, name: str, body: Mapping[str, Any], signers: Sequence[tuple[bytes, str]]) -> Entry:
        place = len(self.judged)
        moment = Instant(int(datetime(DAY.year, DAY.month, DAY.day, 3, tzinfo=UTC).timestamp()) + place, 540)
        content = Content(
            network=b"n" * 32,
            device=b"d" * 32,
            incarnation=0,
            type=name,
            version=1,
            subject=bytes(16),
            after=(),
            refs=(),
            occurred_at=moment,
            person=signers[0][0] if signers else None,
            role=signers[0][1] if signers else None,
            body=dict(body),
            sealed=(),
            attachments=(),
            salt=place.to_bytes(16, "big"),
        )
        cosignatures = tuple(Cosignature(person, role, 0, bytes(64)) for person, role in signers)
        return Entry(
            sha256(repr((name, place)).encode()).digest(), content, cosignatures, (place, b"d" * 32, 0, place, 0)
        )

    def hired(self) -> Bench:
        """Enrolled, with a contract that both signed and the worker took along."""
        self.record("labour.person.enroll", PERSON, BOTH)
        proposal = self.record("labour.contract.propose", CONTRACT).entry.id
        self.record("labour.contract.sign", {"proposal": proposal}, BOTH)
        self.record("labour.contract.deliver", {"proposal": proposal, "medium": "printed"}, (WORKER,))
        return self

    def worked(
        self, day: str, start: str = "10:00", end: str = "14:30", breaks: Sequence[tuple[str, str]] = ()
    ) -> bytes:
        """A shift by PIN; answers the entry that closed it."""
        pauses = [{"start": f"{day}T{one}", "end": f"{day}T{other}"} for one, other in breaks]
        self.record("labour.clock.in", {"at": f"{day}T{start}", "method": "pin"}, (WORKER,))
        out = {"end": f"{day}T{end}", "method": "pin", "breaks": pauses}
        return self.record("labour.clock.out", out, (WORKER,)).entry.id


def codes(judged: JudgedEntry) -> list[str]:
    return [one.code for one in judged.findings]
