"""A stick of its own in a mount space of its own, pulled in the middle of writing: `pulled_stick.py FOLDER WHAT AT`.

The stick is a small file system that stays alive elsewhere, so that it can be plugged in again with what is on it.
Prints a JSON object of what was told and what is there.
"""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random

from core.actions.make_evidence import evidence_for
from core.actions.record import Draft, record
from core.actions.restore import restore
from core.errors import JangbuError
from core.ledger.evidence_check import check_evidence
from core.vault.soundness import damaged_pages
from core.vault.vault import Vault
from desktop.backups import back_up_to, stick_target
from desktop.widgets.save_row import write_new
from desktop.words import Words, error_text
from sync.carry import export_bundle
from sync.preview import preview_bundle
from tests.support.cheap_argon2 import cheaply
from tests.support.replicas import PASSPHRASE, digest, found, make_vault, open_jar
from tests.support.toy import FILL

STICK_BYTES = 40_000_000
Progress = Callable[[int, int], bool]


def run(*command: str) -> None:
    subprocess.run(command, check=True)


class Stick:
    """`pull` takes it out at the given call, whatever is open on it."""

    def __init__(self, folder: Path, pulled_at: int) -> None:
        self.place, self._alive = folder / "stick", folder / "alive"
        self._left = pulled_at
        self._alive.mkdir()
        run("mount", "-t", "tmpfs", "-o", f"size={STICK_BYTES}", "tmpfs", str(self._alive))
        self.plug_in()

    def plug_in(self) -> None:
        self.place.mkdir()
        run("mount", "--bind", str(self._alive), str(self.place))

    def progress(self, done: int, total: int) -> bool:
        self._left -= 1
        if self._left == 0:
            run("umount", "--lazy", str(self.place))
            self.place.rmdir()  # as the desktop does it
        return True

    def names(self) -> list[str]:
        return sorted(path.name for path in self._alive.iterdir())


def main() -> None:
    folder, what = Path(sys.argv[1]), sys.argv[2]
    stick = Stick(folder, int(sys.argv[3]))
    with cheaply(), make_vault(folder, "yard") as vault:
        replica = found(vault)
        jar = open_jar(vault, replica)
        for number in range(5):
            slip = vault.attachments.add(io.BytesIO(Random(number).randbytes(700_000)), "text/plain")
            record(vault, replica.network_id, [Draft(FILL, {"grams": 1}, jar, attachments=(slip,))])
        before = digest(replica)
        write = {"backup": backing_up, "bundle": exporting, "evidence": showing}[what]
        told = ""
        try:
            write(vault, stick.place, stick.progress)
        except JangbuError as error:
            text = error_text(error, Words("ko"))
            told = f"{error.code}: {text.what} {text.do}"
        same, sound = digest(replica) == before, damaged_pages(vault.connection) == []
        left = stick.names()
        if told:
            stick.plug_in()
        again = write(vault, stick.place, lambda done, total: True)
        readable = read_back(vault, what, again, folder)
    print(json.dumps({
        "told": told, "same": same, "sound": sound, "left": left,
        "names": stick.names(), "again": again.name, "readable": readable,
    }))  # fmt: skip


def backing_up(vault: Vault, place: Path, progress: Progress) -> Path:
    return back_up_to(vault, stick_target(place, vault.folder, vault.clock.now().day()), progress).path


def exporting(vault: Vault, place: Path, progress: Progress) -> Path:
    _, (path,) = export_bundle(vault, vault.networks()[0], place / "to-all.jangbu-bundle", progress=progress)
    return path


def showing(vault: Vault, place: Path, progress: Progress) -> Path:
    """Evidence is made first and written at once; the stick goes in between."""
    network = vault.networks()[0]
    chosen = [row[0] for row in vault.connection.execute("SELECT id FROM entries")]
    data = evidence_for(vault, network, chosen)
    progress(0, 1)
    return write_new(place / "five.jangbu-evidence", data)


def read_back(vault: Vault, what: str, path: Path, folder: Path) -> bool:
    if what == "backup":
        restore(path, folder / "back.jangbu", PASSPHRASE)
        return True
    if what == "bundle":
        return preview_bundle(vault, path).complete
    return check_evidence(path.read_bytes()).intact


if __name__ == "__main__":
    main()
