"""A map on paper ground: boundaries as lines, markers by shape, colour and letter, legend, scale bar and north.

Arrows move from marker to marker, Enter opens one, + and - zoom, 0 shows all; the mouse drags and turns the wheel.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPolygonF,
    QTransform,
    QWheelEvent,
)  # fmt: skip
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.desk import Desk
from desktop.widgets.geo_json import Area
from desktop.widgets.map_data import Marker, MarkerKind, Plane, Shape, legend_of, scale_bar

_MARGIN_PX, _MARKER_PX, _LEGEND_PX = 24, 11, 22
_ZOOM_MIN, _ZOOM_MAX, _ZOOM_STEP = 1.0, 200.0, 1.4
_STEPS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}
_FADED = 0.35
"""What is too old is still to be seen."""


class MapView(QWidget):
    """`opened` tells a marker's id; `pointed(str)` what is pointed at, as does the accessible description."""

    opened = Signal(object)
    pointed = Signal(str)

    def __init__(self, desk: Desk, name_key: str = "map.name", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._markers: tuple[Marker, ...] = ()
        self._paths: list[QPainterPath] = []
        self._plane = Plane.around(())
        self._extent = QRectF(-1000, -1000, 2000, 2000)
        self._zoom, self._shift = 1.0, QPointF()
        self._cursor: int | None = None
        self._dragged: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        desk.follow(self, lambda: self.setAccessibleName(desk.words.text(name_key)))

    def show_map(self, areas: Sequence[Area], markers: Sequence[Marker]) -> None:
        """Replace what is shown; all of it is in sight."""
        self._markers, self._cursor = tuple(markers), None
        places = [place for area in areas for ring in area.rings for place in ring]
        places += [(marker.longitude, marker.latitude) for marker in markers]
        self._plane = Plane.around(places)
        self._paths = [self._path(area) for area in areas]
        points = [QPointF(*self._plane.at(*place)) for place in places]
        self._extent = QPolygonF(points).boundingRect() if points else QRectF(-1000, -1000, 2000, 2000)
        self.show_all()

    def show_all(self) -> None:
        """Zoom out to everything."""
        self._zoom, self._shift = 1.0, QPointF()
        self.update()

    def zoom(self, factor: float) -> None:
        """Nearer or farther, around the middle."""
        wanted = min(max(self._zoom * factor, _ZOOM_MIN), _ZOOM_MAX)
        self._shift *= wanted / self._zoom
        self._zoom = wanted
        self.update()

    def place_of(self, marker: Marker) -> QPointF:
        """Where a marker is drawn."""
        return self._transform().map(QPointF(*self._plane.at(marker.longitude, marker.latitude)))

    def sizeHint(self) -> QSize:
        return QSize(640, 440)

    def minimumSizeHint(self) -> QSize:
        return QSize(240, 220)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS and self._markers:
            here = -1 if self._cursor is None and _STEPS[key] > 0 else self._cursor or 0
            self._point_at((here + _STEPS[key]) % len(self._markers))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor is not None:
            self.opened.emit(self._markers[self._cursor].id)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus):
            self.zoom(1 / _ZOOM_STEP if key == Qt.Key.Key_Minus else _ZOOM_STEP)
        elif key == Qt.Key.Key_0:
            self.show_all()
        else:
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        self.zoom(_ZOOM_STEP if event.angleDelta().y() > 0 else 1 / _ZOOM_STEP)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._dragged = event.position()
        found = self._under(event.position())
        if found is not None:
            self._point_at(found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._dragged is not None:
            self._shift += event.position() - self._dragged
            self._dragged = event.position()
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._dragged = None

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        found = self._under(event.position())
        if found is not None:
            self.opened.emit(self._markers[found].id)

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens, painter = self._desk.theme.tokens, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(tokens.paper))
        transform = self._transform()
        pen = QPen(QColor(tokens.control_line), 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setTransform(transform)
        for path in self._paths:
            painter.drawPath(path)
        painter.resetTransform()
        for place, marker in enumerate(self._markers):
            painter.setOpacity(1 - (1 - _FADED) * min(max(marker.fade, 0.0), 1.0))
            self._paint_marker(painter, self.place_of(marker), marker.kind, pointed=place == self._cursor)
        painter.setOpacity(1)
        self._paint_legend(painter)
        self._paint_scale(painter, transform)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(tokens.accent if self.hasFocus() else tokens.line), 2))
        painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _point_at(self, place: int) -> None:
        self._cursor = place
        told = self._markers[place].told
        self.setAccessibleDescription(told)
        self.pointed.emit(told)
        self.update()

    def _under(self, point: QPointF) -> int | None:
        away = [self.place_of(one) - point for one in self._markers]
        near = [(QPointF.dotProduct(one, one), place) for place, one in enumerate(away)]
        return min(near)[1] if near and min(near)[0] <= (2 * _MARKER_PX) ** 2 else None

    def _transform(self) -> QTransform:
        room = QRectF(self.rect()).adjusted(_MARGIN_PX, _MARGIN_PX, -_MARGIN_PX, -_MARGIN_PX)
        wide, high = max(self._extent.width(), 1.0), max(self._extent.height(), 1.0)
        scale = min(room.width() / wide, room.height() / high) * self._zoom
        middle = QRectF(self.rect()).center() + self._shift
        moved = QTransform.fromTranslate(middle.x(), middle.y())
        return moved.scale(scale, scale).translate(-self._extent.center().x(), -self._extent.center().y())

    def _path(self, area: Area) -> QPainterPath:
        path = QPainterPath()
        for ring in area.rings:
            path.addPolygon(QPolygonF([QPointF(*self._plane.at(*place)) for place in ring]))
        return path

    def _paint_marker(self, painter: QPainter, at: QPointF, kind: MarkerKind, *, pointed: bool = False) -> None:
        tokens = self._desk.theme.tokens
        if pointed:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.ink), 2))
            painter.drawEllipse(at, _MARKER_PX + 5, _MARKER_PX + 5)
        painter.setPen(QPen(QColor(tokens.card), 1.5))
        painter.setBrush(QColor(tokens.tone(kind.tone)))
        painter.drawPolygon(_outline(kind.shape, at)) if kind.shape is not Shape.CIRCLE else painter.drawEllipse(
            at, _MARKER_PX, _MARKER_PX
        )
        painter.setPen(QColor(tokens.card))
        box = QRectF(at.x() - _MARKER_PX, at.y() - _MARKER_PX, 2 * _MARKER_PX, 2 * _MARKER_PX)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, kind.letter)

    def _paint_legend(self, painter: QPainter) -> None:
        tokens, metrics, kinds = self._desk.theme.tokens, QFontMetricsF(self.font()), legend_of(self._markers)
        if not kinds:
            return
        row = max(metrics.height(), 2 * _MARKER_PX) + 6
        width = max(metrics.horizontalAdvance(kind.name) for kind in kinds) + 2 * _LEGEND_PX + 12
        box = QRectF(12, 12, width, row * len(kinds) + 12)
        painter.setPen(QPen(QColor(tokens.line), 1))
        painter.setBrush(QColor(tokens.card))
        painter.drawRoundedRect(box, 6, 6)
        for place, kind in enumerate(kinds):
            middle = box.top() + 6 + row * (place + 0.5)
            self._paint_marker(painter, QPointF(box.left() + _LEGEND_PX, middle), kind)
            painter.setPen(QColor(tokens.ink))
            beside = QRectF(box.left() + 2 * _LEGEND_PX, middle - row / 2, width - 2 * _LEGEND_PX, row)
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, kind.name)

    def _paint_scale(self, painter: QPainter, transform: QTransform) -> None:
        tokens, metrics = self._desk.theme.tokens, QFontMetricsF(self.font())
        length, told = scale_bar(1 / transform.m11(), self.width() / 4)
        right, bottom = self.width() - 16.0, self.height() - 16.0
        painter.setPen(QPen(QColor(tokens.ink), 2))
        painter.drawLine(QPointF(right - length, bottom), QPointF(right, bottom))
        for x in (right - length, right):
            painter.drawLine(QPointF(x, bottom - 5), QPointF(x, bottom))
        above = QRectF(right - 200, bottom - 8 - metrics.height(), 200, metrics.height())
        painter.drawText(above, Qt.AlignmentFlag.AlignRight, told)
        painter.setBrush(QColor(tokens.ink))
        top = QPointF(self.width() - 26.0, 14.0)
        painter.drawPolygon(QPolygonF([top, top + QPointF(-7, 18), top + QPointF(0, 13), top + QPointF(7, 18)]))
        north = QRectF(top.x() - 20, top.y() + 20, 40, metrics.height())
        painter.drawText(north, Qt.AlignmentFlag.AlignCenter, self._desk.words.text("map.north"))


def _outline(shape: Shape, at: QPointF) -> QPolygonF:
    size = float(_MARKER_PX)
    corners = {
        Shape.SQUARE: ((-1, -1), (1, -1), (1, 1), (-1, 1)),
        Shape.DIAMOND: ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
        Shape.TRIANGLE: ((0, -1.3), (1.25, 1), (-1.25, 1)),
    }[shape]
    return QPolygonF([QPointF(at.x() + x * size, at.y() + y * size) for x, y in corners])
