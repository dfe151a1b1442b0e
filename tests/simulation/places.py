"""Where a simulated node keeps its blocks: a real vault or a real hub's store, which crash and come back from disk."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from core.identity.keys import SigningKey
from core.ledger.chart import Position
from core.ledger.shares import is_conserved
from core.ports.clock import Instant
from core.vault.database import transaction
from core.vault.digest import view_digest
from core.vault.reach import Reach
from core.vault.share_book import ShareBook
from core.vault.vault import Vault
from sync.hub.store import HubStore
from sync.store import Store, Taken
from sync.vault_store import VaultStore
from tests.support.exchange import HUB_KEY, QUOTA_BYTES
from tests.support.fixed_clock import SUNDAY, FixedClock
from tests.support.replicas import PASSPHRASE
from tests.support.seeded_randomness import SeededRandomness
from tests.support.toy import REGISTRY


class Place(Protocol):
    store: Store
    key: SigningKey

    def restart(self) -> None: ...

    def crash_after(self, calls: int) -> None:
        """Break off some database statement from now on, as a crash would."""
        ...

    def close(self) -> None: ...


class Fuse:
    """Breaks a statement off after a number of calls of the database's progress handler."""

    def __init__(self) -> None:
        self.left: int | None = None
        self.blown = False
        self.paused = False

    def light(self, calls: int) -> None:
        self.left, self.blown = calls, False

    def burn(self) -> int:
        if self.left is None or self.paused:
            return 0
        self.left -= 1
        if self.left > 0:
            return 0
        self.left, self.blown = None, True
        return 1

    @contextmanager
    def out(self) -> Iterator[None]:
        """While the simulation itself looks into the database."""
        self.paused = True
        try:
            yield
        finally:
            self.paused = False


PROGRESS_STEPS = 50


class VaultPlace:
    """A vault; its clock may be hours off."""

    def __init__(self, folder: Path, network: bytes, skew_s: int, name: str) -> None:
        self._folder, self._network, self._name = folder, network, name
        self._clock = FixedClock(Instant(SUNDAY.seconds + skew_s, SUNDAY.offset_minutes))
        self._starts = 0
        self.fuse = Fuse()
        self._open()

    def _open(self) -> None:
        self._starts += 1
        seed = SeededRandomness(f"{self._name} {self._starts}")
        self.vault = Vault.open(self._folder, PASSPHRASE, REGISTRY, self._clock, seed)
        self.store: Store = VaultStore(self.vault, self.vault.add_network(self._network))
        self.key = self.vault.device
        self.vault.connection.set_progress_handler(self.fuse.burn, PROGRESS_STEPS)

    def restart(self) -> None:
        self.fuse.left, self.fuse.blown = None, False
        self.vault.close()
        self._open()

    def crash_after(self, calls: int) -> None:
        self.fuse.light(calls)

    def close(self) -> None:
        self.vault.close()

    def digest(self) -> bytes:
        return view_digest(self.vault.replica(self._network))

    def digest_anew(self) -> bytes:
        """As all views show after they were made anew from the blocks."""
        self.vault.rebuild()
        return self.digest()

    def overspent(self) -> int:
        """Shares of which more is gone than there was, or whose parts do not add up."""
        replica = self.vault.replica(self._network)
        with self.fuse.out():
            book = ShareBook(replica.connection, replica.network)
            accounts = book.accounts_now(book.all_shares(), replica.now)
        return sum(one.rest < 0 for one in accounts.values()) + (not is_conserved(accounts))

    def waiting(self) -> int:
        """Blocks that wait for what came before them."""
        with self.fuse.out():
            return int(self.vault.connection.execute("SELECT COUNT(*) FROM parked").fetchone()[0])

    def verdicts(self) -> dict[bytes, str]:
        """Of each judged entry, with the reasons."""
        rows = self.vault.connection.execute("SELECT id, verdict, findings FROM entries").fetchall()
        return {id: f"{verdict} {findings}" for id, verdict, findings in rows}


_FOLLOWING = {
    "lines": "SELECT line, device, incarnation, first_seq, tip_seq, parent_line, parent_seq FROM lines ORDER BY line",
    "places": "SELECT id, line, seq FROM blocks ORDER BY block",
    "named": "SELECT device, line, seq FROM named ORDER BY device, line, seq",
    "governance": "SELECT entry, block, leaf FROM governance ORDER BY block, leaf",
    "unread": "SELECT block, leaf, reason FROM unread ORDER BY block, leaf",
}
"""What a hub keeps beside its blocks."""


class HubPlace:
    """A hub's store."""

    def __init__(self, folder: Path, network: bytes) -> None:
        self._folder, self._network = folder, network
        self._taking: int | None = None
        self.fuse = Fuse()
        self.key = HUB_KEY
        self._open()

    def _open(self) -> None:
        self._hub = HubStore(self._folder, self._network, SeededRandomness("hub"), QUOTA_BYTES)
        self._take = self._hub.take
        self._hub.take = self._take_or_crash  # type: ignore[method-assign]
        self.store: Store = self._hub
        self._hub._connection.set_progress_handler(self.fuse.burn, PROGRESS_STEPS)

    def _take_or_crash(self, wires: Sequence[bytes]) -> Taken:
        """As the store takes; where a crash is due in it, at any step of the database's work on the blocks."""
        if self._taking is None or not wires:
            return self._take(wires)
        self._hub._connection.set_progress_handler(self.fuse.burn, 1)
        self.fuse.light(self._taking)
        self._taking = None
        try:
            return self._take(wires)
        finally:
            self.fuse.left = None
            self._hub._connection.set_progress_handler(self.fuse.burn, PROGRESS_STEPS)

    def crash_in_take(self, steps: int) -> None:
        """The next page of blocks is broken off after so many steps, if its work takes as many."""
        self._taking = steps

    def unsound(self) -> list[str]:
        """The tables that do not follow from the blocks; all are made anew from them, as after a change of version."""
        before, after = self._following(), {}
        with self.fuse.out(), transaction(self._hub._connection):
            self._hub._make_views_anew()
            after = self._following()
        return [name for name in before if before[name] != after[name]]

    def _following(self) -> dict[str, list[tuple[object, ...]]]:
        connection = self._hub._connection
        with self.fuse.out():
            found = {name: connection.execute(query).fetchall() for name, query in _FOLLOWING.items()}
            vectors = Reach(connection, 1)  # as it stands in the tables; which parts are shared is its own affair
            seen = [vectors.seen_from([Position(line, seq)]) for _, line, seq in found["places"]]
        return {**found, "reach": [tuple(sorted(one.items())) for one in seen]}

    def restart(self) -> None:
        self.fuse.left, self.fuse.blown = None, False
        self._hub.close()
        self._open()

    def crash_after(self, calls: int) -> None:
        self.fuse.light(calls)

    def close(self) -> None:
        self._hub.close()
