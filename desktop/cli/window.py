"""`jangbu` and `jangbu PATH`: open the window on a vault, or with a bundle."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.errors import InputError
from core.vault.vault import SUFFIX
from desktop.cli.context import Context
from desktop.cli.result import Result
from desktop.words import Words
from sync.carry import SUFFIX as BUNDLE

_WITH_VALUE = ("--vault", "--network", "--as", "--passphrase-file", "--pins-file", "--lang")
"""Options for every command, which may stand before and after a path; `--json` alone takes no value."""


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the command that opens the window (also what happens without any command)."""
    parser = commands.add_parser("open", parents=[common], help=words.text("cli.open"))
    parser.add_argument("path", nargs="?", type=Path, help=words.text("cli.open.path"))
    parser.set_defaults(run=_open)


def opens_window(argv: Sequence[str]) -> bool:
    """No command, or the path of a vault or bundle in place of one; options for every command change nothing."""
    left, rest = list[str](), iter(argv)
    for one in rest:
        if one in _WITH_VALUE:
            next(rest, None)
        elif one != "--json" and one.partition("=")[0] not in _WITH_VALUE:
            left.append(one)
    return not left or (len(left) == 1 and _names_vault(left[0]))


def _names_vault(argument: str) -> bool:
    """A folder that only happens to be called as a command is, is none."""
    path = Path(argument)
    known = path.suffix in (SUFFIX, BUNDLE) or (path / "vault.db").is_file()
    return not argument.startswith("-") and known


def _open(context: Context) -> Result:
    if not has_display():
        raise InputError("no_display")
    from desktop.app import run  # noqa: PLC0415 - loads Qt

    options = context.options
    bundle = options.path if options.path and options.path.suffix == BUNDLE else None
    if bundle is not None and not bundle.is_file():
        raise InputError("file_unreadable", path=str(bundle))
    path = options.vault if bundle else options.path or options.vault
    return Result({}, exit_code=run(Path(path) if path else None, options.lang, bundle))


def has_display() -> bool:
    """Whether a window can be shown here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"))
