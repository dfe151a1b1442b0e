"""A table as a PDF on A4: as many pages as it needs, the headings on each, landscape where there are many columns."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextLength,
    QTextTableFormat,
)

from desktop.printing.document import printable
from desktop.printing.fonts import printing_font
from desktop.printing.text_layer import with_spaces
from desktop.tables.export import Written

_DPI = 300
_TITLE_PT, _BODY_PT, _SMALL_PT = 14.0, 8.5, 7.5
_MARGINS_MM = QMarginsF(14, 14, 14, 14)
_UPRIGHT_COLUMNS_MAX = 5
_POINT_DOTS = _DPI / 72
_WIDTH_MIN, _WIDTH_MAX, _LOOKED_AT = 6, 40, 500


def as_pdf(table: Written) -> bytes:
    """The whole table; each page says its number of how many."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    upright = len(table.columns) <= _UPRIGHT_COLUMNS_MAX
    way = QPageLayout.Orientation.Portrait if upright else QPageLayout.Orientation.Landscape
    writer.setPageLayout(
        QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, _MARGINS_MM, QPageLayout.Unit.Millimeter)
    )
    writer.setTitle(table.title)
    writer.setCreator("Jangbu")
    page = writer.pageLayout().paintRectPixels(_DPI)
    foot = round(_SMALL_PT * 2.2 * _POINT_DOTS)
    document = _document(table, QSizeF(page.width(), page.height() - foot))
    painter = QPainter(writer)
    try:
        for number in range(document.pageCount()):
            if number:
                writer.newPage()
            painter.save()
            top = number * (page.height() - foot)
            painter.translate(0, -top)
            document.drawContents(painter, QRectF(0, top, page.width(), page.height() - foot))
            painter.restore()
            painter.setFont(printing_font(round(_SMALL_PT * _POINT_DOTS)))
            painter.drawText(QRectF(0, page.height() - foot * 0.7, page.width(), foot * 0.7), 0, table.told)
            told = f"{number + 1} / {document.pageCount()}"
            painter.drawText(QRectF(0, page.height() - foot * 0.7, page.width(), foot * 0.7), 2, told)
    finally:
        painter.end()
    buffer.close()
    return with_spaces(bytes(held.data()))


def _document(table: Written, size: QSizeF) -> QTextDocument:
    document = QTextDocument()
    document.setUndoRedoEnabled(False)
    document.setDefaultFont(printing_font(round(_BODY_PT * _POINT_DOTS)))
    document.setDocumentMargin(0)
    document.setPageSize(size)
    cursor = QTextCursor(document)
    cursor.insertText(printable(table.title), _characters(_TITLE_PT, bold=True))
    made = cursor.insertTable(len(table.rows) + 1, len(table.columns), _table_format(table))
    headings = [column.heading for column in table.columns]
    for line, row in enumerate((headings, *table.rows)):
        form = _characters(_BODY_PT, bold=not line)
        for place, (cell, column) in enumerate(zip(row, table.columns, strict=True)):
            inside = made.cellAt(line, place).firstCursorPosition()
            block = QTextBlockFormat()
            side = Qt.AlignmentFlag.AlignRight if column.figures else Qt.AlignmentFlag.AlignLeft
            block.setAlignment(side)
            inside.setBlockFormat(block)
            inside.insertText(printable(cell), form)
    return document


def _table_format(table: Written) -> QTextTableFormat:
    form = QTextTableFormat()
    form.setHeaderRowCount(1)
    form.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    form.setColumnWidthConstraints(
        [QTextLength(QTextLength.Type.PercentageLength, share) for share in _shares(table)]
    )
    form.setBorder(1)
    form.setBorderStyle(QTextTableFormat.BorderStyle.BorderStyle_Solid)
    form.setBorderBrush(Qt.GlobalColor.black)
    form.setBorderCollapse(True)
    form.setCellSpacing(0)
    form.setCellPadding(2 * _POINT_DOTS)
    form.setTopMargin(6 * _POINT_DOTS)
    return form


def _characters(points: float, *, bold: bool) -> QTextCharFormat:
    font = printing_font(round(points * _POINT_DOTS))
    font.setBold(bold)
    form = QTextCharFormat()
    form.setFont(font)
    form.setForeground(Qt.GlobalColor.black)
    return form


def _shares(table: Written) -> list[int]:
    """How many percent of the width each column gets: by its longest cell, within bounds so that none starves."""
    looked_at = table.rows[:_LOOKED_AT]
    widest = [
        min(max([len(column.heading), *(len(row[place]) for row in looked_at), _WIDTH_MIN]), _WIDTH_MAX)
        for place, column in enumerate(table.columns)
    ]
    return [max(100 * one // (sum(widest) or 1), 1) for one in widest]
