"""Receipts that travel back with a stick: written after a bundle was taken in, and read by whoever wrote the bundle."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.encoding import cbor
from core.errors import RejectedError, SyncError
from core.vault.disk import write_whole
from core.vault.vault import Vault
from core.vault.views import network_view
from desktop.syncing.holdings import Holdings, receipt_setting
from sync.carry import SUFFIX as BUNDLE
from sync.receipts import receipt_value
from sync.return_receipt import SUFFIX as RECEIPT
from sync.return_receipt import best_for, read_return_receipt, write_return_receipt

_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who signed for how many of this device's entries."""

    network: bytes
    device: bytes
    who: str
    held: int
    own: int


def write_receipt(vault: Vault, network: bytes, path: Path) -> Path:
    """Write beside a bundle that was taken in what is held here; raises SyncError (`carrier_unwritable`)."""
    target = path.with_name(path.name.removesuffix(BUNDLE) + RECEIPT)
    try:
        write_whole(target, write_return_receipt(vault, network))
    except OSError as error:
        raise SyncError("carrier_unwritable", path=str(target), detail=error.strerror or str(error)) from error
    return target


def take_receipt(vault: Vault, data: bytes) -> Confirmed:
    """Remember who signed for this device's entries.

    Raises:
        RejectedError: what `read_return_receipt` and `best_for` raise, `receipt_of_others`: it tells nothing of this
            device's entries.
        RefusedError: `network_unknown`.
    """
    found = read_return_receipt(data)
    replica = vault.replica(found.network)
    best = best_for(replica, found)
    if best is None:
        raise RejectedError("receipt_of_others")
    holdings, view = Holdings(vault, replica), network_view(replica)
    own, name = holdings.own(), receipt_setting(found.network, best.device)
    before, known_so_far = vault.settings.get(name), holdings.own_not_held(holdings.of(best.device, b""))
    vault.settings.put(name, cbor.encode(receipt_value(best)))
    lacked = holdings.own_not_held(holdings.of(best.device, b""))
    if before is not None and lacked > known_so_far:  # an old stick tells less than what came over a line since
        vault.settings.put(name, before)
        lacked = known_so_far
    known = next((one for one in (*view.granted, *view.shut_out) if one.key == best.device), None)
    who = f"{known.member} · {known.title}" if known else best.device.hex()[:_DIGITS]
    return Confirmed(found.network, best.device, who, own - lacked, own)
