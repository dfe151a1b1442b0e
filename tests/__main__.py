"""Every check of the project, one after another: `python3 -m tests [--data DIR] [--long] [pytest arguments]`.

`--data DIR` names a folder with real measurement files (`DIR/battery/...`) for the tests that read them;
pytest itself takes it as `--data=DIR`. `--long` adds the tests that take minutes. Naming test files or
folders runs only those, without the linters. `python3 -m tests --sim SEEDS` lives through so many seeds of the
simulation and nothing else.
"""

from __future__ import annotations  # an older Python must get as far as the bootstrap's sentence

import argparse
import importlib.util
import os
import subprocess
import sys
import time
from pathlib import Path

from desktop import bootstrap

ROOT = Path(__file__).resolve().parents[1]
NO_TESTS_COLLECTED = 5
# On a real screen windows share one clipboard and one focus; without one, each process has its own.
WINDOWS = ("tests/gui",)
OWN_SCREENS = ("offscreen", "minimal")


def main() -> int:
    """Run the checks in the project's own environment; 0 when all of them passed."""
    python = bootstrap.ensure()
    os.chdir(ROOT)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if python is not None:
        try:
            return subprocess.call([python, "-m", "tests", *sys.argv[1:]])
        except KeyboardInterrupt:
            return 130
    return _run_all(sys.argv[1:])


def _run_all(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests", description=__doc__, allow_abbrev=False)
    parser.add_argument("--data", type=Path, help="folder with real measurement files")
    parser.add_argument("--long", action="store_true", help="also the tests that take minutes")
    parser.add_argument("--sim", type=int, metavar="SEEDS", help="try so many seeds of the simulation, nothing else")
    known, rest = parser.parse_known_args(argv)
    if known.sim is not None:
        return subprocess.call([*_module("tests.simulation"), str(known.sim)])
    pytest = [*_module("pytest"), *rest]
    if known.data is not None:
        if not known.data.is_dir():
            parser.error(f"--data: there is no folder {known.data}")
        # One word: pytest looks for its settings beside every word that is a path.
        pytest.append(f"--data={known.data.resolve()}")
    if known.long:
        pytest.append("--long")
    if any(Path(word.split("::")[0]).exists() for word in rest if not word.startswith("-")):
        return _report([_step("pytest", pytest)])
    windows = [path for path in WINDOWS if Path(path).is_dir()]
    beside = _workers() if os.environ["QT_QPA_PLATFORM"] in OWN_SCREENS else []
    steps = [
        _step("ruff", [*_module("ruff"), "check", "."]),
        _step("mypy", _module("mypy")),
        _step("import-linter", _import_linter()),
        _step("pytest without windows", [*pytest, *_workers(), *(f"--ignore={path}" for path in windows)]),
    ]
    if windows:
        steps.append(_step("pytest of windows", [*pytest, *beside, *windows]))
    return _report(steps)


def _module(name: str) -> list[str]:
    return [sys.executable, "-m", name]


def _import_linter() -> list[str]:
    # The package has no __main__; its console script does no more than this.
    return [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()"]


def _workers() -> list[str]:
    """Two workers where xdist is installed, one process where it is not."""
    return ["-n", "2", "--dist", "worksteal"] if importlib.util.find_spec("xdist") else []


def _step(name: str, command: list[str]) -> tuple[str, int, float]:
    print(f"\n━━ {name}", flush=True)
    started = time.monotonic()
    code = subprocess.call(command)
    passed = 0 if "pytest" in name and code == NO_TESTS_COLLECTED else code
    return name, passed, time.monotonic() - started


def _report(steps: list[tuple[str, int, float]]) -> int:
    print("\n━━ result")
    for name, code, seconds in steps:
        print(f"{'ok    ' if code == 0 else 'FAILED'} {seconds:6.1f} s  {name}")
    return 0 if all(code == 0 for _, code, _ in steps) else 1


if __name__ == "__main__":
    # A terminal of Windows may know neither Hangul nor lines.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    sys.exit(main())
