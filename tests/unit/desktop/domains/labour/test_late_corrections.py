"""A correction after closing, on a real vault: the old slip stays, the next one carries the difference, with why."""

from datetime import date

from core.actions.read_sealed import read_sealed
from core.domains.labour.pay.income_tax import Taxpayer
from core.domains.labour.paying import PayChoices
from core.vault.views import subject
from desktop.domains.labour.reasons import reason_text
from desktop.domains.labour.working import case_of, issue_payslip, work_out
from desktop.words import Words

OCTOBER = (date(2026, 10, 1), date(2026, 10, 31))
NOVEMBER = (date(2026, 11, 1), date(2026, 11, 15))
LATER = (date(2026, 11, 16), date(2026, 11, 20))
CHOICES = PayChoices(Taxpayer(), 1_000_000)


def issue(shop, employment, period):
    pay_day = date(2026, 12, 10)
    return issue_payslip(shop.vault, shop.network, employment, period, pay_day, CHOICES, (shop.employer,))


def correct(shop, employment, worker, end):
    (shift, *_) = shop.row(employment).state["shifts"]
    pause = [{"start": "2026-10-05T12:00", "end": "2026-10-05T12:30"}]
    body = {"shift": bytes.fromhex(shift["entry"]), "start": "2026-10-05T10:00", "end": f"2026-10-05T{end}"}
    body |= {"reason": "청소", "breaks": pause}
    shop.record("labour.attendance.correct", body, employment, shop.employer, worker)


def corrections(issued):
    return [line for line in issued.body["pay"] if line["item"] == "correction"]


def test_the_next_slip_carries_the_difference_once(shop):
    employment, worker = shop.hire(starts="2026-10-01", hourly=12_000)
    shop.work(employment, worker, ["2026-10-05"])
    old = issue(shop, employment, OCTOBER)
    assert corrections(old) == []
    correct(shop, employment, worker, "15:30")
    new = issue(shop, employment, NOVEMBER)
    (line,) = corrections(new)
    # An hour beyond the agreed four, in a shop of five: 12,000 and half of it.
    assert line["won"] == 18_000
    told = reason_text(line, Words("ko"))
    for part in ("2026-10-01 ~ 2026-10-31", "10-05 10:00-14:30", "15:30", "근로기준법 제43조"):
        assert part in told
    # The old slip is as it was, and the third carries nothing more.
    (part,) = [one for one in read_sealed(shop.vault, shop.network, old.slip) if one.name == "slip"]
    assert part.body == old.body
    assert corrections(issue(shop, employment, LATER)) == []
    assert not any(one.get("late") for one in shop.row(employment).state["shifts"])


def test_a_second_correction_settles_only_what_is_new(shop):
    employment, worker = shop.hire(starts="2026-10-01", hourly=12_000)
    shop.work(employment, worker, ["2026-10-05"])
    issue(shop, employment, OCTOBER)
    correct(shop, employment, worker, "15:30")
    issue(shop, employment, NOVEMBER)
    correct(shop, employment, worker, "14:30")
    replica = shop.vault.replica(shop.network)
    case = case_of(replica, subject(replica, employment))
    worked = work_out(shop.vault, shop.network, case, LATER, date(2026, 12, 10), CHOICES)
    (line,) = [one for one in worked.slip.pay if one.item == "correction"]
    assert line.won == -18_000
    assert "미리 알린" in line.article
