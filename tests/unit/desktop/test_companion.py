"""The companion as people's machines run it: a real second process, which may go away at any moment."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from core.ports.companion import Line
from core.vault.ingest import ingest
from core.vault.reading_along import ReadingAlong
from desktop import companion
from desktop.companion import CompanionProcess
from desktop.own_process import own_command, own_environment
from tests.support.replicas import digest
from tests.support.shelf import Shelf
from tests.support.toy import FILL

COUNT = 300
PATIENCE_S = 30


@pytest.fixture
def process(monkeypatch: pytest.MonkeyPatch) -> Iterator[CompanionProcess]:
    monkeypatch.setattr(companion, "_processors", lambda: 2)
    made = CompanionProcess()
    yield made
    made.close()


def started(process: CompanionProcess) -> Line:
    """Once it listens; its first call starts it, and nothing waits for that but tests."""
    assert process.line() is None
    process._line._greeted.join(PATIENCE_S)
    line = process.line()
    assert line is not None
    return line


def blocks(shelf: Shelf) -> list:
    return [shelf.opening(), *(shelf.hand.say(FILL, {"grams": 1}, shelf.jar)[0] for _ in range(COUNT - 1))]


def along(shelf: Shelf, line: Line, made: list) -> ReadingAlong:
    reading = ReadingAlong(line, shelf.replica.reader.keys_by_hint())
    for first in range(0, len(made), 60):
        reading.open(made[first : first + 30])
        reading.read([one.wire for one in made[first + 30 : first + 60]])
    return reading


def valid(reading: ReadingAlong, made: list) -> list[bool]:
    parts = range(2 * -(-len(made) // 60))
    assert [one for number in parts for one in reading.part(number)] == made
    return [one for number in parts for one in reading.valid(number)]


def test_it_reads_a_batch(shelf: Shelf, process: CompanionProcess):
    made = blocks(shelf)
    reading = along(shelf, started(process), made)
    assert valid(reading, made) == [True] * COUNT
    assert [reading.opened(one.leaves[0]).content.body for one in made][1:] == [{"grams": 1}] * (COUNT - 1)


def test_a_vault_takes_a_batch_in_with_it(shelf: Shelf, process: CompanionProcess):
    made = blocks(shelf)
    started(process)
    shelf.replica.companion = process
    report = ingest(shelf.replica, [one.wire for one in made])
    assert report.accepted == [one.id for one in made]
    assert digest(shelf.replica)


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_killed_in_the_middle_it_is_done_without_and_started_again_for_the_next(
    shelf: Shelf, process: CompanionProcess
):
    made = blocks(shelf)
    reading = along(shelf, started(process), made)
    first = process._line._process
    assert reading.opened(made[0].leaves[0]) is not None
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert valid(reading, made) == [True] * COUNT
    again = started(process)
    assert again._process.pid != first.pid
    assert valid(along(shelf, again, made), made) == [True] * COUNT


def test_ctrl_c_is_not_meant_for_it(process: CompanionProcess, shelf: Shelf):
    line = started(process)
    line._process.send_signal(signal.SIGINT)
    made = blocks(shelf)
    assert valid(along(shelf, line, made), made) == [True] * COUNT


def test_it_ends_when_nobody_holds_the_other_end():
    with subprocess.Popen(
        own_command("read-along"), env=own_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as alone:
        assert alone.stdout.read(4) == bytes(4)
        alone.stdin.close()
        assert alone.wait(PATIENCE_S) == 0


def test_it_ends_when_nobody_asks_for_long():
    short = "from desktop import companion; companion.IDLE_S = 0.1; companion.serve()"
    with subprocess.Popen(
        [sys.executable, "-c", short], env=own_environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as alone:
        assert alone.wait(PATIENCE_S) == 0


def test_it_is_told_no_secret_of_the_command_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JANGBU_PASSPHRASE", "not for others")
    assert "JANGBU_PASSPHRASE" not in own_environment()


def test_where_there_is_one_processor_there_is_no_companion(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(companion, "_processors", lambda: 1)
    process = CompanionProcess()
    assert process.line() is None
    assert process._line is None


def test_where_it_cannot_be_started_this_process_does_all(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(companion, "_processors", lambda: 2)
    monkeypatch.setattr(companion, "own_command", lambda *arguments: ["/nowhere/at/all"])
    assert CompanionProcess().line() is None


def test_closing_the_vault_lets_it_go(shelf: Shelf, process: CompanionProcess):
    started(process)
    child = process._line._process
    shelf.vault._companion = process
    shelf.vault.close()
    assert child.returncode is not None
