"""Lines and ruled tables on paper: black on white, hairlines, sizes in points, places in dots of 600 to the inch."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QFontMetricsF,
    QImage,
    QPainter,
    QPalette,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFrameFormat,
    QTextImageFormat,
    QTextLength,
    QTextOption,
    QTextTable,
    QTextTableCellFormat,
    QTextTableFormat,
)

from desktop.printing.document import printable
from desktop.printing.fonts import printing_font

RESOLUTION_DPI = 600
HAIRLINE_PT = 0.35
RULE_PT = 1.1

CENTRE = Qt.AlignmentFlag.AlignHCenter
_SOLID = QTextFrameFormat.BorderStyle.BorderStyle_Solid


def dots(points: float) -> float:
    """Return a length in points as dots."""
    return points * RESOLUTION_DPI / 72


@dataclass(frozen=True, slots=True)
class Style:
    """How one text is set: size and space above in points, weight, alignment, where a tab leads (dots), line height."""

    size_pt: float
    bold: bool = False
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
    above_pt: float = 0.0
    tab: float = 0.0
    line_percent: int = 118

    def font(self) -> QFont:
        """Return the font of this style in dots."""
        font = printing_font(round(dots(self.size_pt)))
        font.setBold(self.bold)
        return font

    def advance(self, text: str) -> float:
        """Return how many dots the text takes on one line."""
        return QFontMetricsF(self.font()).horizontalAdvance(printable(text))

    def characters(self) -> QTextCharFormat:
        """Return the character format of this style."""
        form = QTextCharFormat()
        form.setFont(self.font())
        form.setForeground(Qt.GlobalColor.black)
        return form

    def block(self) -> QTextBlockFormat:
        """Return the paragraph format of this style."""
        form = QTextBlockFormat()
        form.setAlignment(self.align)
        form.setTopMargin(dots(self.above_pt))
        form.setLineHeight(self.line_percent, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        if self.tab:
            # What does not fit behind the tab goes on below it, not below the label.
            form.setLeftMargin(self.tab)
            form.setTextIndent(-self.tab)
            form.setTabPositions([QTextOption.Tab(self.tab, QTextOption.TabType.LeftTab)])
        return form


class Sheet:
    """A text `width` dots wide that grows downwards; `text` can be painted anywhere on a page."""

    def __init__(self, width: float) -> None:
        self.width = width
        self.text = QTextDocument()
        self.text.setUndoRedoEnabled(False)
        self.text.setDocumentMargin(0)
        self.text.setDefaultFont(printing_font(1))
        self.text.setTextWidth(width)
        self._cursor = QTextCursor(self.text)

    def height(self) -> float:
        """Return the height of what is set so far, in dots."""
        return self.text.size().height()

    def draw(self, painter: QPainter, shown: QRectF) -> None:
        """Draw what lies in `shown`, all of it where that is empty; black, whatever colours the window has."""
        context = QAbstractTextDocumentLayout.PaintContext()
        context.palette = QPalette(Qt.GlobalColor.black)
        context.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
        if not shown.isEmpty():
            painter.setClipRect(shown, Qt.ClipOperation.IntersectClip)
            context.clip = shown
        self.text.documentLayout().draw(painter, context)

    def parted(self, height: float) -> list[tuple[float, float]]:
        """Return stretches of the text, top and bottom in dots, none higher than `height` if a table's row is not.

        A table parts between its rows, and not between its heading and the first of them.
        """
        parts: list[tuple[float, float]] = []
        top = last = 0.0
        for place in [*self._row_tops(), self.height()]:
            if place - top > height and last > top:
                parts.append((top, last))
                top = last
            last = place
        return [*parts, (top, self.height())]

    def _row_tops(self) -> list[float]:
        layout = self.text.documentLayout()
        found = []
        for table in (one for one in self.text.rootFrame().childFrames() if isinstance(one, QTextTable)):
            headed = table.firstCursorPosition().block().previous().text() != ""
            for row in range(1 if headed else 0, table.rows()):
                cells = [table.cellAt(row, column) for column in range(table.columns())]
                tops = [
                    layout.blockBoundingRect(cell.firstCursorPosition().block()).top()
                    - cell.format().toTableCellFormat().topPadding()
                    for cell in cells
                ]
                found.append(min(tops))
        return sorted(found)

    def line(self, text: str, style: Style) -> None:
        """Set a paragraph; an empty text leaves no trace."""
        if not text.strip():
            return
        self._own_line()
        write(self._cursor, text, style)

    def image(self, image: QImage, side: float) -> None:
        """Set a square image `side` dots wide as a line of its own, in the middle."""
        self._own_line()
        name = f"image-{image.cacheKey()}"
        self.text.addResource(QTextDocument.ResourceType.ImageResource.value, QUrl(name), image)
        form = QTextImageFormat()
        form.setName(name)
        form.setWidth(side)
        form.setHeight(side)
        block = QTextBlockFormat()
        block.setAlignment(CENTRE)
        self._cursor.setBlockFormat(block)
        self._cursor.insertImage(form)

    def table(
        self, rows: int, percents: Sequence[float], *, above_pt: float = 0.0, below_pt: float = 0.0
    ) -> QTextTable:
        """Start a table over the whole width with columns of the given shares."""
        form = QTextTableFormat()
        form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        form.setColumnWidthConstraints([QTextLength(QTextLength.Type.PercentageLength, share) for share in percents])
        form.setBorder(0)
        form.setCellSpacing(0)
        form.setCellPadding(0)
        form.setBorderCollapse(True)
        form.setTopMargin(dots(above_pt))
        form.setBottomMargin(dots(below_pt))
        table = self._cursor.insertTable(rows, len(percents), form)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        return table

    def _own_line(self) -> None:
        # A table leaves an empty line behind it, and a new text starts with one: these are used first.
        if self._cursor.block().length() > 1:
            self._cursor.insertBlock()


def write(cursor: QTextCursor, text: str, style: Style) -> None:
    """Set a text in the paragraph where the cursor stands; a tab in it leads to the style's tab stop."""
    cursor.setBlockFormat(style.block())
    cursor.insertText("\t".join(printable(part) for part in text.split("\t")), style.characters())


def rule(
    table: QTextTable,
    row: int,
    column: int,
    *,
    top_pt: float,
    bottom_pt: float,
    padding_pt: float,
    middle: bool = True,
) -> None:
    """Draw the rules above and below a cell, keep its text clear of them, in the middle between them or at the top."""
    form = QTextTableCellFormat()
    place = QTextCharFormat.VerticalAlignment
    form.setVerticalAlignment(place.AlignMiddle if middle else place.AlignTop)
    form.setTopPadding(dots(padding_pt))
    form.setBottomPadding(dots(padding_pt))
    form.setRightPadding(dots(5))
    if top_pt:
        form.setTopBorder(dots(top_pt))
        form.setTopBorderStyle(_SOLID)
        form.setTopBorderBrush(Qt.GlobalColor.black)
    if bottom_pt:
        form.setBottomBorder(dots(bottom_pt))
        form.setBottomBorderStyle(_SOLID)
        form.setBottomBorderBrush(Qt.GlobalColor.black)
    table.cellAt(row, column).setFormat(form)
