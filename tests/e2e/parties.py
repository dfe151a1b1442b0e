"""Two organisations with a vault each, driven through the real command line: every call is a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
COMMAND = (sys.executable, "-m", "desktop")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command said and how it ended."""

    code: int
    data: dict[str, Any]
    errors: str


def environment() -> dict[str, str]:
    """The machine's environment with nothing of Jangbu's in it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JANGBU_")}
    return {**kept, "PYTHONPATH": str(ROOT), "QT_QPA_PLATFORM": "offscreen", "PYTHONUTF8": "1"}


def run(*arguments: str, cwd: Path) -> Answer:
    """Run `jangbu ARGUMENTS --json`."""
    done = subprocess.run(
        [*COMMAND, *arguments, "--json"],
        cwd=cwd,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    try:
        data = json.loads(done.stdout) if done.stdout.strip() else {}
    except json.JSONDecodeError:
        data = {"not_json": done.stdout}
    return Answer(done.returncode, data, done.stderr)


class Party:
    """An organisation's laptop: a vault, its passphrase file, and the PINs of its people."""

    def __init__(self, folder: Path, name: str, pins: dict[str, str]) -> None:
        self.folder = folder
        self.vault = folder / f"{name}.jangbu"
        self._passphrase = folder / f"{name}.passphrase"
        self.passphrase = f"the passphrase of {name}"
        self._passphrase.write_text(self.passphrase + "\n", encoding="utf-8")
        self._pins = folder / f"{name}.pins.json"
        self._pins.write_text(json.dumps(pins, ensure_ascii=False), encoding="utf-8")

    @property
    def options(self) -> list[str]:
        """The options that name this vault and its secrets."""
        files = ["--passphrase-file", str(self._passphrase), "--pins-file", str(self._pins)]
        return ["--vault", str(self.vault), *files]

    def ask(self, *arguments: str) -> Answer:
        """Run a command on this vault, whatever it answers."""
        return run(*arguments, *self.options, cwd=self.folder)

    def do(self, *arguments: str) -> dict[str, Any]:
        """Run a command on this vault that must succeed."""
        answer = self.ask(*arguments)
        assert answer.code == 0, (arguments, answer)
        return answer.data

    def record(self, type_name: str, body: dict[str, Any], *arguments: str) -> dict[str, Any]:
        """Record one entry from a body file."""
        file = self.folder / "body.json"
        file.write_text(json.dumps(body, ensure_ascii=False), encoding="utf-8")
        return self.do("record", type_name, "--file", str(file), *arguments)

    def digest(self) -> str:
        """The view digest of the one network."""
        return str(self.do("vault", "info")["networks"][0]["view_digest"])

    def history(self, subject: str) -> list[tuple[str, str, str]]:
        """Entry, verdict and effect, in the order in which everybody sees them."""
        rows = self.do("show", subject)["history"]
        return [(row["entry"], row["verdict"], row["effect"]) for row in rows]
