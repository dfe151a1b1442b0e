"""October of the five part-timers in the window, by keys: the clock stands where the story says.

`python -m tests.e2e.labour_five_window FOLDER [ko|en]` tells it by itself and leaves pictures of what it saw in FOLDER.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.actions.create_network import create_network
from core.actions.join import grant_person
from core.domains.registry import installed
from core.ports.clock import Instant
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from core.vault.views import find_subject
from desktop.cli.samples import PASSPHRASE
from desktop.desk import Desk
from desktop.domains.labour.working import slip_of
from desktop.entries.clock_question import ClockQuestion
from desktop.lock_watch import LockWatch
from desktop.onboarding import Flow
from desktop.onboarding_actions import VaultOpening
from desktop.program import Program
from tests.e2e.labour_five import (
    FORGOTTEN,
    LATE,
    MEMBER,
    OBJECTION,
    OWNER,
    OWNER_PIN,
    PAY_DAY,
    PEOPLE,
    SHOP,
    Month,
    Person,
    Shift,
    day_by_day,
    person,
    pins,
)
from tests.support.cheap_argon2 import cheaply
from tests.support.desks import make_desk
from tests.support.fixed_clock import FixedClock
from tests.support.shop_hand import Hand

SEOUL = timezone(timedelta(hours=9))
WIDTH_PX, HEIGHT_PX = 1280, 800


def moment(wall: str) -> Instant:
    """A time on the wall of the shop."""
    return Instant(int(datetime.fromisoformat(wall).replace(tzinfo=SEOUL).timestamp()), 540)


def _opening(desk: Desk) -> VaultOpening:
    return VaultOpening(installed(), desk.clock, SystemRandomness(), desk.language)


def _stop(error: BaseException) -> None:
    raise error


class InTheWindow:
    """The month at the keyboard of the shop's laptop; the lock that comes when nobody is there is not of this story."""

    def __init__(self, desk: Desk, folder: Path, pictures: Path | None = None) -> None:
        self.desk, self.folder, self.pictures = desk, folder, pictures
        self.at("2026-09-30T18:00")
        self.path = folder / "shop.jangbu"
        with Vault.create(self.path, PASSPHRASE, installed(), desk.clock, SystemRandomness()) as vault:
            network = create_network(vault, "한빛카페 장부", MEMBER, "계산대 노트북", ["employer"], ["labour"])
            for title, pin in pins().items():
                role = "employer" if title == OWNER else "worker"
                grant_person(vault, network, vault.add_person(MEMBER, title, pin).key, [role])
        self.program = Program(desk, _opening(desk), LockWatch(QApplication.instance(), FixedClock()), _stop)
        self.program.start(self.path, Flow())
        self.window = self.program.window
        self.window.lock_screen.unlock_asked.emit(PASSPHRASE)
        if pictures is not None:
            self.window.resize(WIDTH_PX, HEIGHT_PX)
            self.window.show()
        self.hand = Hand(self.window, None)

    def at(self, wall: str) -> None:
        """It is so late now."""
        self.desk.clock.moment = moment(wall)

    def say_the_date_is_right(self, question: ClockQuestion) -> None:
        """Asked after a day without a record."""
        if not question.is_settled():
            self.hand.press("field.clock")

    def picture(self, name: str) -> None:
        """Keep what the window shows, where pictures are wanted."""
        if self.pictures is not None:
            for _ in range(3):  # a page is laid out anew by what its layout brings about
                QApplication.processEvents()
            self.window.grab().save(str(self.pictures / f"shop-{name}.{self.desk.words.language}.png"))

    def tell(self) -> Month:
        """From the workplace to the money on the accounts."""
        self.open_shop()
        for one in PEOPLE:
            self.hire(one)
        for wall, shift, leaves in events():
            self.at(wall)
            self.clock(shift, leaves)
            if leaves and wall.startswith("2026-10-16") and shift.person.number == LATE[0]:
                self.correct()
        self.at("2026-11-02T10:00")
        for place, one in enumerate(PEOPLE):
            self.close(place, one)
        for one in PEOPLE:
            self.in_corner(one)
            self.picture("corner") if one is PEOPLE[1] else None
            self.hand.press("labour.corner.receive")
        self.object_and_answer()
        files = self.offices()
        self.pay()
        return self.read(files)

    # -- before the month ----------------------------------------------------------------------------------------

    def open_shop(self) -> None:
        hand = self.hand
        hand.open("labour.staff")
        for name, told in SHOP.items():
            hand.type(name, str(told))
        hand.type("pin.employer", OWNER_PIN)
        hand.sign("labour.staff.sign")

    def hire(self, one: Person) -> None:
        self.enrol(one)
        self.agree(one)

    def enrol(self, one: Person) -> None:
        hand = self.hand
        hand.open("labour.staff")
        for name in ("number", "name", "born", "resident_number", "account"):
            hand.type("staff_number" if name == "number" else name, getattr(one, name))
        hand.choose("identified_by", "identity_card")
        hand.choose("age_band", "under_18" if one.papers else "adult")
        if one.papers:
            hand.choose("papers", *one.papers)
        hand.pick("person.worker", one.name)
        hand.type("pin.employer", OWNER_PIN)
        hand.type("pin.worker", one.pin)
        hand.sign("labour.staff.sign")

    def agree(self, one: Person) -> None:
        hand, terms = self.hand, one.contract()
        page = hand.open("labour.contracts")
        hand.type("employment", one.number)
        page.picker.edit.returnPressed.emit()
        hand.choose("kind", terms["kind"])
        hand.choose("pay_method", terms["pay_method"])
        hand.choose("insurances", *terms["insurances"])
        for name in ("starts", "ends", "place", "duties", "job_code", "hourly", "pay_day", "leave"):
            hand.type(name, str(terms[name]))
        hand.pick("weekly_holiday", self.desk.words.text(f"labour.weekday.{terms['weekly_holiday']}"))
        for row in terms["days"]:
            for column in ("start", "end", "break_minutes"):
                hand.type(f"day{row['weekday']}.{column}", str(row[column]))
        hand.type("pin.employer", OWNER_PIN)
        hand.type("pin.worker", one.pin)
        self.picture("contract") if one is PEOPLE[1] else None
        hand.press("labour.contracts.sign")
        hand.press("labour.delivery.codes")
        hand.type("pin.worker", one.pin)
        hand.press("labour.contracts.deliver")

    # -- the month -----------------------------------------------------------------------------------------------

    def clock(self, shift: Shift, leaves: bool) -> None:
        hand, one = self.hand, shift.person
        page = hand.open("labour.kiosk")
        hand.press(f"labour.kiosk.tile.{one.number}")
        if page.chosen().forgotten:
            hand.press("labour.kiosk.settle")
            self.say_the_date_is_right(page.signing.clock)
            forgotten = next(other for other in day_by_day() if other.is_forgotten)
            hand.type("left_at", forgotten.end[11:])
            self._type_break(forgotten)
            self.picture("kiosk")
            self._sign(one.pin)
            self._sign(OWNER_PIN)
            hand.press("labour.kiosk.go_on")
        hand.press("labour.kiosk.out" if leaves else "labour.kiosk.in")
        self.say_the_date_is_right(page.signing.clock)
        if leaves:
            self._type_break(shift)
        self._sign(one.pin)

    def _sign(self, pin: str) -> None:
        """Type a PIN at the kiosk, and Enter."""
        self.hand.type("kiosk_pin", pin)
        QTest.keyClick(self.hand.find("field.kiosk_pin"), Qt.Key.Key_Return)

    def _type_break(self, shift: Shift) -> None:
        if shift.pause:
            for name, wall in zip(("pause_start", "pause_end"), shift.pause, strict=True):
                self.hand.type(name, wall[11:])

    def correct(self) -> None:
        hand, (number, day, end, reason) = self.hand, LATE
        page = self.in_corner(person(number))
        rows = [one.record["start"][:10] for one in page.hours._rows]
        hand.go_to("labour.hours", rows.index(day))
        hand.type("correct_end", end)
        hand.type("correct_reason", reason)
        hand.sign("labour.hours.propose")
        hand.open("labour.week")
        hand.press("field.mode.hours")
        hand.pick("worker", person(number).name)
        hand.type("pin.employer", OWNER_PIN)
        self.picture("correction")
        hand.sign("labour.hours.answer")

    # -- after the month -----------------------------------------------------------------------------------------

    def in_corner(self, one: Person) -> Any:
        hand = self.hand
        page = hand.open("labour.corner")
        hand.go_to("labour.corner.names", PEOPLE.index(one))
        hand.type("corner_pin", one.pin)
        hand.press("labour.corner.open")
        return page

    def close(self, place: int, one: Person) -> None:
        hand = self.hand
        hand.open("labour.month")
        hand.go_to("labour.month.roster", place)
        if one.reported_income:
            hand.type("reported_income", str(one.reported_income))
        hand.type("pin.employer", OWNER_PIN)
        self.say_the_date_is_right(self.window.current_page().sign_panel.clock)
        self.picture("close") if one is PEOPLE[1] else None
        hand.sign("labour.month.sign")

    def object_and_answer(self) -> None:
        hand, (number, line, claim, said) = self.hand, OBJECTION
        page = self.in_corner(person(number))
        hand.pick("contested_line", page.desk.words.text(f"labour.line.{line}"))
        hand.type("contest_reason", claim)
        hand.press("labour.corner.contest")
        hand.open("labour.month")
        hand.go_to("labour.month.roster", PEOPLE.index(person(number)))
        hand.type("answer", said)
        hand.type("pin.employer", OWNER_PIN)
        self.picture("objection")
        hand.sign("labour.dispute.sign_answer")
        self.in_corner(person(number))
        hand.press("labour.corner.withdraw")

    def offices(self) -> dict[str, Path]:
        hand = self.hand
        files = {}
        for kind, number in (("acquisition", "H-02"), ("acquisition", "H-05"), ("day_work", "H-04")):
            page = hand.open("labour.insurance")
            hand.type("employment", number)
            page.picker.edit.returnPressed.emit()
            hand.choose("filing_kind", kind)
            if kind == "day_work":
                hand.type("month", "2026-10")
                hand.type("paid_on", str(PAY_DAY))
            hand.type("reason", "보험 신고")
            hand.type("pin.employer", OWNER_PIN)
            hand.press("labour.sheet.make")
            name = f"{kind}-{number}.xlsx"
            files[name] = self._save("sheet_path", "labour.sheet.save", name)
            self.picture("insurance") if number == "H-02" else None
        hand.open("labour.month")
        files["bank.xlsx"] = self._save("transfer_path", "labour.transfer.save", "bank.xlsx")
        hand.press("field.transfer_format.csv")
        files["bank.csv"] = self._save("transfer_path", "labour.transfer.save", "bank.csv")
        return files

    def _save(self, field: str, button: str, name: str) -> Path:
        path = self.folder / name
        self.hand.type(field, str(path))
        self.hand.press(button)
        assert path.is_file()
        return path

    def pay(self) -> None:
        hand = self.hand
        self.at(f"{PAY_DAY}T11:00")
        hand.open("labour.month")
        hand.press("field.pay_all")
        hand.type("paid_on", str(PAY_DAY))
        hand.type("pin.employer", OWNER_PIN)
        self.say_the_date_is_right(self.window.current_page().payment.sign_panel.clock)
        self.picture("pay")
        hand.sign("labour.pay.sign")
        for one in PEOPLE:
            self.in_corner(one)
            hand.press("labour.corner.confirm")

    def read(self, files: dict[str, Path]) -> Month:
        """What the ledger holds, and the slips as this laptop may open them."""
        self.hand.open("labour.month")
        self.picture("paid")
        found: list[Month] = []

        def work(vault: Vault, replica: Any) -> Month:
            rows = {one.number: find_subject(replica, one.number) for one in PEOPLE}
            states = {number: dict(row.state) for number, row in rows.items()}
            slips = {n: dict(slip_of(vault, replica.network_id, row, row.state["slips"][0])) for n, row in rows.items()}
            return Month(slips, states, files)

        self.program.session.read(work, owner=self.window, on_done=found.append)
        return found[0]


def events() -> Iterator[tuple[str, Shift, bool]]:
    """When somebody stands before the kiosk, and whether they leave; a forgotten clock-out has no such moment."""
    comes = [(shift.start, 1, shift) for shift in day_by_day()]
    goes = [(shift.end, 0, shift) for shift in day_by_day() if (shift.person.number, shift.start) != FORGOTTEN]
    for wall, coming, shift in sorted([*comes, *goes], key=lambda one: (one[0], one[1], one[2].person.number)):
        yield wall, shift, not coming


def main() -> None:
    """Tell it in one language and leave pictures."""
    folder, language = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "ko"
    application = QApplication([])
    work = folder / f"work-{language}"
    work.mkdir(parents=True)
    with cheaply():
        story = InTheWindow(make_desk(work, language), work, folder)
        try:
            story.tell()
        finally:
            story.picture("end")
    application.processEvents()


if __name__ == "__main__":
    main()
