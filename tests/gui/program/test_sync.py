"""Windows that sync by themselves: with a hub, and with each other when near; nothing waits for the network."""

import socket

import pytest
from PySide6.QtCore import Qt

from core.identity.keys import SigningKey
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from desktop.pages.hub_panel import HubPanel
from desktop.pages.pair_panel import PairPanel
from desktop.pages.sync_rows import look_round
from sync.bundle import read_header
from sync.hub.hub import Hub, HubSettings
from sync.transports.lan import Found
from tests.support.exchange import HUB_KEY
from tests.support.http_hub import free_port, listening, make_hub
from tests.support.laptops import PASSPHRASE, two_vaults
from tests.support.watchdog import Ticks

WAITS_S = 1.0
"""A window that waited for the network would wait for seconds; a busy machine takes some of the rest for itself."""


@pytest.fixture
def pair(hands, tmp_path):
    """The windows of two members that hold the same, each on real lanes."""
    return opened(hands, *two_vaults(tmp_path))


def blocks(one) -> int:
    known = one.program.work.syncing._known
    return sum(known.blocks.values()) if known else 0


def opened(hands, *vaults: Vault) -> list:
    """A window on each of these vaults, which were made outside of one; its clock is the real one: hubs look at it."""
    made = []
    for vault in vaults:
        vault.close()
        one = hands(vault.folder.stem, path=vault.folder)
        one.clock.moment = SystemClock().now()
        one.unlock(PASSPHRASE)
        one.wait(lambda one=one: one.program.work is not None and blocks(one) > 0)
        made.append(one)
    return made


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


def card_of_hub(one):
    page = one.open("sync")
    one.wait(lambda: HUB_KEY.public in page.cards)
    return page.cards[HUB_KEY.public]


def be_found(one) -> None:
    page = one.open("sync")
    page.near.click()
    one.wait(lambda: bool(page._syncing.presence.urls))


def test_what_is_written_reaches_the_hub_and_comes_down_by_itself(pair, tmp_path):
    yard, centre = pair
    page = yard.open("sync")
    yard.wait(lambda: page._standing.text().endswith("· 아직 주고받은 적이 없습니다"))
    with listening(make_hub(tmp_path / "hub")) as url:
        add_hub(yard, url)
        yard.wait(lambda: state(yard).waiting == 0 and state(yard).rows[0].in_reach)
        yard.wait(lambda: page._standing.text() == "보낼 기록이 없습니다 · 마지막으로 주고받은 때: 방금")
        add_hub(centre, url)
        add_person(yard, "입고 담당 2")
        yard.wait(lambda: state(yard).waiting == 0 and state(yard).held == state(yard).own)
        centre.open("sync")
        centre.press("sync.now")
        centre.wait(lambda: blocks(centre) == blocks(yard))
        page = yard.open("sync")
        yard.wait(lambda: "내 기록" in page._holders.text() and "127.0.0.1" in page._holders.text())
    strip = yard.window.top_bar.sync
    yard.wait(lambda: strip.text().startswith("대기 0"))
    assert strip.text().endswith("상대 1")


def test_what_comes_in_several_pages_comes_whole(pair, tmp_path, monkeypatch):
    yard, centre = pair
    monkeypatch.setattr("sync.responder.PAGE_BLOCKS_MAX", 1)
    with listening(make_hub(tmp_path / "hub")) as url:
        for title in ("입고 담당 2", "입고 담당 3", "입고 담당 4"):
            add_person(yard, title)
        add_hub(yard, url)
        yard.wait(lambda: state(yard).waiting == 0 and state(yard).rows[0].in_reach)
        add_hub(centre, url)
        centre.wait(lambda: state(centre).rows and state(centre).rows[0].in_reach and blocks(centre) == blocks(yard))


def test_two_windows_that_are_near_come_together_by_themselves(pair):
    yard, centre = pair
    add_person(yard, "입고 담당 2")
    be_found(yard)
    be_found(centre)
    with Ticks() as ticks:
        centre.wait(lambda: blocks(centre) == blocks(yard))
        yard.wait(lambda: state(yard).waiting == 0)
    assert ticks.worst_gap_s < WAITS_S
    add_person(yard, "입고 담당 3")
    centre.wait(lambda: blocks(centre) == blocks(yard))
    yard.wait(lambda: (state(yard).waiting, state(yard).rows[0].they_lack) == (0, 0))


def test_where_nobody_answers_at_one_address_of_a_member_it_is_met_at_another(pair):
    yard, centre = pair
    be_found(yard)
    (url,) = yard.program.work.syncing.presence.urls
    network, device = yard.program.work.standing().network.id, yard.program.work.standing().device
    near = centre.program.work.syncing.presence.found
    add_person(yard, "입고 담당 2")
    with socket.create_server(("127.0.0.1", 0)) as gone:
        dead = f"https://127.0.0.1:{gone.getsockname()[1]}"
    for one in (url, dead):  # as by IPv4 and by IPv6: what is heard of last is no better than what was first
        near.emit(Found(network, device, one))
    centre.wait(lambda: blocks(centre) == blocks(yard))
    centre.wait(lambda: state(centre).rows[0].peer.url == url)


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


def test_two_laptops_connect_face_to_face_by_the_text_of_a_code(pair):
    yard, centre = pair
    showing = yard.open("sync").open_pairing()
    yard.press("sync.pair.on")
    yard.wait(lambda: showing.qr.isVisible() and bool(showing.qr.text()))
    reading = centre.open("sync").open_pairing()
    reading.source.give("JANGBU-PAIR1:nothing")
    centre.wait(lambda: "짝짓기 글이 아닙니다" in reading.source.problem())
    assert not reading.go.isVisible()
    with centre.qtbot.waitSignal(reading.read, timeout=20_000) as read:
        reading.source.give(showing.qr.text())
    assert read.args[0].device == state(centre).rows[0].device
    with centre.qtbot.waitSignal(reading.connected, timeout=20_000):
        centre.press("sync.pair.go")
    add_person(yard, "입고 담당 2")
    centre.open("sync")
    centre.press("sync.now")
    centre.wait(lambda: blocks(centre) == blocks(yard))


def test_a_hub_with_another_key_is_not_met_until_somebody_compared_it(pair, tmp_path):
    yard, _ = pair
    key = SigningKey(b"7" * 32)
    port = free_port()
    with listening(make_hub(tmp_path / "hub"), port=port) as url:
        add_hub(yard, url)
        yard.wait(lambda: state(yard).rows[0].in_reach and not yard.program.work.syncing._meetings)
    other = Hub(tmp_path / "other", key, SystemClock(), SystemRandomness(), HubSettings())
    with listening(other, port=port):
        page = yard.open("sync")
        meet = card_of_hub(yard).buttons["sync.peer.meet"]
        yard.wait(meet.isEnabled)  # the page may still show the meeting that is over
        meet.click()
        yard.wait(lambda: "다른 열쇠" in page.cards[HUB_KEY.public].told())
        assert yard.window.top_bar.sync._facts.trouble
        assert other.counts["requests"] == 0
        page.cards[HUB_KEY.public].buttons["sync.peer.compare"].click()
        panel = page.findChild(HubPanel)
        with yard.qtbot.waitSignal(panel.looked, timeout=20_000) as looked:
            panel.look.click()
        assert looked.args[0].device == key.public
        panel.go.click()
        yard.wait(lambda: key.public in page.cards and "닿습니다" in page.cards[key.public].told())
        assert HUB_KEY.public not in page.cards


def test_a_paused_peer_is_left_alone_and_a_forgotten_one_is_gone_and_comes_back(pair, tmp_path):
    yard, _ = pair
    hub = make_hub(tmp_path / "hub")
    with listening(hub) as url:
        add_hub(yard, url)
        yard.wait(lambda: state(yard).rows[0].in_reach and state(yard).waiting == 0)
        card = card_of_hub(yard)
        card.buttons["sync.peer.pause"].click()
        yard.wait(lambda: "쉬게 하셨습니다" in card.told())
        before = hub.counts["requests"]
        add_person(yard, "입고 담당 2")
        yard.wait(lambda: state(yard).waiting == 1)
        assert hub.counts["requests"] == before
        card_of_hub(yard).buttons["sync.peer.resume"].click()
        yard.wait(lambda: state(yard).waiting == 0)
        yard.window.banner.clear()
        card_of_hub(yard).buttons["sync.peer.forget"].click()
        yard.wait(lambda: HUB_KEY.public not in {row.device for row in state(yard).rows})
        yard.press("banner.action")
        yard.wait(lambda: "양쪽이 같은 것" in card_of_hub(yard).told())
        assert state(yard).rows[0].peer.certified is False, "as it was compared"


def test_a_stick_for_one_device_and_the_receipt_that_comes_back(pair, tmp_path):
    yard, centre = pair
    add_person(yard, "입고 담당 2")
    page = yard.open("bundle")
    page.out.others.click()
    assert page.out.whom.isVisible() and page.out.whom.currentText().startswith("제주 배터리센터")
    bundle = tmp_path / "for-centre.jangbu-bundle"
    with yard.qtbot.waitSignal(page.out.written, timeout=20_000):
        yard.type("field.bundle.out", str(bundle))
    with bundle.open("rb") as stream:
        assert read_header(stream).audience == (state(yard).rows[0].device,)
    yard.wait(lambda: yard.window.top_bar.sync.text().startswith("가는 중 "))
    taking = centre.open("bundle").taking
    with centre.qtbot.waitSignal(taking.previewed, timeout=20_000):
        centre.type("field.bundle.in", str(bundle))
    with centre.qtbot.waitSignal(taking.taken, timeout=20_000):
        centre.press("bundle.in.go")
    with centre.qtbot.waitSignal(taking.receipt_written, timeout=20_000) as written:
        centre.press("bundle.receipt.go")
    assert written.args[0] == tmp_path / "for-centre.jangbu-receipt"
    back = yard.open("bundle").taking
    with yard.qtbot.waitSignal(back.confirmed, timeout=20_000) as confirmed:
        yard.type("field.bundle.in", str(written.args[0]))
    assert confirmed.args[0].held == confirmed.args[0].own
    assert "제주 배터리센터 · 시험실 노트북 기기가 내 기록" in back.told()
    yard.wait(lambda: yard.window.top_bar.sync.text().startswith("대기 0"))
    written.args[0].write_bytes(written.args[0].read_bytes()[:-1])
    with yard.qtbot.waitSignal(back.failed, timeout=20_000):
        yard.type("field.bundle.in", str(written.args[0]))
    assert "바뀐 것은 없습니다" in back.told()


def test_where_nobody_can_be_met_yet_the_keys_of_the_page_still_work(pair):
    """There is nothing to sync with, so that button is off; the keyboard is not lost with it."""
    _, centre = pair
    page = centre.open("sync")
    centre.wait(lambda: page._state is not None and not page._now.isEnabled())
    assert page.isAncestorOf(centre.window.focusWidget())
    centre.keys(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
    centre.wait_for("field.sync.hub.address")


def test_the_keyboard_comes_back_to_the_page_when_a_panel_closes(pair, tmp_path):
    yard, _ = pair
    yard.window.activateWindow()
    with listening(make_hub(tmp_path / "hub")) as url:
        page = yard.open("sync")
        add_hub(yard, url)
        yard.wait(lambda: HUB_KEY.public in page.cards and page._now.isEnabled())
        assert page.isAncestorOf(yard.window.focusWidget())
        yard.keys(Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
        yard.wait(lambda: page.findChild(PairPanel) is not None)
        yard.qtbot.keyClick(yard.window.focusWidget(), Qt.Key.Key_Escape)
        assert page.isAncestorOf(yard.window.focusWidget())
        yard.keys(Qt.Key.Key_H, Qt.KeyboardModifier.ControlModifier)
        yard.wait_for("field.sync.hub.address")
