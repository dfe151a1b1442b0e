"""Photos of a battery: shown before they are signed, small beside the entry, and by their previews before they come."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton

from core.ledger.previews import files_of
from core.vault.views import find_subject, history, network_view
from desktop.domains.battery.pages.places import Task
from desktop.entries.showing_panels import PicturePanel
from desktop.jobs import Lane
from desktop.widgets.picture import PictureButton, SmallPicture
from desktop.words import Words
from tests.gui.domains.battery.test_story import entry_of, take_in
from tests.gui.domains.battery.test_waiting import drafts
from tests.support.laptops import carry
from tests.support.photos import from_camera, huge_png, photo

VISUAL = "battery.inspect.visual"


def files(hand):
    return hand.laptop.window.current_page().forms().files


def begin(hand, *paths):
    take_in(hand)
    hand.laptop.open("battery.record", Task("visual"))
    hand.battery("LEAF-1")
    hand.press("battery.visual.clean")
    for path in paths:
        files(hand)._field.set_path(path)
    hand.settle()


@pytest.fixture
def burnt(tmp_path):
    """A photo of a camera that was held upright: 800 wide and 1200 high once it is turned."""
    path = tmp_path / "burnt.jpg"
    path.write_bytes(from_camera(photo(1200, 800), 6))
    return path


@pytest.fixture
def with_photo(yard, burnt):
    """The yard has signed an inspection with a photo."""
    begin(yard, burnt)
    yard.sign()
    return yard


def attached(hand):
    rows = history(hand.laptop.vault.replica(hand.laptop.network), battery(hand))
    return next(row.entry.content.attachments for row in rows if row.entry.content.type == VISUAL)


def battery(hand):
    return find_subject(hand.laptop.vault.replica(hand.laptop.network), "LEAF-1").id


def opened(hand):
    """The entry of the inspection, in the history."""
    page = hand.laptop.open("battery.history", battery(hand))
    page.history.opened.emit(entry_of(hand, VISUAL))
    hand.settle()
    return page


def told(root):
    return [one.text() for one in root.findChildren(QLabel) if one.isVisibleTo(root)]


def without_photo(centre, yard, tmp_path):
    """At the centre the entry and its preview have come, the photo has not."""
    carry(yard.laptop.vault, centre.laptop.vault, tmp_path)
    (file,) = files_of(attached(yard))
    centre.laptop.vault.attachments.path(file.original.root).unlink()
    return file


def test_a_photo_is_seen_before_it_is_signed(yard, burnt):
    begin(yard, burnt)
    (shown,) = [one for one in files(yard).findChildren(SmallPicture) if one.isVisibleTo(files(yard))]
    assert (shown.pixmap().width(), shown.pixmap().height()) == (64, 96)
    assert shown.pixmap().toImage().pixelColor(32, 10).red() > 150, "it stands upright: the red half above"
    assert shown.accessibleName() == "사진: burnt.jpg"
    yard.press("files.remove")
    assert not [one for one in files(yard).findChildren(SmallPicture) if one.isVisibleTo(files(yard))]


def test_what_is_no_photo_or_too_large_is_listed_without_a_picture(yard, burnt, tmp_path):
    wrong, bomb = tmp_path / "table.jpg", tmp_path / "bomb.png"
    wrong.write_bytes(b"cycle,mAh\n1,2900\n")
    bomb.write_bytes(huge_png(60_000, 60_000))
    begin(yard, wrong, bomb, burnt)
    shown = [one.accessibleName() for one in files(yard).findChildren(SmallPicture) if one.isVisibleTo(files(yard))]
    assert shown == ["사진: burnt.jpg"]
    assert [name for name in told(files(yard)) if name] == [
        Words("ko").text("battery.files"), "table.jpg", "bomb.png", "burnt.jpg",
    ]  # fmt: skip


def test_the_keyboard_stays_where_it_is_when_a_picture_has_been_decoded(yard, burnt, tmp_path, monkeypatch):
    jobs, waiting = yard.laptop.desk.jobs, []
    begin(yard)
    film = tmp_path / "film.mov"
    film.write_bytes(b"\0\0\0\x18ftypqt  " + bytes(64))
    files(yard)._field.set_path(film)
    run = jobs.run

    def later(work, *, on_done=None, lane=Lane.VAULT, **more):
        return run(work, on_done=lambda found: waiting.append((on_done, found)), lane=lane, **more)

    monkeypatch.setattr(jobs, "run", later)
    files(yard)._field.set_path(burnt)
    (begun,) = [waiting.pop()]
    begun[0](begun[1])
    yard.settle()
    assert not files(yard).decided(), "the keyboard is at the film's tick now"
    focused = yard.laptop.window.focusWidget()
    assert isinstance(focused, QCheckBox)
    (decoded,) = [waiting.pop()]
    decoded[0](decoded[1])
    yard.settle()
    assert yard.laptop.window.focusWidget() is focused
    assert any(one.isVisibleTo(files(yard)) for one in files(yard).findChildren(SmallPicture))


def test_a_signed_photo_has_a_preview_that_is_no_file_of_its_own(with_photo):
    (file,) = files_of(attached(with_photo))
    assert len(attached(with_photo)) == 2 and file.preview is not None
    page = opened(with_photo)
    assert page.findChild(QPushButton, "entry.file.0") is not None
    assert page.findChild(QPushButton, "entry.file.1") is None
    assert len([one for one in told(page) if one.startswith("image/jpeg")]) == 1
    with_photo.press("erase.order")
    assert any("파일 1" in one for one in told(page)), told(page)


def test_the_photo_is_shown_small_and_opens_large_by_keys_and_by_mouse(with_photo, qtbot):
    page = opened(with_photo)
    shown = page.findChild(PictureButton, "entry.preview.0")
    assert (shown.image.width(), shown.image.height()) == (160, 240)
    assert shown.image.pixelColor(80, 30).red() > 150, "drawn from the photo, upright"
    assert shown.accessibleName().startswith("사진 1 크게 보기")
    for ask in (
        lambda one: QTest.keyClick(one, Qt.Key.Key_Return),
        lambda one: QTest.keyClick(one, Qt.Key.Key_Space),
        lambda one: QTest.mouseClick(one, Qt.MouseButton.LeftButton, pos=QPoint(9, 9)),
    ):
        ask(opened(with_photo).findChild(PictureButton, "entry.preview.0"))
        with_photo.settle()
        (panel,) = page.findChildren(PicturePanel)
        assert (panel.picture.image.width(), panel.picture.image.height()) == (800, 1200)
        assert panel.picture.accessibleName() == "사진 1" and panel.picture.hasFocus()
        assert panel.picture.heightForWidth(400) == 600 and panel.picture.heightForWidth(4000) == 1200
        assert panel.save.edit.text().endswith("LEAF-1.jpg")


def test_pictures_are_decoded_on_the_lane_of_files(with_photo):
    page, lanes = opened(with_photo), with_photo.laptop.desk.jobs.lanes
    assert lanes[-2:] == [Lane.VAULT, Lane.IO]
    QTest.keyClick(page.findChild(PictureButton, "entry.preview.0"), Qt.Key.Key_Return)
    assert lanes[-2:] == [Lane.VAULT, Lane.IO]


def test_before_the_photo_has_come_its_preview_says_so(centre, with_photo, tmp_path):
    # The centre comes first: one application dresses both windows, which the program never does while a page is open.
    file = without_photo(centre, with_photo, tmp_path)
    page = opened(centre)
    shown = page.findChild(SmallPicture, "entry.preview.0")
    assert (shown.pixmap().width(), shown.pixmap().height()) == (159, 240), "of a preview of 213 x 320"
    assert shown.accessibleName() == "사진 1 미리보기" and page.findChild(PictureButton) is None
    size = Words("ko").size(file.original.size)
    assert f"작은 미리보기입니다. 사진 원본({size})은 아직 오지 않았습니다." in told(page)
    here = [one for one in told(page) if "이 컴퓨터에는 없습니다" in one]
    title = next(
        one for one in network_view(with_photo.laptop.vault.replica(with_photo.laptop.network)).granted if one.founder
    )
    assert len(here) == 1 and f"{title.title} ({title.member})" in here[0]
    assert page.findChild(QPushButton, "entry.file.0") is None
    carry(with_photo.laptop.vault, centre.laptop.vault, tmp_path)
    assert not any("미리보기입니다" in one for one in told(opened(centre))), "the photo itself is here now"


def test_without_a_preview_nothing_is_drawn(centre, with_photo, tmp_path):
    file = without_photo(centre, with_photo, tmp_path)
    centre.laptop.vault.attachments.path(file.preview.root).unlink()
    page = opened(centre)
    assert page.findChild(SmallPicture) is None and page.findChild(PictureButton) is None
    assert not any("미리보기" in one for one in told(page))
    assert len([one for one in told(page) if "이 컴퓨터에는 없습니다" in one]) == 1


def test_a_draft_that_comes_back_lists_the_photo_once_and_leaves_out_both(yard, burnt):
    begin(yard, burnt)
    yard.hold()
    QTest.keyClick(yard.laptop.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    (draft,) = drafts(yard)
    assert len(draft.entry.attachments) == 2
    yard.laptop.open("battery.record", draft)
    yard.settle()
    assert len([one for one in told(files(yard)) if "image/jpeg" in one]) == 1
    (shown,) = [one for one in files(yard).findChildren(SmallPicture) if one.isVisibleTo(files(yard))]
    assert shown.pixmap().height() == 96 and shown.accessibleName().startswith("사진: 초안의 파일 1")
    yard.press("files.remove")
    assert files(yard).kept() == ()
