"""Record what a draft held: it is in the ledger, one entry or several, and the draft is gone; or neither."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from core.actions.together import together
from core.vault.sweep import sweep
from core.vault.vault import Vault

T = TypeVar("T")


def record_draft(vault: Vault, network_id: bytes, kept: bytes | None, recording: Callable[[], T]) -> T:
    """Do the recording and discard the kept draft that it was typed as, if any, in one transaction; gives its answer.

    Raises:
        InputError, RefusedError, VaultError: as the recording; nothing of it was recorded and the draft is still there.
    """
    with together(vault, network_id):
        done = recording()
        if kept is not None:
            vault.drafts.discard(kept)
    sweep(vault.connection, vault.folder)
    return done
