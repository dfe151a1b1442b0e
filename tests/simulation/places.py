"""Where a simulated node keeps its blocks: a real vault or a real hub, which are killed and come back from disk."""

import shutil
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from core.actions.next_incarnation import go_on
from core.actions.restore import restore
from core.errors import VaultError
from core.identity.keys import SigningKey
from core.ledger.block import Block, read_block
from core.ledger.chart import Position
from core.ledger.shares import is_conserved
from core.ports.clock import Instant
from core.vault.attachments import AttachmentStore
from core.vault.database import transaction
from core.vault.digest import view_digest
from core.vault.orders import is_attachment_ordered
from core.vault.reach import Reach
from core.vault.replica import Replica
from core.vault.share_book import ShareBook
from core.vault.vault import Vault
from sync.chain_store import ChainStore
from sync.host import Host
from sync.hub.hub import Hub, HubSettings
from sync.hub.store import HubStore
from sync.store import Taken
from sync.vault_host import VaultHost
from sync.vault_store import VaultStore
from tests.support.companions import NearCompanion
from tests.support.exchange import HUB_KEY
from tests.support.fixed_clock import SUNDAY
from tests.support.other_machine import Machine
from tests.support.replicas import PASSPHRASE
from tests.support.seeded_randomness import SeededRandomness
from tests.support.toy import REGISTRY

PROGRESS_STEPS = 50
PAGES_MAX = 1_073_741_823


@dataclass
class RunningClock:
    """Runs with virtual time; hours off, and somebody may set it."""

    now_s: Callable[[], float]
    skew_s: int

    def now(self) -> Instant:
        return Instant(SUNDAY.seconds + self.skew_s + int(self.now_s()), SUNDAY.offset_minutes)


class Fuse:
    """Breaks a statement off after a number of calls of the database's progress handler."""

    def __init__(self, blow: Callable[[], None]) -> None:
        self.left: int | None = None
        self.blown = False
        self.paused = False
        self._blow = blow

    def light(self, calls: int) -> None:
        self.left, self.blown = calls, False

    def burn(self) -> int:
        if self.left is None or self.paused:
            return 0
        self.left -= 1
        if self.left > 0:
            return 0
        self.left, self.blown = None, True
        self._blow()
        return 1

    @contextmanager
    def out(self) -> Iterator[None]:
        """While the simulation itself looks into the database."""
        before, self.paused = self.paused, True
        try:
            yield
        finally:
            self.paused = before


class Place:
    """A folder with one network's blocks. What a killed process leaves of it is what lay there in that moment."""

    key: SigningKey
    host: Host

    def __init__(self, folder: Path, network: bytes, clock: RunningClock, name: str, random: Random) -> None:
        self.folder, self.network, self.clock, self.name = folder, network, clock, name
        self._random = random
        self._starts = 0
        self._image = folder.with_name(f"{folder.name}.killed")
        self._room: int | None = None
        self.torn = 0
        """How many files were broken off in the middle of a chunk."""
        self.fuse = Fuse(self.picture)
        self.open()

    @abstractmethod
    def open(self) -> None: ...

    @abstractmethod
    def close(self) -> None: ...

    @property
    @abstractmethod
    def connection(self) -> Any:
        """The database; None where nothing is kept yet."""

    @abstractmethod
    def store(self) -> ChainStore | None:
        """What answers and asks for the network here; None where nothing is kept yet."""

    @abstractmethod
    def files(self) -> AttachmentStore | None:
        """Where attachments lie."""

    def picture(self) -> None:
        """Keep the folder as it is now: that is what comes back after a kill."""
        shutil.rmtree(self._image, ignore_errors=True)
        shutil.copytree(self.folder, self._image)

    def tear_chunk(self, *, kill: bool) -> None:
        """Of the next chunk of a file only a part is written: the process is killed then, or the disk is full."""
        files = self.files()
        if files is None:
            return
        receive = files.receive

        def torn(root: bytes, size: int, index: int, sealed: bytes) -> bool:
            files.receive = receive  # type: ignore[method-assign]
            if files.has(root) or is_attachment_ordered(self.connection, root) or index != files.arrived(root, size):
                return receive(root, size, index, sealed)
            with files.path(root).with_suffix(".part").open("ab") as part:
                part.write(sealed[: self._random.randrange(len(sealed))])
            self.torn += 1
            if kill:
                self.fuse.left, self.fuse.blown = None, True
                self.picture()
            raise VaultError("disk_full", path=self.name)

        files.receive = torn  # type: ignore[method-assign]

    def restart(self) -> None:
        """The process ends and another one begins, on what was left."""
        self.fuse.left, self.fuse.blown = None, False
        self.close()
        if self._image.exists():
            shutil.rmtree(self.folder)
            self._image.rename(self.folder)
        self.open()
        self.set_room(self._room)

    def set_room(self, pages: int | None) -> None:
        """So many pages may still be added to the database before the disk is full; None: the disk is large."""
        self._room = pages
        if (connection := self.connection) is not None:
            with self.fuse.out():
                used = connection.execute("PRAGMA page_count").fetchone()[0]
                connection.execute(f"PRAGMA max_page_count = {PAGES_MAX if pages is None else used + pages}").fetchall()

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """As they stand in the database."""
        if self.connection is None:
            return []
        with self.fuse.out():
            return list(self.connection.execute(query, values).fetchall())

    def held(self) -> set[bytes]:
        """Ids of all blocks."""
        return {row[0] for row in self.rows("SELECT id FROM blocks")}

    def blocks(self) -> Iterator[Block]:
        """All blocks, every one after its past."""
        store = self.store()
        with self.fuse.out():
            yield from map(read_block, store._blocks.wires() if store is not None else ())

    def has_file(self, root: bytes) -> bool:
        """Whether an attachment lies here, whole or in part."""
        return any(self.folder.rglob(f"attachments/{root.hex()}*"))


ANSWERS = (None, 1, 0)
"""After so many answers a machine's companion is gone for the rest of a batch; None stays."""


class VaultPlace(Place):
    """A vault on a machine of its own."""

    def __init__(self, folder: Path, network: bytes, clock: RunningClock, name: str, random: Random) -> None:
        self._machine = Machine(name.encode())
        super().__init__(folder, network, clock, name, random)

    def open(self) -> None:
        self._starts += 1
        seed = SeededRandomness(f"{self.name} {self._starts}")
        companion = NearCompanion(ANSWERS[self._starts % len(ANSWERS)])
        self.vault = Vault.open(self.folder, PASSPHRASE, REGISTRY, self.clock, seed, self._machine, companion)
        self.vault.add_network(self.network)
        self.host = VaultHost(self.vault)
        self.key = self.vault.device
        self._store = VaultStore(self.vault, self.vault.replica(self.network))
        self.connection.set_progress_handler(self.fuse.burn, PROGRESS_STEPS)

    def close(self) -> None:
        self.vault.close()

    @property
    def connection(self) -> Any:
        return self.vault.connection

    def store(self) -> VaultStore:
        """For one exchange; a transaction that was undone may have made the vault forget the one before."""
        with self.fuse.out():
            replica = self.vault.replica(self.network)
            if self._store.replica is not replica:
                self._store = VaultStore(self.vault, replica)
        return self._store

    def files(self) -> AttachmentStore:
        return self.vault.attachments

    def restore(self, backup: Path, *, elsewhere: bool) -> None:
        """The disk is lost, and the backup put back, perhaps on another machine; the person does as they are told."""
        self.fuse.left, self.fuse.blown = None, False
        self.close()
        shutil.rmtree(self.folder)
        if elsewhere:
            self._machine = Machine(f"{self.name} {self._starts}".encode())
        restore(backup, self.folder, PASSPHRASE)
        self.open()
        if self.vault.doubts():
            go_on(self.vault)

    def digest(self) -> bytes:
        with self.fuse.out():
            return view_digest(self.vault.replica(self.network))

    def digest_anew(self) -> bytes:
        """As all views show after they were made anew from the blocks."""
        self.vault.rebuild()
        return self.digest()

    def overspent(self) -> int:
        """Shares of which more is gone than there was, or whose parts do not add up."""
        replica = self.vault.replica(self.network)
        with self.fuse.out():
            book = ShareBook(replica.connection, replica.network)
            accounts = book.accounts_now(book.all_shares(), replica.now)
        return sum(one.rest < 0 for one in accounts.values()) + (not is_conserved(accounts))

    def stale(self) -> list[str]:
        """What is remembered in memory and is not so in the database: a transaction that was undone leaves nothing."""
        with self.fuse.out():
            before = _remembered(self.vault.replica(self.network))
            self.vault.forget_networks()
            after = _remembered(self.vault.replica(self.network))
        return [name for name in before if before[name] != after[name]]

    def waiting(self) -> int:
        """Blocks that wait for what came before them."""
        return int(self.rows("SELECT COUNT(*) FROM parked")[0][0])

    def verdicts(self) -> dict[bytes, str]:
        """Of each judged entry, with the reasons."""
        rows = self.rows("SELECT id, verdict, findings FROM entries")
        return {id: f"{verdict} {findings}" for id, verdict, findings in rows}


def _remembered(replica: Replica) -> dict[str, object]:
    ids = [row[0] for row in replica.connection.execute("SELECT id FROM blocks ORDER BY id")]
    return {
        "heads": replica.store.tips(),
        "places": [replica.store.placed(id) for id in ids],
        "blocks": [replica.reader.block(number).wire for number in replica.store.numbers()],
        "governance": sorted(map(repr, (*replica.chart.grants(), *replica.chart.cuts(), *replica.chart.adoptions()))),
        "epochs": replica.epoch_heads(),
    }


_FOLLOWING = {
    "lines": "SELECT line, device, incarnation, first_seq, tip_seq, parent_line, parent_seq FROM lines ORDER BY line",
    "places": "SELECT id, line, seq FROM blocks ORDER BY block",
    "named": "SELECT device, line, seq FROM named ORDER BY device, line, seq",
    "governance": "SELECT entry, block, leaf FROM governance ORDER BY block, leaf",
    "erasures": "SELECT block, hash, what, entry FROM erasures ORDER BY block, hash, what, entry",
    "unread": "SELECT u.block, u.leaf, u.reason FROM unread u JOIN blocks b USING (block) WHERE NOT EXISTS"
    " (SELECT 1 FROM erasures x WHERE x.block = b.id) ORDER BY u.block, u.leaf",
}
"""What a hub keeps beside its blocks; whether a leaf that orders name is noted as lacking makes no difference."""


class _WatchedHub(Hub):
    """Tells of each store that it opens."""

    def __init__(self, *arguments: Any, opened: Callable[[HubStore], None]) -> None:
        super().__init__(*arguments)
        self._opened = opened

    def _open(self, network: bytes) -> HubStore:
        store = super()._open(network)
        self._opened(store)
        return store


class HubPlace(Place):
    """A hub; its network begins when its founder comes."""

    def __init__(self, folder: Path, network: bytes, clock: RunningClock, name: str, random: Random) -> None:
        self._taking: int | None = None
        folder.mkdir()
        super().__init__(folder, network, clock, name, random)

    def open(self) -> None:
        self._starts += 1
        self.key = HUB_KEY
        seed = SeededRandomness(f"{self.name} {self._starts}")
        self._hub = _WatchedHub(self.folder, HUB_KEY, self.clock, seed, HubSettings(), opened=self._watch)
        self.host = self._hub

    def close(self) -> None:
        self._hub.close()

    @property
    def connection(self) -> Any:
        store = self.store()
        return store._connection if store is not None else None

    def store(self) -> HubStore | None:
        """The network's; None before it was begun."""
        with self.fuse.out():
            return self._hub._store(self.network)

    def files(self) -> AttachmentStore | None:
        store = self.store()
        return store._files if store is not None else None

    def _watch(self, store: HubStore) -> None:
        store.take = partial(self._take_or_crash, store, store.take)  # type: ignore[method-assign]
        store._connection.set_progress_handler(self.fuse.burn, PROGRESS_STEPS)

    def _take_or_crash(
        self, store: HubStore, take: Callable[[Sequence[bytes]], Taken], wires: Sequence[bytes]
    ) -> Taken:
        """As the store takes; where a crash is due in it, at any step of the database's work on the blocks."""
        if self._taking is None or not wires:
            return take(wires)
        store._connection.set_progress_handler(self.fuse.burn, 1)
        self.fuse.light(self._taking)
        self._taking = None
        try:
            return take(wires)
        finally:
            self.fuse.left = None
            store._connection.set_progress_handler(self.fuse.burn, PROGRESS_STEPS)

    def crash_in_take(self, steps: int) -> None:
        """The next page of blocks is broken off after so many steps, if its work takes as many."""
        self._taking = steps

    def unsound(self) -> list[str]:
        """The tables that do not follow from the blocks; all are made anew from them, as after a change of version."""
        store = self.store()
        if store is None:
            return []
        before = self._following(store)
        with self.fuse.out(), transaction(store._connection):
            store._make_views_anew()
            after = self._following(store)
        return [name for name in before if before[name] != after[name]]

    def _following(self, store: HubStore) -> dict[str, list[tuple[object, ...]]]:
        found = {name: self.rows(query) for name, query in _FOLLOWING.items()}
        vectors = Reach(store._connection, 1)  # as it stands in the tables; which parts are shared is its own affair
        seen = [vectors.seen_from([Position(line, seq)]) for _, line, seq in found["places"]]
        return {**found, "reach": [tuple(sorted(one.items())) for one in seen]}
