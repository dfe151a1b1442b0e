"""Keeping a minor's papers: the scans lie in the vault, the entry names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.actions.record import Draft, Recorded, Signing, record
from core.ledger.content import Attachment
from core.vault.vault import Vault

KEEP = "labour.paper.keep"


def keep_paper(
    vault: Vault,
    network: bytes,
    employment: bytes,
    body: Mapping[str, str],
    scans: Sequence[Attachment],
    signer: Signing,
) -> Recorded:
    """Record that a paper is kept, or that the guardian consents; `scans` are pictures or PDFs of its pages.

    Raises:
        RefusedError: `not_recordable`, `wrong_pin`.
    """
    return record(vault, network, [Draft(KEEP, body, employment, (signer,), attachments=tuple(scans))])
