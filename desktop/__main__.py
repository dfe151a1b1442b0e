"""The way in: `python3 -m desktop ARGS` from a checkout, and the installed command `jangbu ARGS`."""

from __future__ import annotations  # an older Python must get as far as the bootstrap's sentence

import os
import subprocess
import sys

_COMPANION = ["read-along"]
"""Started by another process of this program, to work for it (desktop.companion); not for people."""


def main(argv: list[str] | None = None) -> int:
    """Run Jangbu with these arguments in this Python and return the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    try:
        if arguments == _COMPANION:
            from desktop.companion import serve  # noqa: PLC0415 - as below

            serve()
        from desktop.cli.main import main as run  # noqa: PLC0415 - not importable before the bootstrap is through

        return run(arguments)
    except KeyboardInterrupt:  # before there are words for it
        return 130


def start() -> int:
    """Run Jangbu from a checkout: get its environment ready first and hand over to the Python in it."""
    if sys.argv[1:] == _COMPANION:
        return main()  # the process that asks for it has the environment
    from desktop import bootstrap  # noqa: PLC0415 - the installed command does without

    python = bootstrap.ensure()
    if python is None:
        return main()
    command = [str(python), "-m", "desktop", *sys.argv[1:]]
    if os.name == "posix":
        os.execv(python, command)  # noqa: S606 - whoever stops this process stops the program: a hub gets its SIGTERM
    try:
        return subprocess.call(command)  # on Windows exec would let the console go on while the program still runs
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(start())
