"""A person's card on an A4 page: a frame to cut out, the QR code in it, and below how it is used and kept."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QFont, QPagedPaintDevice, QPainter, QPdfWriter, QPen, QTextDocument

from core.identity.card import Card, card_text
from core.ports.clock import Instant
from desktop.printing.fonts import ensure_gui_application, printing_font
from desktop.printing.layout import page_layout
from desktop.printing.qr import qr_image
from desktop.printing.text_layer import with_spaces
from desktop.words import Words

_DPI = 600
_DOTS_PER_MM = _DPI / 25.4
_CARD_MM = (100.0, 62.0)
_QR_MM = 52.0
"""With its quiet zone; the modules are twice as large as a phone's camera needs."""
_GAP_MM = 4.0
_BODY_PT = 10


def print_card(card: Card, made_at: Instant, words: Words, device: QPagedPaintDevice) -> None:
    """Put the page on a printer or into a PDF; raises InputError (`qr_text_too_long`)."""
    ensure_gui_application()
    code = qr_image(card_text(card), _QR_MM)
    device.setPageLayout(page_layout())
    width_dots = page_layout().paintRectPixels(_DPI).width()
    painter = QPainter(device)
    try:
        # Otherwise Qt stores the QR code as a JPEG.
        painter.setRenderHint(QPainter.RenderHint.LosslessImageRendering)
        scale = device.logicalDpiX() / _DPI
        painter.scale(scale, scale)
        painter.setPen(QPen(Qt.GlobalColor.black, 2, Qt.PenStyle.DashLine))
        painter.drawRect(QRectF(0, 0, _dots(_CARD_MM[0]), _dots(_CARD_MM[1])))
        top = (_CARD_MM[1] - _QR_MM) / 2
        painter.drawImage(QRectF(_dots(_GAP_MM), _dots(top), _dots(_QR_MM), _dots(_QR_MM)), code)
        left = _QR_MM + 2 * _GAP_MM
        _write(painter, _owner(card, words), left, top, _dots(_CARD_MM[0] - left - 2))
        below = "".join(f"<p>{escape(words.text(key))}</p>" for key in ("card.use", "card.keep"))
        below += f"<p>{escape(words.text('card.made', moment=made_at))}</p>"
        _write(painter, below, 0, _CARD_MM[1] + 2 * _GAP_MM, width_dots)
    finally:
        painter.end()


def card_pdf(card: Card, made_at: Instant, words: Words) -> bytes:
    """The page as a PDF; raises what `print_card` raises."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    ensure_gui_application()
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    print_card(card, made_at, words, writer)
    del writer
    buffer.close()
    return with_spaces(bytes(held.data()))


def _owner(card: Card, words: Words) -> str:
    key = escape(words.text("card.key", key=card.sealed.public.hex()[:16]))
    heading, member, title = escape(words.text("card.title")), escape(card.member), escape(card.title)
    return f"<p><b>{heading}</b></p><p>{member}<br><b>{title}</b></p><p>{key}</p>"


def _dots(millimetres: float) -> float:
    return millimetres * _DOTS_PER_MM


def _write(painter: QPainter, html: str, left_mm: float, top_mm: float, width_dots: float) -> None:
    font = QFont(printing_font(16))
    font.setPixelSize(round(_BODY_PT * _DPI / 72))
    document = QTextDocument()
    document.setDefaultFont(font)
    document.setTextWidth(width_dots)
    document.setHtml(html)
    painter.translate(_dots(left_mm), _dots(top_mm))
    document.drawContents(painter)
    painter.translate(-_dots(left_mm), -_dots(top_mm))
