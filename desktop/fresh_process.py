"""A locked window is a process that never had the keys (ADR 19): after a lock the program starts itself anew.

Nothing else wipes a secret for certain: copies of it lie in texts and buffers of Python, Qt, SQLite and the allocator.
What the new process must know, how the lock was and where the window stood, comes in its environment and names nothing
but the vault's path.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from core.ports.clock import Instant

_LOCKED = "JANGBU_LOCKED"
_KEPT = "JANGBU_LANG"
"""The only variable of ours that is handed on: the others may hold a passphrase or a PIN."""


@dataclass(frozen=True, slots=True)
class Locked:
    """What the lock screen says of a vault that was closed."""

    path: Path
    reason: str
    """Key of the words for it, lock.reason.…"""
    since: Instant
    waiting: int
    """Own entries that nobody else is known to hold."""
    in_front: bool = True
    """Whether the person was in this window, or in another program's."""
    minimised: bool = False


def can_start_anew() -> bool:
    """Whether the program is still where it was started from; an update may have taken it away."""
    return bool(sys.executable) and Path(sys.executable).is_file()


def start_anew(locked: Locked) -> int:
    """Become a new process that shows this lock: on POSIX under the same number, elsewhere this one ends with 0."""
    arguments = sys.argv[1:] if getattr(sys, "frozen", False) else sys.orig_argv[1:]
    command = [sys.executable, *arguments]
    environment = {name: text for name, text in os.environ.items() if name == _KEPT or not name.startswith("JANGBU_")}
    environment[_LOCKED] = _told(locked)
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "posix":
        os.execve(command[0], command, environment)  # noqa: S606 - ourselves, as we were started
    else:  # exec would leave a console waiting for nothing
        subprocess.Popen(command, env=environment)
    return 0


def taken_lock() -> Locked | None:
    """The lock that this process was started for; None where a person started it."""
    told = os.environ.pop(_LOCKED, "")
    try:
        known = json.loads(told)
        return Locked(**{**known, "path": Path(known["path"]), "since": Instant(**known["since"])})
    except (ValueError, KeyError, TypeError):
        return None


def _told(locked: Locked) -> str:
    return json.dumps({**asdict(locked), "path": str(locked.path)})
