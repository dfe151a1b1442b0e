"""A career certificate on whatever it came: its file, its PDF, a picture of the paper, or the text of its QR code."""

from __future__ import annotations

from core.domains.labour.credential.proof import Document
from core.domains.labour.credential.reading import PREFIX, read_certificate, read_certificate_text
from core.errors import InputError
from desktop.printing.check import read_pdf_qr

_PICTURES = (b"\x89PNG", b"\xff\xd8\xff")


def opened_certificate(data: bytes) -> Document:
    """The certificate in a file.

    Raises:
        InputError: `certificate_unreadable`, `qr_none` where a paper shows none, `qr_several`, `picture_unreadable`.
        RejectedError: `pdf_unreadable`, `pdf_too_large`.
    """
    if data.startswith(b"%PDF-"):
        return _of_codes(read_pdf_qr(data))
    if data.startswith(_PICTURES):
        from desktop.printing.qr import read_qr_bytes  # noqa: PLC0415 - loads Qt

        return _of_codes(read_qr_bytes(data))
    if data.startswith(PREFIX.encode()):
        return read_certificate_text(data.decode("utf-8", "replace").strip())
    return read_certificate(data)


def _of_codes(texts: tuple[str, ...]) -> Document:
    found = [text for text in texts if text.startswith(PREFIX)]
    if len(found) != 1:
        raise InputError("qr_several" if found else "qr_other" if texts else "qr_none")
    return read_certificate_text(found[0])
