"""kill -9 in the middle of an import, a backup, a restore, a migration: what was said to be done is there."""

import io
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from core.actions.restore import restore
from core.vault import database
from core.vault.backup import back_up
from core.vault.last_head import Reason
from core.vault.soundness import damaged_pages
from tests.e2e.parties import ROOT, environment
from tests.support.cheap_argon2 import cheaply
from tests.support.replicas import PASSPHRASE, digest, found, make_vault, open_jar, open_vault

SHORT = 2
IMPORTING, ROUNDS, UPKEEP = 25, 4, 80
pytestmark = [pytest.mark.skipif(os.name != "posix", reason="needs kill -9"), pytest.mark.timeout(900)]


@pytest.fixture
def kills(pytestconfig: pytest.Config) -> int:
    return UPKEEP if pytestconfig.getoption("--long") else SHORT


@pytest.fixture
def yard(tmp_path: Path):
    """The folder of a vault with some jars and an attachment, and its view digest."""
    with cheaply():
        with make_vault(tmp_path, "yard") as vault:
            replica = found(vault)
            vault.attachments.add(io.BytesIO(b"paper" * 100_000), "text/plain")
            for number in range(10):
                open_jar(vault, replica, f"jar {number}")
            view = digest(replica)
        yield tmp_path, view


def killed(folder: Path, what: str, run: int, random: Random, lines: int) -> list[str]:
    """Whole lines that a process printed before it was killed at some instant after so many lines at most."""
    command = [sys.executable, "-m", "tests.e2e.crash.upkeep_forever", str(folder), "yard", what, str(run)]
    with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        told = [process.stdout.readline() for _ in range(random.randint(1, lines))]
        try:
            process.wait(random.uniform(0, 0.2))  # an instant that no line marks
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        told += process.stdout.read().splitlines(keepends=True)
    assert process.returncode == -signal.SIGKILL
    return [line.strip() for line in told if line.endswith("\n")]


@pytest.mark.parametrize("round", [0, *(pytest.param(one, marks=pytest.mark.long) for one in range(1, ROUNDS))])
def test_an_import_that_is_killed_has_every_row_it_printed(yard, round: int, pytestconfig: pytest.Config):
    folder, _ = yard
    kills = IMPORTING if pytestconfig.getoption("--long") else SHORT
    printed: set[str] = set()
    for run in range(kills):
        printed |= set(killed(folder, "import", run, Random(round * kills + run), 120))
        with open_vault(folder, "yard") as vault:
            held = {row[0].hex() for row in vault.connection.execute("SELECT id FROM entries")}
            assert damaged_pages(vault.connection) == []
        assert printed <= held
    assert len(printed) > kills


def test_a_backup_under_its_name_is_whole_whenever_the_process_was_killed(yard, kills: int):
    folder, view = yard
    for run in range(kills):
        killed(folder, "backup", run, Random(run), 6)
        for number, source in enumerate(sorted(folder.glob("stick-*.jangbu-backup"))):
            target = folder / f"check-{run}-{number}.jangbu"
            restore(source, target, PASSPHRASE)
            with open_vault(folder, target.stem) as back:
                assert digest(back.replica(back.networks()[0])) == view
        with open_vault(folder, "yard") as vault:
            assert digest(vault.replica(vault.networks()[0])) == view


def test_a_restore_that_is_killed_leaves_a_marked_vault_or_none(yard, kills: int):
    folder, view = yard
    with open_vault(folder, "yard") as vault:
        back_up(vault.folder, vault.connection, folder / "stick.jangbu-backup", attachments=True)
    for run in range(kills):
        printed = set(killed(folder, "restore", run, Random(run), 4))
        there = {str(path) for path in folder.glob(f"back-{run}-*.jangbu")}
        assert printed <= there
        for path in there:
            with open_vault(folder, Path(path).stem) as back:
                assert digest(back.replica(back.networks()[0])) == view
                assert [one.reason for one in back.doubts()] == [Reason.RESTORED]


def test_a_migration_that_is_killed_is_done_or_not_begun(yard, kills: int, monkeypatch: pytest.MonkeyPatch):
    made, view = yard
    known = database.schema_versions()
    numbers = range(known[-1][0] + 1, 500)
    more = [(number, f"CREATE TABLE IF NOT EXISTS more_{number} (name TEXT)") for number in numbers]
    for run in range(kills):
        folder = made / str(run)
        shutil.copytree(made / "yard.jangbu", folder / "yard.jangbu")
        done = killed(folder, "migrate", run, Random(run), 8)
        with monkeypatch.context() as patch:
            patch.setattr(database, "schema_versions", lambda: [*known, *more])
            with open_vault(folder, "yard") as vault:
                assert digest(vault.replica(vault.networks()[0])) == view
                assert vault.connection.execute("PRAGMA user_version").fetchone()[0] == more[-1][0]
                assert damaged_pages(vault.connection) == []
        kept = {path.name for path in (folder / "yard.jangbu" / "backups").iterdir()}
        assert {f"before-format-{number}.jangbu-backup" for number in done} <= kept
