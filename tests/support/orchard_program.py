"""A fifth workspace, added by two folders only, and a window over a network that uses it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import core.domains
import desktop.domains
from core.actions.create_network import create_network
from core.actions.join import grant_person
from core.domains.registry import installed
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from desktop.cli.samples import PASSPHRASE, PIN
from desktop.desk import Desk
from desktop.shell import MainWindow
from desktop.words import catalog
from tests.support.fixed_clock import FixedClock
from tests.support.sample_program import sample_window

FOLDERS = Path(__file__).parent / "orchard"


@pytest.fixture
def orchard(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The two folders are there."""
    monkeypatch.setattr(core.domains, "__path__", [*core.domains.__path__, str(FOLDERS / "rules")])
    monkeypatch.setattr(desktop.domains, "__path__", [*desktop.domains.__path__, str(FOLDERS / "window")])
    catalog.load.cache_clear()
    yield
    catalog.load.cache_clear()
    for package in (core.domains, desktop.domains):
        sys.modules.pop(f"{package.__name__}.orchard", None)
        vars(package).pop("orchard", None)


def orchard_window(desk: Desk, folder: Path) -> MainWindow:
    """A farm's window: a picker and a keeper, and no crate yet."""
    path = folder / "farm.jangbu"
    with Vault.create(path, PASSPHRASE, installed(), FixedClock(), SystemRandomness()) as vault:
        network = create_network(vault, "과수원 장부망", "농장", "농장 노트북", ["picker"], ["orchard"])
        for title, role in (("수확 1", "picker"), ("창고 1", "orchard_keeper")):
            grant_person(vault, network, vault.add_person("농장", title, PIN).key, [role])
    return sample_window(desk, path=path)
