"""Make resources/requirements.lock from pyproject.toml: `python -m tests.support.requirements_lock`.

The lock is one file of exact versions and hashes for every platform, without any registry address. The
versions already in it are kept as long as they fit; delete the file first to move everything to the newest.
Needs uv, which only maintainers install.
"""

import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "resources" / "requirements.lock"


def find_uv() -> str | None:
    """Return the uv beside this Python or on the path, None where there is none."""
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]
    return shutil.which("uv", path=os.pathsep.join(places))


def compile_lock(output: Path) -> None:
    """Write the lock to `output`, preferring the versions that `output` already holds.

    Raises subprocess.CalledProcessError when uv finds no solution or no registry, and FileNotFoundError
    without uv.
    """
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    # uv refuses `--group` for a project that it does not manage, so the group travels by stdin.
    development = "\n".join(project["dependency-groups"]["dev"])
    subprocess.run(
        [
            *(find_uv() or "uv", "pip", "compile", "pyproject.toml", "-"),
            *("--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"),
            *("--no-annotate", "--no-header", "--no-emit-index-url", "--no-emit-find-links"),
            *("--output-file", str(output)),
        ],
        cwd=ROOT,
        input=development,
        text=True,
        stdout=subprocess.DEVNULL,
        check=True,
    )


if __name__ == "__main__":
    compile_lock(LOCK)
    sys.stdout.write(f"{LOCK.relative_to(ROOT)}\n")
