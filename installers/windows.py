"""Windows: a setup program by NSIS, which also runs on Linux."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

_FILES = Path(__file__).parent / "files"


def make_setup(program: Path, target: Path, version: str, epoch: int) -> Path:
    """`jangbu-VERSION-setup.exe`; gives its path. Raises FileNotFoundError without `makensis`."""
    made = target.resolve() / f"jangbu-{version}-setup.exe"
    said = {"VERSION": version, "PROGRAM": str(program.resolve()), "MADE": str(made), "FILES": str(_FILES)}
    subprocess.run(
        ["makensis", "-V2", "-INPUTCHARSET", "UTF8", *(f"-D{name}={value}" for name, value in said.items()),
         str(_FILES / "jangbu.nsi")],
        check=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)},
    )  # fmt: skip
    return made
