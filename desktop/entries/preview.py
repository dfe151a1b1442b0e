"""A small picture of an attached photo, made where it is shown and kept nowhere: no second copy has to be erased."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from core.actions.attach_file import plain_media_type
from core.ledger.content import Attachment
from core.vault.vault import Vault
from desktop.widgets.photo_strip import PIXELS_MAX

SIDE_PX = 240
_BYTES_MAX = 32 * 1024 * 1024
"""A larger picture is saved and opened elsewhere: it would hold the vault's thread for too long."""


def may_preview(attachment: Attachment) -> bool:
    """Whether it says of itself that it is a picture, of a size that is quick to read."""
    return plain_media_type(attachment.media_type).startswith("image/") and attachment.size <= _BYTES_MAX


def preview(vault: Vault, attachment: Attachment) -> QImage | None:
    """At most SIDE_PX wide and high, turned upright; None where nothing can be read as a picture. On the vault lane.

    Raises:
        RejectedError: `attachment_damaged`, `erased`.
    """
    held = QByteArray(b"".join(vault.attachments.read(attachment)))
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > PIXELS_MAX:
        return None
    if max(size.width(), size.height()) > SIDE_PX:
        reader.setScaledSize(size.scaled(QSize(SIDE_PX, SIDE_PX), Qt.AspectRatioMode.KeepAspectRatio))
    image = reader.read()
    return None if image.isNull() else image
