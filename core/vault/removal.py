"""Leaving a network and destroying a vault: first what would be lost, then the deed."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from core.errors import VaultError
from core.ports.randomness import Randomness
from core.vault.database import Connection, telling, transaction
from core.vault.overview import own_entries_not_seen
from core.vault.replica import Replica
from core.vault.search import forget_index
from core.vault.vault import LEFT, Vault
from core.vault.views import network_view

_FILES = ("slots", "slots.new", "vault.db", "vault.db-wal", "vault.db-shm", "vault.db-journal")
_FOLDERS = ("attachments", "backups")


@dataclass(frozen=True, slots=True)
class Loss:
    """What goes with a network when it is taken from this vault."""

    network: bytes
    name: str
    entries: int
    """Own entries that no other device is known to hold: they exist nowhere else."""
    drafts: int

    @property
    def nothing(self) -> bool:
        return self.entries == 0 and self.drafts == 0


def loss_of(vault: Vault, replica: Replica) -> Loss:
    """What leaving a network would lose; its entries that others hold stay with them."""
    view = network_view(replica)
    drafts = len(vault.drafts.of_network(replica.network_id))
    return Loss(replica.network_id, view.name, own_entries_not_seen(replica), drafts)


def losses(vault: Vault) -> tuple[Loss, ...]:
    """What destroying the vault would lose, network by network; the keys of its device and persons besides."""
    return tuple(loss_of(vault, vault.replica(network)) for network in vault.networks())


def leave_network(vault: Vault, network_id: bytes) -> None:
    """Take a network and all that belongs to it from this vault, durably.

    To the others this device stays a member until one of them cuts it off. Coming back, it writes its next incarnation.

    Raises:
        RefusedError: `network_unknown`.
        VaultError: the disk is in trouble; nothing was taken away.
    """
    replica = vault.replica(network_id)
    connection = vault.connection
    with telling(vault.folder):
        connection.execute("PRAGMA secure_delete = ON")  # the pages are emptied, not only let go
        try:
            with transaction(connection):
                gone = _only_of(vault, replica)
                for table in _tables_of_networks(connection):
                    connection.execute(f"DELETE FROM {table} WHERE network = ?", (replica.network,))  # noqa: S608
                connection.executemany("DELETE FROM attachments WHERE root = ?", [(root,) for root in gone])
                vault.settings.put(f"{LEFT}{network_id.hex()}", str(replica.incarnation + 1).encode())
                forget_index(connection)
                vault.forget_networks()
                vault.rebuild()
        except BaseException:
            vault.forget_networks()
            raise
        finally:
            connection.execute("PRAGMA secure_delete = OFF")
    for root in gone:
        vault.attachments.path(root).unlink(missing_ok=True)


def _tables_of_networks(connection: Connection) -> list[str]:
    """Every table whose rows belong to one network; the views among them are made anew afterwards."""
    rows = connection.execute(
        "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table' AND c.name = 'network' ORDER BY m.name"
    ).fetchall()
    return [str(row[0]) for row in rows]


def _only_of(vault: Vault, replica: Replica) -> list[bytes]:
    """Attachments that no other network's entries and drafts name."""
    others = [vault.replica(one) for one in vault.networks() if one != replica.network_id]
    kept = {root for other in others for root in other.attachments()}
    kept |= {one.root for other in others for draft in vault.drafts.of_network(other.network_id)
             for one in draft.entry.attachments}  # fmt: skip
    return [root for root, _ in vault.attachments.all() if root not in kept]


def destroy_vault(folder: Path, randomness: Randomness) -> None:
    """Destroy a closed vault: its wrapped keys are overwritten first, so that what a disk may still hold stays closed.

    Only what a vault consists of is taken away; other files in the folder stay, and then the folder does.

    Raises:
        VaultError: `vault_missing`, `vault_not_removed` (something of it could not be taken away).
    """
    if not (folder / "vault.db").is_file() and not (folder / "slots").is_file():
        raise VaultError("vault_missing", path=str(folder))
    try:
        slots = folder / "slots"
        if slots.is_file():
            with slots.open("r+b") as file:
                file.write(randomness.take(slots.stat().st_size))
                file.flush()
        for name in _FILES:
            (folder / name).unlink(missing_ok=True)
        for name in _FOLDERS:
            for path in sorted((folder / name).glob("*")):
                path.unlink()
            if (folder / name).is_dir():
                (folder / name).rmdir()
    except OSError as error:
        raise VaultError("vault_not_removed", path=str(folder), detail=str(error)) from error
    with suppress(OSError):  # something of the person's own lies in it
        folder.rmdir()
