"""What a page does with a refusal: what rules found is the page's to say, a wrong PIN the panel's."""

from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import RefusedError
from core.ledger.clock_doubt import KnownClocks
from core.ledger.contract import Finding
from core.vault.vault import Person
from core.vault.views import Granted, NetworkView
from desktop.entries.sign_panel import SignPanel
from desktop.entries.signers import Slot
from desktop.standing import Standing
from desktop.words import error_text
from tests.support.fixed_clock import SUNDAY, FixedClock


@pytest.fixture
def panel(desk, qtbot):
    """A PIN was typed, and the vault is about to answer."""
    made = SignPanel(replace(desk, clock=FixedClock()))
    qtbot.addWidget(made)
    made.show()
    person = Person(b"p" * 32, "제주", "시험 담당 7")
    granted = Granted(person.key, "person", person.member, person.title, ("tester",), (), False)
    network = NetworkView(bytes(32), "망", "", "", (), (), (granted,), (), 0, 0, 0, 0, ())
    standing = Standing(Path("x"), b"d" * 32, (person,), network, KnownClocks(SUNDAY.seconds - 60, ()))
    made.ask([Slot(frozenset({"tester"}))], standing)
    qtbot.keyClicks(made.focusProxy(), "246810")
    made.setEnabled(False)
    return made


def test_what_the_rules_found_is_given_to_the_page_and_the_pin_stays(panel):
    found = (Finding("voltage_out_of_range", "voltage_mv"),)
    assert tuple(panel.tell_unless_found(RefusedError("not_recordable", findings=found))) == found
    assert panel.pins() == ["246810"]
    assert panel.problem() == ""
    assert panel.isEnabled()


def test_a_wrong_pin_is_told_below_the_signatures_and_typed_anew(panel, desk):
    assert not panel.tell_unless_found(RefusedError("wrong_pin"))
    assert panel.pins() == [""]
    assert error_text(RefusedError("wrong_pin"), desk.words).what in panel.problem()
    assert panel.isEnabled()
