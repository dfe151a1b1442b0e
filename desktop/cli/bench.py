"""`jangbu bench sync`: how sync stands against its budgets on this machine."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop.cli.context import Context
from desktop.cli.parser import whole_number
from desktop.cli.progress import ProgressLine
from desktop.cli.result import Result, table
from desktop.words import Words

if TYPE_CHECKING:
    from desktop.bench_sync import Measured

ROUNDS = 3


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the commands that measure."""
    bench = commands.add_parser("bench", help=words.text("cli.bench")).add_subparsers(required=True)
    sync = bench.add_parser("sync", parents=[common], help=words.text("cli.bench.sync"))
    sync.add_argument("--entries", type=whole_number(1), default=2_000, help=words.text("cli.bench.entries"))
    sync.add_argument(
        "--entries-in-block", type=whole_number(1, 256), default=16, help=words.text("cli.bench.entries_in_block")
    )
    sync.add_argument("--devices", type=whole_number(1), default=2_000, help=words.text("cli.bench.devices"))
    add_rounds(sync, words)
    sync.set_defaults(run=_sync)


def add_rounds(parser: Any, words: Words) -> None:
    """Add how often everything is measured."""
    parser.add_argument("--rounds", type=whole_number(1, 100), default=ROUNDS, help=words.text("cli.bench.rounds"))


def _sync(context: Context) -> Result:
    from desktop.bench_sync import SyncBench  # noqa: PLC0415 - brings half the program; only this command needs it

    options, words = context.options, context.words
    with tempfile.TemporaryDirectory(prefix="jangbu-bench-") as folder, ProgressLine(words) as step:
        bench = SyncBench(Path(folder), context.registry, context.clock, context.randomness, step)
        found = bench.run(options.entries, options.entries_in_block, max(options.devices, 10), options.rounds)
    kept = all(one.holds for one in found)
    header = [words.text(f"bench.{name}") for name in ("what", "figure", "budget", "holds", "rounds")]
    rows = [header, *(_row(one, words) for one in found)]
    return Result({"measured": [_data(one) for one in found], "within_budgets": kept}, table(rows), 0 if kept else 1)


def _data(one: Measured) -> dict[str, Any]:
    rounds = [round(value, 3) for value in one.rounds]
    return {"name": one.name, "value": round(one.value, 3), "unit": one.unit, "limit": one.limit, "rounds": rounds}


def _row(one: Measured, words: Words) -> list[str]:
    limit, holds = "", ""
    if one.limit is not None:
        limit, holds = f"≤ {one.limit:g}", words.text("yes" if one.holds else "no")
    spread = f"{min(one.rounds):,.2f} – {max(one.rounds):,.2f}" if len(one.rounds) > 1 else ""
    return [words.text(f"bench.sync.{one.name}"), f"{one.value:,.2f} {one.unit}".strip(), limit, holds, spread]
