"""`python3 -m installers PROGRAM TARGET`: installers of the program in folder PROGRAM, as `make package` built it.

A folder with `jangbu.exe` gives a setup program for Windows; one with `jangbu` a .deb and a .tar.xz for Linux. The same
folder and SOURCE_DATE_EPOCH give the same bytes. Build on the oldest system that shall run it.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from pathlib import Path

from installers import linux, windows

_ROOT = Path(__file__).resolve().parents[1]
_EPOCH = 1767225600  # 2026-01-01; what `make package` says as well


def version() -> str:
    """Of the project, as pyproject.toml has it."""
    return str(tomllib.loads((_ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"])


def main(argv: list[str]) -> int:
    """Make what the folder allows; 2 where it is no program or a tool is missing."""
    parser = argparse.ArgumentParser(prog="python3 -m installers", description=__doc__)
    parser.add_argument("program", type=Path, help="the folder that `make package` made: dist/jangbu")
    parser.add_argument("target", type=Path, help="the folder for what is made")
    options = parser.parse_args(argv)
    epoch = int(os.environ.get("SOURCE_DATE_EPOCH", _EPOCH))
    options.target.mkdir(parents=True, exist_ok=True)
    if (options.program / "jangbu.exe").is_file():
        makers = [windows.make_setup]
    elif (options.program / "jangbu").is_file():
        makers = [linux.make_archive, linux.make_deb]
    else:
        parser.error(f"{options.program} holds no jangbu; `make package` builds it")
    try:
        for make in makers:
            print(make(options.program, options.target, version(), epoch))
    except FileNotFoundError as missing:
        parser.error(f"{missing.filename} is not on this machine")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
