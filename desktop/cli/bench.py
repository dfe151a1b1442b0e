"""`jangbu bench sync`: how sync stands against its budgets on this machine."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.context import Context
from desktop.cli.parser import whole_number
from desktop.cli.result import Result, table
from desktop.words import Words

if TYPE_CHECKING:
    from desktop.bench_sync import Measured


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the commands that measure."""
    bench = commands.add_parser("bench", help=words.text("cli.bench")).add_subparsers(required=True)
    sync = bench.add_parser("sync", parents=[common], help=words.text("cli.bench.sync"))
    sync.add_argument("--entries", type=whole_number(1), default=2_000, help=words.text("cli.bench.entries"))
    sync.add_argument(
        "--entries-in-block", type=whole_number(1, 256), default=16, help=words.text("cli.bench.entries_in_block")
    )
    sync.add_argument("--devices", type=whole_number(1), default=2_000, help=words.text("cli.bench.devices"))
    sync.set_defaults(run=_sync)


def _sync(context: Context) -> Result:
    from desktop.bench_sync import SyncBench  # noqa: PLC0415 - brings half the program; only this command needs it

    options = context.options
    with tempfile.TemporaryDirectory() as folder:
        bench = SyncBench(Path(folder), context.registry, context.clock, context.randomness)
        found = bench.run(options.entries, options.entries_in_block, max(options.devices, 10))
    kept = all(one.limit is None or one.value <= one.limit for one in found)
    data = [
        {"name": one.name, "value": round(one.value, 3), "unit": one.unit, "limit": one.limit} for one in found
    ]
    return Result({"measured": data, "within_budgets": kept}, table([_row(one) for one in found]), 0 if kept else 1)


def _row(one: Measured) -> list[str]:
    limit = "" if one.limit is None else f"≤ {one.limit:g}"
    return [one.name, f"{one.value:,.2f} {one.unit}".strip(), limit]
