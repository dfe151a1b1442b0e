"""Make small pictures of the photos of an entry, which come to others before the photos do.

Core reads no pictures: who calls brings the maker.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

from core.ledger.content import Attachment
from core.ledger.previews import AttachedFile, files_of, is_picture, preview_media_type
from core.ports.limits import (
    ATTACHMENTS_ENTRY_BYTES_MAX,
    ATTACHMENTS_MAX,
    ATTACHMENTS_VAULT_BYTES_MAX,
    PREVIEW_BYTES_MAX,
    PREVIEWED_BYTES_MAX,
    PREVIEWED_BYTES_MIN,
)
from core.vault.vault import Vault

PreviewMaker = Callable[[bytes], bytes | None]
"""From the bytes of a picture to a small JPEG without metadata, of at most PREVIEW_BYTES_MAX; None where it is none,
or not one that can be read within bounds."""


def attach_previews(vault: Vault, attached: Sequence[Attachment], make: PreviewMaker) -> tuple[Attachment, ...]:
    """The files of an entry, then a preview of each photo: those that were there already, and what is made now.

    A preview takes the place of no file: where an entry or the vault has no room for it, the later photos have none.

    Raises:
        RejectedError: `attachment_damaged`, `erased`.
        VaultError: `disk_full`, `vault_readonly`, `disk_trouble`.
    """
    files = files_of(attached)
    originals = tuple(one.original for one in files)
    places = max(0, ATTACHMENTS_MAX - len(originals))
    room = min(
        ATTACHMENTS_ENTRY_BYTES_MAX - sum(one.size for one in originals),
        ATTACHMENTS_VAULT_BYTES_MAX - vault.attachments.total_bytes(),
    )
    previews: list[Attachment] = []
    for file in files:
        if len(previews) >= places or room < PREVIEW_BYTES_MAX:
            break
        preview = file.preview or _made(vault, file, make)
        if preview is not None:
            previews.append(preview)
            room -= preview.size
    return (*originals, *previews)


def _made(vault: Vault, file: AttachedFile, make: PreviewMaker) -> Attachment | None:
    photo = file.original
    if not is_picture(photo) or not PREVIEWED_BYTES_MIN <= photo.size <= PREVIEWED_BYTES_MAX:
        return None
    small = make(b"".join(vault.attachments.read(photo)))
    if small is None:
        return None
    assert len(small) <= PREVIEW_BYTES_MAX
    return vault.attachments.add(io.BytesIO(small), preview_media_type(photo.root))
