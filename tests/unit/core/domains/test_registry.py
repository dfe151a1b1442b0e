"""The registry finds what is there and lives without what is not."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import core.domains
from core.domains import registry

TOY = '''
"""A toy workspace."""


class Toy:
    name = "toy"
    roles = ("player",)
    subject_kinds = {}
    rule_sets = {}
    current_rules = bytes(32)


WORKSPACE = Toy()
'''


@pytest.fixture
def toy_folder(tmp_path: Path) -> Iterator[Path]:
    (tmp_path / "toy").mkdir()
    (tmp_path / "toy" / "__init__.py").write_text(TOY, encoding="utf-8")
    yield tmp_path
    sys.modules.pop("core.domains.toy", None)
    vars(core.domains).pop("toy", None)


def test_the_battery_workspace_is_found() -> None:
    found = registry.installed()
    assert "battery" in found.names()
    workspace = found.workspace("battery")
    assert workspace is not None and workspace.name == "battery"
    assert found.workspace("nothing_of_this_name") is None


def test_a_folder_that_is_added_is_found_in_order_of_names(toy_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = registry.installed().names()
    monkeypatch.setattr(core.domains, "__path__", [str(toy_folder), *core.domains.__path__])
    assert registry.installed().names() == tuple(sorted([*before, "toy"]))


def test_taking_a_folder_away_leaves_a_working_registry(toy_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(core.domains, "__path__", [str(toy_folder)])
    found = registry.installed()
    assert found.names() == ("toy",)
    assert found.workspace("battery") is None


def test_an_empty_folder_and_what_a_removed_workspace_left_behind_bring_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gone" / "__pycache__").mkdir(parents=True)
    monkeypatch.setattr(core.domains, "__path__", [str(tmp_path)])
    assert registry.installed().names() == ()
