"""A vault that was set back or copied: its window says so, what to do, and when it is over; others see whose it was."""

import shutil

import pytest

from core.ports.clock import SystemClock
from tests.gui.program.test_sync import add_hub, add_person, blocks, state
from tests.support.http_hub import listening, make_hub
from tests.support.laptops import PASSPHRASE, two_vaults
from tests.support.sample_program import shown


def window(hands, name, path):
    made = hands(name, path=path)
    made.clock.moment = SystemClock().now()
    made.unlock(PASSPHRASE)
    made.wait(lambda: made.program.work is not None and made.window.current_page() is not None)
    return made


@pytest.fixture
def hub(tmp_path):
    with listening(make_hub(tmp_path / "hub")) as url:
        yield url


@pytest.fixture
def older(hands, hub, tmp_path):
    """The window of a vault as it was before its last entry, which others have by now."""
    for vault in two_vaults(tmp_path):
        vault.close()
    shutil.copytree(tmp_path / "yard.jangbu", tmp_path / "older.jangbu")
    yard = window(hands, "yard", tmp_path / "yard.jangbu")
    add_hub(yard, hub)
    add_person(yard, "입고 담당 2")
    yard.wait(lambda: state(yard).waiting == 0)
    yard.window.close()
    return window(hands, "older", tmp_path / "older.jangbu")


def told(one) -> list[str]:
    return [found.notice.what for found in one.program.session.notices]


def test_who_syncs_before_recording_has_nothing_more_to_do(older, hub):
    older.wait(lambda: "되돌아갔습니다" in shown(older.open("sync")))
    page = older.window.current_page()
    assert page._go_on.isVisible()
    before = blocks(older)
    add_hub(older, hub)
    older.wait(lambda: blocks(older) > before and "되돌아갔습니다" not in shown(page))
    assert not page._go_on.isVisible() and state(older).rows[0].in_reach


def test_who_recorded_first_is_told_that_there_are_two_and_goes_on_in_a_new_chain(older, hands, hub, tmp_path):
    add_person(older, "입고 담당 3")
    add_hub(older, hub)
    page = older.open("sync")
    older.wait(lambda: "두 벌이 되어" in shown(page) and page._go_on.isVisible())
    older.wait(lambda: sum("두 벌이 되어" in one for one in told(older)) == 1)
    other = window(hands, "centre", tmp_path / "centre.jangbu")
    add_hub(other, hub)
    theirs = other.open("sync")
    other.wait(lambda: "기기가 있습니다: 한라폐차장 · 입고장 노트북." in shown(theirs))
    assert not theirs._go_on.isVisible() and "두 벌이 되어" not in shown(theirs), "that is not about this device"
    older.press("doubt.go_on")
    older.wait(lambda: "예전에 이 기기의 기록이" in shown(page) and not page._go_on.isVisible())
    add_person(older, "입고 담당 4")
    older.wait(lambda: state(older).waiting == 0)
    assert not state(older).split and state(older).once_split
    older.window.open("network")
    older.wait(lambda: "이 기기가 사본 2개에" in shown(older.window.current_page()))
