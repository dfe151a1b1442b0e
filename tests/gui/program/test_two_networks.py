"""A vault with two networks: whatever is shown or done is about the one at the top, whichever was before."""

import threading

import pytest

from core.actions.create_network import create_network
from core.ports.clock import SystemClock
from desktop.jobs import Lane
from sync.bundle import read_header
from tests.gui.program.test_sync import add_hub, state
from tests.support.http_hub import listening, make_hub
from tests.support.laptops import PASSPHRASE, YARD, two_vaults

FIRST, SECOND = "제주 사용후 배터리망", "부산 배터리망"


@pytest.fixture
def yard(hands, tmp_path):
    """A laptop in two networks, the first one in front."""
    vault, centre = two_vaults(tmp_path)
    create_network(vault, SECOND, YARD, "입고장 노트북", ["yard"], ["battery"])
    for one in (vault, centre):
        one.close()
    made = hands("yard", path=tmp_path / "yard.jangbu")
    made.clock.moment = SystemClock().now()
    made.unlock(PASSPHRASE)
    made.wait(lambda: made.window.current_page() is not None)
    if made.window.top_bar._network._current != FIRST:
        choose(made, FIRST)
    return made


def choose(one, name: str) -> None:
    """As from the menu at the top."""
    other = next(other for other in one.window.top_bar._network._others if other.name.startswith(name))
    one.window.top_bar.network_chosen.emit(other.id)
    one.wait(lambda: one.window.top_bar._network._current == name)


def strip(one) -> str:
    return one.window.top_bar.sync.text()


def test_what_is_shown_follows_the_network_at_the_top(yard, tmp_path):
    with listening(make_hub(tmp_path / "hub")) as url:
        add_hub(yard, url)
        yard.wait(lambda: strip(yard).startswith("대기 0 ") and strip(yard).endswith("상대 1"))
        (other,) = yard.window.top_bar._network._others
        assert other.name.startswith(f"{SECOND} · ") and "대기 " in other.name, "what waits elsewhere is told"
        choose(yard, SECOND)
        page = yard.open("sync")
        yard.wait(lambda: page._none.isVisible() and not page.cards)
        assert strip(yard).endswith("아직 주고받지 않음 · 상대 0") and not strip(yard).startswith("대기 0 ")
        choose(yard, FIRST)
        yard.program.lock("lock.reason.asked")
    assert yard.window.lock_screen._sending.isVisible(), "what waits in the other network has not gone over either"


def test_a_meeting_that_ends_after_another_network_was_chosen_lands_in_its_own(yard, tmp_path):
    hub, goes_on, asked = make_hub(tmp_path / "hub"), threading.Event(), threading.Event()
    answer = hub.answer

    def slowly(*asking):
        asked.set()
        assert goes_on.wait(20)
        return answer(*asking)

    hub.answer = slowly
    with listening(hub) as url:
        add_hub(yard, url)
        yard.wait(asked.is_set)
        yard.wait(lambda: "주고받는 중" in strip(yard))
        choose(yard, SECOND)
        assert "주고받는 중" not in strip(yard), "that is the other network's"
        page = yard.open("sync")
        goes_on.set()
        yard.wait(lambda: not yard.program.work.syncing._meetings)
        yard.wait(lambda: page._state is not None and not page._state.rows and not page.cards)
        assert strip(yard).endswith("상대 0")
        choose(yard, FIRST)
        yard.wait(lambda: strip(yard).startswith("대기 0 ") and strip(yard).endswith("상대 1"))
        assert state(yard).rows[0].peer.equal_s is not None


def test_what_was_pressed_on_a_page_is_done_in_the_network_of_that_page(yard, tmp_path):
    page, free = yard.open("bundle"), threading.Event()
    first, written = yard.program.work.standing().network.id, tmp_path / "first.jangbu-bundle"
    yard.program.work._desk.jobs.submit(lambda: free.wait(20), Lane.VAULT)  # a page of blocks is taken in just now
    (other,) = yard.window.top_bar._network._others
    yard.window.top_bar.network_chosen.emit(other.id)
    with yard.qtbot.waitSignal(page.out.written, timeout=20_000):
        yard.type("field.bundle.out", str(written))
        free.set()
    with written.open("rb") as stream:
        assert read_header(stream).network == first
    yard.wait(lambda: yard.window.top_bar._network._current == SECOND)
