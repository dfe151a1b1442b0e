"""Record what a draft held: the entry is in the ledger and the draft is gone, or neither."""

from __future__ import annotations

from collections.abc import Sequence

from core.actions.record import Draft, Recorded, record
from core.actions.together import together
from core.vault.sweep import sweep
from core.vault.vault import Vault


def record_draft(vault: Vault, network_id: bytes, kept: bytes, drafts: Sequence[Draft]) -> Recorded:
    """Record entries and discard the kept draft that they were typed as, in one transaction.

    Raises:
        InputError, RefusedError, VaultError: as `record`; the draft is still there.
    """
    with together(vault, network_id):
        recorded = record(vault, network_id, drafts)
        vault.drafts.discard(kept)
    sweep(vault.connection, vault.folder)
    return recorded
