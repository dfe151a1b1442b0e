"""A month of a part-timer in a small shop by command line: contract, clock, payslip, payment, filing, certificate."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.parties import Party

OWNER, HANA = "이사장", "김하나"
AS_OWNER, AS_HANA = f"{OWNER}:employer", f"{HANA}:worker"
SHOP = {
    "name": "한빛카페",
    "business_number": "123-45-67891",
    "head": OWNER,
    "address": "서울 마포구 양화로 1",
    "employees": 5,
    "pay_day": 10,
}
CONTRACT = {
    "kind": "part_time",
    "starts": "2026-03-02",
    "ends": "2026-12-31",
    "place": "서울 마포구 한빛카페",
    "duties": "홀 서빙, 음료 제조",
    "job_code": "521",
    "simple_labour": False,
    "days": [{"weekday": day, "start": "10:00", "end": "14:30", "break_minutes": 30} for day in range(5)],
    "weekly_holiday": 6,
    "hourly": 10_320,
    "excess_percent": 50,
    "pay_day": 10,
    "pay_method": "transfer",
    "leave": "근로기준법에 따름",
    "insurances": ["pension", "health", "employment", "accident"],
}
RESIDENT_NUMBER = "050301-4000000"


@dataclass(slots=True)
class Month:
    """What the month left behind."""

    shop: Party
    staff: str
    slip: dict[str, Any]
    files: dict[str, Path]
    answers: dict[str, dict[str, Any]]


def tell(folder: Path) -> Month:
    """Run the month below a folder; every step must succeed."""
    shop = Party(folder, "shop", {OWNER: "111111", HANA: "222222"})
    shop.do("vault", "create")
    named = ("--name", "한빛카페 장부", "--member", "한빛카페", "--title", "계산대 노트북")
    shop.do("network", "create", *named, "--role", "employer", "--workspace", "labour")
    owner = shop.do("person", "add", "--member", "한빛카페", "--title", OWNER, "--role", "employer")
    hana = shop.do("person", "add", "--member", "한빛카페", "--title", HANA, "--role", "worker")
    assert owner["key"] != hana["key"]
    workplace = shop.record("labour.workplace.open", SHOP, "--as", AS_OWNER)["subject"]
    staff = _enrol(shop, workplace, hana["key"])
    about = ("--subject", staff)
    proposal = shop.record("labour.contract.propose", CONTRACT, "--as", AS_OWNER, *about)["entry"]
    shop.record("labour.contract.sign", {"proposal": proposal}, "--as", AS_OWNER, "--sign", AS_HANA, *about)
    handed = {"proposal": proposal, "medium": "printed"}
    shop.record("labour.contract.deliver", handed, "--as", AS_HANA, *about)
    for day in ("2026-10-01", "2026-10-02"):
        shop.record("labour.clock.in", {"at": f"{day}T10:00", "method": "pin"}, "--as", AS_HANA, *about)
        pause = [{"start": f"{day}T12:00", "end": f"{day}T12:30"}]
        out = {"end": f"{day}T14:30", "method": "pin", "breaks": pause}
        shop.record("labour.clock.out", out, "--as", AS_HANA, *about)
    files = {
        name: folder / name
        for name in (
            "slip.pdf",
            "contract.pdf",
            "acquisition.xlsx",
            "career.json",
            "career.pdf",
            "bank.xlsx",
            "office.zip",
        )
    }
    period = ("--first", "2026-10-01", "--last", "2026-10-31", "--pay-day", "2026-11-10")
    printed = ("--lang", "ko", "--as", AS_OWNER, "--out")
    issued = shop.do("labour", "payslip", staff, *period, "--income", "1100000", *printed, str(files["slip.pdf"]))
    shop.record("labour.payslip.receive", {"slip": issued["entry"]}, "--as", AS_HANA, *about)
    contract = shop.do("labour", "contract", staff, "--lang", "ko", "--out", str(files["contract.pdf"]))
    told = ("--reason", "자격취득 신고", "--as", AS_OWNER, "--out", str(files["acquisition.xlsx"]))
    filing = shop.do("labour", "filing", "acquisition", staff, *told)
    insurance = shop.do("labour", "insurance", staff, "--on", "2026-03-10")
    flags = shop.do("labour", "flags", "--on", "2026-10-20")
    shop.record("labour.credential.request", {"certified": ["name", "period", "duties"]}, "--as", AS_HANA, *about)
    both = ("--as", AS_OWNER, "--sign", AS_HANA)
    paper = ("--lang", "ko", "--pdf", str(files["career.pdf"]))
    career = shop.do("labour", "certificate", staff, *both, *paper, "--out", str(files["career.json"]))
    bank = shop.do("labour", "transfers", "--pay-day", "2026-11-10", "--out", str(files["bank.xlsx"]))
    shop.do("labour", "bundle", staff, "--out", str(files["office.zip"]))
    answers = {"bank": bank, "issued": issued, "contract": contract, "filing": filing, "career": career}
    answers |= {"insurance": insurance, "flags": flags}
    return Month(shop, staff, issued["slip"], files, answers)


def _enrol(shop: Party, workplace: str, key: str) -> str:
    body = {
        "staff_number": "H-01",
        "workplace": workplace,
        "worker_key": key,
        "identified_by": "identity_card",
        "age_band": "adult",
        "sealed": [
            {
                "part": "identity",
                "body": {"name": HANA, "born": "2005-03-01", "contact": "010-0000-0000"},
                "for": [key],
            },
            {"part": "private", "body": {"resident_number": RESIDENT_NUMBER, "account": "은행 1-2-3"}},
        ],
    }
    return str(shop.record("labour.person.enroll", body, "--as", AS_OWNER, "--sign", AS_HANA)["subject"])
