"""Bars, maps and photos: keys move, what is pointed at is told, the same numbers stand in a table."""

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from core.errors import InputError
from desktop.theme import Tone
from desktop.widgets.bar_data import Bar, Bars
from desktop.widgets.bar_panel import BarPanel
from desktop.widgets.geo_json import Area
from desktop.widgets.map_data import Marker, MarkerKind, Shape
from desktop.widgets.map_panel import MapPanel
from desktop.widgets.photo_strip import SIDE_MAX_PX, Photo, PhotoStrip, plain_jpeg

CTRL = Qt.KeyboardModifier.ControlModifier
STEPS = (Bar("기본급", 2000.0), Bar("공제", -250.0), Bar("실지급", 1750.0, total=True))
WAGES = Bars("11월", "원", STEPS, waterfall=True)
LESS = Bars("12월", "원", (Bar("기본급", 500.0),))
SHELTER = MarkerKind("대피소", Shape.SQUARE, Tone.GOOD, "대")
DEPOT = MarkerKind("창고", Shape.CIRCLE, Tone.INFO, "창")
MARKERS = (
    Marker("a", 129.0, 35.1, SHELTER, "해운대 대피소, 40명"),
    Marker("b", 129.2, 35.2, DEPOT, "기장 창고", fade=1.0),
)
COAST = (Area("부산", (((128.9, 35.0), (129.3, 35.0), (129.3, 35.3), (128.9, 35.0)),)),)


@pytest.fixture
def shown(qtbot):
    def show(widget):
        qtbot.addWidget(widget)
        widget.resize(640, 420)
        widget.show()
        widget.activateWindow()
        return widget

    return show


def test_arrows_walk_along_the_bars_and_tell_each(qtbot, desk, shown):
    panel = shown(BarPanel(desk))
    panel.show_bars("임금", [WAGES])
    (chart,) = panel.charts
    told = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_End, Qt.Key.Key_End):
        qtbot.keyClick(chart, key)
        told.append(chart.cursor_text())
    assert told == ["기본급 2,000 원 → 2,000 원", "공제 -250 원 → 1,750 원", "실지급 1,750 원", "실지급 1,750 원"]
    assert chart.accessibleDescription() == "실지급 1,750 원"
    assert panel._value.text() == "실지급 1,750 원"


def test_several_charts_share_one_scale(desk, shown):
    panel = shown(BarPanel(desk))
    panel.show_bars("임금", [WAGES, LESS])
    assert {chart._reach for chart in panel.charts} == {(0.0, 2000.0)}


def test_the_numbers_stand_in_a_table_behind_ctrl_t(qtbot, desk, shown):
    panel = shown(BarPanel(desk))
    panel.show_bars("임금", [WAGES, LESS])
    QApplication.processEvents()  # new parts show themselves once they are laid out
    qtbot.keyClick(panel.charts[0], Qt.Key.Key_T, CTRL)
    assert panel.shows_table()
    rows = [[panel.table.item(row, column).text() for column in range(3)] for row in range(panel.table.rowCount())]
    assert rows[1] == ["11월", "공제", "-250 원"] and rows[-1] == ["12월", "기본급", "500 원"]


def test_a_fall_is_told_apart_without_colour(desk, shown):
    """Hatched: the bar of the fall has dots of the ground in it, the others have not."""
    panel = shown(BarPanel(desk))
    panel.show_bars("임금", [WAGES])
    chart = panel.charts[0]
    image = chart.grab().toImage()
    room = chart._room(WAGES)
    row = room.height() / 3

    def colours(place: int) -> int:
        y = int(room.top() + row * (place + 0.5))
        return len({image.pixelColor(x, y).name() for x in range(int(room.left()) + 4, int(room.right()) - 4)})

    assert colours(1) > colours(0)


def test_arrows_walk_along_the_markers_and_enter_opens_one(qtbot, desk, shown):
    panel = shown(MapPanel(desk))
    panel.show_map(COAST, MARKERS)
    qtbot.keyClick(panel.map, Qt.Key.Key_Right)
    assert panel._value.text() == panel.map.accessibleDescription() == "해운대 대피소, 40명"
    qtbot.keyClick(panel.map, Qt.Key.Key_Right)
    with qtbot.waitSignal(panel.opened) as opened:
        qtbot.keyClick(panel.map, Qt.Key.Key_Return)
    assert opened.args == ["b"]
    qtbot.keyClick(panel.map, Qt.Key.Key_T, CTRL)
    assert panel.table.item(0, 1).text() == "해운대 대피소, 40명"


def test_the_whole_map_is_in_sight_and_zoom_goes_back(qtbot, desk, shown):
    panel = shown(MapPanel(desk))
    panel.show_map(COAST, MARKERS)
    places = [panel.map.place_of(one) for one in MARKERS]
    assert all(panel.map.rect().contains(place.toPoint()) for place in places)
    assert places[0].x() < places[1].x() and places[0].y() > places[1].y(), "east is right, north is up"
    qtbot.keyClick(panel.map, Qt.Key.Key_Plus)
    assert panel.map.place_of(MARKERS[0]) != places[0]
    qtbot.keyClick(panel.map, Qt.Key.Key_0)
    assert panel.map.place_of(MARKERS[0]) == places[0]


def test_a_map_of_nothing_and_of_one_place_is_drawn(desk, shown):
    panel = shown(MapPanel(desk))
    panel.show_map((), ())
    assert not panel.map.grab().isNull()
    panel.show_map((), MARKERS[:1])
    assert panel.map.rect().contains(panel.map.place_of(MARKERS[0]).toPoint())


def picture(width: int, height: int, kind: str = "PNG") -> bytes:
    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.darkGreen)
    image.setText("Description", "35.1 N 129.0 E")
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, kind)
    return bytes(held.data())


def test_photos_are_walked_opened_and_named(qtbot, desk, shown):
    strip = shown(PhotoStrip(desk))
    strip.show_photos([Photo("a", "포장 앞면", QImage.fromData(picture(40, 30))), Photo("b", "포장 뒷면")])
    QApplication.processEvents()
    first, second = strip._thumbs
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert second.hasFocus()
    assert second.accessibleName() == "포장 뒷면 사진 도착 전"
    with qtbot.waitSignal(strip.opened) as opened:
        qtbot.keyClick(second, Qt.Key.Key_Return)
    assert opened.args == ["b"]
    assert not strip.grab().isNull()


def test_a_photo_is_made_small_and_loses_what_was_written_beside_it(qapp):
    made = plain_jpeg(picture(4000, 2000))
    image = QImage.fromData(made)
    assert (image.width(), image.height()) == (SIDE_MAX_PX, SIDE_MAX_PX // 2)
    assert made[:2] == b"\xff\xd8" and b"129.0 E" not in made and b"Exif" not in made
    assert QImage.fromData(plain_jpeg(picture(40, 30))).width() == 40


@pytest.mark.parametrize("data", [b"", b"no picture", b"\x89PNG\r\n\x1a\n broken"])
def test_what_is_no_picture_is_told(qapp, data):
    with pytest.raises(InputError) as caught:
        plain_jpeg(data)
    assert caught.value.code == "picture_unreadable"
