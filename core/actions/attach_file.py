"""Take a file into the vault for an entry: pictures without what the camera wrote beside them.

What travels to others is the picture alone. The media type names the SHA-256 of the file as it came, so that whoever
kept the original can show later that it is the one (docs/format.md §5).
"""

from __future__ import annotations

import hashlib
import io
from typing import BinaryIO

from core.encoding import jpeg_metadata, png_metadata
from core.errors import InputError
from core.ledger.content import Attachment
from core.ports.limits import ATTACHMENT_BYTES_MAX
from core.vault.vault import Vault

ORIGINAL = "original-sha256"
"""Parameter of the media type (RFC 6838 §4.3; readers pass over parameters that they do not know)."""
_PICTURES = (
    (jpeg_metadata.START, "image/jpeg", jpeg_metadata.plain_jpeg_file),
    (png_metadata.START, "image/png", png_metadata.plain_png_file),
)


def attach_file(vault: Vault, source: BinaryIO, media_type: str) -> Attachment:
    """Encrypt a seekable file into the vault; a JPEG or PNG, whatever it is called, loses place, time and device first.

    Raises:
        InputError: `picture_damaged` where a picture is cut off or broken; `attachment_empty`, `attachment_large`.
        VaultError: `disk_full`, `vault_readonly`, `disk_trouble`; nothing was added.
    """
    begin = source.read(8)
    source.seek(0)
    for start, kind, plain in _PICTURES:
        if begin.startswith(start):
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


def plain_media_type(media_type: str) -> str:
    """A media type without its parameters."""
    return media_type.split(";", 1)[0].strip()


def original_sha256(media_type: str) -> str | None:
    """SHA-256 in hexadecimal of the file as it was before metadata was taken out; None where nothing was."""
    for parameter in media_type.split(";")[1:]:
        name, _, value = parameter.strip().partition("=")
        if name == ORIGINAL:
            return value
    return None
