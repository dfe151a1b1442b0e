"""What a real process writes to its disk, call by call, as strace saw it: nothing in the process knows of it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_CALLS = (
    *("openat", "close", "lseek", "write", "pwrite64", "ftruncate", "fsync", "fdatasync"),
    *("rename", "renameat", "renameat2", "unlink", "unlinkat", "rmdir", "mkdir", "mkdirat"),
)
_REFUSED = ("writev", "pwritev", "pwritev2", "sendfile", "copy_file_range", "fallocate", "truncate", "linkat")
"""Calls that would change a file in a way that the replay does not know: seeing one of them is an error."""
_LINE = re.compile(r"(\w+)\((.*)\)\s+= (-?\d+)")
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FD = re.compile(r"(\d+)<((?:\\x[0-9a-f]{2})*)>")


@dataclass(frozen=True, slots=True)
class Call:
    """One call that succeeded; `paths` are those it names, `data` what it writes, `number` its offset or size."""

    name: str
    paths: tuple[str, ...] = ()
    fd: int = -1
    data: bytes = b""
    number: int = 0
    flags: str = ""


def can_record(folder: Path) -> bool:
    """Whether strace is there and this system lets it watch a process."""
    if shutil.which("strace") is None:
        return False
    tried = subprocess.run(
        ["strace", "-o", str(folder / "tried"), "-e", "trace=write", "true"], capture_output=True, check=False
    )
    return tried.returncode == 0


def record_writes(
    command: Sequence[str], cwd: Path, environment: Mapping[str, str], folder: Path, log: Path
) -> list[Call]:
    """Run a command to its end; the calls about what lies in `folder`, and what was written to standard output."""
    traced = ",".join((*_CALLS, *_REFUSED))
    tool = ["strace", "-y", "-xx", "-s", str(1 << 22), "-e", f"trace={traced}", "-o", str(log)]
    done = subprocess.run([*tool, *command], cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with log.open(encoding="ascii") as lines:
        read = [call for line in lines if (match := _LINE.match(line)) and (call := _call(match, str(folder)))]
    assert not {call.name for call in read} & set(_REFUSED), "the replay does not know this call"
    return read


def _call(match: re.Match[str], folder: str) -> Call | None:
    name, arguments, result = match[1], match[2], int(match[3])
    if result < 0:
        return None
    handle = _FD.match(arguments)
    fd = int(handle[1]) if handle else -1
    at = _plain(handle[2]).decode() if handle else ""
    strings = [_plain(one[1]) for one in _STRING.finditer(arguments)]
    if name in ("write", "pwrite64"):
        if fd != 1 and not at.startswith(folder):
            return None
        offset = int(arguments.rsplit(", ", 1)[1]) if name == "pwrite64" else 0
        return Call(name, (at,), fd, strings[0][:result], offset)
    if strings:  # openat and the calls about names
        paths = tuple(one.decode() for one in strings)
        if not any(path.startswith(folder) for path in paths):
            return None
        return Call(name, paths, result if name == "openat" else -1, flags=arguments)
    if not at.startswith(folder):
        return None
    number = int(arguments.rsplit(", ", 1)[1]) if name == "ftruncate" else result
    return Call(name, (at,), fd, number=number)


def _plain(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))
