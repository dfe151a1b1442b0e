"""Join requests as they come: a file, a picture of its QR code, or the code's text."""

from __future__ import annotations

from pathlib import Path

from core.actions.join import TEXT_PREFIX, JoinRequest, read_request, request_from_text
from core.errors import InputError, RejectedError

FILE_BYTES_MAX = 32 * 1024 * 1024
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"BM", b"GIF8", b"RIFF")


def read_join_request(argument: str) -> JoinRequest:
    """The request behind a path or a pasted text.

    Raises:
        InputError: `file_unreadable`, `picture_unreadable`.
        RejectedError: `not_a_join_request`, `unknown_format`, `wrong_signature`, `too_large`.
    """
    text = argument.strip()
    if text.startswith(TEXT_PREFIX):
        return read_request(request_from_text(text))
    data = _read(Path(text).expanduser())
    if data.startswith(_PICTURES):
        return read_request(request_from_text(_qr_text(data)))
    if data.lstrip().startswith(TEXT_PREFIX.encode()):
        return read_request(request_from_text(data.decode("ascii", "replace").strip()))
    return read_request(data)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise RejectedError("too_large", what="file", limit=FILE_BYTES_MAX)
        return path.read_bytes()
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error


def _qr_text(picture: bytes) -> str:
    from desktop.printing.qr import read_qr_bytes  # noqa: PLC0415 - loads Qt

    texts = [text for text in read_qr_bytes(picture) if text.startswith(TEXT_PREFIX)]
    if len(texts) != 1:
        raise RejectedError("not_a_join_request")
    return texts[0]
