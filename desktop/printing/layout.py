"""How a document becomes A4 pages, the same on every printer and in every PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QMarginsF, QPointF, QRectF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QTextCursor, QTextTable

from core.errors import InputError
from desktop.printing.document import Grid, Highlight, PrintedDocument, Row, Section, Signer, page_mark, printable
from desktop.printing.fonts import missing_characters
from desktop.printing.pdfium import PAGES_MAX
from desktop.printing.qr import DOTS_PER_MODULE, QUIET_MODULES, qr_image
from desktop.printing.typesetting import CENTRE, HAIRLINE_PT, RESOLUTION_DPI, RULE_PT, Sheet, Style, dots, rule, write

QR_SYMBOL_MM = 48.0

_MARGINS_MM = QMarginsF(18, 15, 18, 12)

# Body text in points: the largest at which everything fits on the page is taken.
_BODY_SIZES_PT = (10.5, 10.0, 9.5, 9.0, 8.5, 8.0, 7.5)
_FLOWING_SIZES_PT = (9.5, 9.0, 8.5)
_MARK_PT = 8.0

_TITLE_TO_BODY = 2.4
_FIGURE_TO_BODY = 4.8
_PAIR_PERCENT = (16.5, 33.5, 16.5, 33.5)
_LINE_PERCENT = (24.0, 76.0)
_HIGHLIGHT_PERCENT = (20.0, 80.0)
_SIGNER_PERCENT = (26.0, 74.0)
_COLUMN_GAP_PT = 14.0
_FOOT_GAP_PT = 12.0


@dataclass(frozen=True, slots=True)
class Placed:
    """A text, and where its upper left corner is, in dots from the upper left of the printable area."""

    corner: QPointF
    sheet: Sheet
    shown: QRectF = field(default_factory=QRectF)
    """The part of the text that this page shows; all of it where it is empty."""


@dataclass(frozen=True, slots=True)
class Pages:
    """What stands on each page, in reading order."""

    placed: tuple[tuple[Placed, ...], ...]

    def paint(self, device: QPagedPaintDevice, resolution_dpi: float) -> None:
        """Draw the pages on a PDF writer or a printer that has `resolution_dpi` dots to the inch."""
        painter = QPainter(device)
        try:
            # Otherwise Qt stores the QR code as a JPEG.
            painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
            painter.scale(resolution_dpi / RESOLUTION_DPI, resolution_dpi / RESOLUTION_DPI)
            for number, page in enumerate(self.placed):
                if number:
                    device.newPage()
                for one in page:
                    painter.save()
                    painter.translate(one.corner)
                    one.sheet.draw(painter, one.shown)
                    painter.restore()
        finally:
            painter.end()


def page_layout() -> QPageLayout:
    """Return A4 upright with the margins that every printed document has."""
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, _MARGINS_MM, QPageLayout.Unit.Millimeter
    )


def lay_out(document: PrintedDocument) -> Pages:
    """Return the page with the signers and the QR code at its bottom, or the pages of a document that flows.

    Raises InputError("print_character_missing") for text the shipped font cannot set,
    InputError("print_too_long") when it does not fit on one page in a readable size or flows over too many, and what
    `qr_image` raises.
    """
    for printed in document.printed():
        if missing := missing_characters(printable(printed.text)):
            raise InputError("print_character_missing", characters=missing, text=printed.text)
    pages = _on_one_page(document) or (_on_several_pages(document) if document.flows else None)
    if pages is None:
        rows = sum(len(section.rows) for section in document.sections)
        raise InputError("print_too_long", rows=rows)
    return pages


def _on_one_page(document: PrintedDocument) -> Pages | None:
    paper = page_layout().paintRectPixels(RESOLUTION_DPI)
    for size_pt in _BODY_SIZES_PT:
        body, foot = _body(document, size_pt, paper.width()), _foot(document, size_pt, paper.height())
        if body.height() + dots(_FOOT_GAP_PT) <= foot.top:
            return Pages(((Placed(QPointF(0, 0), body), *foot.placed),))
    return None


def _on_several_pages(document: PrintedDocument) -> Pages | None:
    """At the largest size at which the signatures stand below the last of the text, else on a page after it."""
    paper = page_layout().paintRectPixels(RESOLUTION_DPI)
    height = paper.height() - dots(_MARK_PT * 2)
    best: Pages | None = None
    for size_pt in _FLOWING_SIZES_PT:
        body, foot = _body(document, size_pt, paper.width()), _foot(document, size_pt, height)
        parts = body.parted(height)
        pages: list[tuple[Placed, ...]] = [
            (Placed(QPointF(0, -top), body, QRectF(0, top, paper.width(), bottom - top)),) for top, bottom in parts
        ]
        top, bottom = parts[-1]
        beside = bottom - top + dots(_FOOT_GAP_PT) <= foot.top
        if beside:
            pages[-1] += foot.placed
        else:
            pages.append(foot.placed)
        if len(pages) > PAGES_MAX:
            return None
        marked = tuple((*page, _mark(document, number, len(pages))) for number, page in enumerate(pages, 1))
        if beside:
            return Pages(marked)
        best = best or Pages(marked)
    return best


def _mark(document: PrintedDocument, number: int, count: int) -> Placed:
    paper = page_layout().paintRectPixels(RESOLUTION_DPI)
    sheet = Sheet(paper.width())
    sheet.line(page_mark(document.number, number, count), Style(_MARK_PT, align=CENTRE))
    return Placed(QPointF(0, paper.height() - sheet.height()), sheet)


@dataclass(frozen=True, slots=True)
class _Foot:
    """Signers, QR code and footer, from `top` downwards."""

    top: float
    placed: tuple[Placed, ...]


def _foot(document: PrintedDocument, size_pt: float, height: float) -> _Foot:
    width = page_layout().paintRectPixels(RESOLUTION_DPI).width()
    seal = _seal(document, size_pt)
    signers = _signers(document, size_pt, width - seal.width - dots(_COLUMN_GAP_PT))
    symbol = QR_SYMBOL_MM / 25.4 * RESOLUTION_DPI
    footer = Sheet(width)
    footer.line(document.footer, Style(size_pt - 1.5, align=CENTRE))
    footer_top = height - footer.height()
    top = footer_top - dots(_FOOT_GAP_PT) - max(seal.height(), signers.height())
    # The symbol ends where the tables end; its white border lies in the margin.
    seal_left = width - seal.width + (seal.width - symbol) / 2
    return _Foot(
        top,
        (
            Placed(QPointF(0, top), signers),
            Placed(QPointF(seal_left, top), seal),
            Placed(QPointF(0, footer_top), footer),
        ),
    )


def _body(document: PrintedDocument, size_pt: float, width: float) -> Sheet:
    sheet = Sheet(width)
    sheet.line(document.number, Style(size_pt))
    sheet.line(document.title, Style(_TITLE_TO_BODY * size_pt, bold=True, align=CENTRE, above_pt=8))
    for line in document.subtitle.split("\n"):
        sheet.line(line, Style(size_pt + 1, align=CENTRE, above_pt=3))
    if document.highlight is not None:
        _set_highlight(sheet, document.highlight, size_pt)
    for section in document.sections:
        if isinstance(section, Grid):
            _set_grid(sheet, section, size_pt)
        elif section.each_on_its_own_line:
            _set_lines(sheet, section, size_pt)
        else:
            _set_section(sheet, section, size_pt)
    return sheet


def _set_highlight(sheet: Sheet, highlight: Highlight, size_pt: float) -> None:
    table = sheet.table(1, _HIGHLIGHT_PERCENT, above_pt=size_pt, below_pt=size_pt)
    cursor = table.cellAt(0, 0).firstCursorPosition()
    write(cursor, highlight.label, Style(size_pt + 1, align=CENTRE))
    cursor.insertBlock()
    write(cursor, highlight.figure, Style(_FIGURE_TO_BODY * size_pt, bold=True, align=CENTRE, line_percent=88))
    label = Style(size_pt + 2)
    tab = max((label.advance(row.label) for row in highlight.lines), default=0.0) + dots(12)
    cursor = table.cellAt(0, 1).firstCursorPosition()
    for number, row in enumerate(highlight.lines):
        if number:
            cursor.insertBlock()
        style = Style(label.size_pt, above_pt=size_pt / 2 if number else 0, tab=tab)
        write(cursor, f"{row.label}\t", style)
        cursor.insertText(printable(row.value), Style(label.size_pt, bold=True).characters())
    for column in range(2):
        rule(table, 0, column, top_pt=RULE_PT, bottom_pt=RULE_PT, padding_pt=size_pt / 2)


def _set_section(sheet: Sheet, section: Section, size_pt: float) -> None:
    sheet.line(section.heading, Style(size_pt + 1, bold=True))
    lines = _paired(section.rows, size_pt, sheet.width)
    table = sheet.table(len(lines), _PAIR_PERCENT, above_pt=size_pt / 4, below_pt=size_pt * 1.1)
    for number, line in enumerate(lines):
        for place, row in enumerate(line):
            write(table.cellAt(number, 2 * place).firstCursorPosition(), row.label, Style(size_pt))
            write(table.cellAt(number, 2 * place + 1).firstCursorPosition(), row.value, Style(size_pt, bold=True))
        if len(line) == 1:
            table.mergeCells(number, 1, 1, 3)
        for column in range(4):
            _rule_row(table, number, column, size_pt / 4)


def _set_lines(sheet: Sheet, section: Section, size_pt: float) -> None:
    sheet.line(section.heading, Style(size_pt + 1, bold=True))
    table = sheet.table(len(section.rows), _LINE_PERCENT, above_pt=_above(section, size_pt), below_pt=size_pt / 2)
    for number, row in enumerate(section.rows):
        write(table.cellAt(number, 0).firstCursorPosition(), row.label, Style(size_pt))
        _write_lines(table.cellAt(number, 1).firstCursorPosition(), row.value, Style(size_pt, bold=True))
        for column in range(2):
            _rule_row(table, number, column, size_pt / 4)


def _above(part: Section | Grid, size_pt: float) -> float:
    """Room above a table: little below its heading, more where it has none."""
    return size_pt / 4 if part.heading else size_pt


def _write_lines(cursor: QTextCursor, text: str, style: Style) -> None:
    for number, line in enumerate(text.split("\n")):
        if number:
            cursor.insertBlock()
        write(cursor, line, style)


def _set_grid(sheet: Sheet, grid: Grid, size_pt: float) -> None:
    sheet.line(grid.heading, Style(size_pt + 1, bold=True))
    columns = max(len(cells) for cells in grid.rows)
    percents = (100 / columns,) * columns
    table = sheet.table(len(grid.rows), percents, above_pt=_above(grid, size_pt), below_pt=size_pt / 2)
    for number, cells in enumerate(grid.rows):
        for column, cell in enumerate(cells):
            cursor = table.cellAt(number, column).firstCursorPosition()
            if cell.label:
                write(cursor, cell.label, Style(size_pt - 0.5))
            if cell.label and cell.value:
                cursor.insertBlock()
            if cell.value:
                _write_lines(cursor, cell.value, Style(size_pt, bold=True))
            _rule_row(table, number, column, size_pt / 5, middle=not any(one.label for one in cells))


def _paired(rows: Sequence[Row], size_pt: float, width: float) -> list[tuple[Row, ...]]:
    """Put two rows side by side where both values are short enough for half the page."""
    value = Style(size_pt, bold=True)
    room = width * _PAIR_PERCENT[1] / 100 - dots(8)
    lines: list[tuple[Row, ...]] = []
    open_line = False
    for row in rows:
        short = value.advance(row.value) <= room
        if short and open_line:
            lines[-1] = (*lines[-1], row)
            open_line = False
        else:
            lines.append((row,))
            open_line = short
    return lines


def _signers(document: PrintedDocument, size_pt: float, width: float) -> Sheet:
    sheet = Sheet(width)
    sheet.line(document.signers_heading, Style(size_pt + 1, bold=True))
    if document.signers:
        table = sheet.table(len(document.signers), _SIGNER_PERCENT, above_pt=size_pt / 4, below_pt=size_pt * 1.2)
        for number, signer in enumerate(document.signers):
            _set_signer(table, number, signer, size_pt)
    sheet.line(document.statement, Style(size_pt + 0.5, align=CENTRE))
    sheet.line(document.issued, Style(size_pt + 0.5, align=CENTRE, above_pt=size_pt / 2))
    sheet.line(document.issuer, Style(size_pt + 5, bold=True, align=CENTRE, above_pt=size_pt / 2))
    return sheet


def _set_signer(table: QTextTable, number: int, signer: Signer, size_pt: float) -> None:
    write(table.cellAt(number, 0).firstCursorPosition(), signer.role, Style(size_pt))
    cursor = table.cellAt(number, 1).firstCursorPosition()
    write(cursor, signer.name, Style(size_pt + 1, bold=True))
    cursor.insertBlock()
    write(cursor, signer.detail, Style(size_pt - 1, above_pt=2))
    for column in range(2):
        _rule_row(table, number, column, size_pt / 2)


def _rule_row(table: QTextTable, number: int, column: int, padding_pt: float, *, middle: bool = True) -> None:
    top_pt = RULE_PT if number == 0 else 0.0
    rule(table, number, column, top_pt=top_pt, bottom_pt=HAIRLINE_PT, padding_pt=padding_pt, middle=middle)


def _seal(document: PrintedDocument, size_pt: float) -> Sheet:
    """Set the QR code with its caption above and the short hash below."""
    code = qr_image(document.qr_text, QR_SYMBOL_MM)
    side = QR_SYMBOL_MM / 25.4 * RESOLUTION_DPI * code.width() / (code.width() - 2 * QUIET_MODULES * DOTS_PER_MODULE)
    sheet = Sheet(side)
    sheet.line(document.qr_caption, Style(size_pt + 1, bold=True, align=CENTRE))
    sheet.image(code, side)
    sheet.line(document.qr_note, Style(size_pt - 1, align=CENTRE))
    return sheet
