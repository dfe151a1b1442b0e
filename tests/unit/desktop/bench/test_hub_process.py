"""A hub that does not start is told with what it said."""

import sys
from pathlib import Path

import pytest

from core.errors import SyncError
from desktop.bench import hub_process
from desktop.bench.hub_process import HubProcess


def test_a_hub_that_does_not_start_is_told_with_what_it_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    broken = [sys.executable, "-c", "raise SystemExit('no room left')"]
    monkeypatch.setattr(hub_process, "own_command", lambda *arguments: broken)
    with pytest.raises(SyncError) as told, HubProcess(tmp_path / "hub"):
        pass
    assert (told.value.code, told.value.facts) == ("hub_not_started", {"detail": "no room left"})
