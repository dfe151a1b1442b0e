"""Media types of attachments and their parameters (RFC 6838 §4.3: readers pass over those that they do not know)."""

from __future__ import annotations

ORIGINAL = "original-sha256"
PREVIEW_OF = "preview-of"


def plain_media_type(media_type: str) -> str:
    """A media type without its parameters."""
    return media_type.split(";", 1)[0].strip()


def parameter(media_type: str, name: str) -> str | None:
    """The value of a parameter; None where the media type has none of this name."""
    for one in media_type.split(";")[1:]:
        found, _, value = one.strip().partition("=")
        if found == name:
            return value
    return None


def original_sha256(media_type: str) -> str | None:
    """SHA-256 in hexadecimal of the file as it was before metadata was taken out; None where nothing was."""
    return parameter(media_type, ORIGINAL)
