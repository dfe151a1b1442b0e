"""Small pictures of photos: attachments of the same entry that say of which other one they are.

A preview has the media type `image/jpeg;preview-of=<root of the photo in hexadecimal>`. Whoever does not know the
parameter sees one more small picture. An attachment counts as a preview only where the photo stands in the same entry,
is a picture and has no preview before it, and where it is as small as previews are; anything else is a file like any
other. So nothing can be kept from people's eyes by calling it a preview.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from core.ledger.content import Attachment
from core.ledger.media_types import PREVIEW_OF, parameter, plain_media_type
from core.ports.limits import PREVIEW_BYTES_MAX

_JPEG = "image/jpeg"


class AttachedFile(NamedTuple):
    """A file as people count them, with its preview where it has one."""

    original: Attachment
    preview: Attachment | None = None


def preview_media_type(root: bytes) -> str:
    """The media type of the preview of an attachment."""
    return f"{_JPEG};{PREVIEW_OF}={root.hex()}"


def is_picture(attachment: Attachment) -> bool:
    """Whether it says of itself that it is a picture."""
    return plain_media_type(attachment.media_type).startswith("image/")


def files_of(attachments: Sequence[Attachment]) -> tuple[AttachedFile, ...]:
    """The files that people attached, in their order, each with its preview."""
    pictures = {one.root.hex() for one in attachments if is_picture(one) and not _names(one)}
    previews: dict[str, Attachment] = {}
    originals = []
    for one in attachments:
        named = _names(one)
        if named in pictures and named not in previews and _looks_like_a_preview(one):
            previews[named] = one
        else:
            originals.append(one)
    return tuple(AttachedFile(one, previews.get(one.root.hex()) if not _names(one) else None) for one in originals)


def _names(attachment: Attachment) -> str:
    """The root that it names as that of its photo; empty where it names none."""
    return parameter(attachment.media_type, PREVIEW_OF) or ""


def _looks_like_a_preview(attachment: Attachment) -> bool:
    return plain_media_type(attachment.media_type) == _JPEG and attachment.size <= PREVIEW_BYTES_MAX
