"""What is shown of a photo of an entry: its picture where its file is here, else its preview."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

from PySide6.QtCore import QObject

from core.ledger.content import Attachment
from core.ledger.previews import AttachedFile, is_picture
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from core.vault.vault import Vault
from desktop.entries.story import Story
from desktop.session import VaultSession
from desktop.widgets.file_list import KeptReader

SMALL_SIDE_PX = 240
LARGE_SIDE_PX = 1600
_BYTES_MAX = 32 * 1024 * 1024
"""A larger picture is saved and opened elsewhere: it would hold the vault's thread for too long."""


def source_of(story: Story, file: AttachedFile) -> Attachment | None:
    """The attachment that a file's small picture is drawn from: the file itself, which cannot differ from itself, or
    its preview while it has not come; None where neither is here.
    """
    if file.original.root in story.here and may_be_shown(file.original):
        return file.original
    return file.preview if file.preview is not None and file.preview.root in story.here else None


def may_be_shown(attachment: Attachment) -> bool:
    """Whether it says of itself that it is a picture, of a size that is quick to read."""
    return is_picture(attachment) and attachment.size <= _BYTES_MAX


def kept_reader(session: VaultSession) -> KeptReader:
    """Photos of a draft for a list of files; one that cannot be read is told when it is signed."""

    def read(attachment: Attachment, owner: QObject, on_done: Callable[[bytes], None]) -> None:
        session.read(
            lambda vault, replica: read_bounded(vault, attachment),
            owner=owner,
            on_done=on_done,
            on_error=lambda error: None,
        )

    return read


def read_bounded(vault: Vault, attachment: Attachment) -> bytes:
    """Its bytes, for another lane to decode: never more than its entry says. On the vault lane.

    Raises:
        RejectedError: `attachment_damaged`, `erased`.
    """
    chunks = -(-attachment.size // ATTACHMENT_CHUNK_BYTES)
    return b"".join(islice(vault.attachments.read(attachment), chunks))
