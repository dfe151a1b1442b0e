"""The last heads of this vault's chains, kept outside the vault as well: by them it learns that it was set back.

1. The copy is written after the commit: it may be behind the vault (a crash in between), never ahead of it.
2. So where it is ahead, blocks were signed that this vault no longer has: a restored backup, a cloned disk.
3. While a network is in doubt its part of the copy stays, so that the doubt survives restarts. `settle` ends it; that
   is for the action that opens the next incarnation. What is known of earlier incarnations is no doubt.

The copy is encrypted under the vault's key: to others it says neither which vault nor which network it is about.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import blake2b

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from core.encoding import cbor
from core.errors import JangbuError
from core.ports.outside import Outside
from core.ports.randomness import Randomness
from core.vault.database import Connection, transaction

_FORMAT = 1
RESTORED = "restored"
"""Setting of a vault that came from a backup, until its doubts are settled; LOG_LOST in it: its log was damaged."""
LOG_LOST = b"log"
_MACHINE = "machine"
_LEFT = "left."


class Reason(StrEnum):
    """A backup was put back; the log was damaged; the copy outside is ahead; another machine; peers know later ones."""

    RESTORED = "restored"
    LOG = "log"
    AHEAD = "ahead"
    MACHINE = "machine"
    PEERS = "peers"


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain of this device."""

    incarnation: int
    seq: int
    block: bytes

    def is_later_than(self, other: Head | None) -> bool:
        """Also where both have the same number and are not the same block: then one of them is not in this vault."""
        if other is None:
            return True
        here, there = (self.incarnation, self.seq), (other.incarnation, other.seq)
        return here > there or (here == there and self.block != other.block)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why this device may have signed more in a network than the vault holds: the same numbers must not come again."""

    network: bytes
    reason: Reason
    held: Head | None
    """The last block that is in the vault."""
    known: Head | None
    """The later one, where the reason names one."""


class HeadWatch:
    """The copy of one open vault; without an `outside` there is none, and no doubt from it."""

    def __init__(
        self, connection: Connection, key: bytes, device: bytes, outside: Outside | None, randomness: Randomness
    ) -> None:
        self._connection, self._outside, self._randomness = connection, outside, randomness
        self._device = device
        self._box = SecretBox(blake2b(b"jangbu/outside/1", key=key, digest_size=SecretBox.KEY_SIZE).digest())
        self._name = blake2b(b"jangbu/outside/1" + device, digest_size=16).hexdigest()
        self._copy = self._read()
        self._noted: dict[bytes, tuple[int, int]] = {}

    def note(self) -> None:
        """Bring the copy up to what is committed; for after each commit. What goes wrong with it changes nothing."""
        if self._outside is None:
            return
        try:
            tips = self._tips()
            if tips == self._noted:
                return
            held = self._heads()
        except JangbuError:
            return  # a damaged page is told by whoever reads it for a purpose
        self._noted = tips
        kept = {network: one for network, one in self._copy.items() if one.is_later_than(held.get(network))}
        merged = {**held, **kept}
        if merged != self._copy:
            self._write(merged)

    def doubts(self, heard: Mapping[bytes, Iterable[Head]]) -> tuple[Doubt, ...]:
        """Networks in which this device may have signed more than is held; `heard` is what peers say of its chains."""
        held, moved, found = self._heads(), self._is_moved(), list[Doubt]()
        restored = self._setting(RESTORED)
        for network in sorted({*held, *self._copy, *heard, *(self._networks() if restored is not None else ())}):
            own, incarnation = held.get(network), self._incarnation(network)
            outside = self._copy.get(network)
            later = [
                one for one in heard.get(network, ()) if one.incarnation >= incarnation and one.is_later_than(own)
            ]
            if outside is not None and outside.incarnation >= incarnation and outside.is_later_than(own):
                found.append(Doubt(network, Reason.AHEAD, own, outside))
            elif later:
                found.append(Doubt(network, Reason.PEERS, own, max(later, key=lambda one: (one.incarnation, one.seq))))
            elif restored is not None:  # also where nothing had been signed yet: what came after is not known
                reason = Reason.LOG if restored == LOG_LOST else Reason.RESTORED
                found.append(Doubt(network, reason, own, None))
            elif moved and own is not None:
                found.append(Doubt(network, Reason.MACHINE, own, None))
        return tuple(found)

    def last_incarnation(self, network: bytes) -> int:
        """The latest in which blocks were signed, by the copy outside; -1 where it knows of none."""
        known = self._copy.get(network)
        return known.incarnation if known is not None else -1

    def settle(self) -> None:
        """What the vault holds counts from now on, on this machine; joins the caller's transaction.

        Of incarnations before the one written now the copy is kept until something is signed: the same backup may be
        put back once more before that.
        """
        self._remember_machine()
        with transaction(self._connection):
            self._connection.execute("DELETE FROM settings WHERE name = ?", (RESTORED,))
        if self._outside is not None:
            earlier = {id: one for id, one in self._copy.items() if one.incarnation < self._incarnation(id)}
            self._write({**earlier, **self._heads()})

    def begin(self) -> None:
        """Remember the machine of a vault that never knew one, and bring the copy up to date."""
        if self._setting(_MACHINE) is None:
            self._remember_machine()
        self.note()

    def _remember_machine(self) -> None:
        machine = self._outside.machine() if self._outside is not None else None
        if machine is not None:
            with transaction(self._connection):
                self._connection.execute(
                    "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (_MACHINE, machine)
                )

    def _is_moved(self) -> bool:
        machine = self._outside.machine() if self._outside is not None else None
        before = self._setting(_MACHINE)
        return machine is not None and before is not None and machine != before

    def _networks(self) -> list[bytes]:
        return [row[0] for row in self._connection.execute("SELECT id FROM networks")]

    def _incarnation(self, network: bytes) -> int:
        """The one that is written now, or would be on coming back to a network that was left."""
        row = self._connection.execute("SELECT incarnation FROM networks WHERE id = ?", (network,)).fetchone()
        return int(row[0]) if row else int(self._setting(f"{_LEFT}{network.hex()}") or b"0")

    def _tips(self) -> dict[bytes, tuple[int, int]]:
        """Incarnation and number of the last block, by network."""
        rows = self._connection.execute(
            "SELECT n.id, n.incarnation, MAX(l.tip_seq) FROM networks n JOIN lines l"
            " ON l.network = n.network AND l.device = ? AND l.incarnation = n.incarnation GROUP BY n.id",
            (self._device,),
        ).fetchall()
        return {network: (incarnation, seq) for network, incarnation, seq in rows}

    def _heads(self) -> dict[bytes, Head]:
        found = {}
        for network, (incarnation, seq) in self._tips().items():
            row = self._connection.execute(
                "SELECT b.id FROM blocks b JOIN lines l USING (line) JOIN networks n ON n.network = l.network"
                " WHERE n.id = ? AND l.device = ? AND l.incarnation = ? AND b.seq = ? ORDER BY b.id LIMIT 1",
                (network, self._device, incarnation, seq),
            ).fetchone()
            found[network] = Head(incarnation, seq, row[0])
        return found

    def _setting(self, name: str) -> bytes | None:
        row = self._connection.execute("SELECT value FROM settings WHERE name = ?", (name,)).fetchone()
        return bytes(row[0]) if row else None

    def _read(self) -> dict[bytes, Head]:
        sealed = self._outside.read(self._name) if self._outside is not None else None
        if sealed is None:
            return {}
        try:
            format_number, heads = cbor.decode(bytes(self._box.decrypt(sealed)))
            return {bytes(one[0]): Head(*one[1:]) for one in heads} if format_number == _FORMAT else {}
        except (CryptoError, JangbuError, ValueError, TypeError):
            return {}  # of another vault with this device's key, or damaged: it tells nothing

    def _write(self, heads: dict[bytes, Head]) -> None:
        assert self._outside is not None
        listed = [[network, one.incarnation, one.seq, one.block] for network, one in sorted(heads.items())]
        plain = cbor.encode([_FORMAT, listed])
        self._outside.write(self._name, bytes(self._box.encrypt(plain, self._randomness.take(SecretBox.NONCE_SIZE))))
        self._copy = dict(heads)
