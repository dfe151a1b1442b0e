"""The companion as people's machines run it: a real second process, which may go away at any moment."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

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


def started(process: CompanionProcess) -> CompanionProcess:
    """Once it listens; its first call starts it, and nothing waits for that but tests."""
    until = time.monotonic() + PATIENCE_S
    assert not process.is_there()
    process._process._greeted.join(PATIENCE_S)
    assert process.is_there()
    assert time.monotonic() < until
    return process


def blocks(shelf: Shelf) -> list:
    return [shelf.opening(), *(shelf.hand.say(FILL, {"grams": 1}, shelf.jar)[0] for _ in range(COUNT - 1))]


def along(shelf: Shelf, process: CompanionProcess, made: list) -> ReadingAlong:
    reading = ReadingAlong(process, shelf.replica.reader.keys_by_hint())
    for first in range(0, len(made), 32):
        reading.ask(made[first : first + 32])
    return reading


def test_it_reads_a_batch(shelf: Shelf, process: CompanionProcess):
    made = blocks(shelf)
    reading = along(shelf, started(process), made)
    assert [reading.opened(one.leaves[0]).content.body for one in made][1:] == [{"grams": 1}] * (COUNT - 1)
    assert reading.valid() == [True] * COUNT


def test_a_vault_takes_a_batch_in_with_it(shelf: Shelf, process: CompanionProcess):
    made = blocks(shelf)
    shelf.replica.companion = started(process)
    report = ingest(shelf.replica, [one.wire for one in made])
    assert report.accepted == [one.id for one in made]
    assert digest(shelf.replica)


@pytest.mark.skipif(os.name != "posix", reason="sends a signal")
def test_killed_in_the_middle_it_is_done_without_and_started_again_for_the_next(
    shelf: Shelf, process: CompanionProcess
):
    made = blocks(shelf)
    reading = along(shelf, started(process), made)
    first = process._process._process
    assert reading.opened(made[0].leaves[0]) is not None
    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    assert reading.valid() == [True] * COUNT
    assert started(process)._process._process.pid != first.pid
    assert along(shelf, process, made).valid() == [True] * COUNT


def test_ctrl_c_is_not_meant_for_it(process: CompanionProcess, shelf: Shelf):
    started(process)
    process._process._process.send_signal(signal.SIGINT)
    assert along(shelf, process, [shelf.opening()]).valid() == [True]


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
    assert not process.is_there()
    assert process._process is None


def test_where_it_cannot_be_started_this_process_does_all(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(companion, "_processors", lambda: 2)
    monkeypatch.setattr(companion, "own_command", lambda *arguments: ["/nowhere/at/all"])
    assert not CompanionProcess().is_there()


def test_closing_the_vault_lets_it_go(shelf: Shelf, process: CompanionProcess):
    started(process)
    child = process._process._process
    shelf.vault._companion = process
    shelf.vault.close()
    assert child.returncode is not None
