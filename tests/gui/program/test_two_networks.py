"""A vault with two networks: whatever is shown or done is about the one at the top, whichever was before."""

import threading

import pytest

from core.actions.create_network import create_network
from core.actions.join import grant, join_request, read_request
from core.actions.record import Draft, record
from core.actions.signing import Signing
from core.ports.clock import SystemClock
from core.vault.drafts import TypedEntry
from core.vault.views import find_subject
from desktop.holding import Intent
from desktop.jobs import Lane
from desktop.pages.record_page import RecordTask
from desktop.theme import Tone
from sync.bundle import read_header
from sync.carry import export_bundle, import_bundle
from tests.gui.program.test_sync import add_hub, state
from tests.support.exchange import HUB_KEY
from tests.support.http_hub import listening, make_hub
from tests.support.laptops import CENTRE, PASSPHRASE, PIN, YARD, two_vaults
from tests.support.sample_program import shown

FIRST, SECOND, THIRD = "제주 사용후 배터리망", "부산 배터리망", "대구 배터리망"

BATTERY = {
    "number": "LEAF-7", "number_kind": "serial", "level": "pack", "maker": "Nissan", "model": "Leaf 40",
    "chemistry": "NMC", "rated_mah": 115_000, "nominal_mv": 350_000, "accident": "none", "holder": YARD,
}  # fmt: skip


@pytest.fixture
def yard(hands, tmp_path):
    """A laptop in two networks, the first one in front; so is the centre's, which is not opened."""
    vault, centre = two_vaults(tmp_path)
    second = create_network(vault, SECOND, YARD, "입고장 노트북", ["yard"], ["battery"])
    grant(vault, second, read_request(join_request(centre, CENTRE, "시험실 노트북", ["jtp_test"], {})))
    export_bundle(vault, second, tmp_path / "second")
    import_bundle(centre, tmp_path / "second")
    third = create_network(centre, THIRD, CENTRE, "시험실 노트북", ["jtp_test"], ["battery"])
    grant(centre, third, read_request(join_request(vault, YARD, "입고장 노트북", ["yard"], {})))
    export_bundle(centre, third, tmp_path / "third.jangbu-bundle")
    for one in (vault, centre):
        one.close()
    return opened(hands, "yard", tmp_path)


def opened(hands, name: str, tmp_path):
    made = hands(name, path=tmp_path / f"{name}.jangbu")
    made.clock.moment = SystemClock().now()
    made.unlock(PASSPHRASE)
    made.wait(lambda: made.window.current_page() is not None)
    if made.window.top_bar._network._current != FIRST:
        choose(made, FIRST)
    return made


def choose(one, name: str) -> None:
    """As from the menu at the top, once it is there."""

    def offered() -> list[bytes]:
        return [other.id for other in one.window.top_bar._network._others if other.name.startswith(name)]

    one.wait(lambda: bool(offered()))
    one.window.top_bar.network_chosen.emit(offered()[0])
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
        yard.wait(lambda: bool(page.cards) and HUB_KEY.public not in page.cards)
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
        yard.wait(lambda: bool(page.cards) and HUB_KEY.public not in page.cards)
        assert strip(yard).endswith("상대 0")
        choose(yard, FIRST)
        yard.wait(lambda: strip(yard).startswith("대기 0 ") and strip(yard).endswith("상대 1"))
        assert state(yard).rows[0].peer.equal_s is not None


def gone_while(one, press):
    """Press something just after the other network was chosen, whose turn on the lane comes when the page has gone."""
    jobs, looks, works = one.program.work._desk.jobs, threading.Event(), threading.Event()
    page = one.window.current_page()
    jobs.submit(lambda: looks.wait(20), Lane.VAULT)  # a page of blocks is taken in just now
    (other,) = one.window.top_bar._network._others
    one.window.top_bar.network_chosen.emit(other.id)
    jobs.submit(lambda: works.wait(20), Lane.VAULT)
    press()
    with one.qtbot.waitSignal(page.destroyed, timeout=20_000):
        looks.set()
    assert one.window.top_bar._network._current == SECOND
    works.set()


def told(one) -> list[str]:
    return [notice.notice.what for notice in one.program.session.notices]


def test_what_was_pressed_on_a_page_is_done_in_the_network_of_that_page(yard, tmp_path):
    yard.open("bundle")
    first, written = yard.program.work.standing().network.id, tmp_path / "first.jangbu-bundle"
    gone_while(yard, lambda: yard.type("field.bundle.out", str(written)))
    yard.wait(lambda: any(str(written) in one for one in told(yard)))
    with written.open("rb") as stream:
        assert read_header(stream).network == first


def test_what_could_not_be_done_is_told_though_its_page_has_gone(yard, tmp_path):
    yard.open("bundle")
    (tmp_path / "no folder").write_bytes(b"")
    gone_while(yard, lambda: yard.type("field.bundle.out", str(tmp_path / "no folder" / "first.jangbu-bundle")))
    yard.wait(lambda: yard.window.banner.current is not None)
    assert yard.window.banner.current.tone is Tone.BAD


def test_what_was_signed_on_a_page_that_goes_waits_in_the_bar_and_lands_in_its_network(yard):
    page, work = yard.open("bundle"), yard.program.work
    standing, recorded = work.standing(), []
    first, person = standing.network.id, standing.persons[0].key
    signing = Signing(person, "yard", PIN)

    def recording(vault, replica, files):
        return record(vault, replica.network_id, [Draft("battery.pack.register", BATTERY, signings=(signing,))])

    intent = Intent(TypedEntry(first, "battery.pack.register", 1, {}, "LEAF-7"), (signing,), recording)
    gone_while(yard, lambda: work.holding.hold(intent, owner=page, on_held=page.hide, on_error=page.show_error))
    yard.wait(lambda: bool(work.holding.waiting))
    work.holding.sign_now(work.holding.waiting[0])
    work.session.on_vault(
        lambda vault: find_subject(vault.replica(first), "LEAF-7"), owner=yard.window, on_done=recorded.append
    )
    yard.wait(lambda: bool(recorded))
    assert recorded[0].title == "LEAF-7"


def typed_so_far(yard):
    """The form of a battery with a maker in it, which no pause has kept yet."""
    page = yard.window.open("record", RecordTask("battery.pack.register"))
    yard.wait(lambda: page.sheet is not None)
    page._keep_timer.setInterval(600_000)
    yard.type("field.maker", "Nissan", enter=False)
    return page


def kept(yard, network: bytes) -> list[str]:
    found = []
    yard.program.session.on_vault(
        lambda vault: vault.drafts.of_network(network), owner=yard.window, on_done=found.append
    )
    yard.wait(lambda: bool(found))
    return [one.entry.typed["maker"] for one in found[0]]


def test_what_was_typed_is_kept_in_its_network_when_another_is_chosen(yard):
    typed_so_far(yard)
    first = yard.program.work.standing().network.id
    choose(yard, SECOND)
    assert kept(yard, first) == ["Nissan"] and kept(yard, yard.program.work.standing().network.id) == []


def test_a_pin_that_was_given_as_the_page_went_is_told_to_sign_nothing(yard):
    page = typed_so_far(yard)
    first = yard.program.work.standing().network.id
    page.sheet.form.set_values(BATTERY)
    gone_while(yard, page.sign_panel.signed.emit)
    yard.wait(lambda: any(one.startswith("서명하지 않았습니다 — ") for one in told(yard)))
    assert kept(yard, first) == ["Nissan"]


def test_a_pin_that_was_wrong_on_a_page_that_goes_is_told(yard):
    page, work = yard.open("bundle"), yard.program.work
    standing = work.standing()
    signing = Signing(standing.persons[0].key, "yard", "999999")
    intent = Intent(TypedEntry(standing.network.id, "battery.pack.register", 1, {}), (signing,), lambda *given: None)
    gone_while(yard, lambda: work.holding.hold(intent, owner=page, on_error=page.show_error))
    yard.wait(lambda: yard.window.banner.current is not None)
    assert "개인 번호가 맞지 않습니다" in yard.window.banner.current.what


def test_a_bundle_that_is_taken_in_though_its_page_has_gone_is_told_with_its_network(yard, tmp_path):
    taking = yard.open("bundle").taking
    with yard.qtbot.waitSignal(taking.previewed, timeout=20_000):
        yard.type("field.bundle.in", str(tmp_path / "third.jangbu-bundle"))
    gone_while(yard, lambda: yard.press("bundle.in.go"))
    yard.wait(lambda: bool(told(yard)))
    assert any(one.startswith(f"{THIRD}: ") for one in told(yard)), told(yard)
    yard.wait(lambda: any(other.name.startswith(THIRD) for other in yard.window.top_bar._network._others))


def test_connecting_face_to_face_about_the_other_network_shows_it_there(yard, hands, tmp_path):
    centre = opened(hands, "centre", tmp_path)
    choose(centre, SECOND)
    showing = centre.open("sync").open_pairing()
    centre.press("sync.pair.on")
    centre.wait(lambda: showing.qr.isVisible() and bool(showing.qr.text()))
    page = yard.open("sync")
    reading = page.open_pairing()
    with yard.qtbot.waitSignal(reading.read, timeout=20_000):
        reading.source.give(showing.qr.text())
    with yard.qtbot.waitSignal(reading.connected, timeout=20_000):
        yard.press("sync.pair.go")
    told = [one.notice.what for one in yard.program.session.notices]
    assert any(SECOND in one for one in told) and not any("새 장부망" in one for one in told), told
    device = centre.program.work.standing().device
    yard.wait(lambda: page._state is not None and not page.cards[device].told().count("닿습니다"))
    choose(yard, SECOND)
    there = yard.open("sync")
    yard.wait(lambda: device in there.cards and "닿습니다" in there.cards[device].told())


def test_a_bundle_that_brings_a_new_network_says_where_it_is(hands, tmp_path):
    vault, centre = two_vaults(tmp_path)
    second = create_network(vault, SECOND, YARD, "입고장 노트북", ["yard"], ["battery"])
    grant(vault, second, read_request(join_request(centre, CENTRE, "시험실 노트북", ["jtp_test"], {})))
    export_bundle(vault, second, tmp_path / "second.jangbu-bundle")
    for one in (vault, centre):
        one.close()
    made = opened(hands, "centre", tmp_path)
    taking = made.open("bundle").taking
    with made.qtbot.waitSignal(taking.previewed, timeout=20_000):
        made.type("field.bundle.in", str(tmp_path / "second.jangbu-bundle"))
    assert "처음 보는 장부망" in shown(taking) and "위쪽에서" not in shown(taking)
    with made.qtbot.waitSignal(taking.taken, timeout=20_000):
        made.press("bundle.in.go")
    made.wait(lambda: "위쪽에서 고르실 수 있습니다" in shown(taking))
    choose(made, SECOND)
    made.wait(lambda: made.program.work.standing().network.id == second)
