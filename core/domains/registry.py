"""Finds the workspaces of this app: every subpackage of core.domains that is there, and nothing is listed by hand."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from dataclasses import dataclass

import core.domains
from core.ledger.contract import Workspace


@dataclass(frozen=True, slots=True)
class InstalledWorkspaces:
    """The workspaces by name; a Registry of the ledger's contract."""

    by_name: Mapping[str, Workspace]

    def workspace(self, name: str) -> Workspace | None:
        """The workspace of this name, or None where this app lacks it."""
        return self.by_name.get(name)

    def names(self) -> tuple[str, ...]:
        """All names in alphabetical order."""
        return tuple(self.by_name)


def installed() -> InstalledWorkspaces:
    """Every workspace folder, asked for its `WORKSPACE`; a folder that was taken away is simply not there.

    pkgutil asks the importer, so a frozen app that collected the subpackages works the same way.
    """
    names = sorted(found.name for found in pkgutil.iter_modules(core.domains.__path__) if found.ispkg)
    by_name: dict[str, Workspace] = {}
    for name in names:
        workspace: Workspace = importlib.import_module(f"{core.domains.__name__}.{name}").WORKSPACE
        assert workspace.name == name, "entry types are found by the folder's name"
        by_name[name] = workspace
    return InstalledWorkspaces(by_name)
