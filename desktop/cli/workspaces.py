"""Commands that workspaces bring: a module `commands` in a folder of desktop.domains."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from types import ModuleType

import desktop.domains


def command_modules() -> list[ModuleType]:
    """The command modules of the installed workspaces, in order of their names."""
    names = sorted(item.name for item in pkgutil.iter_modules(desktop.domains.__path__) if item.ispkg)
    paths = [f"desktop.domains.{name}.commands" for name in names]
    return [importlib.import_module(path) for path in paths if importlib.util.find_spec(path)]
