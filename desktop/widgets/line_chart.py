"""A chart of lines with axes, units, a band and a cursor that mouse and arrow keys move."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)  # fmt: skip
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.chart_axis import Axis, axis_for
from desktop.widgets.chart_data import Chart, Line

# Told apart in black and white by the pattern; the tones only help.
_STYLES = (
    (Tone.ACCENT, Qt.PenStyle.SolidLine),
    (Tone.WARN, Qt.PenStyle.DashLine),
    (Tone.GOOD, Qt.PenStyle.DotLine),
    (Tone.BAD, Qt.PenStyle.DashDotLine),
)
_KEYS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_PageDown: 20, Qt.Key.Key_PageUp: -20}


class LineChart(QWidget):
    """Shows a Chart; `pointed(str)` tells the value under the cursor in words, as does the accessible description."""

    pointed = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._chart: Chart | None = None
        self._cursor: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        desk.follow(self, self.update)

    def show_chart(self, chart: Chart) -> None:
        """Replace what is shown; the cursor starts anew."""
        self._chart, self._cursor = chart, None
        self.setAccessibleName(chart.title)
        self.setAccessibleDescription(f"{chart.heading_x()}, {chart.heading_y()}")
        self.update()

    def cursor_text(self) -> str:
        """The values under the cursor in words; empty without one."""
        if self._chart is None or self._cursor is None:
            return ""
        x = self._chart.lines[0].x[self._cursor]
        parts = [f"{self._chart.x_name} {self._chart.write(x)} {self._chart.x_unit}".strip()]
        for line in self._chart.lines:
            if not len(line.x):
                continue
            place = line.nearest(x)
            value = f"{line.name} {self._chart.write(line.y[place])} {self._chart.y_unit}".strip()
            if len(line.low):
                value += f" ({self._chart.write(line.low[place])}–{self._chart.write(line.high[place])})"
            parts.append(value)
        return " · ".join(parts)

    def sizeHint(self) -> QSize:
        return QSize(480, 280)

    def minimumSizeHint(self) -> QSize:
        line = self.fontMetrics().height()
        return QSize(line * 14, line * 11)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._chart is None or not self._chart.lines or not len(self._chart.lines[0].x):
            super().keyPressEvent(event)
            return
        last = len(self._chart.lines[0].x) - 1
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Home:
            self._point_at(0)
        elif key == Qt.Key.Key_End:
            self._point_at(last)
        elif key in _KEYS:
            self._point_at(0 if self._cursor is None else min(max(self._cursor + _KEYS[key], 0), last))
        else:
            super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._chart is None or not self._chart.lines or not len(self._chart.lines[0].x):
            return
        x_axis, _ = self._axes(self._chart)
        room = self._room(self._chart)
        share = (event.position().x() - room.left()) / max(room.width(), 1.0)
        self._point_at(self._chart.lines[0].nearest(x_axis.low + share * (x_axis.high - x_axis.low)))

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._desk.theme.tokens
        painter.setPen(QPen(QColor(tokens.accent if self.hasFocus() else tokens.line), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(tokens.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        if self._chart is None or not self._chart.has_points():
            painter.setPen(QColor(tokens.quiet))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._desk.words.text("chart.empty"))
            return
        x_axis, y_axis = self._axes(self._chart)
        room = self._room(self._chart)
        self._paint_axes(painter, self._chart, room, x_axis, y_axis)
        for place, line in enumerate(self._chart.lines):
            self._paint_line(painter, line, place, room, x_axis, y_axis)
        self._paint_legend(painter, self._chart, room)
        self._paint_cursor(painter, self._chart, room, x_axis, y_axis)

    def _point_at(self, place: int) -> None:
        if place != self._cursor:
            self._cursor = place
            told = self.cursor_text()
            self.setAccessibleDescription(told)
            self.pointed.emit(told)
            self.update()

    def _axes(self, chart: Chart) -> tuple[Axis, Axis]:
        metrics = QFontMetricsF(self.font())
        across = max(2, int(self.width() / (metrics.horizontalAdvance("0,000.0") * 1.8)))
        upwards = max(2, int(self.height() / (metrics.height() * 2.4)))
        return axis_for(*chart.x_span(), min(across, 10)), axis_for(*chart.y_span(), min(upwards, 8))

    def _room(self, chart: Chart) -> QRectF:
        """Where the lines are: what axes, headings and legend leave."""
        metrics = QFontMetricsF(self.font())
        _, y_axis = self._axes(chart)
        left = max(metrics.horizontalAdvance(y_axis.write(tick)) for tick in y_axis.ticks()) + 20
        return QRectF(self.rect()).adjusted(left, metrics.height() * 2 + 14, -20, -(metrics.height() * 2 + 18))

    def _paint_axes(self, painter: QPainter, chart: Chart, room: QRectF, x_axis: Axis, y_axis: Axis) -> None:
        tokens, metrics = self._desk.theme.tokens, QFontMetricsF(self.font())
        for tick in y_axis.ticks():
            y = room.bottom() - y_axis.share(tick) * room.height()
            painter.setPen(QPen(QColor(tokens.line), 1))
            painter.drawLine(QPointF(room.left(), y), QPointF(room.right(), y))
            painter.setPen(QColor(tokens.quiet))
            place = QRectF(0, y - metrics.height() / 2, room.left() - 8, metrics.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, y_axis.write(tick))
        for tick in x_axis.ticks():
            x = room.left() + x_axis.share(tick) * room.width()
            text = x_axis.write(tick)
            width = metrics.horizontalAdvance(text) + 4
            painter.setPen(QColor(tokens.quiet))
            painter.drawText(
                QRectF(x - width / 2, room.bottom() + 6, width, metrics.height()), Qt.AlignmentFlag.AlignCenter, text
            )
        painter.setPen(QPen(QColor(tokens.control_line), 1))
        painter.drawLine(room.bottomLeft(), room.bottomRight())
        painter.setPen(QColor(tokens.ink))
        painter.drawText(
            QRectF(room.left(), room.bottom() + metrics.height() + 8, room.width(), metrics.height()),
            Qt.AlignmentFlag.AlignRight, chart.heading_x(),
        )  # fmt: skip
        above = QRectF(12, 8, room.right() - 12, metrics.height())
        painter.drawText(above, Qt.AlignmentFlag.AlignLeft, chart.heading_y())

    def _paint_line(self, painter: QPainter, line: Line, place: int, room: QRectF, x_axis: Axis, y_axis: Axis) -> None:
        tone, style = _STYLES[place % len(_STYLES)]
        colour = QColor(self._desk.theme.tokens.tone(tone))

        def at(x: float, y: float) -> QPointF:
            return QPointF(
                room.left() + x_axis.share(x) * room.width(), room.bottom() - y_axis.share(y) * room.height()
            )

        if len(line.low):
            edge = [at(x, y) for x, y in zip(line.x, line.high, strict=True)]
            edge += [at(x, y) for x, y in zip(reversed(line.x), reversed(line.low), strict=True)]
            faint = QColor(colour)
            faint.setAlpha(50)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faint)
            painter.drawPolygon(QPolygonF(edge))
        painter.setPen(QPen(colour, 2, style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([at(x, y) for x, y in zip(line.x, line.y, strict=True)]))

    def _paint_legend(self, painter: QPainter, chart: Chart, room: QRectF) -> None:
        if len(chart.lines) < 2:
            return
        metrics = QFontMetricsF(self.font())
        x, y = room.left(), metrics.height() + 12 + metrics.height() / 2
        for place, line in enumerate(chart.lines):
            tone, style = _STYLES[place % len(_STYLES)]
            painter.setPen(QPen(QColor(self._desk.theme.tokens.tone(tone)), 2, style))
            painter.drawLine(QPointF(x, y), QPointF(x + 28, y))
            painter.setPen(QColor(self._desk.theme.tokens.ink))
            width = metrics.horizontalAdvance(line.name) + 4
            beside = QRectF(x + 34, y - metrics.height() / 2, width, metrics.height())
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter, line.name)
            x += 34 + width + 16

    def _paint_cursor(self, painter: QPainter, chart: Chart, room: QRectF, x_axis: Axis, y_axis: Axis) -> None:
        if self._cursor is None:
            return
        tokens = self._desk.theme.tokens
        value = chart.lines[0].x[self._cursor]
        x = room.left() + x_axis.share(value) * room.width()
        painter.setPen(QPen(QColor(tokens.ink), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
        for place, line in enumerate(chart.lines):
            if len(line.x):
                y = room.bottom() - y_axis.share(line.y[line.nearest(value)]) * room.height()
                painter.setPen(QPen(QColor(tokens.card), 2))
                painter.setBrush(QColor(tokens.tone(_STYLES[place % len(_STYLES)][0])))
                painter.drawEllipse(QPointF(x, y), 5, 5)
