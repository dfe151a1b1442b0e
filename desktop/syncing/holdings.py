"""What is known of what each peer holds, from signatures and meetings only; nothing is guessed from what was sent.

1. A block that a device signed names heads that it had seen: it holds them and their pasts.
2. A receipt is a device's signature under blocks that it holds: and so it holds their pasts.
3. Where both sides told each other one root over all heads, each held what the other held at that moment.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from core.encoding import cbor
from core.errors import RejectedError
from core.ledger.chart import Position
from core.vault.replica import Replica
from core.vault.vault import Vault
from desktop.syncing.peers import Peer
from sync.receipts import receipt_from


@dataclass(frozen=True, slots=True)
class Held:
    """What one device is known to hold: of each line up to a seq, and every block up to a local number."""

    upto: Mapping[int, int]
    number: int = 0


class Holdings:
    """Answers for one replica as it stands; used on the vault's thread and made anew when blocks came in."""

    def __init__(self, vault: Vault, replica: Replica) -> None:
        self._vault, self._replica = vault, replica
        self._lines = [(one.number, one.device) for one in replica.store.lines.all().values()]

    def of(self, device: bytes, mark: bytes) -> Held:
        """What a device holds; `mark` is the last block that was here when both held the same (see Peer)."""
        upto = self._seen_by(lambda one: one == device)
        self._add_receipt(upto, device)
        return Held(upto, self._number(mark))

    def of_any_other(self, peers: Iterable[Peer]) -> Held:
        """What some other device of the network, or one of these peers, is known to hold."""
        upto = self._seen_by(lambda one: one != self._replica.device.public)
        for device in self._signers():
            self._add_receipt(upto, device)
        return Held(upto, max((self._number(peer.mark) for peer in peers), default=0))

    def others_lack(self, device: bytes, held: Held) -> int:
        """How many entries of other devices and of this one lie here that a device is not known to hold."""
        return self._entries([line for line, author in self._lines if author != device], held)

    def own(self) -> int:
        """How many entries this vault's device has written."""
        return self._entries(self._own_lines(), Held({}))

    def own_not_held(self, held: Held) -> int:
        """How many of them a device is not known to hold."""
        return self._entries(self._own_lines(), held)

    def _own_lines(self) -> list[int]:
        return [line for line, author in self._lines if author == self._replica.device.public]

    def _entries(self, lines: list[int], held: Held) -> int:
        """Entries beyond what is held; the blocks are looked for by index, their entries counted only where any are."""
        found = 0
        for line in lines:
            beyond = (line, held.upto.get(line, -1), held.number)
            lying = "SELECT block FROM blocks WHERE line = ? AND seq > ? AND block > ?"
            execute = self._replica.connection.execute
            if execute(f"{lying} LIMIT 1", beyond).fetchone() is not None:
                inside = "e.entry BETWEEN b.block << 8 AND b.block << 8 | 255"
                counted = f"SELECT COUNT(*) FROM ({lying}) b JOIN entries e ON {inside}"  # noqa: S608 - see above
                found += int(execute(counted, beyond).fetchone()[0])
        return found

    def _seen_by(self, devices: Callable[[bytes], bool]) -> dict[int, int]:
        """How far the chains of some devices have seen each line."""
        store = self._replica.store
        tips = [Position(tip.line, tip.seq) for tip in store.tips() if devices(tip.device)]
        return dict(store.seen_from(tips))

    def _add_receipt(self, upto: dict[int, int], device: bytes) -> None:
        store = self._replica.store
        for id in self._receipt(device):
            placed = store.placed(id)
            if placed is not None:
                at = Position(placed.line, placed.seq)
                for line, seq in {**store.seen_from([at]), at.line: at.seq}.items():
                    upto[line] = max(seq, upto.get(line, -1))

    def _signers(self) -> list[bytes]:
        """Devices whose receipts are kept."""
        first = receipt_setting(self._replica.network_id, b"")
        rows = self._vault.connection.execute(
            "SELECT name FROM settings WHERE name > ? AND name < ?", (first, f"{first}~")
        ).fetchall()
        return [bytes.fromhex(name.removeprefix(first)) for (name,) in rows]

    def _receipt(self, device: bytes) -> tuple[bytes, ...]:
        stored = self._vault.settings.get(receipt_setting(self._replica.network_id, device))
        if stored is None:
            return ()
        try:
            receipt = receipt_from(cbor.decode(stored))
        except RejectedError:
            return ()
        return receipt.held if receipt is not None else ()

    def _number(self, mark: bytes) -> int:
        row = self._replica.connection.execute(
            "SELECT block FROM blocks WHERE id = ? AND network = ?", (mark, self._replica.network)
        ).fetchone()
        return int(row[0]) if row else 0


def receipt_setting(network: bytes, device: bytes) -> str:
    """Where the last receipt of a device is kept."""
    return f"held.{network.hex()}.{device.hex()}"


def last_block(replica: Replica) -> bytes | None:
    """The block that came in last: what a Peer's mark is set to where both hold the same."""
    row = replica.connection.execute(
        "SELECT id FROM blocks WHERE network = ? ORDER BY block DESC LIMIT 1", (replica.network,)
    ).fetchone()
    return bytes(row[0]) if row else None
