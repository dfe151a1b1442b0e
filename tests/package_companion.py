"""The companion of the built program: `python3 -m tests.package_companion DIST_FOLDER`. Needs no screen; Linux only.

The built program measures an exchange (`bench sync`), with nothing of the source tree in reach. Meanwhile it must have
started itself once more to read along (docs/adr/0022); that process ends with it, also where it is killed.
"""

from __future__ import annotations

import argparse
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path

ENTRIES = 5_000
_BENCH = ("bench", "sync", "--entries", str(ENTRIES), "--entries-in-block", "1", "--devices", "10", "--rounds", "1")
_READ_ALONG = "read-along"
_WAIT_S = 120.0
_GONE_WITHIN_S = 5.0
_LOOK_S = 0.01


def running(program: Path, *arguments: str) -> set[int]:
    """Processes of the built program with such arguments."""
    wanted, found = [os.fsencode(one) for one in (program, *arguments)], set()
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue  # it has ended meanwhile
        if said[: len(wanted)] == wanted:
            found.add(int(folder.name))
    return found


def _started(program: Path, home: Path) -> subprocess.Popen[bytes]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "LANG", "TMPDIR"}}
    environment = {**kept, "HOME": str(home)}
    return subprocess.Popen((program, *_BENCH, "--json"), cwd=home, env=environment, stdout=subprocess.PIPE)


def _seen(program: Path, process: subprocess.Popen[bytes]) -> list[int]:
    """Descriptors of the first companions that are there while the process runs."""
    until = time.monotonic() + _WAIT_S
    while time.monotonic() < until:
        found = [one for number in running(program, _READ_ALONG) if (one := _opened(number)) is not None]
        if found:
            return found
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_S)
            break
    sys.exit("the built program started no companion")


def _opened(number: int) -> int | None:
    """A descriptor that becomes readable when the process ends; None where it has ended already."""
    try:
        return os.pidfd_open(number)
    except ProcessLookupError:
        return None


def _require_gone(program: Path, seen: list[int]) -> None:
    """Those that were seen end, and none was started that is still there."""
    for one in seen:
        ended, _, _ = select.select([one], [], [], _GONE_WITHIN_S)
        os.close(one)
        if not ended:
            sys.exit("a companion outlived its program")
    if running(program, _READ_ALONG):
        sys.exit("another companion outlived its program")


def main(argv: list[str]) -> int:
    """Run the built program to its end, then once more until it is killed."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.package_companion", description=__doc__)
    parser.add_argument("dist", type=Path, help="the folder that `make package` made: dist/jangbu")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="jangbu-companion-") as name:
        home = Path(name)
        program = Path(shutil.copytree(options.dist, home / "jangbu")) / "jangbu"
        process = _started(program, home)
        seen = _seen(program, process)
        told, _ = process.communicate(timeout=_WAIT_S)
        _require_gone(program, seen)
        gate = next(one["value"] for one in json.loads(told)["measured"] if one["name"] == "gate")
        process = _started(program, home)
        seen = _seen(program, process)
        process.kill()
        process.communicate()
        _require_gone(program, seen)
        for left in running(program):  # the hub that was measured with: nobody is there to end it
            os.kill(left, signal.SIGKILL)
    print(f"the companion read along and went with the program; the gate took {gate:.2f} times the floor")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
