"""Keeping a minor's papers: the scans go into the vault, the entry names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.actions.record import Draft, Recorded, Signing, record
from core.vault.vault import Vault
from desktop.chosen_file import ChosenFile
from desktop.cli.records import attach

KEEP = "labour.paper.keep"


def keep_paper(
    vault: Vault,
    network: bytes,
    employment: bytes,
    body: Mapping[str, str],
    scans: Sequence[ChosenFile],
    signer: Signing,
) -> Recorded:
    """Record that a paper is kept, or that the guardian consents; `scans` are pictures or PDFs of its pages.

    Raises:
        InputError: `file_unreadable`, and as `attach_file`.
        RefusedError: `not_recordable`, `wrong_pin`.
    """
    attachments = tuple(attach(vault, one.path, as_it_is=one.as_it_is) for one in scans)
    return record(vault, network, [Draft(KEEP, body, employment, (signer,), attachments=attachments)])
