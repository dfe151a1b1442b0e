"""What pdfium sees in a PDF. pdfium is not thread-safe, so every call holds one lock."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pypdfium2

from core.errors import RejectedError

PDF_BYTES_MAX = 32 * 1024 * 1024
PAGES_MAX = 50
_PIXELS_MAX = 64 * 1024 * 1024

_lock = threading.Lock()


@dataclass(frozen=True, slots=True)
class PagePixels:
    """A page as 8-bit grey or 24-bit RGB pixels."""

    pixels: bytes
    width: int
    height: int
    stride: int


def page_texts(pdf: bytes) -> tuple[str, ...]:
    """Return the text of every page as a reader would copy it; raises RejectedError as `_opened` does."""
    with _opened(pdf) as document:
        return tuple(_text(document[number]) for number in range(len(document)))


def _text(page: pypdfium2.PdfPage) -> str:
    # U+FFFE and U+0002 are pdfium's marks for a hyphen at the end of a line.
    return page.get_textpage().get_text_range().replace("\ufffe", "-").replace("\x02", "-")


def page_pixels(pdf: bytes, number: int, dots_per_inch: float, *, grey: bool = False) -> PagePixels:
    """Return page `number` (from 0) as pixels; a page larger than 64 megapixels is drawn smaller."""
    with _opened(pdf) as document:
        page = document[number]
        width_pt, height_pt = page.get_size()
        scale = dots_per_inch / 72
        scale = min(scale, (_PIXELS_MAX / max(1.0, width_pt * height_pt)) ** 0.5)
        bitmap = page.render(scale=scale, grayscale=grey, rev_byteorder=not grey)
        return PagePixels(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)


def page_count(pdf: bytes) -> int:
    """Return the number of pages; raises RejectedError as `_opened` does."""
    with _opened(pdf) as document:
        return len(document)


def attachments(pdf: bytes) -> tuple[tuple[str, bytes], ...]:
    """Return the name and the bytes of every attached file; raises RejectedError as `_opened` does."""
    with _opened(pdf) as document:
        found = []
        for number in range(document.count_attachments()):
            attached = document.get_attachment(number)
            found.append((attached.get_name(), bytes(attached.get_data())))
        return tuple(found)


@contextmanager
def _opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open a PDF under the lock.

    Raises RejectedError("pdf_too_large") beyond 32 MiB or 50 pages, RejectedError("pdf_unreadable") when pdfium
    cannot read it (no PDF, cut off, behind a password).
    """
    if len(pdf) > PDF_BYTES_MAX:
        raise RejectedError("pdf_too_large", bytes=len(pdf), bytes_max=PDF_BYTES_MAX)
    with _lock:
        try:
            document = pypdfium2.PdfDocument(pdf)
        except pypdfium2.PdfiumError:
            raise RejectedError("pdf_unreadable") from None
        try:
            if len(document) > PAGES_MAX:
                raise RejectedError("pdf_too_large", pages=len(document), pages_max=PAGES_MAX)
            yield document
        except pypdfium2.PdfiumError:
            raise RejectedError("pdf_unreadable") from None
        finally:
            document.close()
