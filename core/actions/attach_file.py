"""Take a file into the vault for an entry: pictures without what the camera wrote beside them.

JPEG, PNG and WebP lose place, time and device without a change of the picture. HEIC, AVIF, TIFF and films may tell them
and are not taken apart here: they are refused until somebody says that they may go as they are.

What travels to others is the picture alone. The media type names the SHA-256 of the file as it came, so that whoever
kept the original can show later that it is the one (docs/format.md §5).
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from typing import BinaryIO

from core.encoding import jpeg_metadata, png_metadata, webp_metadata
from core.errors import InputError
from core.ledger.content import Attachment
from core.ledger.media_types import ORIGINAL
from core.ports.limits import ATTACHMENT_BYTES_MAX, ATTACHMENTS_VAULT_BYTES_MAX
from core.vault.vault import Vault

BEGIN_BYTES = 12
"""So much of a file tells which kind it is."""
_PICTURES: tuple[tuple[Callable[[bytes], bool], str, Callable[[bytes], bytes]], ...] = (
    (lambda begin: begin.startswith(jpeg_metadata.START), "image/jpeg", jpeg_metadata.plain_jpeg_file),
    (lambda begin: begin.startswith(png_metadata.START), "image/png", png_metadata.plain_png_file),
    (webp_metadata.is_webp, "image/webp", webp_metadata.plain_webp_file),
)
_TIFF = (b"II*\x00", b"MM\x00*", b"II+\x00", b"MM\x00+")
"""TIFF and BigTIFF; raw pictures of many cameras are such files too."""


def attach_file(vault: Vault, source: BinaryIO, media_type: str, *, as_it_is: bool = False) -> Attachment:
    """Encrypt a seekable file into the vault; a JPEG, PNG or WebP, whatever it is called, loses its metadata first.

    `as_it_is` lets a picture or film of another kind through with what its camera wrote.

    Raises:
        InputError: `picture_damaged` where a picture is cut off or broken; `attachment_tells`: it may say where, when
            and by which device it was taken; `attachment_empty`, `attachment_large`, `attachments_full`.
        VaultError: `disk_full`, `vault_readonly`, `disk_trouble`; nothing was added.
    """
    begin = source.read(BEGIN_BYTES)
    size = source.seek(0, io.SEEK_END)
    source.seek(0)
    if vault.attachments.total_bytes() + size > ATTACHMENTS_VAULT_BYTES_MAX:
        raise InputError("attachments_full", limit=ATTACHMENTS_VAULT_BYTES_MAX, used=vault.attachments.total_bytes())
    if not as_it_is and may_tell(begin):
        raise InputError("attachment_tells", field="attach")
    for fits, kind, plain in _PICTURES:
        if fits(begin):
            data = source.read(ATTACHMENT_BYTES_MAX + 1)
            if len(data) > ATTACHMENT_BYTES_MAX:
                raise InputError("attachment_large", limit=ATTACHMENT_BYTES_MAX)
            try:
                picture = plain(data)
            except ValueError as error:
                raise InputError("picture_damaged") from error
            named = f"{kind};{ORIGINAL}={hashlib.sha256(data).hexdigest()}" if picture != data else kind
            return vault.attachments.add(io.BytesIO(picture), named)
    return vault.attachments.add(source, media_type)


def may_tell(begin: bytes) -> bool:
    """Whether the first bytes are those of a picture or film that may name place and time, and keeps them.

    ISO/IEC 14496-12: files of HEIC, AVIF, MP4 and QuickTime begin with the size of a box and `ftyp`.
    """
    return begin[4:8] == b"ftyp" or begin.startswith(_TIFF)


def is_pdf(begin: bytes) -> bool:
    """Whether the first bytes are those of a PDF (ISO 32000-1 §7.5.2), which keeps the author and time it names."""
    return begin.startswith(b"%PDF-")

