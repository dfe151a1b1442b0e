"""Showing a battery to strangers: the evidence file and the QR text. Runs on the vault lane; makes no widget."""

from __future__ import annotations

from collections.abc import Sequence

from core.actions.make_evidence import evidence_for, proof_for
from core.vault.replica import Replica
from core.vault.vault import Vault


def evidence_bytes(vault: Vault, replica: Replica, entries: Sequence[bytes]) -> bytes:
    """The evidence file of these entries, with the grants behind them.

    Raises:
        InputError: `entry_not_found`. RejectedError: `too_large`.
    """
    return evidence_for(vault, replica.network_id, list(entries))


def proof_text(vault: Vault, replica: Replica, entry: bytes) -> str:
    """The text of the QR code that proves one entry.

    Raises:
        InputError: `entry_not_found`. RefusedError: `proof_too_long`.
    """
    return proof_for(vault, replica.network_id, entry)
