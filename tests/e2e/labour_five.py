"""A shop and its five part-timers in October 2026: who they are, what was agreed, when they came and went.

The same month is told by command line (here) and in the window (`labour_five_window`); `labour_five_by_hand` says what
each of them gets, and was reckoned apart.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.e2e.parties import Party

MEMBER, OWNER, OWNER_PIN = "한빛카페", "이사장", "111111"
AS_OWNER = f"{OWNER}:employer"
SHOP = {
    "name": MEMBER,
    "business_number": "123-45-67891",
    "head": OWNER,
    "address": "서울 마포구 양화로 1",
    "employees": 5,
    "pay_day": 10,
}
FIRST, LAST, PAY_DAY = date(2026, 10, 1), date(2026, 10, 31), date(2026, 11, 10)
HOLIDAYS = (date(2026, 10, 3), date(2026, 10, 5), date(2026, 10, 9))
"""개천절 on a Saturday, its substitute, 한글날."""
OBJECTION = ("H-05", "weekly_holiday_allowance", "한 주가 빠진 것 같습니다", "1일은 목요일이라 첫 주는 주휴가 없습니다")
"""Who objects to which line of the slip, why, and what the owner says to it."""
LATE = ("H-05", "2026-10-13", "14:30", "손님이 있어 한 시간 더 일했습니다")
"""Who corrects the end of which day, and why; the owner agrees."""
FORGOTTEN = ("H-02", "2026-10-20T20:00")
"""Who did not clock out of which shift."""


@dataclass(frozen=True, slots=True)
class Person:
    """One of the five."""

    number: str
    name: str
    pin: str
    born: str
    resident_number: str
    kind: str
    hourly: int
    days: dict[int, tuple[str, str, str]]
    """Start, end and break of the agreed weekdays, Monday being 0; a break as "12:00-12:30"."""
    weekly_holiday: int
    insurances: tuple[str, ...]
    starts: date = FIRST
    ends: date = date(2026, 12, 20)
    works_on: tuple[date, ...] = ()
    """Public holidays that are worked."""
    missed: tuple[date, ...] = ()
    ends_later: tuple[tuple[date, str], ...] = ()
    reported_income: int | None = None
    papers: tuple[str, ...] = ()

    @property
    def account(self) -> str:
        return f"은행 100-{self.number[-1]}"

    def contract(self) -> dict[str, Any]:
        """The terms, as `labour.contract.propose` takes them."""
        rows = [
            {"weekday": day, "start": start, "end": end, "break_minutes": _minutes(pause)}
            for day, (start, end, pause) in self.days.items()
        ]
        return {
            "kind": self.kind,
            "starts": self.starts.isoformat(),
            "ends": self.ends.isoformat(),
            "place": "서울 마포구 한빛카페",
            "duties": "홀 서빙, 음료 제조",
            "job_code": "521",
            "simple_labour": False,
            "days": rows,
            "weekly_holiday": self.weekly_holiday,
            "hourly": self.hourly,
            "excess_percent": 50,
            "pay_day": 10,
            "pay_method": "transfer",
            "leave": "근로기준법에 따름",
            "insurances": list(self.insurances),
        }

    def shifts(self) -> Iterator[Shift]:
        """Every shift of October."""
        day = max(FIRST, self.starts)
        while day <= min(LAST, self.ends):
            agreed = self.days.get(day.weekday())
            off = (day in HOLIDAYS and day not in self.works_on) or day in self.missed
            if agreed and not off:
                start, end, pause = agreed
                yield _shift(self, day, start, dict(self.ends_later).get(day, end), pause)
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Shift:
    """One stay, as the clock on the wall shows it."""

    person: Person
    start: str
    end: str
    pause: tuple[str, str] | None

    @property
    def is_forgotten(self) -> bool:
        return (self.person.number, self.start) == FORGOTTEN

    def breaks(self) -> list[dict[str, str]]:
        return [{"start": self.pause[0], "end": self.pause[1]}] if self.pause else []


def _minutes(pause: str) -> int:
    if not pause:
        return 0
    (hour, minute), (later_hour, later_minute) = (map(int, one.split(":")) for one in pause.split("-"))
    return later_hour * 60 + later_minute - hour * 60 - minute


def _shift(person: Person, day: date, start: str, end: str, pause: str) -> Shift:
    def at(time: str) -> str:
        return f"{day if time >= start else day + timedelta(days=1)}T{time}"

    span = tuple(at(one) for one in pause.split("-")) if pause else None
    return Shift(person, f"{day}T{start}", at(end), span)


ALL = ("pension", "health", "employment", "accident")
EVENING, NOON = ("17:00", "22:00", "19:00-19:30"), ("12:00", "18:00", "14:00-14:30")
NIGHT, WEEKEND = ("20:00", "01:30", "23:00-23:30"), ("10:00", "18:00", "13:00-14:00")
MORNING, LONG = ("09:00", "13:30", "11:00-11:30"), ("09:00", "18:00", "13:00-14:00")
STUDENT = Person(
    *("H-01", "김하나", "222221", "2004-03-01", "040301-4000000", "part_time", 10_320),
    days={1: EVENING, 3: EVENING, 5: NOON},
    weekly_holiday=6,
    insurances=("accident",),
    ends_later=((date(2026, 10, 22), "23:00"),),
)
NIGHT_WORKER = Person(
    *("H-02", "박두리", "222222", "1999-02-03", "990203-2000000", "part_time", 11_000),
    days=dict.fromkeys(range(4), NIGHT),
    weekly_holiday=6,
    insurances=ALL,
    ends_later=((date(2026, 10, 14), "02:30"),),
)
MINOR = Person(
    *("H-03", "이세찬", "222223", "2009-06-15", "090615-3000000", "minor", 10_320),
    days={2: ("17:00", "20:30", ""), 5: WEEKEND, 6: WEEKEND},
    weekly_holiday=0,
    insurances=ALL[1:],
    missed=(date(2026, 10, 21),),
    papers=("family_certificate", "guardian_consent"),
)
DAY_WORKER = Person(
    *("H-04", "최네모", "222224", "1985-07-07", "850707-1000000", "fixed_term", 25_000),
    days={5: LONG, 6: LONG},
    weekly_holiday=0,
    insurances=ALL[2:],
    starts=date(2026, 10, 24),
    ends=date(2026, 10, 25),
    reported_income=400_000,
)
HOLIDAY_WORKER = Person(
    *("H-05", "정다섯", "222225", "1990-11-11", "901111-2000000", "part_time", 12_000),
    days=dict.fromkeys(range(5), MORNING),
    weekly_holiday=6,
    insurances=ALL,
    works_on=(date(2026, 10, 9),),
)
PEOPLE = (STUDENT, NIGHT_WORKER, MINOR, DAY_WORKER, HOLIDAY_WORKER)


def person(number: str) -> Person:
    """One of the five, by staff number."""
    return next(one for one in PEOPLE if one.number == number)


def day_by_day() -> list[Shift]:
    """All shifts in the order in which people came."""
    return sorted((shift for one in PEOPLE for shift in one.shifts()), key=lambda one: (one.start, one.person.number))


@dataclass(slots=True)
class Month:
    """What the month left behind."""

    slips: dict[str, dict[str, Any]]
    states: dict[str, dict[str, Any]]
    files: dict[str, Path]


class CommandLine:
    """The month told to `jangbu`, one command after another."""

    def __init__(self, shop: Party, folder: Path) -> None:
        self.shop, self.folder = shop, folder
        self.employments: dict[str, str] = {}
        self.slips: dict[str, dict[str, Any]] = {}

    def tell(self) -> Month:
        """From the vault to the money on the accounts."""
        self.open_shop()
        for one in PEOPLE:
            self.hire(one)
        for shift in day_by_day():
            self.clock(shift)
        self.correct()
        for one in PEOPLE:
            self.close(one)
        self.object_and_answer()
        files = self.offices()
        self.pay()
        states = {number: self.shop.do("show", staff)["state"] for number, staff in self.employments.items()}
        return Month({number: told["slip"] for number, told in self.slips.items()}, states, files)

    def record(self, type_name: str, body: dict[str, Any], one: Person, *sign: str) -> dict[str, Any]:
        """An entry about somebody's employment; the first one who signs is the acting person."""
        first, *others = sign
        also = [part for other in others for part in ("--sign", other)]
        return self.shop.record(type_name, body, "--as", first, *also, "--subject", self.employments[one.number])

    def open_shop(self) -> None:
        named = ("--name", "한빛카페 장부", "--member", MEMBER, "--title", "계산대 노트북")
        self.shop.do("vault", "create")
        self.shop.do("network", "create", *named, "--role", "employer", "--workspace", "labour")
        self.shop.do("person", "add", "--member", MEMBER, "--title", OWNER, "--role", "employer")
        self.workplace = self.shop.record("labour.workplace.open", SHOP, "--as", AS_OWNER)["subject"]

    def hire(self, one: Person) -> None:
        key = self.shop.do("person", "add", "--member", MEMBER, "--title", one.name, "--role", "worker")["key"]
        private = {"resident_number": one.resident_number, "account": one.account}
        body = {
            "staff_number": one.number,
            "workplace": self.workplace,
            "worker_key": key,
            "identified_by": "identity_card",
            "age_band": "under_18" if one.papers else "adult",
            "sealed": [
                {"part": "identity", "body": {"name": one.name, "born": one.born}, "for": [key]},
                {"part": "private", "body": private, "for": [key]},
            ],
            **({"papers": list(one.papers)} if one.papers else {}),
        }
        both = ("--as", AS_OWNER, "--sign", as_worker(one))
        self.employments[one.number] = self.shop.record("labour.person.enroll", body, *both)["subject"]
        proposal = self.record("labour.contract.propose", one.contract(), one, AS_OWNER)["entry"]
        self.record("labour.contract.sign", {"proposal": proposal}, one, AS_OWNER, as_worker(one))
        self.record("labour.contract.deliver", {"proposal": proposal, "medium": "printed"}, one, as_worker(one))

    def clock(self, shift: Shift) -> None:
        one = shift.person
        self.record("labour.clock.in", {"at": shift.start, "method": "pin"}, one, as_worker(one))
        out = {"end": shift.end, "method": "manual" if shift.is_forgotten else "pin", "breaks": shift.breaks()}
        signers = (as_worker(one), *((AS_OWNER,) if shift.is_forgotten else ()))
        self.record("labour.clock.out", out, one, *signers)

    def correct(self) -> None:
        number, day, end, reason = LATE
        one = person(number)
        shifts = self.shop.do("show", self.employments[number])["state"]["shifts"]
        shift = next(found for found in shifts if found["start"].startswith(day))
        times = {"start": shift["start"], "end": f"{day}T{end}", "breaks": shift["breaks"]}
        body = {"shift": shift["entry"], **times, "reason": reason}
        correction = self.record("labour.attendance.correct", body, one, as_worker(one))["entry"]
        self.record("labour.attendance.agree", {"correction": correction}, one, AS_OWNER)

    def close(self, one: Person) -> None:
        period = ("--first", str(FIRST), "--last", str(LAST), "--pay-day", str(PAY_DAY))
        income = ("--income", str(one.reported_income)) if one.reported_income else ()
        staff = self.employments[one.number]
        self.slips[one.number] = self.shop.do("labour", "payslip", staff, *period, *income, "--as", AS_OWNER)
        self.record("labour.payslip.receive", {"slip": self.slips[one.number]["entry"]}, one, as_worker(one))

    def object_and_answer(self) -> None:
        number, line, claim, said = OBJECTION
        one = person(number)
        contested = {"slip": self.slips[number]["entry"], "line": line, "reason": claim}
        dispute = self.record("labour.payslip.contest", contested, one, as_worker(one))["entry"]
        self.record("labour.dispute.answer", {"dispute": dispute, "answer": said}, one, AS_OWNER)
        self.record("labour.dispute.settle", {"dispute": dispute, "outcome": "withdrawn"}, one, as_worker(one))

    def offices(self) -> dict[str, Path]:
        """The sheets for the agencies and the bank."""
        names = ("acquisition-H-02.xlsx", "acquisition-H-05.xlsx", "day_work-H-04.xlsx", "bank.xlsx", "bank.csv")
        files = {name: self.folder / name for name in names}
        for number in ("H-02", "H-05"):
            out = files[f"acquisition-{number}.xlsx"]
            self._file("acquisition", number, out)
        month = ("--month", "2026-10", "--paid-on", str(PAY_DAY))
        self._file("day_work", "H-04", files["day_work-H-04.xlsx"], *month)
        for name in ("bank.xlsx", "bank.csv"):
            self.shop.do("labour", "transfers", "--pay-day", str(PAY_DAY), "--lang", "ko", "--out", str(files[name]))
        return files

    def _file(self, kind: str, number: str, out: Path, *more: str) -> None:
        told = ("--reason", "보험 신고", "--as", AS_OWNER, "--out", str(out))
        self.shop.do("labour", "filing", kind, self.employments[number], *more, *told)

    def pay(self) -> None:
        days = ("--pay-day", str(PAY_DAY), "--paid-on", str(PAY_DAY))
        for paid in self.shop.do("labour", "pay", *days, "--as", AS_OWNER)["payments"]:
            one = person(paid["staff"])
            self.record("labour.payment.confirm", {"payment": paid["entry"]}, one, as_worker(one))


def as_worker(one: Person) -> str:
    """How the command line names a worker who signs."""
    return f"{one.name}:worker"


def pins() -> dict[str, str]:
    """Everybody's PIN by name."""
    return {OWNER: OWNER_PIN, **{one.name: one.pin for one in PEOPLE}}


def amounts(slip: dict[str, Any]) -> dict[str, Any]:
    """A slip as `labour_five_by_hand` tells it."""

    def lines(name: str) -> dict[str, int]:
        return {line["item"]: line["won"] for line in slip[name]}

    totals = {name: slip[name] for name in ("gross", "deducted", "net")}
    return {"pay": lines("pay"), "deductions": lines("deductions"), **totals}


def without_ids(value: Any, names: Sequence[str] = ("at", "signed_at")) -> Any:
    """A state without what differs between any two tellings: ids of entries, keys and moments of signing."""
    if isinstance(value, dict):
        return {key: without_ids(part) for key, part in value.items() if key not in names}
    if isinstance(value, list):
        return [without_ids(part) for part in value]
    is_id = isinstance(value, str) and len(value) in (32, 64) and all(sign in "0123456789abcdef" for sign in value)
    return "id" if is_id else value


def told(states: dict[str, dict[str, Any]]) -> str:
    """The states of everybody, ready to be compared; the digest of a slip stays in it."""
    digests = {number: [slip["slip_sha256"] for slip in state["slips"]] for number, state in states.items()}
    return json.dumps([without_ids(states), digests], ensure_ascii=False, indent=1, sort_keys=True)
