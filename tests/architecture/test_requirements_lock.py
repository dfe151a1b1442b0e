"""The lock: complete, hashed for every line, and silent about where packages come from."""

import re
import shutil
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support.requirements_lock import LOCK, ROOT, compile_lock, find_uv

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
DIRECT = [*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"]]


def locked() -> dict[str, Requirement]:
    lines = [line for line in LOCK.read_text(encoding="utf-8").splitlines() if line[:1].isalnum()]
    found = [Requirement(line.rstrip(" \\")) for line in lines]
    return {canonicalize_name(requirement.name): requirement for requirement in found}


def test_no_address_of_a_registry():
    text = LOCK.read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^--", text, re.MULTILINE)


def test_every_line_is_an_exact_version_with_hashes():
    blocks = re.split(r"\n(?=\S)", LOCK.read_text(encoding="utf-8").strip())
    assert len(blocks) > len(DIRECT)
    for block in blocks:
        assert re.match(r"[a-z0-9-]+==[^ ;]+ ", block), block.splitlines()[0]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", block), block.splitlines()[0]


@pytest.mark.parametrize("text", DIRECT)
def test_what_the_project_asks_for_is_locked_within_its_range(text):
    wanted = Requirement(text)
    (pin,) = locked()[canonicalize_name(wanted.name)].specifier
    assert pin.operator == "=="
    assert wanted.specifier.contains(pin.version), f"run `make lock`: {text}, locked {pin.version}"


def test_everything_the_project_asks_for_has_its_reason_and_licence():
    page = (ROOT / "resources" / "licences" / "THIRD_PARTY.md").read_text(encoding="utf-8").lower()
    named = {canonicalize_name(word) for word in re.findall(r"[a-z0-9-]{2,}", page)}
    named |= {"pyside6-essentials"} if "pyside6 essentials" in page else set()
    assert {canonicalize_name(Requirement(text).name) for text in DIRECT} - named == set()


def test_the_three_qt_packages_are_one_version_below_the_broken_one():
    versions = {next(iter(locked()[name].specifier)).version for name in ("pyside6-essentials", "shiboken6")}
    assert len(versions) == 1
    assert tuple(map(int, versions.pop().split(".")))[:2] < (6, 12)


@pytest.mark.long
def test_a_fresh_compile_changes_nothing(tmp_path: Path):
    if find_uv() is None:
        pytest.skip("needs uv, the maintainers' tool that makes the lock")
    copy = tmp_path / "requirements.lock"
    shutil.copy(LOCK, copy)
    compile_lock(copy)
    assert copy.read_text(encoding="utf-8") == LOCK.read_text(encoding="utf-8")
