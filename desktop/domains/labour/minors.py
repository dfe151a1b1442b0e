"""Keeping a minor's papers: the scan goes into the vault, the entry names it."""

from __future__ import annotations

from pathlib import Path

from core.actions.attach_file import attach_file
from core.actions.record import Draft, Recorded, Signing, record
from core.errors import InputError
from core.vault.vault import Vault

KEEP = "labour.paper.keep"
_MEDIA_TYPES = {".pdf": "application/pdf", ".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg"}


def keep_paper(
    vault: Vault, network: bytes, employment: bytes, body: dict[str, str], scan: Path | None, signer: Signing
) -> Recorded:
    """Record that a paper is kept, or that the guardian consents; `scan` is a picture or PDF of it.

    Raises:
        InputError: `file_unreadable`, and as `attach_file`.
        RefusedError: `not_recordable`, `wrong_pin`.
    """
    attachments = []
    if scan is not None:
        try:
            with scan.open("rb") as source:
                media_type = _MEDIA_TYPES.get(scan.suffix.lower(), "application/octet-stream")
                attachments.append(attach_file(vault, source, media_type))
        except OSError as error:
            raise InputError("file_unreadable", path=str(scan)) from error
    draft = Draft(KEEP, body, employment, (signer,), attachments=tuple(attachments))
    return record(vault, network, [draft])
