"""A vault: the folder NAME.jangbu with one device key, the persons who act on it, and the networks it takes part in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from core.encoding.words import fingerprint_words
from core.errors import RefusedError, VaultError
from core.identity.keys import SEED_BYTES, SigningKey
from core.identity.pin import SealedKey, open_key, seal_key
from core.ledger.contract import Registry
from core.ports.clock import Clock
from core.ports.companion import Companion
from core.ports.outside import Outside
from core.ports.randomness import Randomness
from core.vault import slots
from core.vault.attachments import AttachmentStore
from core.vault.backup_days import back_up_before
from core.vault.database import Connection, open_database, schema_versions, telling, transaction
from core.vault.drafts import DraftStore
from core.vault.last_head import LOG_LOST, RESTORED, Doubt, Head, HeadWatch
from core.vault.log_loss import log_lost_something
from core.vault.pin_tries import PinTries
from core.vault.rebuild import VIEWS_STAMP, rebuild, views_stamp
from core.vault.replica import Replica
from core.vault.settings import Settings
from core.vault.soundness import ended_uncleanly, require_sound
from core.vault.sweep import sweep

SUFFIX = ".jangbu"
LEFT = "left."
"""Beginning of the setting that says with which incarnation a network that was left is entered again."""
_DEVICE_SEED = "device_seed"


@dataclass(frozen=True, slots=True)
class Person:
    """A human who signs on this vault with a PIN; `title` is a post or number, not a name."""

    key: bytes
    member: str
    title: str


class Vault:
    """An open vault. One connection, used on one thread; closing destroys the keys in memory."""

    def __init__(
        self,
        folder: Path,
        key: bytes,
        connection: Connection,
        registry: Registry,
        clock: Clock,
        randomness: Randomness,
        outside: Outside | None = None,
        companion: Companion | None = None,
    ) -> None:
        self.folder = folder
        self._companion = companion
        self.connection = connection
        self.registry = registry
        self.clock = clock
        self.randomness = randomness
        self.attachments = AttachmentStore(folder / "attachments", connection, randomness)
        self.drafts = DraftStore(connection, folder, clock, randomness)
        self._key = key
        self.settings = Settings(connection, folder)
        self.pin_tries = PinTries(self.settings, clock)
        self._replicas: dict[bytes, Replica] = {}
        self.device = SigningKey(self.settings.required(_DEVICE_SEED))
        self.head_watch = HeadWatch(connection, key, self.device.public, outside, randomness)

    @classmethod
    def create(
        cls,
        folder: Path,
        passphrase: str,
        registry: Registry,
        clock: Clock,
        randomness: Randomness,
        outside: Outside | None = None,
        companion: Companion | None = None,
    ) -> Vault:
        """Make a new vault in a folder that does not exist yet or is empty.

        Raises:
            InputError: `passphrase_short`.
            VaultError: `vault_exists`, `vault_unopenable`, `disk_full`.
        """
        slots.check_passphrase(passphrase)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if any(folder.iterdir()):
                raise VaultError("vault_exists", path=str(folder))
            (folder / "attachments").mkdir()
            (folder / "backups").mkdir()
            key = randomness.take(SEED_BYTES)
            connection = open_database(folder / "vault.db", key, create=True)
            try:
                with telling(folder), transaction(connection):
                    connection.executemany(
                        "INSERT INTO settings (name, value) VALUES (?, ?)",
                        [(_DEVICE_SEED, randomness.take(SEED_BYTES)), (VIEWS_STAMP, views_stamp(registry))],
                    )
                # The slots come last: a folder without them was never a vault, and holds nothing.
                slots.write_slots(folder / "slots", [slots.passphrase_slot(key, passphrase, randomness)])
                return cls(folder, key, connection, registry, clock, randomness, outside, companion)._begun()
            except BaseException:
                connection.close()
                raise
        except OSError as error:
            raise VaultError("vault_unopenable", path=str(folder), detail=str(error)) from error

    @classmethod
    def open(
        cls,
        folder: Path,
        passphrase: str,
        registry: Registry,
        clock: Clock,
        randomness: Randomness,
        outside: Outside | None = None,
        companion: Companion | None = None,
    ) -> Vault:
        """Open a vault; after an unclean end its log and pages are checked first.

        Raises:
            VaultError: `vault_missing`, `slots_damaged`, `wrong_passphrase`, `vault_in_use`, `vault_damaged`,
                `vault_newer`, `vault_readonly`, `vault_unopenable`, `disk_full`, `memory_short`.
        """
        key = slots.open_slots(slots.read_slots(folder / "slots"), passphrase)
        return cls.open_with_key(folder, key, registry, clock, randomness, outside, companion)

    @classmethod
    def open_with_key(
        cls,
        folder: Path,
        key: bytes,
        registry: Registry,
        clock: Clock,
        randomness: Randomness,
        outside: Outside | None = None,
        companion: Companion | None = None,
    ) -> Vault:
        """Open a vault whose database key is known already, as by a PIN or a recovery kit.

        Raises:
            VaultError: `vault_missing`, `vault_in_use`, `vault_damaged`, `vault_newer`, `vault_readonly`,
                `vault_unopenable`, `disk_full`.
        """
        uncleanly = ended_uncleanly(folder)
        lost = uncleanly and log_lost_something(folder / "vault.db-wal")
        connection = open_database(folder / "vault.db", key, before=partial(back_up_before, folder))
        try:
            if uncleanly:
                require_sound(folder, connection)
            vault = cls(folder, key, connection, registry, clock, randomness, outside, companion)
            if lost:
                vault.settings.put(RESTORED, LOG_LOST)
            vault.refresh_views()
            sweep(connection, folder)
            vault._begun()
        except BaseException:
            connection.close()
            raise
        return vault

    def _begun(self) -> Vault:
        """Keep the copy of the last heads outside up to date from now on."""
        self.head_watch.begin()
        self.connection.after_commit = self.head_watch.note
        return self

    def doubts(self, heard: Mapping[bytes, Iterable[Head]] | None = None) -> tuple[Doubt, ...]:
        """Networks in which this device may have signed more than the vault holds; `heard`: what peers know of it."""
        with telling(self.folder):
            return self.head_watch.doubts(heard or {})

    def refresh_views(self) -> None:
        """Make the views anew where they were made for other tables, or before this app knew some of its rules.

        Raises:
            VaultError: the disk is in trouble; the views are as before.
        """
        if self.settings.get(VIEWS_STAMP) != views_stamp(self.registry):
            self.rebuild()

    def rebuild(self) -> None:
        """Drop the views of all networks and make them again from the blocks, in one transaction.

        Raises:
            VaultError: the disk is in trouble; the views are as before.
        """
        replicas = [self.replica(network) for network in self.networks()]
        with telling(self.folder):
            rebuild(self.connection, replicas, self.registry, self.settings)

    def close(self) -> None:
        """Close the file and forget the keys."""
        if self._companion is not None:
            self._companion.close()
        self.connection.close()
        self._replicas.clear()
        self._key = b""

    def __enter__(self) -> Vault:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    @property
    def database_key(self) -> bytes:
        """The raw 32-byte SQLCipher key, for the owner who asks to see it."""
        return self._key

    @property
    def schema_version(self) -> int:
        """Format of the database."""
        return schema_versions()[-1][0]

    # -- networks ------------------------------------------------------------------------------------------------

    def networks(self) -> list[bytes]:
        """Ids of the networks whose blocks this vault holds, in order of arrival."""
        return [row[0] for row in self.connection.execute("SELECT id FROM networks ORDER BY network")]

    def replica(self, network_id: bytes) -> Replica:
        """A network's replica.

        Raises:
            RefusedError: `network_unknown`.
        """
        replica = self._replicas.get(network_id)
        if replica is None:
            row = self.connection.execute(
                "SELECT network, incarnation FROM networks WHERE id = ?", (network_id,)
            ).fetchone()
            if row is None:
                raise RefusedError("network_unknown", network=fingerprint_words(network_id))
            replica = self._replicas[network_id] = Replica(
                self.connection, self.folder, row[0], network_id, row[1], self.device, self.registry, self._companion
            )
        return replica

    def add_network(self, network_id: bytes) -> Replica:
        """Make room for a network; joins the caller's transaction."""
        with telling(self.folder), transaction(self.connection):
            # A chain that was left may live on elsewhere: whoever comes back writes the next incarnation.
            first = int(self.settings.get(f"{LEFT}{network_id.hex()}") or b"0")
            self.connection.execute(
                "INSERT OR IGNORE INTO networks (id, incarnation) VALUES (?, ?)", (network_id, first)
            )
        return self.replica(network_id)

    def forget_networks(self) -> None:
        """Drop replicas that were opened in a transaction that was undone."""
        self._replicas.clear()

    # -- persons -------------------------------------------------------------------------------------------------

    def add_person(self, member: str, title: str, pin: str) -> Person:
        """Make a key for a person of this organisation, sealed by their PIN.

        Raises:
            InputError: `pin_shape`.
        """
        key = SigningKey(self.randomness.take(SEED_BYTES))
        sealed = seal_key(key, pin, self.randomness)
        with telling(self.folder), transaction(self.connection):
            self.connection.execute(
                "INSERT INTO persons (key, member, title, salt, operations, memory_bytes, box)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    sealed.public,
                    member,
                    title,
                    sealed.salt,
                    sealed.operations,
                    sealed.memory_bytes,
                    sealed.box,
                ),
            )
        return Person(sealed.public, member, title)

    def persons(self) -> list[Person]:
        """Persons whose keys rest in this vault."""
        rows = self.connection.execute("SELECT key, member, title FROM persons ORDER BY title, key")
        return [Person(*row) for row in rows]

    def open_person(self, key: bytes, pin: str) -> SigningKey:
        """A person's key for one signature; wrong PINs are counted.

        Raises:
            RefusedError: `person_unknown`, `wrong_pin` with the tries so far, `pin_waits`, `pin_spent`.
        """
        self.pin_tries.refuse_early(key)
        return self._try_pin(key, pin)

    def readmit_person(self, key: bytes, pin: str, witness: bytes, witness_pin: str) -> None:
        """Somebody whose tries are spent gets new ones: another person vouches by PIN, and they type their own.

        Raises:
            RefusedError: as `open_person`, for either; `witness_same`.
        """
        if witness == key:
            raise RefusedError("witness_same")
        self.open_person(witness, witness_pin)
        self._try_pin(key, pin)

    def _try_pin(self, key: bytes, pin: str) -> SigningKey:
        row = self.connection.execute(
            "SELECT key, salt, operations, memory_bytes, box FROM persons WHERE key = ?", (key,)
        ).fetchone()
        if row is None:
            raise RefusedError("person_unknown", person=key.hex())
        try:
            opened = open_key(SealedKey(*row), pin)
        except RefusedError as error:
            raise RefusedError("wrong_pin", tries=self.pin_tries.add(key)) from error
        self.pin_tries.forget(key)
        return opened

    def change_pin(self, key: bytes, current: str, new: str) -> None:
        """Seal a person's key by another PIN; the key, and so who the person is to others, stays.

        Raises:
            InputError: `pin_shape`.
            RefusedError: `person_unknown`, `wrong_pin`.
            VaultError: the disk is in trouble; the current PIN still holds.
        """
        sealed = seal_key(self.open_person(key, current), new, self.randomness)
        with telling(self.folder), transaction(self.connection):
            self.connection.execute(
                "UPDATE persons SET salt = ?, operations = ?, memory_bytes = ?, box = ? WHERE key = ?",
                (sealed.salt, sealed.operations, sealed.memory_bytes, sealed.box, key),
            )
