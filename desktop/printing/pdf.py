"""The document as a plain PDF: fonts embedded, text extractable, no clock and no chance in its bytes."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from uuid import UUID
from xml.sax.saxutils import escape

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QUuid
from PySide6.QtGui import QPdfWriter

from core.errors import InputError
from desktop.printing.differences import differences, read_back
from desktop.printing.document import PrintedDocument, printable
from desktop.printing.fonts import ensure_gui_application
from desktop.printing.layout import lay_out, page_layout
from desktop.printing.pdfium import page_texts
from desktop.printing.text_layer import with_spaces
from desktop.printing.typesetting import RESOLUTION_DPI

_CREATOR = "Jangbu"
_INFO_DATE = re.compile(rb"/(CreationDate|ModDate) \(D:(\d{14})")


def render_pdf(document: PrintedDocument, issued_at: datetime) -> bytes:
    """Return the PDF of the document, dated `issued_at` (with its offset).

    The same document and time give the same bytes within one process (across processes Qt may order the fonts
    otherwise). Raises what `lay_out` raises, and InputError("print_unreadable") when the text cannot be read back
    from the PDF, for it could then never be checked.
    """
    ensure_gui_application()
    pages = lay_out(document)
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION_DPI)
    writer.setPageLayout(page_layout())
    writer.setTitle(printable(document.title))
    writer.setCreator(_CREATOR)
    words = "".join(printed.text for printed in document.printed()) + document.qr_text
    writer.setDocumentId(QUuid(str(UUID(bytes=hashlib.sha256(words.encode()).digest()[:16]))))
    writer.setDocumentXmpMetadata(QByteArray(_metadata(document, issued_at)))
    pages.paint(writer, RESOLUTION_DPI)
    del writer
    buffer.close()
    pdf = _dated(with_spaces(bytes(held.data())), issued_at)
    unreadable = differences(tuple(document.printed()), read_back(page_texts(pdf), document.number))
    if unreadable:
        raise InputError("print_unreadable", text=unreadable[0].expected)
    return pdf


def _metadata(document: PrintedDocument, issued_at: datetime) -> bytes:
    """Return the XMP packet (ISO 16684-1); Qt's own would name the time of day and a random id."""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(printable(document.title))}</rdf:li></rdf:Alt></dc:title>
<xmp:CreatorTool>{_CREATOR}</xmp:CreatorTool><xmp:CreateDate>{issued_at.isoformat(timespec="seconds")}</xmp:CreateDate>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>""".encode()


def _dated(pdf: bytes, issued_at: datetime) -> bytes:
    stamp = issued_at.astimezone(UTC).strftime("%Y%m%d%H%M%S").encode()
    dated, times = _INFO_DATE.subn(lambda found: b"/%s (D:%s" % (found[1], stamp), pdf, count=2)
    assert times == 2, "Qt writes two dates into the PDF's Info"
    assert len(dated) == len(pdf), "the offsets in the PDF stay true"
    return dated
