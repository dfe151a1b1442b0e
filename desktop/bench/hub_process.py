"""A hub as people run it: `jangbu hub serve`, a process of its own on a free port of loopback."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from core.errors import SyncError
from desktop.own_process import own_command, own_environment

_REQUESTS_PER_MINUTE = 1_000_000
_QUOTA_MEGABYTES = 1_000_000
_STOPS_WITHIN_S = 60
_SAID_CHARACTERS_MAX = 500


class HubProcess:
    """`with HubProcess(folder) as hub:` it answers at `hub.url` within the block; its folder goes at the end."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None
        self.url = ""

    @property
    def pid(self) -> int:
        """Its number among the system's processes."""
        assert self._process is not None
        return self._process.pid

    def __enter__(self) -> HubProcess:
        """Raises SyncError (`hub_not_started`)."""
        self._folder.mkdir()
        log = self._folder / "hub.log"
        limits = ["--requests-per-minute", str(_REQUESTS_PER_MINUTE), "--quota-megabytes", str(_QUOTA_MEGABYTES)]
        command = own_command("hub", "serve", str(self._folder / "data"), "--port", "0", "--json", *limits)
        with log.open("w") as told:
            self._process = subprocess.Popen(
                command, env=own_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=told, text=True
            )
        try:
            self.url = self._first_line(log)
        except BaseException:
            self._stop()
            raise
        return self

    def _first_line(self, log: Path) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        try:
            return str(json.loads(line)["url"])
        except (ValueError, KeyError) as error:
            said = line + self._stop() + log.read_text("utf-8", "replace")
            raise SyncError("hub_not_started", detail=" ".join(said.split())[-_SAID_CHARACTERS_MAX:]) from error

    def __exit__(self, *details: object) -> None:
        self._stop()
        shutil.rmtree(self._folder)

    def _stop(self) -> str:
        """End it, and give the rest of what it said."""
        assert self._process is not None
        self._process.terminate()
        try:
            return self._process.communicate(timeout=_STOPS_WITHIN_S)[0]
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.communicate()[0]

