"""`jangbu import KIND FILE` and `jangbu import --list`: files of other programs, read by the workspaces' importers."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from pathlib import Path
from typing import Any, Protocol

import desktop.domains
from core.errors import InputError
from desktop.cli.context import Context
from desktop.cli.result import Result, table
from desktop.words import Words


class Importer(Protocol):
    """What a workspace's module `importers` lists under a kind's name."""

    def add_options(self, parser: Any, words: Words) -> None: ...

    def run(self, context: Context, path: Path) -> Result: ...


def importers() -> dict[str, Importer]:
    """Importers of all workspaces by kind."""
    found: dict[str, Importer] = {}
    for item in sorted(pkgutil.iter_modules(desktop.domains.__path__), key=lambda one: one.name):
        name = f"desktop.domains.{item.name}.importers"
        if item.ispkg and importlib.util.find_spec(name):
            found |= importlib.import_module(name).IMPORTERS
    return found


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add `import` with one sub-command per kind."""
    parser = commands.add_parser("import", parents=[common], help=words.text("cli.import"))
    parser.add_argument("--list", action="store_true", help=words.text("cli.import.list"))
    parser.set_defaults(run=_list)
    kinds = parser.add_subparsers(metavar=words.text("cli.import.kind"))
    for name, importer in importers().items():
        kind = kinds.add_parser(name, parents=[common], help=words.text(f"import.{name}"))
        kind.add_argument("file", type=Path, help=words.text("cli.import.file"))
        importer.add_options(kind, words)
        kind.set_defaults(run=lambda context, importer=importer: importer.run(context, context.options.file))


def _list(context: Context) -> Result:
    kinds = list(importers())
    if not context.options.list:
        raise InputError("import_kind_missing", field="kind", known=kinds)
    return Result({"kinds": kinds}, table([(name, context.words.text(f"import.{name}")) for name in kinds]))
