"""Files from this computer into the vault, for an entry: as people chose them, with a small picture of each photo."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from pathlib import Path

from core.actions.attach_file import attach_file
from core.actions.attach_previews import attach_previews
from core.errors import InputError
from core.ledger.content import Attachment
from core.vault.vault import Vault
from desktop.chosen_file import ChosenFile


def attach(vault: Vault, path: Path, *, as_it_is: bool = False) -> Attachment:
    """Take a file into the vault, to be named by an entry.

    Raises:
        InputError: `file_unreadable`, and as `attach_file`.
    """
    media_type = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    try:
        with path.open("rb") as source:
            return attach_file(vault, source, media_type, as_it_is=as_it_is)
    except OSError as error:
        raise InputError("file_unreadable", path=str(path)) from error


def attach_files(vault: Vault, files: Sequence[ChosenFile], kept: Sequence[Attachment] = ()) -> tuple[Attachment, ...]:
    """Take files into the vault beside those of a draft, with previews; on the vault's thread.

    Raises:
        InputError: `file_unreadable`, and as `attach_file`.
        RejectedError, VaultError: as `attach_previews`.
    """
    taken_in = [attach(vault, one.path, as_it_is=one.as_it_is) for one in files]
    return attach_previews(vault, (*kept, *taken_in), _preview)


def _preview(data: bytes) -> bytes | None:
    """None as well on a machine that lacks what images of Qt need: a hub without a screen records all the same."""
    try:
        from desktop.pictures import preview_jpeg  # noqa: PLC0415 - loads Qt
    except ImportError:
        return None
    return preview_jpeg(data)
