"""The small pieces, each by what a person does with it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication
from PySide6.QtWidgets import QLineEdit, QPushButton

from desktop.theme import Tone
from desktop.widgets.banner import Banner, Notice
from desktop.widgets.figure_card import FigureCard
from desktop.widgets.file_field import FileField
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.history import History, HistoryItem
from desktop.widgets.key_values import KeyValues
from desktop.widgets.progress_row import ProgressRow
from desktop.widgets.qr_reader import QrReader
from desktop.widgets.qr_view import QrView
from desktop.widgets.secret_fields import PassphraseField, PinField
from desktop.widgets.source_field import SourceField
from desktop.widgets.state_chip import STATES, StateChip


@pytest.fixture
def add(qtbot):
    def show(widget):
        qtbot.addWidget(widget)
        widget.show()
        widget.activateWindow()
        return widget

    return show


@pytest.mark.parametrize("state", STATES)
def test_a_state_is_told_by_word_and_icon(desk, add, state):
    chip = add(StateChip(desk, state, 3))
    assert chip.text()
    assert chip.accessibleName() == chip.text()
    assert not chip._picture.pixmap().isNull()


def test_words_follow_the_language_at_once(desk, add):
    chip = add(StateChip(desk, "confirmed", 3))
    assert chip.text() == "확인됨 3"
    desk.language.choose("en")
    assert chip.text() == "Confirmed by 3"


def test_a_figure_is_read_out_with_unit_band_and_source(add):
    card = add(FigureCard())
    card.show_figure("잔존용량", "91.6", "%", "2026-11-22", "구간 88.6–94.6 %")
    assert card.accessibleName() == "잔존용량 91.6 %, 구간 88.6–94.6 %, 2026-11-22"


def test_evidence_is_folded_until_asked(desk, add, qtbot):
    card = add(FlagCard(desk, Tone.WARN, "what", "why", "do", "evidence"))
    assert not card._evidence.isVisible()
    qtbot.mouseClick(card.findChild(QPushButton), Qt.MouseButton.LeftButton)
    assert card._evidence.isVisible()


def test_banners_wait_for_each_other_and_stay_until_read(desk, add, qtbot):
    banner = add(Banner(desk))
    done = []
    first, second = Notice("one"), Notice("two", action_key="copy", on_action=lambda: done.append(1))
    for notice in (first, second, first):
        banner.tell(notice)
    assert banner.current is first
    with qtbot.waitSignal(banner.read) as read:
        qtbot.mouseClick(banner._close, Qt.MouseButton.LeftButton)
    assert read.args == [first]
    assert banner.current is second
    qtbot.mouseClick(banner._action, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert banner.current is None and not banner.isVisible()


def test_a_pin_takes_digits_only(desk, add, qtbot):
    field = add(PinField(desk))
    qtbot.keyClicks(field, "12a3-4 5")
    assert (field.text(), field.is_complete()) == ("12345", False)
    qtbot.keyClicks(field, "67890123456")
    assert (field.text(), field.is_complete()) == ("123456789012", True)
    assert "123" not in field.displayText()


def test_a_passphrase_is_hidden_until_asked_and_hidden_again_when_cleared(desk, add, qtbot):
    field = add(PassphraseField(desk))
    field._edit.insert("비밀 secret")  # QTest types Latin-1 only
    assert "secret" not in field._edit.displayText()
    qtbot.mouseClick(field._eye, Qt.MouseButton.LeftButton)
    assert field._edit.displayText() == "비밀 secret"
    field.clear()
    assert field.text() == ""
    qtbot.keyClicks(field._edit, "again")
    assert field._edit.displayText() != "again"


def test_a_file_is_chosen_by_path(desk, add, qtbot, tmp_path):
    field = add(FileField(desk, "file.path"))
    there = tmp_path / "측정.csv"
    there.write_text("x", encoding="utf-8")
    field._edit.setText(str(there))
    with qtbot.waitSignal(field.chosen) as chosen:
        qtbot.keyClick(field._edit, Qt.Key.Key_Return)
    assert chosen.args == [there]


def test_a_missing_file_is_said_to_be_missing(desk, add, qtbot, tmp_path):
    field = add(FileField(desk, "file.path"))
    with qtbot.assertNotEmitted(field.chosen):
        field.set_path(tmp_path / "none.csv")
    assert field._problem.isVisible()


def test_a_dropped_file_is_chosen_and_two_are_not(desk, add, qtbot, tmp_path):
    field = add(FileField(desk, "file.path"))
    paths = [tmp_path / name for name in ("a.csv", "b.csv")]
    for path in paths:
        path.write_text("x", encoding="utf-8")

    def drop(some: list[Path]) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in some])
        none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
        field.dropEvent(QDropEvent(QPointF(1, 1), Qt.DropAction.CopyAction, data, left, none))

    with qtbot.waitSignal(field.chosen) as chosen:
        drop(paths[:1])
    assert chosen.args == [paths[0]]
    with qtbot.assertNotEmitted(field.chosen):
        drop(paths)


def test_values_can_be_copied(desk, add, qtbot):
    facts = add(KeyValues(desk))
    facts.show_pairs([("지문", "a1b2c3"), ("이름", "야드")], frozenset({"지문"}))
    (copy,) = facts.findChildren(QPushButton)
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "a1b2c3"


def test_what_is_shown_as_qr_is_read_from_a_picture(desk, add, qtbot, tmp_path):
    shown = add(QrView(desk, "onboarding.join.qr"))
    text = "JANGBU1:" + "Ab0_-" * 200
    shown.show_text(text)
    path = tmp_path / "screen.png"
    assert shown.grab().save(str(path))
    reader = add(QrReader(desk, "JANGBU1:"))
    with qtbot.waitSignal(reader.read) as read:
        reader._file.set_path(path)
    assert read.args == [text]
    QGuiApplication.clipboard().setImage(shown.grab().toImage())
    with qtbot.waitSignal(reader.read) as read:
        reader._on_paste()
    assert read.args == [text]


def test_pictures_without_our_code_are_refused_in_words(desk, add, qtbot, tmp_path):
    reader = add(QrReader(desk, "JANGBU1:"))
    (tmp_path / "no.png").write_bytes(b"no picture")
    reader._file.set_path(tmp_path / "no.png")
    assert "그림이 아닙니다" in reader.problem()
    other = add(QrView(desk, "onboarding.join.qr"))
    other.show_text("https")
    QGuiApplication.clipboard().setImage(other.grab().toImage())
    reader._on_paste()
    assert "장부의 QR이 아닙니다" in reader.problem()


def test_progress_is_told_and_can_be_stopped(desk, add, qtbot):
    row = add(ProgressRow(desk))
    row.begin("읽는 중")
    row.advance(1, 3)
    assert row._text.text() == "읽는 중 — 33 %"
    with qtbot.waitSignal(row.cancelled):
        qtbot.mouseClick(row.findChild(QPushButton), Qt.MouseButton.LeftButton)
    row.end()
    assert not row.isVisible()


def test_history_is_walked_by_keys(desk, add, qtbot):
    history = add(History(desk))
    history.show_items([HistoryItem(name, name, "when", "who", "sent", 2) for name in ("c", "b", "a")])
    rows = history._rows
    qtbot.waitUntil(rows[1].isVisible)
    rows[0].setFocus()
    qtbot.keyClick(rows[0], Qt.Key.Key_Down)
    assert history.focusWidget() is rows[1]
    with qtbot.waitSignal(history.opened) as opened:
        qtbot.keyClick(rows[1], Qt.Key.Key_Return)
    assert opened.args == ["b"]
    assert "보냄 2" in rows[1].accessibleName()


def test_a_usb_reader_types_a_code_in_one_burst_past_a_hangul_input_method(desk, add, qtbot):
    field = add(SourceField(desk, "verify.source", "verify.go"))
    assert not field.edit.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled), "letters would become Hangul"
    field.edit.setFocus()
    code = "JANGBU-CARD1:" + "aZ09_-" * 50
    with qtbot.waitSignal(field.given) as given:
        qtbot.keyClicks(field.edit, code)
        qtbot.keyClick(field.edit, Qt.Key.Key_Return)
    assert given.args == [code]


def test_a_usb_reader_reads_a_card_and_ctrl_v_still_takes_a_picture(desk, add, qtbot):
    reader = add(QrReader(desk, "JANGBU1:"))
    assert not reader.typed.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    assert reader.typed.echoMode() is QLineEdit.EchoMode.Password
    with qtbot.waitSignal(reader.read) as read:
        qtbot.keyClicks(reader.typed, "JANGBU1:aB_-9")
        qtbot.keyClick(reader.typed, Qt.Key.Key_Return)
    assert read.args == ["JANGBU1:aB_-9"] and reader.typed.text() == ""
    qtbot.keyClicks(reader.typed, "https://example")
    qtbot.keyClick(reader.typed, Qt.Key.Key_Return)
    assert "장부의 QR이 아닙니다" in reader.problem()
    shown = add(QrView(desk, "onboarding.join.qr"))
    shown.show_text("JANGBU1:picture")
    QGuiApplication.clipboard().setImage(shown.grab().toImage())
    with qtbot.waitSignal(reader.read) as read:
        qtbot.keyClick(reader.typed, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert read.args == ["JANGBU1:picture"]
