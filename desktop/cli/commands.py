"""Which module brings which commands, so that a call loads only what its command needs.

A call without a command that is known here (`--help`, a mistyped word) gets all of them.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from types import ModuleType

import desktop.domains

_OWN = {
    "window": ("open",),
    "vaults": ("vault", "person"),
    "networks": ("network", "rescue"),
    "records": ("record", "types", "list", "show"),
    "imports": ("import",),
    "bundles": ("bundle",),
    "syncing": ("sync",),
    "listening": ("listen",),
    "hub": ("hub",),
    "bench": ("bench",),
    "evidence": ("evidence", "verify"),
    "erasing": ("erase", "erasures"),
    "samples": ("demo",),
    "searching": ("search",),
    "logs": ("logs",),
}


def command_modules(word: str = "") -> list[ModuleType]:
    """The modules that bring a command, or all of them, in the order in which `--help` lists them.

    A workspace brings one command, named as its folder is, in a module `commands` of its folder in desktop.domains.
    """
    known = {f"desktop.cli.{module}": words for module, words in _OWN.items()} | _of_workspaces()
    wanted = [path for path, words in known.items() if word in words]
    return [importlib.import_module(path) for path in wanted or known]


def _of_workspaces() -> dict[str, tuple[str, ...]]:
    names = sorted(item.name for item in pkgutil.iter_modules(desktop.domains.__path__) if item.ispkg)
    paths = {f"desktop.domains.{name}.commands": (name,) for name in names}
    return {path: words for path, words in paths.items() if importlib.util.find_spec(path)}
