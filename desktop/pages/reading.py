"""Join requests and pairing texts as they come: a file, a picture of its QR code, or the code's text."""

from __future__ import annotations

from pathlib import Path

from core.actions.join import TEXT_PREFIX, JoinRequest, read_request, request_from_text
from core.errors import InputError, RejectedError
from sync.pairing import PREFIX, TEXT_CHARACTERS_MAX, Pairing, read_pairing

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
    data = read_small(Path(text).expanduser())
    if data.startswith(_PICTURES):
        found = _qr_texts(data, TEXT_PREFIX)
        if len(found) != 1:
            raise RejectedError("not_a_join_request")
        return read_request(request_from_text(found[0]))
    if data.lstrip().startswith(TEXT_PREFIX.encode()):
        return read_request(request_from_text(data.decode("ascii", "replace").strip()))
    return read_request(data)


def read_pairing_source(argument: str) -> Pairing:
    """The pairing text behind a path or a pasted text.

    Raises:
        InputError: `pairing_unreadable`, `file_unreadable`, `picture_unreadable`.
        RejectedError: `too_large`.
    """
    text = argument.strip()
    if text.startswith(PREFIX):
        return read_pairing(text)
    data = read_small(Path(text).expanduser())
    if data.startswith(_PICTURES):
        found = _qr_texts(data, PREFIX)
        return read_pairing(found[0] if len(found) == 1 else "")
    return read_pairing(data[:TEXT_CHARACTERS_MAX].decode("ascii", "replace"))


def read_small(path: Path) -> bytes:
    """A file that fits into memory; raises InputError (`file_unreadable`), RejectedError (`too_large`)."""
    try:
        if path.stat().st_size > FILE_BYTES_MAX:
            raise RejectedError("too_large", what="file", limit=FILE_BYTES_MAX)
        return path.read_bytes()
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error


def _qr_texts(picture: bytes, prefix: str) -> list[str]:
    from desktop.printing.qr import read_qr_bytes  # noqa: PLC0415 - loads Qt

    return [text for text in read_qr_bytes(picture) if text.startswith(prefix)]
