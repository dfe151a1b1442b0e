"""What a lock hands to the process that shows it: how it was, and no secret."""

import json
import os
import sys
from pathlib import Path

import pytest

from core.ports.clock import Instant
from desktop import fresh_process
from desktop.fresh_process import Locked, can_start_anew, start_anew, taken_lock

LOCKED = Locked(Path("/장부/yard.jangbu"), "lock.reason.idle", Instant(1_790_000_000, 540), 3, in_front=False)


@pytest.fixture
def became(monkeypatch: pytest.MonkeyPatch) -> list:
    """Commands and environments that this process would have become."""
    found: list = []
    monkeypatch.setattr(os, "execve", lambda program, command, environment: found.append((command, environment)))
    return found


@pytest.mark.skipif(os.name != "posix", reason="becomes another process where exec is")
def test_the_next_process_is_started_as_this_one_and_knows_the_lock(became, monkeypatch: pytest.MonkeyPatch):
    start_anew(LOCKED)
    ((command, environment),) = became
    assert command == [sys.executable, *sys.orig_argv[1:]]
    for name, text in environment.items():
        monkeypatch.setenv(name, text)
    assert taken_lock() == LOCKED
    assert taken_lock() is None, "a lock is taken once; what is started from here on is no lock"


@pytest.mark.skipif(os.name != "posix", reason="becomes another process where exec is")
def test_no_secret_is_handed_on(became, monkeypatch: pytest.MonkeyPatch):
    for name in ("JANGBU_PASSPHRASE", "JANGBU_PIN", "JANGBU_CARD_PIN"):
        monkeypatch.setenv(name, "246810 and more")
    monkeypatch.setenv("JANGBU_LANG", "ko")
    start_anew(LOCKED)
    ((_, environment),) = became
    assert not any("246810" in text for text in environment.values())
    assert environment["JANGBU_LANG"] == "ko"


@pytest.mark.parametrize("told", ["", "nonsense", "[]", "{}", json.dumps({"path": "x", "since": {}, "else": 1})])
def test_what_no_lock_left_is_none(told: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("JANGBU_LOCKED", told)
    assert taken_lock() is None


def test_a_program_that_is_gone_from_its_place_is_not_started_anew(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    assert can_start_anew()
    monkeypatch.setattr(fresh_process.sys, "executable", str(tmp_path / "gone"))
    assert not can_start_anew()
