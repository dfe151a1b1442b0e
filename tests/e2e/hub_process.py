"""`jangbu hub serve` as a process of its own."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.e2e.parties import COMMAND, environment
from tests.support.http_hub import free_port


class HubProcess:
    """A hub on loopback; the same folder and port when it is started again."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.folder = folder
        self.port = free_port()
        self._options = options
        self.device = ""
        self.log = folder.with_name(f"{folder.name}.log")
        self.process: subprocess.Popen[str] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it; once more where it could not begin, for another process may have had the port for a moment."""
        for last in (False, True):
            line = self._begin()
            if line.startswith('{"') or last:
                assert line.startswith('{"'), f"{line}{self.log.read_text()}"
                self.device = json.loads(line)["device"]
                return
            assert self.process is not None
            self.process.communicate(timeout=60)

    def _begin(self) -> str:
        """A new process, and the first line that it says."""
        arguments = ["hub", "serve", str(self.folder), "--port", str(self.port), "--json", *self._options]
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [*COMMAND, *arguments], env=environment(), stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.log.read_text()
        return line

    def kill(self) -> None:
        """As a power cut: no chance to finish anything."""
        assert self.process is not None
        self.process.kill()
        self.process.communicate()

    def stop(self) -> int:
        """As an operator stops it; the exit code."""
        assert self.process is not None
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=60)
        return self.process.returncode


@contextmanager
def hub_processes(folder: Path, count: int, *options: str) -> Iterator[list[HubProcess]]:
    """So many processes of one hub, with the same key and a folder each; the first one is started."""
    made = [HubProcess(folder / f"hub{number}", *options) for number in range(count)]
    made[0].start()
    for other in made[1:]:
        other.folder.mkdir()
        shutil.copy(made[0].folder / "key", other.folder / "key")
    try:
        yield made
    finally:
        for one in made:
            if one.process is not None and one.process.poll() is None:
                one.kill()
