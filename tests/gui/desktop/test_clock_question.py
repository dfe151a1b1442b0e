"""Before signing, a doubtful date is asked about; a yes holds for a day."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.ledger.clock_doubt import KnownClocks
from core.ports.clock import Instant
from core.vault.vault import Person
from core.vault.views import Granted, NetworkView
from desktop.entries.clock_question import ClockQuestion
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Slot
from desktop.standing import Standing
from tests.support.fixed_clock import SUNDAY, FixedClock

DAY_S = 86_400


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def late_desk(desk, clock):
    return replace(desk, clock=clock)


def test_a_clock_behind_the_last_entry_is_asked_about(late_desk, qtbot):
    question = ClockQuestion(late_desk)
    qtbot.addWidget(question)
    question.ask(KnownClocks(SUNDAY.seconds + 60, ()))
    assert not question.isHidden()
    assert not question.is_settled()
    question.agreed.click()
    assert question.is_settled()
    assert question.isHidden()


def test_without_a_doubt_nothing_is_asked(late_desk, qtbot):
    question = ClockQuestion(late_desk)
    qtbot.addWidget(question)
    question.ask(KnownClocks(SUNDAY.seconds - 60, ()))
    assert question.isHidden()


def test_a_yes_holds_on_other_pages_and_ends_after_a_day(late_desk, clock, qtbot):
    first, second = ClockQuestion(late_desk), ClockQuestion(late_desk)
    for one in (first, second):
        qtbot.addWidget(one)
        one.ask(KnownClocks(SUNDAY.seconds - 9 * DAY_S, ()))
    first.agreed.click()
    assert second.is_settled()
    clock.moment = Instant(SUNDAY.seconds + DAY_S + 1, SUNDAY.offset_minutes)
    assert not second.is_settled()


def test_nothing_is_signed_before_the_answer(late_desk, qtbot):
    panel = SignPanel(late_desk)
    qtbot.addWidget(panel)
    panel.show()
    person = Person(b"p" * 32, "제주", "시험 담당 7")
    granted = Granted(person.key, "person", person.member, person.title, ("tester",), (), False)
    network = NetworkView(bytes(32), "망", "", "", (), (), (granted,), (), 0, 0, 0, 0, ())
    standing = Standing(Path("x"), b"d" * 32, (person,), network, KnownClocks(SUNDAY.seconds + 1, ()))
    panel.ask([Slot(frozenset({"tester"}))], standing)
    qtbot.keyClicks(panel.focusProxy(), "246810")
    with qtbot.assertNotEmitted(panel.signed):
        panel.button.click()
    panel.clock.agreed.click()
    with qtbot.waitSignal(panel.signed):
        panel.button.click()
