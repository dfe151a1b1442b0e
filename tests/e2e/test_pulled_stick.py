"""A stick that is pulled in the middle of writing, for real: told in words, nothing harmed, and the next try works."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.parties import ROOT, environment
from tests.unit.core.vault.test_disks import _OWN_SPACE, can_mount

pytestmark = pytest.mark.skipif(not can_mount(), reason="needs a system that gives processes mounts of their own")


def pulled(folder: Path, what: str, at: int) -> dict:
    command = [*_OWN_SPACE, sys.executable, "-m", "tests.e2e.pulled_stick", str(folder), what, str(at)]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


@pytest.mark.parametrize(
    ("what", "at", "code"),
    [("backup", 1, "disk_trouble"), ("backup", 4, "disk_trouble"), ("bundle", 1, "carrier_unwritable"),
     ("bundle", 12, "carrier_unwritable"), ("evidence", 1, "file_not_written")],
)  # fmt: skip
def test_a_pulled_stick_is_told_and_the_next_try_works(tmp_path: Path, what: str, at: int, code: str):
    seen = pulled(tmp_path, what, at)
    assert seen["told"].startswith(f"{code}: ")
    assert "이동식 디스크" in seen["told"]
    assert seen["same"] and seen["sound"]
    assert all(name.endswith(".new") for name in seen["left"]), "half a file under the name of a whole one"
    assert seen["names"] == [seen["again"]], "what the first try left is gone"
    assert seen["readable"]
