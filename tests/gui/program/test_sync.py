"""Windows that sync by themselves: with a hub, and with each other when they are near; nothing waits for the network."""

import pytest

from core.ports.clock import SystemClock
from desktop.pages.sync_rows import look_round
from tests.support.http_hub import listening, make_hub
from tests.support.laptops import PASSPHRASE, two_vaults
from tests.support.watchdog import Watchdog


@pytest.fixture
def pair(hands, tmp_path):
    """The windows of two members that hold the same, each on real lanes."""
    for vault in two_vaults(tmp_path):
        vault.close()
    made = []
    for name in ("yard", "centre"):
        one = hands(name, path=tmp_path / f"{name}.jangbu")
        one.clock.moment = SystemClock().now()
        one.unlock(PASSPHRASE)
        one.wait(lambda one=one: one.window.current_page() is not None)
        made.append(one)
    return made


def blocks(one) -> int:
    known = one.program.work.syncing._known
    return sum(known.blocks.values()) if known else 0


def state(one):
    """What the vault says of its peers now."""
    found = []
    one.program.session.read(look_round, owner=one.window, on_done=found.append)
    one.wait(lambda: bool(found))
    return found[0]


def add_person(one, title: str) -> None:
    panel = one.open("members").open_add()
    with one.qtbot.waitSignal(panel.added, timeout=20_000):
        one.add_person(title, "battery.role.yard")


def add_hub(one, url: str) -> None:
    panel = one.open("sync").open_hub()
    with one.qtbot.waitSignal(panel.looked, timeout=20_000):
        one.type("field.sync.hub.address", url)
    one.press("sync.hub.go")


def be_found(one) -> None:
    page = one.open("sync")
    page.near.click()
    one.wait(lambda: bool(page._syncing.presence.urls))


def test_what_is_written_reaches_the_hub_and_comes_down_by_itself(pair, tmp_path):
    yard, centre = pair
    with listening(make_hub(tmp_path / "hub")) as url:
        add_hub(yard, url)
        yard.wait(lambda: state(yard).waiting == 0 and state(yard).rows[0].in_reach)
        add_hub(centre, url)
        add_person(yard, "입고 담당 2")
        yard.wait(lambda: state(yard).waiting == 0 and state(yard).held == state(yard).own)
        centre.open("sync").cards  # noqa: B018 - the page in front follows by itself
        centre.press("sync.now")
        centre.wait(lambda: blocks(centre) == blocks(yard))
        page = yard.open("sync")
        yard.wait(lambda: "내 기록" in page._holders.text() and "127.0.0.1" in page._holders.text())
    strip = yard.window.top_bar.sync
    yard.wait(lambda: strip.text().startswith("대기 0"))
    assert strip.text().endswith("상대 1")


def test_two_windows_that_are_near_come_together_by_themselves(pair):
    yard, centre = pair
    add_person(yard, "입고 담당 2")
    be_found(yard)
    be_found(centre)
    with Watchdog() as watchdog:
        centre.wait(lambda: blocks(centre) == blocks(yard))
        yard.wait(lambda: state(yard).waiting == 0)
    assert watchdog.worst_gap_s < 0.2
    add_person(yard, "입고 담당 3")
    centre.wait(lambda: blocks(centre) == blocks(yard))
    yard.wait(lambda: (state(yard).waiting, state(yard).rows[0].they_lack) == (0, 0))


def test_a_locked_window_is_not_found_and_goes_on_after_unlocking(pair):
    yard, centre = pair
    be_found(yard)
    be_found(centre)
    yard.wait(lambda: state(yard).rows[0].in_reach)
    urls = yard.program.work.syncing.presence.urls
    centre.program.lock("lock.reason.asked")
    add_person(yard, "입고 담당 2")
    yard.wait(lambda: "대답이 없습니다" in yard.open("sync").cards[centre_key(yard)].told())
    assert yard.program.work.syncing.presence.urls == urls
    centre.unlock(PASSPHRASE)
    centre.wait(lambda: centre.program.work is not None and blocks(centre) == blocks(yard))


def centre_key(yard) -> bytes:
    return state(yard).rows[0].device
