"""Badges to cut out, eight on an A4 page, each as large as a bank card (ISO/IEC 7810 ID-1)."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QFont, QPagedPaintDevice, QPainter, QPdfWriter, QPen

from desktop.domains.labour.badges import Badge
from desktop.printing.fonts import ensure_gui_application, printing_font
from desktop.printing.layout import page_layout
from desktop.printing.qr import qr_image
from desktop.printing.text_layer import with_spaces

_DPI = 600
_DOTS_PER_MM = _DPI / 25.4
_CARD_MM = (85.6, 53.98)
_GAP_MM = 1.5
_COLUMNS, _ROWS = 2, 4
_QR_MM = 40.0
_NUMBER_PT, _SHOP_PT = 20, 10


def badge_sheets(badges: Sequence[Badge], shop: str) -> bytes:
    """The badges as a PDF: beside the code stand staff number and shop, and no name of a person.

    Raises:
        InputError: `qr_text_too_long`.
    """
    assert badges
    ensure_gui_application()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setPageLayout(page_layout())
    _draw(badges, shop, writer)
    del writer
    buffer.close()
    return with_spaces(bytes(held.data()))


def _draw(badges: Sequence[Badge], shop: str, device: QPagedPaintDevice) -> None:
    painter = QPainter(device)
    try:
        # Otherwise Qt stores the QR code as a JPEG.
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        for number, badge in enumerate(badges):
            if number and number % (_COLUMNS * _ROWS) == 0:
                device.newPage()
            row, column = divmod(number % (_COLUMNS * _ROWS), _COLUMNS)
            left, top = column * (_CARD_MM[0] + _GAP_MM), row * (_CARD_MM[1] + _GAP_MM)
            _draw_one(painter, badge, shop, left, top)
    finally:
        painter.end()


def _draw_one(painter: QPainter, badge: Badge, shop: str, left: float, top: float) -> None:
    painter.setPen(QPen(Qt.GlobalColor.black, 2, Qt.PenStyle.DashLine))
    painter.drawRect(_rect(left, top, *_CARD_MM))
    code_top = top + (_CARD_MM[1] - _QR_MM) / 2
    painter.drawImage(_rect(left + 2, code_top, _QR_MM, _QR_MM), qr_image(badge.text, _QR_MM))
    beside, width = left + _QR_MM + 4, _CARD_MM[0] - _QR_MM - 6
    wrapped = Qt.TextFlag.TextWrapAnywhere.value | Qt.AlignmentFlag.AlignVCenter.value
    painter.setPen(Qt.GlobalColor.black)
    painter.setFont(_font(_NUMBER_PT, bold=True))
    painter.drawText(_rect(beside, top + 8, width, 22), wrapped, badge.number)
    painter.setFont(_font(_SHOP_PT))
    painter.drawText(_rect(beside, top + 32, width, 18), wrapped, shop)


def _rect(left: float, top: float, width: float, height: float) -> QRectF:
    return QRectF(*(length * _DOTS_PER_MM for length in (left, top, width, height)))


def _font(size_pt: float, *, bold: bool = False) -> QFont:
    font = QFont(printing_font(round(size_pt * _DPI / 72)))
    font.setBold(bold)
    return font
