"""Files that go along: each says what it may tell, and goes as it is only where somebody says so."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QPushButton

from desktop.chosen_file import ChosenFile
from desktop.jobs import JobRunner
from desktop.widgets.file_list import FileList
from desktop.widgets.picture import SmallPicture
from tests.support.photos import coded
from tests.support.watchdog import Ticks

HEIC, TIFF, FILM = b"\0\0\0\x18ftypheic", b"II*\0\x08\0\0\0", b"\0\0\0\x18ftypqt  "
PDF, JPEG = b"%PDF-1.7\n", b"\xff\xd8\xff\xe0\0\x10JFIF"


@pytest.fixture
def files(qtbot, desk):
    made = FileList(desk, "record.files")
    qtbot.addWidget(made)
    made.show()
    made.activateWindow()
    return made


@pytest.fixture
def choose(files, tmp_path):
    def chosen(name: str, begin: bytes):
        path = tmp_path / name
        path.write_bytes(begin + bytes(64))
        files._field.set_path(path)
        QApplication.processEvents()  # rows show themselves once they are laid out
        return path

    return chosen


def told(files) -> str:
    return " ".join(one.text() for one in files.findChildren(QLabel) if one.isVisibleTo(files))


def ticks(files) -> list[QCheckBox]:
    return [one for one in files.findChildren(QCheckBox) if one.isVisibleTo(files)]


@pytest.mark.parametrize("begin", [HEIC, TIFF, FILM])
def test_what_may_tell_a_place_goes_as_it_is_only_when_somebody_says_so(qtbot, files, choose, begin):
    path = choose("사진.bin", begin)
    assert "찍은 곳, 때, 기기" in told(files)
    assert not files.decided()
    (tick,) = ticks(files)
    assert tick.hasFocus(), "the keyboard is where it is decided"
    assert tick.accessibleName() == "그대로 붙이기: 사진.bin"
    with qtbot.waitSignal(files.changed):
        qtbot.keyClick(tick, Qt.Key.Key_Space)
    assert files.decided()
    assert files.files() == (ChosenFile(path, as_it_is=True),)


def test_a_pdf_is_said_to_keep_author_and_time_and_waits_for_nobody(files, choose):
    path = choose("서류.pdf", PDF)
    assert "만든 사람과 때" in told(files)
    assert files.decided()
    assert files.files() == (ChosenFile(path),)
    assert not ticks(files)


def test_a_photo_that_loses_its_place_says_nothing(files, choose):
    choose("photo.jpg", JPEG)
    assert files.decided()
    assert not ticks(files)
    assert "찍은 곳" not in told(files)


def test_a_tick_stays_when_another_file_comes_and_goes_with_its_file(qtbot, desk, files, choose):
    first, second = choose("a.heic", HEIC), choose("b.pdf", PDF)
    ticks(files)[0].setChecked(True)
    third = choose("c.tiff", TIFF)
    desk.language.choose("en")
    QApplication.processEvents()
    assert [one.isChecked() for one in ticks(files)] == [True, False]
    assert ticks(files)[0].text() == "Attach as it is"
    remove = [one for one in files.findChildren(QPushButton, "files.remove") if one.isVisibleTo(files)]
    qtbot.mouseClick(remove[0], Qt.MouseButton.LeftButton)
    assert files.files() == (ChosenFile(second), ChosenFile(third))
    files._field.set_path(first)
    assert files.files()[-1] == ChosenFile(first), "chosen again, it is asked again"


def test_a_file_that_is_gone_is_told_when_it_is_taken_in(files, choose):
    path = choose("gone.heic", HEIC)
    files.clear()
    assert files.files() == ()
    path.unlink()
    files._on_chosen(path)
    assert files.files() == (ChosenFile(path),)


def test_a_huge_photo_is_decoded_beside_the_window(qtbot, desk, tmp_path):
    """24 million pixels as PNG, which takes most of a second wherever it is done."""
    path, runner = tmp_path / "huge.png", JobRunner()
    image = QImage(6000, 4000, QImage.Format.Format_RGB32)
    image.fill(0x336699)
    path.write_bytes(coded(image, "PNG"))
    made = FileList(replace(desk, jobs=runner), "record.files")
    qtbot.addWidget(made)
    made.show()
    try:
        with Ticks() as ticks:
            made._field.set_path(path)
            qtbot.waitUntil(lambda: any(one.isVisible() for one in made.findChildren(SmallPicture)), timeout=20_000)
    finally:
        runner.close()
    assert ticks.worst_work_s < 0.1
