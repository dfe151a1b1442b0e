"""The look follows settings and system, and what has the focus can be seen."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.settings import Appearance, Density, Settings
from desktop.theme import CONTRAST, DARK, LIGHT, Theme
from desktop.theme.icons import tinted_pixmap
from tests.support.desks import make_desk


def test_the_system_scheme_is_followed_until_one_is_chosen(qapp, tmp_path, monkeypatch):
    theme = Theme(qapp, Settings(tmp_path))
    monkeypatch.setattr(type(qapp.styleHints()), "colorScheme", lambda self: Qt.ColorScheme.Dark)
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens is DARK
    theme.choose_appearance(Appearance.LIGHT)
    assert theme.tokens is LIGHT
    qapp.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens is LIGHT


@pytest.mark.parametrize("appearance", [Appearance.LIGHT, Appearance.DARK, Appearance.CONTRAST])
@pytest.mark.parametrize("make", [QLineEdit, QPushButton, QCheckBox])
def test_the_focus_can_be_seen(desk, qtbot, appearance, make):
    desk.theme.choose_appearance(appearance)
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    other, watched = QLineEdit(), make()
    column.addWidget(other)
    column.addWidget(watched)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    other.setFocus()
    before, size = watched.grab().toImage(), watched.sizeHint()
    watched.setFocus()
    after = watched.grab().toImage()
    accent = QColor(desk.theme.tokens.accent)
    middle = after.height() // 2
    assert after.pixelColor(1, middle) == accent
    assert before.pixelColor(1, middle) != accent
    assert watched.sizeHint() == size  # nothing moves


def test_gloves_get_targets_of_44_px(desk, qtbot):
    desk.theme.choose_density(Density.FIELD)
    for make in (QPushButton, QLineEdit):
        widget = make()
        qtbot.addWidget(widget)
        widget.ensurePolished()
        assert widget.sizeHint().height() >= 44
    assert desk.theme.row_px >= 44


def test_text_doubles_at_200_percent(desk, qtbot):
    title = QLabel("장부")
    title.setProperty("role", "title")
    qtbot.addWidget(title)
    title.ensurePolished()
    assert QApplication.font().pointSizeF() == pytest.approx(11)
    assert title.font().pointSizeF() == pytest.approx(17)
    desk.theme.choose_text_percent(200)
    assert QApplication.font().pointSizeF() == pytest.approx(22)
    assert title.font().pointSizeF() == pytest.approx(34)


def test_the_bundled_font_has_hangul_and_is_the_one_in_use(desk):
    assert QApplication.font().family() == "Pretendard"


def test_icons_have_the_colour_of_their_token(qapp):
    image = tinted_pixmap("lock", CONTRAST.accent, 24).toImage()
    solid = {
        image.pixelColor(x, y).name().upper()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }
    assert solid == {CONTRAST.accent}


def test_a_desk_follower_dies_with_its_owner(desk, qapp):
    owner, shown = QWidget(), []
    desk.follow(owner, lambda: shown.append(desk.words.language))
    desk.language.choose("en")
    assert shown == ["ko", "en"]
    owner.deleteLater()
    qapp.sendPostedEvents(None, 52)  # DeferredDelete
    desk.language.choose("ko")
    assert shown == ["ko", "en"]


def test_two_desks_do_not_share_settings(qapp, tmp_path):
    first, second = make_desk(tmp_path / "a"), make_desk(tmp_path / "b")
    first.theme.choose_text_percent(150)
    assert second.settings.text_percent == 100
