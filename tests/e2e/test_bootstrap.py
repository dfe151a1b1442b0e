"""`python3 -m desktop` in a small checkout of its own: real environments, real pip, a wheel of our own."""

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BASE_PYTHON = getattr(sys, "_base_executable", sys.executable)
SHOW_ARGUMENTS = """\
import importlib.util, sys
def main(argv):
    print(argv, importlib.util.find_spec("pebble") is not None)
    return 4
"""
WAIT_FOR_A_SIGNAL = """\
import os, signal
def main(argv):
    print(os.getpid(), flush=True)
    signal.pause()
"""


def make_wheel(folder: Path) -> str:
    """Write the smallest wheel there can be and return its line in a lock."""
    folder.mkdir()
    wheel = folder / "pebble-1.0-py3-none-any.whl"
    metadata = "Metadata-Version: 2.1\nName: pebble\nVersion: 1.0\n"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("pebble.py", "")
        archive.writestr("pebble-1.0.dist-info/METADATA", metadata)
        archive.writestr("pebble-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("pebble-1.0.dist-info/RECORD", "")
    return f"pebble==1.0 \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


class Checkout:
    """A checkout whose only dependency is the pebble and whose command line shows what it was given."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "checkout"
        self.wheels = folder / "wheels"
        (self.folder / "desktop" / "cli").mkdir(parents=True)
        (self.folder / "resources").mkdir()
        for source in sorted((ROOT / "desktop").glob("bootstrap*.py")):
            shutil.copy(source, self.folder / "desktop")
        for name in ("desktop/__init__.py", "desktop/__main__.py", "pyproject.toml"):
            shutil.copy(ROOT / name, self.folder / name)
        (self.folder / "desktop" / "cli" / "main.py").write_text(SHOW_ARGUMENTS)
        self.lock = self.folder / "resources" / "requirements.lock"
        self.lock.write_text(make_wheel(self.wheels))
        self.state = self.folder / ".venv" / ".jangbu"

    def start(self, *arguments: str, network: bool = True) -> subprocess.Popen:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIP_", "VIRTUAL"))}
        environment |= {"PIP_NO_INDEX": "1", "PIP_CONFIG_FILE": os.devnull, "JANGBU_LANG": "en"}
        if network:
            environment["PIP_FIND_LINKS"] = str(self.wheels)
        return subprocess.Popen(
            [BASE_PYTHON, "-m", "desktop", *arguments],
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def run(self, *arguments: str, network: bool = True) -> tuple[int, str, str]:
        process = self.start(*arguments, network=network)
        out, err = process.communicate(timeout=90)
        return process.returncode, out, err


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_the_first_start_sets_up_and_later_ones_only_hand_over(checkout: Checkout):
    first = checkout.run("list", "--lang", "ko")
    assert first[:2] == (4, "['list', '--lang', 'ko'] True\n")
    assert "Ready" in first[2]
    assert checkout.run("소리 없이", network=False) == (4, "['소리 없이'] True\n", "")


@pytest.mark.skipif(os.name != "posix", reason="Windows has no exec that a console waits for")
def test_whoever_stops_the_start_stops_the_program(checkout: Checkout):
    (checkout.folder / "desktop" / "cli" / "main.py").write_text(WAIT_FOR_A_SIGNAL)
    with checkout.start() as process:
        assert process.stdout is not None
        assert process.stdout.readline() == f"{process.pid}\n"
        process.terminate()
        assert process.wait(timeout=30) == -signal.SIGTERM


def test_a_wrong_hash_stops_the_set_up_and_the_next_start_heals_it(checkout: Checkout):
    good = checkout.lock.read_text()
    checkout.lock.write_text(good[:-3] + ("00\n" if good[-3:-1] != "00" else "11\n"))
    code, out, err = checkout.run()
    assert (code, out) == (2, "")
    assert "give the same command again" in err
    checkout.lock.write_text(good)
    assert checkout.run()[:2] == (4, "[] True\n")


def test_without_a_network_a_sentence_says_what_to_do(checkout: Checkout):
    code, out, err = checkout.run(network=False)
    assert (code, out) == (2, "")
    assert "The first start needs the network" in err
    assert "Traceback" not in err


def test_an_interrupted_set_up_is_started_afresh(checkout: Checkout):
    checkout.state.parent.mkdir()
    checkout.state.write_text("unfinished")
    rubble = checkout.state.parent / "rubble"
    rubble.write_text("half a file")
    assert checkout.run()[:2] == (4, "[] True\n")
    assert not rubble.exists()
    assert [path.name for path in checkout.folder.glob(".venv.old*")] == []


def test_a_changed_lock_is_installed(checkout: Checkout):
    lock = checkout.lock.read_text()
    checkout.lock.write_text("# nothing yet\n")
    assert checkout.run()[1] == "[] False\n"
    checkout.lock.write_text(lock)
    assert checkout.run()[1] == "[] True\n"


def test_two_starts_at_once_set_up_once(checkout: Checkout):
    processes = [checkout.start(str(number)) for number in range(2)]
    outputs = [process.communicate(timeout=90) for process in processes]
    assert [out for out, _ in outputs] == ["['0'] True\n", "['1'] True\n"]
    assert sum("Ready" in err for _, err in outputs) == 1


def test_an_environment_of_somebodys_own_is_used_but_never_changed(checkout: Checkout):
    environment = checkout.folder / ".venv"
    subprocess.run([BASE_PYTHON, "-m", "venv", environment], check=True)
    mine = environment / "mine"
    mine.write_text("keep")
    code, _, err = checkout.run()
    assert code == 2
    assert "was not made by Jangbu" in err
    python = environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    fill = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-index",
        "--find-links",
        checkout.wheels,
        "pebble",
    ]
    subprocess.run(fill, check=True, env={**os.environ, "PIP_CONFIG_FILE": os.devnull})
    assert checkout.run() == (4, "[] True\n", "")
    checkout.lock.write_text(checkout.lock.read_text().replace("pebble==1.0", "pebble==1.1"))
    assert checkout.run()[0] == 2
    assert mine.read_text() == "keep"


def test_a_place_that_cannot_be_written_is_named(checkout: Checkout):
    (checkout.folder / ".venv").write_text("a file where a folder belongs")
    code, _, err = checkout.run()
    assert code == 3
    assert f"{checkout.folder / '.venv'} cannot be written" in err
    assert "Traceback" not in err
