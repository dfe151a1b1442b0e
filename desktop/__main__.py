"""The way in: `python3 -m desktop ARGS` from a checkout, and the installed command `jangbu ARGS`."""

from __future__ import annotations  # an older Python must get as far as the bootstrap's sentence

import subprocess
import sys


def main(argv: list[str] | None = None) -> int:
    """Run Jangbu with these arguments in this Python and return the exit code."""
    from desktop.cli.main import main as run  # noqa: PLC0415 - not importable before the bootstrap is through

    return run(sys.argv[1:] if argv is None else argv)


def start() -> int:
    """Run Jangbu from a checkout: get its environment ready first and hand over to the Python in it."""
    from desktop import bootstrap  # noqa: PLC0415 - the installed command does without

    python = bootstrap.ensure()
    if python is None:
        return main()
    # A child process, not exec: on Windows exec lets the console go on while the program still runs.
    try:
        return subprocess.call([python, "-m", "desktop", *sys.argv[1:]])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(start())
