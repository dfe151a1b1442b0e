"""October of five part-timers by command line and in the window: what each gets was reckoned apart, and both agree."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.e2e.labour_five import PEOPLE, CommandLine, Month, amounts, pins, told
from tests.e2e.labour_five_by_hand import SLIPS
from tests.e2e.labour_five_window import InTheWindow
from tests.e2e.parties import Party
from tests.support.cheap_argon2 import cheaply
from tests.support.desks import make_desk
from tests.support.spoken_party import SpokenParty

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")  # said by the offscreen platform
NUMBERS = [one.number for one in PEOPLE]


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Month:
    folder = tmp_path_factory.mktemp("spoken")
    with cheaply():
        return CommandLine(SpokenParty(folder, "shop", pins()), folder).tell()


@pytest.fixture(scope="module")
def shown(qapp, tmp_path_factory: pytest.TempPathFactory) -> Month:
    folder = tmp_path_factory.mktemp("shown")
    with cheaply():
        story = InTheWindow(make_desk(folder), folder)
        month = story.tell()
        story.window.close()
    return month


@pytest.mark.parametrize("number", NUMBERS)
def test_everybody_gets_what_was_reckoned_by_hand(spoken, shown, number):
    assert amounts(spoken.slips[number]) == SLIPS[number]
    assert amounts(shown.slips[number]) == SLIPS[number]


def test_window_and_command_line_show_the_same(spoken, shown):
    assert told(shown.states) == told(spoken.states)
    assert {state["payments"][0]["confirmed"] for state in shown.states.values()} == {True}


def test_the_sheets_are_the_same_and_the_bank_pays_the_net(spoken, shown):
    assert spoken.files.keys() == shown.files.keys()
    for name, path in spoken.files.items():
        assert rows(path) == rows(shown.files[name]), name
    nets = [[one.number, one.name, one.account, SLIPS[one.number]["net"]] for one in PEOPLE]
    assert rows(spoken.files["bank.xlsx"])[1:] == nets


def rows(path: Path) -> list[list[object]]:
    """What stands in a sheet."""
    if path.suffix == ".csv":
        return [list(line.split(",")) for line in path.read_text(encoding="utf-8-sig").splitlines()]
    return CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


@pytest.mark.long
@pytest.mark.timeout(900)
def test_a_process_for_each_command_tells_the_same_month(shown, tmp_path: Path):
    month = CommandLine(Party(tmp_path, "shop", pins()), tmp_path).tell()
    assert {number: amounts(slip) for number, slip in month.slips.items()} == SLIPS
    assert told(month.states) == told(shown.states)
