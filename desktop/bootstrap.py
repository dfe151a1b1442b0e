"""Make a source checkout ready to run, with nothing but Python: `python3 -m desktop`, `python3 -m tests`.

Runs before anything is installed, so it may import the standard library only and keeps its own words.
1. A checkout has `pyproject.toml` beside this package; an installed or frozen program needs none of this.
2. The checkout's environment is `.venv`, filled by pip from resources/requirements.lock, every hash checked.
3. `.venv/.jangbu` says what it holds: the stamp of a finished set-up, written last, or "unfinished". An
   unfinished or outdated one is set up afresh, so an interrupted set-up heals itself. An environment without
   that file, or marked "own", is somebody's own: it is used when it holds the locked packages, never changed.
4. One set-up at a time: the second waits for the lock file `.venv.lock`.
5. Qt aborts without a traceback when a system library is missing, so they are looked for before that:
   installed with apt by root or password-less sudo, otherwise named with the exact command.
"""

from __future__ import annotations  # an older Python must get as far as the sentence that it is too old

import contextlib
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NoReturn

from desktop import bootstrap_libraries as libraries
from desktop.bootstrap_words import print_lines, say

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "resources" / "requirements.lock"
STATE = VENV / ".jangbu"
UNFINISHED = "unfinished"
OWN = "own "
OLDEST = (3, 11)

# Answers 0 when the Python that runs it holds every locked package that applies to it. `packaging` is locked
# itself and pip carries a copy, so an environment with neither cannot be complete.
HOLDS_LOCKED = """
import sys
from importlib.metadata import PackageNotFoundError, version
try:
    from packaging.requirements import Requirement
except ImportError:
    from pip._vendor.packaging.requirements import Requirement
for line in open(sys.argv[1], encoding="utf-8"):
    if line[0] not in " #\\n":
        wanted = Requirement(line.rstrip(" \\\\\\n"))
        if wanted.marker is None or wanted.marker.evaluate():
            try:
                if not wanted.specifier.contains(version(wanted.name), prereleases=True):
                    sys.exit(1)
            except PackageNotFoundError:
                sys.exit(1)
"""


def ensure() -> Path | None:
    """Return the Python that holds every locked package, made now if need be; None when it is this one.

    Ends the process with a sentence that says what to do when that cannot be done: exit code 2 when the
    machine lacks something, 3 when the disk refuses.
    """
    if sys.version_info < OLDEST:
        _stop("python_too_old", found=".".join(map(str, sys.version_info[:3])))
    if getattr(sys, "frozen", False) or not (ROOT / "pyproject.toml").is_file():
        return None
    inside = Path(sys.prefix) == VENV
    try:
        stamp = _stamp()
        if _ready(stamp):
            return None if inside else VENV_PYTHON
        if sys.prefix != sys.base_prefix and not inside and _holds_locked(Path(sys.executable)):
            _provide(libraries.missing_packages())
            return None
        with _only_one():
            if not _ready(stamp):
                _set_up(stamp)
    except OSError as error:
        _stop("disk", exit_code=3, place=error.filename or ROOT, reason=error.strerror or error)
    return VENV_PYTHON


def _stamp() -> str:
    """Name what a finished set-up holds: this lock, under this Python."""
    return hashlib.sha256(LOCK.read_bytes() + repr(sys.version_info[:2]).encode()).hexdigest()


def _state() -> str | None:
    try:
        return STATE.read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError):
        return None


def _ready(stamp: str) -> bool:
    return _state() in {stamp, OWN + stamp} and VENV_PYTHON.exists()


def _holds_locked(python: Path) -> bool:
    return (
        subprocess.run([python, "-c", HOLDS_LOCKED, LOCK], capture_output=True, check=False).returncode == 0
    )


def _set_up(stamp: str) -> None:
    """Leave a complete environment in VENV, or end the process with a sentence."""
    own = _is_somebodys_own()
    packages = libraries.missing_packages()
    if not own and importlib.util.find_spec("ensurepip") is None:
        packages.append(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")
    _provide(packages)
    if own:
        if not _holds_locked(VENV_PYTHON):
            _stop("foreign_environment", python=VENV_PYTHON, lock=LOCK, folder=VENV)
        _write_state(OWN + stamp)
        return
    started = time.monotonic()
    say("setting_up", folder=VENV)
    _clear_away()
    VENV.mkdir()
    _write_state(UNFINISHED)
    # A new process: this one would not see an ensurepip that apt brought a moment ago. The base Python: the
    # one that runs may be that of the environment which has just been cleared away.
    base = getattr(sys, "_base_executable", None) or sys.executable
    _run([base, "-m", "venv", str(VENV)], failure="venv_failed")
    _run(
        [
            *(str(VENV_PYTHON), "-m", "pip", "install", "--quiet", "--quiet"),
            *(
                "--disable-pip-version-check",
                "--only-binary",
                ":all:",
                "--require-hashes",
                "--requirement",
                str(LOCK),
            ),
        ],
        failure="packages_failed",
    )
    _write_state(stamp)
    say("ready", seconds=round(time.monotonic() - started))


def _is_somebodys_own() -> bool:
    state = _state()
    if state is None:
        return VENV.exists() and any(VENV.iterdir())
    return state.startswith(OWN)


def _write_state(state: str) -> None:
    new = STATE.with_suffix(".new")
    new.write_text(state, encoding="ascii")
    new.replace(STATE)


def _clear_away() -> None:
    """Remove what an earlier set-up left, renamed first: half a folder is never taken for a whole one."""
    if VENV.exists():
        VENV.rename(ROOT / f".venv.old-{os.getpid()}")
    for old in ROOT.glob(".venv.old-*"):
        shutil.rmtree(old, ignore_errors=True)


def _provide(packages: list[str]) -> None:
    """Have these system packages installed, or end the process with the command that installs them."""
    if not packages:
        return
    command = libraries.install_command(packages)
    if command is None:
        _stop("install_by_hand", command=libraries.spelled_out(packages))
    say("installing_libraries", packages=" ".join(packages))
    for part in command:
        _run(part, failure="libraries_failed", advice=libraries.spelled_out(packages))


def _run(command: list[str], *, failure: str, advice: str | None = None) -> None:
    """Run a command whose words matter only when it fails; then show them and end the process."""
    try:
        # Open files pass on: a child that outlives a killed set-up keeps the lock while it still writes.
        done = subprocess.run(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, close_fds=False, check=False
        )
        code, words = done.returncode, done.stdout.decode(errors="replace")
    except FileNotFoundError as error:
        code, words = 127, str(error)
    except KeyboardInterrupt:
        _stop("interrupted", exit_code=130)
    if code != 0:
        print_lines(words)
        _stop(failure, command=advice or " ".join(command))


@contextlib.contextmanager
def _only_one() -> Iterator[None]:
    """Hold the set-up lock of this checkout; the system frees it even when this process is killed."""
    with (ROOT / ".venv.lock").open("a+b") as handle:
        if not _take(handle):
            say("waiting")
            while not _take(handle):
                time.sleep(0.5)
        os.set_inheritable(handle.fileno(), True)
        yield


def _take(handle: IO[bytes]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows only

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - exists elsewhere only

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _stop(code: str, *, exit_code: int = 2, **facts: object) -> NoReturn:
    say(code, **facts)
    sys.exit(exit_code)
