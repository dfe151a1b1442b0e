"""Does one kind of upkeep in a loop and prints what is done: `upkeep_forever.py FOLDER NAME WHAT RUN`."""

import sys
from pathlib import Path

from core.actions import record_many as importer
from core.actions.record import Draft
from core.actions.record_many import record_many
from core.actions.restore import restore
from core.vault import database
from core.vault.backup import back_up
from tests.support.cheap_argon2 import cheaply
from tests.support.replicas import PASSPHRASE, open_vault
from tests.support.toy import OPEN


def importing(folder: Path, name: str, run: int) -> None:
    """Rows in groups of one block; the ids of a group are printed once it is durable."""
    with open_vault(folder, name) as vault:
        vault.randomness.take(32 * 1_000 * (run + 1))
        network = vault.networks()[0]
        importer.GROUP_BLOCKS = 1
        importer.BLOCK_ENTRIES_MAX = 32
        print("open", flush=True)
        rows = (Draft(OPEN, {"label": f"row {run} {number}"}) for number in range(1_000_000))

        def told(group) -> bool:
            print("\n".join(entry.hex() for one in group for entry in one.entries), flush=True)
            return True

        record_many(vault, network, rows, told)


def backing_up(folder: Path, name: str, run: int) -> None:
    with open_vault(folder, name) as vault:
        print("open", flush=True)
        for number in range(1_000_000):
            target = folder / f"stick-{number % 3}.jangbu-backup"
            print(back_up(vault.folder, vault.connection, target, attachments=True).path, flush=True)


def restoring(folder: Path, name: str, run: int) -> None:
    print("open", flush=True)
    for number in range(1_000_000):
        target = folder / f"back-{run}-{number}.jangbu"
        print(restore(folder / "stick.jangbu-backup", target, PASSPHRASE).folder, flush=True)


def migrating(folder: Path, name: str, run: int) -> None:
    """The format of one version more, again and again; each open is a migration with its backup before."""
    print("open", flush=True)
    known = database.schema_versions()
    path = folder / f"{name}.jangbu"
    for _ in range(1_000_000):
        number = known[-1][0] + 1
        known = [*known, (number, f"CREATE TABLE IF NOT EXISTS more_{number} (name TEXT)")]
        database.schema_versions = lambda known=known: known
        with open_vault(folder, path.stem) as vault:
            print(vault.connection.execute("PRAGMA user_version").fetchone()[0], flush=True)


if __name__ == "__main__":
    with cheaply():
        {"import": importing, "backup": backing_up, "restore": restoring, "migrate": migrating}[sys.argv[3]](
            Path(sys.argv[1]), sys.argv[2], int(sys.argv[4])
        )
