"""Run in a mount space of its own with a small disk of its own: `small_disk.py DISK WHAT`. Prints what happened."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

from core.errors import JangbuError
from core.vault.access import change_passphrase
from core.vault.soundness import damaged_pages
from tests.support.cheap_argon2 import cheaply
from tests.support.replicas import PASSPHRASE, digest, found, make_vault, open_jar, open_vault
from tests.support.seeded_randomness import SeededRandomness

WHOLE_BYTES = 3_000_000


def main() -> None:
    disk, what = Path(sys.argv[1]), sys.argv[2]
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={WHOLE_BYTES}", "tmpfs", str(disk)], check=True)
    with cheaply():
        print(json.dumps({"full": full, "read_only": read_only}[what](disk)))


def told(call, *arguments: object) -> str:
    try:
        call(*arguments)
    except JangbuError as error:
        return error.code
    return ""


def full(disk: Path) -> dict:
    """Fill the disk by recording; then everything else that writes; then make room."""
    with make_vault(disk, "yard") as vault:
        replica = found(vault)
        rest = disk / "rest"
        rest.write_bytes(bytes(WHOLE_BYTES // 2))
        recorded, code = 0, ""
        while not code:
            code = told(open_jar, vault, replica, f"jar {recorded}")
            recorded += not code
        before = digest(replica)
        while _grow(rest):
            pass
        paper = told(vault.attachments.add, io.BytesIO(b"paper" * 200_000), "text/plain")
        slots = told(change_passphrase, vault.folder, PASSPHRASE, "another passphrase", SeededRandomness("new"))
        held = [row[0] for row in replica.connection.execute("SELECT title FROM subjects WHERE kind = 'jar'")]
    second = told(make_vault, disk, "second")
    with open_vault(disk, "yard") as vault:
        replica = vault.replica(vault.networks()[0])
        again = digest(replica) == before
        rest.unlink()
        room = told(open_jar, vault, replica, "there is room again")
        sound = damaged_pages(vault.connection) == []
    return {
        "recording": code, "recorded": recorded, "held": len(held), "paper": paper, "slots": slots, "second": second,
        "same": again, "sound": sound, "room": room,
        "left": sorted(path.name for path in (disk / "yard.jangbu" / "attachments").iterdir()),
    }  # fmt: skip


def _grow(file: Path) -> bool:
    try:
        with file.open("ab") as out:
            out.write(bytes(512))
            out.flush()
            os.fsync(out.fileno())
    except OSError:
        return False
    return True


def read_only(disk: Path) -> dict:
    """A disk that was made read-only, and one that becomes so under an open vault."""
    with make_vault(disk, "yard") as vault:
        replica = found(vault)
        open_jar(vault, replica, "before")
        before = digest(replica)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=False)  # busy, where it is held open
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    names = sorted(path.name for path in (disk / "yard.jangbu").iterdir())
    opening = told(open_vault, disk, "yard")
    slots = told(change_passphrase, disk / "yard.jangbu", PASSPHRASE, "another passphrase", SeededRandomness("new"))
    making = told(make_vault, disk, "second")
    same_names = names == sorted(path.name for path in (disk / "yard.jangbu").iterdir())
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    with open_vault(disk, "yard") as vault:
        same = digest(vault.replica(vault.networks()[0])) == before
    return {"opening": opening, "slots": slots, "making": making, "same": same, "untouched": same_names}


if __name__ == "__main__":
    main()
