"""`jangbu vault bench`: the budgets that need no network, against their floor in the same run."""

from __future__ import annotations

from typing import Any

from core.domains.registry import installed
from desktop.bench.lines import Line, Run, run
from desktop.cli.bench import add_rounds
from desktop.cli.context import Context
from desktop.cli.parser import whole_number
from desktop.cli.progress import ProgressLine
from desktop.cli.result import Result, table
from desktop.words import Words

ENTRIES = 1000
COLUMNS = ("what", "ours", "floor", "figure", "budget", "holds", "rounds")


def add_vault_commands(vault: Any, common: Any, words: Words) -> None:
    """Add the command below `vault`; it opens no vault but its own."""
    parser = vault.add_parser("bench", parents=[common], help=words.text("cli.vault.bench"))
    parser.add_argument("--entries", type=whole_number(1), default=ENTRIES, help=words.text("cli.vault.bench.entries"))
    add_rounds(parser, words)
    parser.set_defaults(run=_bench)


def _bench(context: Context) -> Result:
    words = context.words
    options = context.options
    with ProgressLine(words) as step:
        measured = run(options.entries, options.rounds, installed(), context.clock, context.randomness, step)
    header = tuple(words.text(f"bench.{name}") for name in COLUMNS)
    rows = [header, *(_row(line, words) for line in measured.lines)]
    told = words.text(
        "bench.durability", ours=measured.durability_ours, floor=measured.durability_floor, count=measured.entries
    )
    return Result(_data(measured), [*table(rows), told])


def _row(line: Line, words: Words) -> tuple[str, ...]:
    floor = f"{line.floor:.3f}" if line.floor is not None else "–"
    figure = f"{line.figure:.2f} ×" if line.floor is not None else f"{line.figure:.1f}"
    return (
        words.text(f"bench.{line.name}"), f"{line.ours:.3f}", floor, figure, f"{line.budget:g}",
        words.text("yes" if line.holds else "no"),
        f"{min(line.rounds):.2f} – {max(line.rounds):.2f}" if len(line.rounds) > 1 else "",
    )  # fmt: skip


def _data(measured: Run) -> dict[str, Any]:
    lines = [
        {
            "name": one.name, "ours": one.ours, "floor": one.floor, "figure": one.figure, "budget": one.budget,
            "holds": one.holds, "rounds": one.rounds,
        }
        for one in measured.lines
    ]  # fmt: skip
    durability = {"ours": measured.durability_ours, "floor": measured.durability_floor}
    return {"entries": measured.entries, "lines": lines, "durability": durability}
