"""`jangbu demo DIR`: a sample network of several members' vaults, made through the same actions as real ones."""

from __future__ import annotations

import importlib
import importlib.util
import json
import pkgutil
from pathlib import Path
from typing import Any, Protocol

import desktop.domains
from core.errors import InputError
from desktop.cli.context import Context
from desktop.cli.result import Result
from desktop.words import Words

PASSPHRASE = "sample data only"  # noqa: S105 - printed for everybody, protects nothing
PIN = "123456"


class Scenario(Protocol):
    """What a workspace's module `samples` offers: builds vaults below a folder and gives their paths."""

    def __call__(self, context: Context, folder: Path) -> list[Path]: ...


def scenarios() -> dict[str, Scenario]:
    """One scenario per workspace, by name."""
    found: dict[str, Scenario] = {}
    for item in sorted(pkgutil.iter_modules(desktop.domains.__path__), key=lambda one: one.name):
        name = f"desktop.domains.{item.name}.samples"
        if item.ispkg and importlib.util.find_spec(name):
            found[item.name] = importlib.import_module(name).build
    return found


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add `demo`."""
    parser = commands.add_parser("demo", parents=[common], help=words.text("cli.demo"))
    parser.add_argument("folder", type=Path, help=words.text("cli.demo.folder"))
    parser.add_argument("--scenario", help=words.text("cli.demo.scenario"))
    parser.set_defaults(run=_demo)


def build_samples(context: Context, folder: Path, scenario: str | None = None) -> tuple[list[Path], Path]:
    """Build the scenarios; gives the vaults and the file with their passphrase.

    Raises:
        InputError: `scenario_unknown`.
        VaultError: `vault_exists` where the folder holds vaults of these names already.
    """
    known = scenarios()
    if scenario is not None and scenario not in known:
        raise InputError("scenario_unknown", field="--scenario", scenario=scenario, known=list(known))
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [scenario] if scenario else list(known)
    vaults = [path for name in chosen for path in known[name](context, folder)]
    passphrase_file = folder / "passphrase.txt"
    passphrase_file.write_text(PASSPHRASE + "\n", encoding="ascii")
    return vaults, passphrase_file


def _demo(context: Context) -> Result:
    vaults, passphrase_file = build_samples(context, context.options.folder, context.options.scenario)
    data = {
        "vaults": [str(path) for path in vaults],
        "passphrase_file": str(passphrase_file),
        "pin": PIN,
    }
    (context.options.folder / "vaults.json").write_text(json.dumps(data, ensure_ascii=False, indent=1), "utf-8")
    lines = [context.words.text("cli.demo.made"), *data["vaults"]]
    return Result(data, [*lines, context.words.text("cli.demo.secrets", path=str(passphrase_file), pin=PIN)])
