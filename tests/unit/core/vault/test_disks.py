"""A full disk and a read-only one, for real: small file systems in a mount space of their own."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[4]
_OWN_SPACE = ["unshare", "--user", "--map-root-user", "--mount"]


def can_mount() -> bool:
    """Whether this system lets a process have mounts of its own."""
    if shutil.which("unshare") is None:
        return False
    tried = subprocess.run([*_OWN_SPACE, "mount", "-t", "tmpfs", "tmpfs", "/mnt"], capture_output=True, check=False)
    return tried.returncode == 0


pytestmark = pytest.mark.skipif(not can_mount(), reason="needs a system that gives processes mounts of their own")


def on_a_small_disk(folder: Path, what: str) -> dict:
    disk = folder / "disk"
    disk.mkdir()
    command = [*_OWN_SPACE, sys.executable, "-m", "tests.unit.core.vault.small_disk", str(disk), what]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_full_disk_is_told_and_what_was_recorded_is_there(tmp_path: Path):
    found = on_a_small_disk(tmp_path, "full")
    assert found["recording"] == "disk_full"
    assert found["recorded"] == found["held"] > 5
    assert (found["paper"], found["slots"], found["second"]) == ("disk_full", "slots_not_written", "disk_full")
    assert found["same"] and found["sound"]
    assert found["left"] == []
    assert found["room"] == ""


def test_a_read_only_disk_is_told_and_left_as_it_is(tmp_path: Path):
    found = on_a_small_disk(tmp_path, "read_only")
    assert found["opening"] == "vault_readonly"
    assert found["slots"] == "slots_not_written"
    assert found["making"] in ("vault_unopenable", "vault_readonly")
    assert found["same"] and found["untouched"]
