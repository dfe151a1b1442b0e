"""`jangbu bench sync` measures what it says; figures that do not depend on the machine are held to their budgets."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.parties import COMMAND, environment, run

UNTIMED = {"wire", "questions", "beyond_blocks", "equal"}


@pytest.mark.timeout(300)
def test_sync_keeps_its_budgets_of_bytes_and_questions(tmp_path: Path):
    answer = run("bench", "sync", "--entries", "48", "--devices", "40", "--rounds", "2", cwd=tmp_path)
    assert answer.code in (0, 1), answer
    measured = {one["name"]: one for one in answer.data["measured"]}
    assert measured.keys() >= UNTIMED
    for name in UNTIMED:
        assert measured[name]["value"] <= measured[name]["limit"], measured[name]
    assert answer.data["within_budgets"] == (answer.code == 0)
    for name in ("floor", "gate", "push", "pull"):
        assert measured[name]["value"] == min(measured[name]["rounds"]) > 0
        assert len(measured[name]["rounds"]) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="needs a terminal of its own, and to see other processes")
@pytest.mark.timeout(120)
def test_it_tells_what_it_is_at_and_ctrl_c_ends_it_with_its_hub(tmp_path: Path):
    ours, theirs = os.openpty()
    # A run of the tests in the background passes on to its children that nobody may interrupt them.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    program = subprocess.Popen(
        [*COMMAND, "bench", "sync", "--lang", "en", "--entries", "800", "--rounds", "1"],
        env={**environment(), "TMPDIR": str(tmp_path)},
        stdout=subprocess.DEVNULL,
        stderr=theirs,
    )
    signal.signal(signal.SIGINT, before)
    os.close(theirs)
    said = ""
    while "Round 1 of 1: the hub takes all" not in said:
        said += os.read(ours, 4096).decode()
    assert "Making entries: 800 of 800" in said
    assert _processes_about(tmp_path)
    program.send_signal(signal.SIGINT)
    assert program.wait() == 130
    assert not _processes_about(tmp_path)
    assert not list(tmp_path.iterdir())
    os.close(ours)


def _processes_about(folder: Path) -> list[Path]:
    """Those with the folder in their command line, as the hub's has it."""
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if str(folder).encode() in path.read_bytes():
                found.append(path)
        except OSError:
            continue  # it ended meanwhile
    return found
