"""Would the tests notice? One line of the code is made wrong at a time, in a copy, and a command must fail there."""

import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("core", "sync", "desktop", "tests", "resources", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "gui", "e2e", "golden", "images")


@dataclass(frozen=True)
class Mutation:
    """In a file, a piece of text that stands there once becomes another; these tests must fail then."""

    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything that the tests need."""
    folder = tmp_path_factory.mktemp("mutated")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


def noticed_by(copy: Path, mutation: Mutation, *module: str) -> subprocess.CompletedProcess[str]:
    """What `python -m MODULE...` comes to while the line is wrong."""
    file = copy / mutation.file
    text = file.read_text(encoding="utf-8")
    assert occurrences(copy, mutation) == 1
    try:
        file.write_text(text.replace(mutation.before, mutation.after), encoding="utf-8")
        command: Sequence[str] = [sys.executable, "-B", "-m", *module]
        return subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    finally:
        file.write_text(text, encoding="utf-8")


def occurrences(root: Path, mutation: Mutation) -> int:
    """How often the line stands in its file: once, or a change of the code has left the mutation behind."""
    return (root / mutation.file).read_text(encoding="utf-8").count(mutation.before)
