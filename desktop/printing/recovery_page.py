"""The page of a recovery kit: 24 numbered words to keep on paper. It names no vault, no person and no network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QFont, QPagedPaintDevice, QPdfWriter, QTextDocument

from core.ports.clock import Instant
from desktop.printing.fonts import ensure_gui_application, printing_font
from desktop.printing.layout import page_layout
from desktop.printing.text_layer import with_spaces
from desktop.words import Words

_COLUMNS = 3
_BODY_PT = 12


def recovery_page(recovery: Sequence[str], made_at: Instant, words: Words) -> QTextDocument:
    """The page, ready to be printed."""
    ensure_gui_application()
    font = QFont(printing_font(16))
    font.setPointSize(_BODY_PT)
    document = QTextDocument()
    document.setDefaultFont(font)
    rows = -(-len(recovery) // _COLUMNS)
    cells = [
        "".join(
            f'<td width="33%" style="padding: 7px">{place + 1}. <b>{escape(recovery[place])}</b></td>'
            for place in range(row, len(recovery), rows)
        )
        for row in range(rows)
    ]
    table = "".join(f"<tr>{row}</tr>" for row in cells)
    document.setHtml(
        f"<h1>{escape(words.text('recovery.page.title'))}</h1>"
        f"<p>{escape(words.text('recovery.page.what'))}</p>"
        f'<table width="100%" border="1" cellspacing="0">{table}</table>'
        f"<p>{escape(words.text('recovery.page.use'))}</p>"
        f"<p><b>{escape(words.text('recovery.page.keep'))}</b></p>"
        f"<p>{escape(words.text('recovery.page.made', moment=made_at))}</p>"
        f"<p>{escape(words.text('recovery.page.for'))} ______________________________</p>"
    )
    return document


def print_recovery(document: QTextDocument, device: QPagedPaintDevice) -> None:
    """Put the page on a printer or into a PDF."""
    device.setPageLayout(page_layout())
    document.print_(device)


def recovery_pdf(document: QTextDocument) -> bytes:
    """The page as a PDF."""
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    print_recovery(document, writer)
    del writer
    buffer.close()
    return with_spaces(bytes(held.data()))
