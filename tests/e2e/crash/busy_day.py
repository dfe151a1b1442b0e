"""Makes a vault, records, backs up and restores, and says what is done: `busy_day.py FOLDER ENTRIES`."""

import io
import sys
from pathlib import Path

from core.actions.record import Draft, record
from core.actions.restore import restore
from core.vault.backup import back_up
from tests.support.cheap_argon2 import cheaply
from tests.support.replicas import PASSPHRASE, found, make_vault, open_jar
from tests.support.toy import FILL


def main(folder: Path, entries: int) -> None:
    stick = folder / "stick.jangbu-backup"
    with make_vault(folder, "yard") as vault:
        replica = found(vault)
        jar = open_jar(vault, replica)
        print("vault", jar.hex(), flush=True)
        for number in range(entries):
            slip = vault.attachments.add(io.BytesIO(bytes([number]) * 9_000), "text/plain")
            draft = Draft(FILL, {"grams": 1}, jar, attachments=(slip,))
            print("entry", record(vault, replica.network_id, [draft]).entries[0].hex(), flush=True)
            if number == entries // 2:
                print("backup", back_up(vault.folder, vault.connection, stick, attachments=True).files, flush=True)
    restore(stick, folder / "back.jangbu", PASSPHRASE)
    print("restored", flush=True)


if __name__ == "__main__":
    with cheaply():
        main(Path(sys.argv[1]), int(sys.argv[2]))
