"""Rules about the sources that no linter knows."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

import core

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("core", "sync", "desktop", "tests")
SOURCES = sorted(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.py"))
LINES_MAX = 400
HOME_OF_SOMEBODY = re.compile(r"(?<![\w./])(?:/(?:home|root|Users)/|[A-Z]:\\\\?Users)")


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("source", SOURCES, ids=name)
def test_a_file_has_one_job_and_no_home(source: Path):
    text = source.read_text(encoding="utf-8")
    assert text.count("\n") <= LINES_MAX, "split it by what it does"
    assert source == Path(__file__) or not HOME_OF_SOMEBODY.search(text), "a path of one machine"


@pytest.mark.parametrize("folder", FOLDERS[:3])
def test_every_module_says_what_it_promises(folder: str):
    silent = [
        name(path)
        for path in (ROOT / folder).rglob("*.py")
        if not path.read_text(encoding="utf-8").lstrip().startswith(('"""', 'r"""'))
    ]
    assert silent == []


def test_qts_own_scroll_bars_are_never_shown_in_a_scroll_area():
    """They end the program under a screen reader (see desktop/widgets/scroll_area.py)."""
    made = re.compile(r"QScrollArea\(|\(QScrollArea\)")
    makers = [name(path) for path in (ROOT / "desktop").rglob("*.py") if made.search(path.read_text(encoding="utf-8"))]
    assert makers == ["desktop/widgets/scroll_area.py"]


def test_the_version_is_one():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == core.VERSION


def test_nothing_of_one_machine_is_in_the_repository():
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout to know which files belong to the project")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    files = listed.stdout.split("\0")
    assert not {"uv.lock", ".env"} & {Path(file).name for file in files}
    assert [file for file in files if file.startswith((".venv/", "build/", "dist/"))] == []
