"""`jangbu` and `jangbu PATH`: open the window."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.errors import InputError
from desktop.cli.context import Context
from desktop.cli.result import Result
from desktop.words import Words


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the command that opens the window (also what happens without any command)."""
    parser = commands.add_parser("open", parents=[common], help=words.text("cli.open"))
    parser.add_argument("path", nargs="?", type=Path, help=words.text("cli.open.path"))
    parser.set_defaults(run=_open)


def opens_window(argv: Sequence[str]) -> bool:
    """No command, or the path of a vault in place of one."""
    plain = [one for one in argv if not one.startswith("-")]
    if not argv:
        return True
    return len(argv) == len(plain) == 1 and (plain[0].endswith(".jangbu") or Path(plain[0]).is_dir())


def _open(context: Context) -> Result:
    if not has_display():
        raise InputError("no_display")
    from desktop.app import run  # noqa: PLC0415 - loads Qt

    path = context.options.path or context.options.vault
    return Result({}, exit_code=run(Path(path) if path else None, context.options.lang))


def has_display() -> bool:
    """Whether a window can be shown here."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM"))
