"""Two programs side by side: a newcomer asks, is let in, and both show the same; bundles good and bad."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from core.ports.clock import SystemClock
from desktop.onboarding import Step
from desktop.printing.qr import qr_png


def at_present(hands, name: str):
    """Lines look at the clock. It is set before a vault is open: later it would be locked as after a sleep."""
    made = hands(name)
    made.clock.moment = SystemClock().now()
    return made


@pytest.fixture
def yard(hands):
    made = at_present(hands, "yard")
    made.found("yard", "한라폐차장", "입고 담당", "battery.role.yard", "제주 배터리망")
    return made


@pytest.fixture
def centre(hands):
    """At the point where it waits for the grant; two persons ask for roles."""
    made = at_present(hands, "centre")
    made.make_vault("centre")
    made.type("field.member", "제주 배터리센터")
    made.add_person("시험 담당", "battery.role.jtp_test")
    made.press("onboarding.network.person")
    made.add_person("판정 담당", "battery.role.jtp_grade")
    made.press("onboarding.network.join")
    made.wait(lambda: made.program.wizard.flow.step is Step.JOIN)
    return made


def look_at(yard, source):
    page = yard.open("members")
    yard.keys(Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    panel = page.open_admit()
    with yard.qtbot.waitSignal(panel.previewed, timeout=20_000) as previewed:
        panel.source.give(source)
    return panel, previewed.args[0]


def let_in(yard, source):
    panel, newcomer = look_at(yard, source)
    with yard.qtbot.waitSignal(panel.admitted, timeout=20_000):
        yard.press("members.admit.go")
    return newcomer


def test_a_newcomer_asks_is_let_in_and_sees_the_same(yard, centre, tmp_path):
    request = tmp_path / "centre.jangbu-join"
    centre.type("field.onboarding.join.file", str(request))
    newcomer = let_in(yard, str(request))
    assert newcomer.fingerprint == centre.program.wizard.page.request._request.fingerprint
    assert {one.title: one.roles for one in newcomer.request.persons} == {
        "시험 담당": ("jtp_test",),
        "판정 담당": ("jtp_grade",),
    }
    bundle = tmp_path / "grant.jangbu-bundle"
    yard.export(bundle)
    centre.type("field.onboarding.join.grant", str(bundle))
    centre.wait(lambda: centre.program.wizard.flow.joined is not None)
    theirs = yard.program.work.standing().network
    joined = centre.program.wizard.flow.joined
    assert (joined.name, joined.words) == ("제주 배터리망", theirs.words)
    centre.begin()
    assert centre.window.top_bar._network.text() == "제주 배터리망"
    roles = {one.title: one.roles for one in centre.program.work.standing().network.granted if one.kind == "person"}
    assert roles == {"입고 담당": ("yard",), "시험 담당": ("jtp_test",), "판정 담당": ("jtp_grade",)}


def test_a_newcomer_comes_in_over_the_line_face_to_face(yard, centre):
    showing = yard.open("sync").open_pairing()
    yard.press("sync.pair.on")
    yard.wait(lambda: bool(showing.qr.text()))
    centre.type("field.onboarding.join.pairing", showing.qr.text())
    centre.wait(lambda: "아직 모릅니다" in centre.program.wizard.page.problem())
    let_in(yard, centre.program.wizard.page.request._request.qr_text)
    centre.type("field.onboarding.join.pairing", showing.qr.text())
    centre.wait(lambda: centre.program.wizard.flow.joined is not None)
    assert centre.program.wizard.flow.joined.words == yard.program.work.standing().network.words
    centre.begin()
    page = centre.open("sync")
    centre.wait(lambda: any("양쪽이 같은 것" in one.told() for one in page.cards.values()))


@pytest.mark.parametrize("way", ["text", "picture", "clipboard"])
def test_a_request_is_read_from_text_picture_and_clipboard(yard, centre, tmp_path, way):
    request = centre.program.wizard.page.request._request
    if way == "text":
        _, newcomer = look_at(yard, request.qr_text)
    elif way == "picture":
        (tmp_path / "photo.png").write_bytes(qr_png(request.qr_text, 100))
        _, newcomer = look_at(yard, str(tmp_path / "photo.png"))
    else:
        centre.press("onboarding.join.copy")
        page = yard.open("members")
        panel = page.open_admit()
        with yard.qtbot.waitSignal(panel.previewed, timeout=20_000) as previewed:
            yard.press("source.paste")
        newcomer = previewed.args[0]
        QApplication.clipboard().clear()
    assert newcomer.request.member == "제주 배터리센터"


def test_a_changed_request_is_refused_and_grants_nothing(yard, centre, tmp_path):
    data = bytearray(centre.program.wizard.page.request._request.file_bytes)
    data[60] ^= 1
    (tmp_path / "changed.jangbu-join").write_bytes(data)
    page = yard.open("members")
    panel = page.open_admit()
    panel.source.give(str(tmp_path / "changed.jangbu-join"))
    yard.wait(lambda: bool(panel.source.problem()))
    assert len(yard.program.work.standing().network.granted) == 2


def test_one_more_person_of_a_member_is_let_in_by_a_second_request(yard, centre, tmp_path):
    let_in(yard, centre.program.wizard.page.request._request.qr_text)
    yard.export(tmp_path / "grant.jangbu-bundle")
    centre.type("field.onboarding.join.grant", str(tmp_path / "grant.jangbu-bundle"))
    centre.begin()
    page = centre.open("members")
    panel = page.open_add()
    with centre.qtbot.waitSignal(panel.added, timeout=20_000):
        centre.add_person("센터 관리", "battery.role.jtp_hq")
    request = tmp_path / "again.jangbu-join"
    centre.type("field.onboarding.join.file", str(request))
    newcomer = let_in(yard, str(request))
    assert newcomer.known_device and [one.title for one in newcomer.persons] == ["센터 관리"]
    yard.wait(lambda: len(yard.program.work.standing().network.granted) == 6)


@pytest.fixture
def joined(yard, centre, tmp_path):
    """Both in the network; the yard has since written one more entry, which is in `news`."""
    let_in(yard, centre.program.wizard.page.request._request.qr_text)
    yard.export(tmp_path / "grant.jangbu-bundle")
    centre.type("field.onboarding.join.grant", str(tmp_path / "grant.jangbu-bundle"))
    centre.begin()
    panel = yard.open("members").open_add()
    with yard.qtbot.waitSignal(panel.added, timeout=20_000):
        yard.add_person("입고 담당 2", "battery.role.yard")
    yard.export(tmp_path / "news.jangbu-bundle")
    return tmp_path / "news.jangbu-bundle"


def preview(centre, path):
    page = centre.open("bundle")
    with centre.qtbot.waitSignals([page.taking.previewed], timeout=20_000):
        centre.type("field.bundle.in", str(path))
    return page.taking


def shown(facts) -> dict[str, str]:
    """The figures on the screen by their names."""
    told = {}
    grid = facts._grid
    for row in range(grid.rowCount()):
        left, right = grid.itemAtPosition(row, 0), grid.itemAtPosition(row, 1)
        if left and right:
            told[left.widget().text()] = right.widget().text()
    return told


def test_a_bundle_is_looked_at_first_and_then_taken_in(joined, yard, centre):
    before = centre.program.work.standing().network
    panel = preview(centre, joined)
    assert shown(panel.facts)["새 기록"] == "1"
    assert centre.program.work.standing().network == before
    with centre.qtbot.waitSignal(panel.taken, timeout=20_000) as taken:
        centre.press("bundle.in.go")
    assert "기록 1건" in panel.told()
    centre.wait(lambda: len(centre.program.work.standing().network.granted) == 6)
    page = yard.open("bundle")
    with yard.qtbot.waitSignal(page.taking.previewed, timeout=20_000) as known:
        yard.type("field.bundle.in", str(joined))
    assert "새로운 것이 없습니다" in page.taking.told() and not known.args[0].carried.blocks.accepted
    assert len(taken.args[0].digest) == 16


def test_two_that_hold_the_same_show_the_same_digest_before_and_after(joined, yard, centre):
    name = "장부 요약 (양쪽이 같으면 같은 장부)"

    def digest(program, page) -> str:
        program.wait(lambda: shown(page.network).get(name, "…") != "…")
        return shown(page.network)[name]

    ahead, page = yard.open("bundle"), centre.open("bundle")
    wanted, before = digest(yard, ahead), digest(centre, page)
    assert before != wanted
    panel = preview(centre, joined)
    with centre.qtbot.waitSignal(panel.taken, timeout=20_000):
        centre.press("bundle.in.go")
    centre.wait(lambda: shown(page.network)[name] == wanted)


def test_a_vault_that_waits_for_its_grant_comes_back_to_where_it_is_given(centre, hands, tmp_path):
    asked = centre.program.wizard.flow.request
    centre.window.close()
    again = hands("again", path=tmp_path / "centre" / "centre.jangbu")
    again.unlock()
    again.wait(lambda: again.program.wizard is not None and again.program.wizard.flow.step is Step.JOIN)
    assert again.program.wizard.flow.request.fingerprint == asked.fingerprint
    again.press("onboarding.back")
    again.wait_for("onboarding.network.found")


def test_a_cut_off_bundle_says_what_it_still_holds(joined, centre):
    data = joined.read_bytes()
    joined.write_bytes(data[:-10])
    panel = preview(centre, joined)


    def said() -> bool:
        labels = [one for one in panel.findChildren(QLabel) if one.isVisible()]
        return any("온전하지 않습니다" in one.text() for one in labels)

    centre.wait(said)
    assert len(centre.program.work.standing().network.granted) == 5


def test_a_file_that_is_no_bundle_is_refused(joined, centre):
    joined.write_bytes(b"no bundle at all")
    page = centre.open("bundle")
    with centre.qtbot.waitSignal(page.taking.failed, timeout=20_000):
        centre.type("field.bundle.in", str(joined))
    assert page.taking.told() and not page.taking.go.isVisible()


def test_a_bundle_for_others_cannot_be_read(yard, hands, tmp_path):
    yard.export(tmp_path / "own.jangbu-bundle")
    other = hands("other")
    other.found("other", "서울폐차장", "담당", "battery.role.yard", "다른 장부망")
    page = other.open("bundle")
    with other.qtbot.waitSignal(page.taking.failed, timeout=20_000) as failed:
        other.type("field.bundle.in", str(tmp_path / "own.jangbu-bundle"))
    assert failed.args[0].code == "not_the_audience"


def test_a_place_that_cannot_be_written_is_said(yard, tmp_path):
    page = yard.open("bundle")
    yard.type("field.bundle.out", str(tmp_path / "nowhere" / "x"))
    yard.wait(lambda: "쓰지 못했습니다" in page.out.save.told())


def test_what_has_not_gone_out_is_counted(yard, tmp_path):
    assert yard.window.top_bar.sync._facts.waiting > 0
    yard.export(tmp_path / "all.jangbu-bundle")
    yard.wait(lambda: yard.window.top_bar.sync._facts.waiting == 0)
    assert yard.window.top_bar.sync._facts.seconds_ago == 0
