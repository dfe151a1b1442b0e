"""Bars beside their names, from nothing or as a waterfall; a cursor that mouse and arrow keys move.

Lying bars leave room for names of any length. A fall is hatched and a total is dark, so that the chart reads in black
and white; the value stands at each bar.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFocusEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)  # fmt: skip
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.desk import Desk
from desktop.theme import Tone
from desktop.widgets.bar_data import Bars
from desktop.widgets.chart_axis import Axis, axis_for

_KEYS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}
_BAR_SHARE = 0.6
_NAME_SHARE = 0.35
"""No more of the width is given to names."""


class BarChart(QWidget):
    """Shows Bars; `pointed(str)` tells the bar under the cursor in words, as does the accessible description."""

    pointed = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bars: Bars | None = None
        self._reach: tuple[float, float] | None = None
        self._cursor: int | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        desk.follow(self, self.update)

    def show_bars(self, bars: Bars, reach: tuple[float, float] | None = None) -> None:
        """Replace what is shown; `reach` is the scale that it shares with others, its own where none is given."""
        self._bars, self._reach, self._cursor = bars, reach, None
        self.setAccessibleName(bars.title)
        self.setAccessibleDescription(" · ".join(f"{bar.name} {bars.write(bar.value)}" for bar in bars.bars))
        self.updateGeometry()
        self.update()

    def cursor_text(self) -> str:
        """The bar under the cursor in words; empty without one."""
        if self._bars is None or self._cursor is None:
            return ""
        bar, (_, end) = self._bars.bars[self._cursor], self._bars.spans()[self._cursor]
        told = f"{bar.name} {self._bars.write(bar.value)}"
        return f"{told} → {self._bars.write(end)}" if self._bars.waterfall and not bar.total else told

    def sizeHint(self) -> QSize:
        count = len(self._bars.bars) if self._bars else 1
        return QSize(420, round(self._row() * (count + 1) + 24))

    def minimumSizeHint(self) -> QSize:
        return QSize(self.fontMetrics().height() * 10, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, last = Qt.Key(event.key()), len(self._bars.bars) - 1 if self._bars else -1
        if last < 0 or key not in (*_KEYS, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_End:
            self._point_at(last)
        elif key == Qt.Key.Key_Home or self._cursor is None:
            self._point_at(0)
        else:
            self._point_at(min(max(self._cursor + _KEYS[key], 0), last))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = int((event.position().y() - 12) // self._row())
        if self._bars is not None and 0 <= place < len(self._bars.bars):
            self._point_at(place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, bars = self._desk.theme.tokens, self._bars
        painter.setPen(QPen(QColor(tokens.accent if self.hasFocus() else tokens.line), 2 if self.hasFocus() else 1))
        painter.setBrush(QColor(tokens.card))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        if bars is None or not bars.bars:
            painter.setPen(QColor(tokens.quiet))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._desk.words.text("chart.empty"))
            return
        room, axis = self._room(bars), axis_for(*(self._reach or bars.reach()), 4)
        self._paint_axis(painter, room, axis, bars)
        for place, span in enumerate(bars.spans()):
            self._paint_bar(painter, bars, place, span, room, axis)

    def _point_at(self, place: int) -> None:
        if place != self._cursor:
            self._cursor = place
            told = self.cursor_text()
            self.setAccessibleDescription(told)
            self.pointed.emit(told)
            self.update()

    def _row(self) -> float:
        return QFontMetricsF(self.font()).height() * 1.9

    def _room(self, bars: Bars) -> QRectF:
        """Where the bars are: beside their names, with room for the longest value behind them."""
        metrics = QFontMetricsF(self.font())
        names = max(metrics.horizontalAdvance(bar.name) for bar in bars.bars)
        left = min(names, self.width() * _NAME_SHARE) + 24
        right = max(metrics.horizontalAdvance(bars.write(bar.value)) for bar in bars.bars) + 16
        return QRectF(self.rect()).adjusted(left, 12, -right, -(metrics.height() + 12))

    def _paint_axis(self, painter: QPainter, room: QRectF, axis: Axis, bars: Bars) -> None:
        tokens, metrics = self._desk.theme.tokens, QFontMetricsF(self.font())
        ticks = axis.ticks()
        for place, tick in enumerate(ticks):
            x = room.left() + axis.share(tick) * room.width()
            painter.setPen(QPen(QColor(tokens.control_line if tick == 0 else tokens.line), 1))
            painter.drawLine(QPointF(x, room.top()), QPointF(x, room.bottom()))
            if place in (0, len(ticks) - 1) or tick == 0:
                painter.setPen(QColor(tokens.quiet))
                text = f"{axis.write(tick)} {bars.unit}".strip() if place == len(ticks) - 1 else axis.write(tick)
                width = metrics.horizontalAdvance(text) + 4
                beside = QRectF(x - width / 2, room.bottom() + 4, width, metrics.height())
                painter.drawText(beside, Qt.AlignmentFlag.AlignCenter, text)

    def _paint_bar(
        self, painter: QPainter, bars: Bars, place: int, span: tuple[float, float], room: QRectF, axis: Axis
    ) -> None:
        tokens, metrics, bar = self._desk.theme.tokens, QFontMetricsF(self.font()), bars.bars[place]
        row = room.height() / len(bars.bars)
        top = room.top() + row * place
        edges = sorted(room.left() + axis.share(edge) * room.width() for edge in span)
        drawn = QRectF(edges[0], top + row * (1 - _BAR_SHARE) / 2, max(edges[1] - edges[0], 1), row * _BAR_SHARE)
        fall = bar.value < 0
        tone = Tone.INK if bar.total and bars.waterfall else Tone.BAD if fall else Tone.ACCENT
        colour = QColor(tokens.tone(tone))
        painter.setPen(QPen(colour, 1))
        painter.setBrush(QBrush(colour, Qt.BrushStyle.BDiagPattern if fall else Qt.BrushStyle.SolidPattern))
        painter.drawRect(drawn)
        if place == self._cursor:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(tokens.ink), 2))
            painter.drawRect(drawn.adjusted(-3, -3, 3, 3))
        painter.setPen(QColor(tokens.ink))
        name = metrics.elidedText(bar.name, Qt.TextElideMode.ElideRight, room.left() - 20)
        painter.drawText(
            QRectF(12, top, room.left() - 20, row), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name
        )
        value = QRectF(drawn.right() + 6, top, self.width() - drawn.right() - 8, row)
        painter.drawText(value, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, bars.write(bar.value))
