"""Commands run in this process: Argon2id at its lowest cost, secrets from the environment, answers from a list."""

import io
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from desktop.cli.main import main
from desktop.words import Words
from tests.support.cheap_argon2 import cheap_argon2

__all__ = ["cheap_argon2"]
PASSPHRASE = "correct horse battery"


@dataclass
class Answer:
    """What a command said."""

    code: int
    data: dict
    errors: str


class Line:
    """A command line on one vault."""

    def __init__(self, vault: Path, capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
        self.vault, self._capsys, self._patch = vault, capsys, monkeypatch

    def __call__(self, *arguments: str, typed: str = "", **environment: str) -> Answer:
        """Run a command with `--json`; `typed` is what stands on standard input."""
        with self._patch.context() as patch:
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(typed.encode()), encoding="utf-8"))
            for name, value in environment.items():
                patch.setenv(name, value)
            code = main([*arguments, "--vault", str(self.vault), "--lang", "en", "--json"])
        said = self._capsys.readouterr()
        return Answer(code, json.loads(said.out) if said.out.strip() else {}, said.err)

    def answering(self, arguments: Sequence[str], answer: Callable[[str], str]) -> Answer:
        """Run a command that asks; `answer` is given what was said on standard error so far."""
        asked = _Asked(self._capsys, answer)
        with self._patch.context() as patch:
            patch.setattr(sys, "stdin", asked)
            code = main([*arguments, "--vault", str(self.vault), "--lang", "en", "--json"])
        said = self._capsys.readouterr()
        out = asked.out + said.out
        return Answer(code, json.loads(out) if out.strip() else {}, asked.said + said.err)


class _Asked(io.StringIO):
    def __init__(self, capsys: pytest.CaptureFixture, answer: Callable[[str], str]) -> None:
        super().__init__()
        self._capsys, self._answer, self.said, self.out = capsys, answer, "", ""

    def readline(self, *limits: int) -> str:
        new = self._capsys.readouterr()
        self.said, self.out = self.said + new.err, self.out + new.out
        return self._answer(self.said) + "\n"


@pytest.fixture
def line(tmp_path: Path, capsys, monkeypatch) -> Line:
    """The command line on a vault that is not made yet; missing words fail."""
    monkeypatch.setattr(Words, "strict", True)
    monkeypatch.setenv("JANGBU_PASSPHRASE", PASSPHRASE)
    return Line(tmp_path / "yard.jangbu", capsys, monkeypatch)


@pytest.fixture
def made(line: Line) -> Line:
    """The same, on a vault with a network and a person."""
    assert line("vault", "create").code == 0
    named = ("--name", "망", "--member", "Yard", "--title", "desk", "--role", "yard")
    assert line("network", "create", *named).code == 0
    keeper = ("--member", "Yard", "--title", "keeper", "--role", "yard")
    assert line("person", "add", *keeper, JANGBU_PIN="111111").code == 0
    return line
