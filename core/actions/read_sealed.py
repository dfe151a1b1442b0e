"""Read the sealed parts of an entry: for this device, and for persons who open them with a PIN or a card."""

from __future__ import annotations

from collections.abc import Sequence

from core.actions.signing import Signing, open_signer
from core.vault.sealed_parts import PartView, part_views
from core.vault.vault import Vault


def read_sealed(vault: Vault, network_id: bytes, entry: bytes, readers: Sequence[Signing] = ()) -> list[PartView]:
    """All sealed parts of an entry; those that neither this device nor a reader may open say why (`closed`).

    A reader's role says nothing here. Their key is in memory for this one look.

    Raises:
        InputError: `entry_not_found`.
        RefusedError: `network_unknown`, `person_unknown`, `wrong_pin`.
    """
    keys = [open_signer(vault, reader) for reader in readers]
    return part_views(vault.replica(network_id), entry, keys)
