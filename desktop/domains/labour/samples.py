"""Sample data: a café in Mapo with two part-timers, their contracts and two weeks at the clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from core.actions.create_network import create_network
from core.actions.join import grant_person
from core.actions.record import Draft, Signing, record
from core.vault.vault import Vault
from desktop.cli.context import Context
from desktop.cli.samples import PASSPHRASE, PIN
from desktop.domains.labour.keeping import CLOCK_IN, CLOCK_OUT, OPEN, deliver, enrol, sign_contract

_NAMES = {
    "ko": {
        "network": "마포 가게 (견본)",
        "shop": "한빛카페",
        "device": "계산대 노트북",
        "owner": "점장",
        "address": "서울 마포구 양화로 1",
        "duties": "홀 서빙, 음료 제조",
        "leave": "근로기준법에 따름",
        "weekday": "김하나",
        "weekend": "박두리",
    },
    "en": {
        "network": "Shop in Mapo (sample)",
        "shop": "Hanbit Cafe",
        "device": "Till laptop",
        "owner": "Manager",
        "address": "1 Yanghwa-ro, Mapo-gu, Seoul",
        "duties": "serving, making drinks",
        "leave": "as the Labour Standards Act says",
        "weekday": "Hana Kim",
        "weekend": "Duri Park",
    },
}
_HOURLY_WON = 12_000
_PAY_DAY = 10
_CLOCKED_DAYS = 14


@dataclass(frozen=True, slots=True)
class _Worker:
    number: str
    named: str
    born: str
    resident_number: str
    """Made up, as all of this."""
    weekdays: tuple[int, ...]
    start: str
    end: str
    pause: tuple[str, str]


_WORKERS = (
    _Worker("H-01", "weekday", "2004-03-01", "040301-4000000", (0, 1, 2, 3, 4), "10:00", "14:30", ("12:00", "12:30")),
    _Worker("H-02", "weekend", "2002-08-15", "020815-3000000", (5, 6), "12:00", "18:00", ("15:00", "15:30")),
)


def build(context: Context, folder: Path) -> list[Path]:
    """Make the shop's vault."""
    names = _NAMES[context.words.language]
    path = folder / f"{names['shop']}.jangbu"
    with Vault.create(path, PASSPHRASE, context.registry, context.clock, context.randomness) as shop:
        roles = ["employer"]
        network = create_network(shop, names["network"], names["shop"], names["device"], roles, ["labour"])
        owner = shop.add_person(names["shop"], names["owner"], PIN)
        grant_person(shop, network, owner.key, roles)
        employer = Signing(owner.key, "employer", PIN)
        opened = {
            "name": names["shop"],
            "business_number": "123-45-67891",
            "head": names["owner"],
            "address": names["address"],
            "employees": 3,
            "pay_day": _PAY_DAY,
        }
        record(shop, network, [Draft(OPEN, opened, signings=(employer,))])
        for worker in _WORKERS:
            _hire_and_clock(shop, network, worker, employer, names)
    return [path]


def _hire_and_clock(shop: Vault, network: bytes, worker: _Worker, employer: Signing, names: Mapping[str, str]) -> None:
    person = shop.add_person(names["shop"], names[worker.named], PIN)
    grant_person(shop, network, person.key, ["worker"])
    signing = Signing(person.key, "worker", PIN)
    body = {"staff_number": worker.number, "identified_by": "identity_card", "age_band": "adult"}
    sealed = {
        "identity": {"name": names[worker.named], "born": worker.born},
        "private": {"resident_number": worker.resident_number},
    }
    employment = enrol(shop, network, body, sealed, employer, signing).subjects[0]
    today = shop.clock.now().day()
    starts = today - timedelta(days=2 * _CLOCKED_DAYS)
    sign_contract(shop, network, employment, _contract(worker, starts, names), employer, signing)
    deliver(shop, network, employment, "printed", signing)
    for number in range(_CLOCKED_DAYS, 0, -1):
        day = today - timedelta(days=number)
        if day.weekday() in worker.weekdays:
            _clock(shop, network, employment, worker, day, signing)


def _contract(worker: _Worker, starts: date, names: Mapping[str, str]) -> dict[str, object]:
    day = {"start": worker.start, "end": worker.end, "break_minutes": 30}
    return {
        "kind": "part_time",
        "starts": starts.isoformat(),
        "ends": (starts + timedelta(days=364)).isoformat(),
        "place": names["address"],
        "duties": names["duties"],
        "job_code": "531",
        "simple_labour": False,
        "days": [{"weekday": weekday, **day} for weekday in worker.weekdays],
        "weekly_holiday": 6 if 6 not in worker.weekdays else 0,
        "hourly": _HOURLY_WON,
        "excess_percent": 50,
        "pay_day": _PAY_DAY,
        "pay_method": "transfer",
        "leave": names["leave"],
        "insurances": ["pension", "health", "employment", "accident"],
    }


def _clock(shop: Vault, network: bytes, employment: bytes, worker: _Worker, day: date, signing: Signing) -> None:
    came = {"at": f"{day}T{worker.start}", "method": "pin"}
    pause = {"start": f"{day}T{worker.pause[0]}", "end": f"{day}T{worker.pause[1]}"}
    went = {"end": f"{day}T{worker.end}", "method": "pin", "breaks": [pause]}
    for kind, body in ((CLOCK_IN, came), (CLOCK_OUT, went)):
        record(shop, network, [Draft(kind, body, employment, (signing,))])
