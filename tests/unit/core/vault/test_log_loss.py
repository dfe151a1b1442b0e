"""A log that lost what had been durable is told from one that a kill or a power cut left unfinished."""

import shutil
from pathlib import Path

import pytest

from core.vault.last_head import Reason
from core.vault.log_loss import log_lost_something
from core.vault.soundness import damaged_pages
from tests.support.replicas import found, make_vault, open_jar, open_vault

FRAME = 24 + 4096


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """A vault as a kill leaves it, after three entries of which each is a transaction of its own."""
    with make_vault(tmp_path, "used") as vault:
        replica = found(vault)
        vault.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        for number in range(3):
            open_jar(vault, replica, f"jar {number}")
        shutil.copytree(vault.folder, tmp_path / "yard.jangbu")
    return tmp_path / "yard.jangbu"


def frames(log: Path) -> int:
    return (log.stat().st_size - 32) // FRAME


def labels(folder: Path) -> tuple[set[str], list[Reason]]:
    with open_vault(folder.parent, folder.stem) as vault:
        assert damaged_pages(vault.connection) == []
        doubts = [one.reason for one in vault.doubts()]
        return {row[0] for row in vault.connection.execute("SELECT title FROM subjects WHERE kind = 'jar'")}, doubts


def change(log: Path, place: int) -> None:
    data = bytearray(log.read_bytes())
    data[place] ^= 4
    log.write_bytes(bytes(data))


def test_a_log_that_was_left_whole_lost_nothing(killed: Path):
    log = killed / "vault.db-wal"
    assert frames(log) > 10
    assert not log_lost_something(log)
    assert labels(killed) == ({"jar 0", "jar 1", "jar 2"}, [])
    assert not log_lost_something(log)


@pytest.mark.parametrize("place", [0, 10, 20, 32, 40, 50, 100, 32 + FRAME + 2000])
def test_a_changed_byte_before_a_later_transaction_is_a_loss_and_is_told(killed: Path, place: int):
    log = killed / "vault.db-wal"
    change(log, place)
    assert log_lost_something(log)
    held, doubts = labels(killed)
    assert held < {"jar 0", "jar 1", "jar 2"}
    assert doubts == [Reason.LOG]


def test_the_last_transaction_cut_off_anywhere_is_no_loss(killed: Path):
    log = killed / "vault.db-wal"
    data = log.read_bytes()
    for cut in range(len(data) - 3 * FRAME, len(data), 1500):
        log.write_bytes(data[:cut])
        assert not log_lost_something(log), cut
    for cut in (0, 1, 31, 32, 33):
        log.write_bytes(data[:cut])
        assert not log_lost_something(log), cut
    log.unlink()
    assert not log_lost_something(log)


def test_what_is_left_of_an_earlier_round_behind_the_log_is_no_loss(killed: Path, tmp_path: Path):
    """The log starts over at its beginning; frames of before stand behind it, with other salts."""
    with open_vault(tmp_path, "yard") as vault:
        vault.connection.execute("PRAGMA wal_checkpoint(RESTART)").fetchall()
        before = frames(killed / "vault.db-wal")
        vault.settings.put("one", b"more")
        assert frames(killed / "vault.db-wal") == before
        assert not log_lost_something(killed / "vault.db-wal")
