"""What a laptop's disk tells without the passphrase: no name, amount, sentence or key, in any byte of any file.

Vaults of every workspace as the sample data has them, worked with in a real window that is locked, closed and started
again: their folders, and everything that the program keeps beside them (settings, state, log, caches, temporary files).
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from core.domains.registry import installed
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.reading import ReadEntry
from core.vault.vault import Vault
from desktop.cli.main import main
from desktop.cli.samples import PASSPHRASE, PIN
from tests.e2e.main_job_window import Window
from tests.support.cheap_argon2 import cheaply

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]
TYPED = "Quellwasser im Nordschuppen"
_WORD = re.compile(r"[^\W\d_]{4,}|\d{7,}")



@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own, for this process and every window."""
    for variable, name in (("XDG_STATE_HOME", "state"), ("XDG_CACHE_HOME", "cache"), ("TMPDIR", "temporary")):
        (tmp_path / "home" / name).mkdir(parents=True, exist_ok=True)
        monkeypatch.setenv(variable, str(tmp_path / "home" / name))
    return tmp_path / "home"


@pytest.fixture
def vaults(tmp_path: Path, home: Path) -> list[Path]:
    with cheaply():
        assert main(["demo", str(tmp_path / "demo"), "--json"]) == 0
    return sorted((tmp_path / "demo").rglob("*.jangbu"))


def opened(folder: Path) -> Vault:
    return Vault.open(folder, PASSPHRASE, installed(), SystemClock(), SystemRandomness())


def kept_secret(folder: Path) -> set[bytes]:
    """Names and words of a vault in the forms that a file may have them in, and its keys."""
    with opened(folder) as vault:
        names = {one.title for one in vault.persons()} | {one.member for one in vault.persons()}
        words: set[str] = set()
        keys = {vault.database_key, vault.device.seed}
        keys |= {vault.open_person(one.key, PIN).seed for one in vault.persons()}
        for table in tables(vault):
            for row in vault.connection.execute(f'SELECT * FROM "{table}"'):
                words.update(word for value in row for word in _words(value))
        for replica in map(vault.replica, vault.networks()):
            keys.update(replica.epoch_heads().values())
            for row in vault.connection.execute(
                "SELECT block, leaf FROM entries JOIN blocks USING (block) JOIN lines USING (line)"
                " WHERE lines.network = ?",
                (replica.network,),
            ):
                read = replica.reader.read(*row)
                words.update(_words(repr(read.entry.content.body)) if isinstance(read, ReadEntry) else ())
    assert len(words) > 100, "a vault with hardly a word in it proves nothing"
    forms = {word.encode(code) for word in names | words | {PASSPHRASE, TYPED} for code in ("utf-8", "utf-16-le")}
    return {one for one in forms if len(one) >= 8} | keys | {key.hex().encode() for key in keys}


def tables(vault: Vault) -> list[str]:
    return [row[0] for row in vault.connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def _words(value: object) -> Iterator[str]:
    if isinstance(value, bytes):
        value = value.decode("utf-8", "ignore")
    if isinstance(value, str):
        yield from _WORD.findall(value)


def found_in(files: Iterable[Path], secrets: set[bytes]) -> set[tuple[str, bytes]]:
    return {(path.name, one) for path in files for data in [path.read_bytes()] for one in secrets if one in data}


def test_the_search_finds_what_is_readable(vaults: list[Path], tmp_path: Path):
    secrets = kept_secret(vaults[0])
    paper = tmp_path / "paper"
    paper.write_bytes(b"..." + sorted(secrets)[0] + b"...")
    assert found_in([paper], secrets)


def test_no_file_of_a_locked_laptop_shows_a_name_an_amount_or_a_key(vaults: list[Path], home: Path, tmp_path: Path):
    kinds = {path.name for vault in vaults for path in vault.rglob("*") if path.is_file()}
    assert {"slots", "vault.db"} <= kinds
    for number, folder in enumerate(vaults):
        window = Window(tmp_path, f"window-{number}", vault=folder)
        try:
            window.type("passphrase", PASSPHRASE, enter=True)
            window.do("wait", name="sync.strip")
            window.type("search.bar", TYPED, enter=True)
            window.lock()
            window.type("passphrase", "not this one", enter=True)
            window.close()
        finally:
            window.kill()
    outside = [path for top in (home, *tmp_path.glob("window-*")) for path in top.rglob("*") if path.is_file()]
    assert {path.parent.name for path in outside} >= {"heads"}
    assert any(path.name.startswith("jangbu.log") for path in outside)
    for folder in vaults:
        inside = [path for path in folder.rglob("*") if path.is_file()]
        assert any(path.parent.name == "backups" for path in inside), "the window made today's backup"
        assert found_in([*inside, *outside], kept_secret(folder)) == set()
