"""`jangbu logs`: what the program noted on this machine, and a file of it for a maintainer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from desktop.cli.context import Context, write_file
from desktop.cli.parser import whole_number
from desktop.cli.result import Result
from desktop.logs import Log
from desktop.words import Words


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add `logs`."""
    parser = commands.add_parser("logs", parents=[common], help=words.text("cli.logs"))
    parser.add_argument("--lines", type=whole_number(1), default=100, help=words.text("cli.logs.lines"))
    parser.add_argument("--out", type=Path, help=words.text("cli.logs.out"))
    parser.set_defaults(run=_logs)


def _logs(context: Context) -> Result:
    log = Log(context.clock)
    if context.options.out:
        data = log.diagnostics().encode()
        write_file(context.options.out, data)
        told = context.words.text("logs.written", path=str(context.options.out))
        return Result({"path": str(context.options.out), "bytes": len(data)}, [told])
    lines = log.text().splitlines()[-max(context.options.lines, 0) :]
    return Result({"lines": lines}, lines or [context.words.text("logs.none")])
