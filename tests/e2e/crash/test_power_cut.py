"""A power cut at any flush, with what was written later lost or torn: what was said to be done is there.

The calls are those of a real process on real files, watched from outside; the disk that forgets is a replay of them.
"""

import sys
from pathlib import Path
from random import Random

import pytest

from core.actions.restore import restore
from core.errors import VaultError
from core.vault.last_head import Reason
from core.vault.soundness import damaged_pages
from core.vault.vault import Vault
from tests.e2e.parties import ROOT, environment
from tests.support.cheap_argon2 import cheaply
from tests.support.replicas import PASSPHRASE, open_vault
from tests.support.torn_disk import TornDisk
from tests.support.write_recorder import can_record, record_writes

SHORT, LONG = (6, 12), (40, 0)
"""Entries, and how many of the flushes are tried (0: each)."""
KEPT = (0.0, 0.5, 0.9)
"""The share of sectors and names that outlive the power cut without having been flushed."""

pytestmark = pytest.mark.timeout(1200)


def ids_of(vault: Vault) -> set[str]:
    """Every entry that is there with its attachments; its file is sound."""
    assert damaged_pages(vault.connection) == []
    for root, size in vault.attachments.all():
        assert size
        assert vault.attachments.has(root)
    return {row[0].hex() for row in vault.connection.execute("SELECT id FROM entries")}


def see(folder: Path, told: list[str]) -> None:
    """Everything that was told is there; what was not told is there whole, or not at all."""
    entries = {line.split()[1] for line in told if line.startswith("entry")}
    try:
        with open_vault(folder, "yard") as vault:
            assert entries <= ids_of(vault)
            assert vault.doubts() == (), "what a power cut tears is no damage"
    except VaultError as error:
        assert not told, error.code
        assert error.code in ("vault_missing", "vault_damaged"), error.code
    stick = folder / "stick.jangbu-backup"
    assert stick.is_file() or not any(line.startswith("backup") for line in told)
    if stick.is_file():
        restore(stick, folder / "tried.jangbu", PASSPHRASE)
        with open_vault(folder, "tried") as vault:
            assert len(ids_of(vault)) > 1
    back = folder / "back.jangbu"
    assert back.is_dir() or "restored" not in told
    if back.is_dir():
        with open_vault(folder, "back") as vault:
            assert [one.reason for one in vault.doubts()] == [Reason.RESTORED]
            assert len(ids_of(vault)) > 1


def test_what_was_told_outlives_a_power_cut_at_any_flush(tmp_path: Path, pytestconfig: pytest.Config):
    if not can_record(tmp_path):
        pytest.skip("needs strace, and a system that lets it watch a process of one's own")
    entries, tried = LONG if pytestconfig.getoption("--long") else SHORT
    disk = tmp_path / "disk"
    disk.mkdir()
    command = [sys.executable, "-m", "tests.e2e.crash.busy_day", str(disk), str(entries)]
    calls = record_writes(command, ROOT, environment(), disk, tmp_path / "calls")
    flushes = [place for place, call in enumerate(calls) if call.name in ("fsync", "fdatasync")]
    assert len(flushes) > 3 * entries, "a record that nothing was flushed for"
    cuts = [*flushes, len(calls)] if not tried else [*sorted(Random(1).sample(flushes, tried)), len(calls)]
    replayed, at = TornDisk(disk), 0
    with cheaply():
        for cut in cuts:
            for call in calls[at:cut]:
                replayed.play(call)
            at = cut
            told = [line.decode() for line in replayed.told.split(b"\n")[:-1]]
            for keep in KEPT:
                left = tmp_path / f"{cut}-{keep}"
                replayed.leave(left, Random(f"{cut} {keep}"), keep)
                see(left, told)
