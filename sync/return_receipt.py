"""A receipt that goes back on the stick: which blocks a device holds after it took a bundle in (docs/format.md §13).

"JANGBU-R" ‖ version byte ‖ CBOR [network, [receipt...]], each receipt as on a line (sync.receipts): the device's
signature under the last blocks of the chains that it holds, and so under their pasts. It holds no entry and nothing
secret.
"""

from __future__ import annotations

from dataclasses import dataclass

from core.encoding import cbor
from core.encoding.bounded import decode_bounded
from core.errors import RejectedError
from core.vault.grants import is_named
from core.vault.replica import Replica
from core.vault.vault import Vault
from sync.fields import is_hash, read_list
from sync.limits import CONFIRM_MAX
from sync.receipts import Receipt, receipt_from, receipt_holds, receipt_value, sign_receipt

SUFFIX = ".jangbu-receipt"
MAGIC = b"JANGBU-R"
VERSION = 1
RECEIPTS_MAX = 64
BYTES_MAX = 256 * 1024
_VALUES_MAX = 4_000


@dataclass(frozen=True, slots=True)
class ReturnReceipt:
    """What a file says, every signature checked."""

    network: bytes
    receipts: tuple[Receipt, ...]


def write_return_receipt(vault: Vault, network: bytes) -> bytes:
    """The file of this vault's device, for the chains that grew last; for blocks that are durable here."""
    replica = vault.replica(network)
    tips = sorted(replica.store.tips(), key=lambda tip: (-tip.depth, tip.id))
    groups = [tips[at : at + CONFIRM_MAX] for at in range(0, len(tips), CONFIRM_MAX)]
    now_s = vault.clock.now().seconds
    signed = [sign_receipt(network, [tip.id for tip in group], now_s, vault.device) for group in groups[:RECEIPTS_MAX]]
    return MAGIC + bytes([VERSION]) + cbor.encode([network, [receipt_value(one) for one in signed]])


def is_return_receipt(data: bytes) -> bool:
    """Whether a file begins like one."""
    return data.startswith(MAGIC)


def read_return_receipt(data: bytes) -> ReturnReceipt:
    """What a file says.

    Raises:
        RejectedError: `not_a_receipt`, `unknown_format`, `wrong_signature`.
    """
    if not is_return_receipt(data) or len(data) > BYTES_MAX:
        raise RejectedError("not_a_receipt")
    if data[len(MAGIC) : len(MAGIC) + 1] != bytes([VERSION]):
        raise RejectedError("unknown_format", what="receipt")
    try:
        network, listed = _read(decode_bounded(data[len(MAGIC) + 1 :], _VALUES_MAX))
        receipts = tuple(one for one in map(receipt_from, listed) if one is not None)
    except RejectedError as error:
        raise RejectedError("not_a_receipt") from error
    if not receipts or not all(receipt_holds(one, network) for one in receipts):
        raise RejectedError("wrong_signature")
    return ReturnReceipt(network, receipts)


def _read(value: object) -> tuple[bytes, list[object]]:
    if type(value) is list and len(value) == 2 and is_hash(value[0]):
        return value[0], list(read_list(value[1], RECEIPTS_MAX, "receipts", lambda one: type(one) is list))
    raise RejectedError("not_a_receipt")


def best_for(replica: Replica, found: ReturnReceipt) -> Receipt | None:
    """The receipt that tells the most of this device's own chain; None where none tells anything of it.

    Raises:
        RejectedError: `receipt_of_stranger`: signed by a device that the network never let in.
    """
    best: tuple[tuple[int, int], Receipt] | None = None
    for receipt in found.receipts:
        if not is_named(replica.connection, replica.network, receipt.device):
            raise RejectedError("receipt_of_stranger")
        placed = [replica.store.placed(id) for id in receipt.held]
        own = [(one.incarnation, one.seq) for one in placed if one is not None and one.device == replica.device.public]
        if own and (best is None or max(own) > best[0]):
            best = max(own), receipt
    return best[1] if best else None
