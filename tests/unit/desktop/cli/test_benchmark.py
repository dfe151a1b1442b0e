"""`jangbu vault bench` measures both sides in one run; how fast they are is no matter of a test."""

import ast
import sys
from mmap import mmap
from pathlib import Path

import pytest

from desktop.bench import floor
from desktop.bench.lines import Line
from desktop.bench.memory import MemoryWatch


def test_every_line_has_its_figure_and_both_sides_are_durable(line):
    answer = line("vault", "bench", "--entries", "12", "--rounds", "1")
    assert answer.code == 0
    assert [one["name"] for one in answer.data["lines"]] == [
        *("record", "rows", "admit", "admit_heads", "merge", "disk", "open", "search"),
        *(["memory"] if sys.platform == "linux" else []),
    ]
    assert all(one["ours"] > 0 for one in answer.data["lines"])
    assert answer.data["durability"] == {"ours": "wal, synchronous=2", "floor": "wal, synchronous=2"}
    assert not line.vault.exists()


def test_a_figure_is_a_ratio_where_there_is_a_floor():
    assert (Line("record", 3.0, 2.0, 2.0).figure, Line("record", 3.0, 2.0, 2.0).holds) == (1.5, True)
    assert (Line("disk", 1300.0, None, 1200.0).figure, Line("disk", 1300.0, None, 1200.0).holds) == (1300.0, False)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what a process takes")
def test_memory_is_the_highest_of_each_half():
    with MemoryWatch() as watch:
        grown = mmap(-1, 32 << 20)  # pages of its own: what earlier tests gave back would not show
        grown.write(b"x" * len(grown))
    assert watch.halves_kib is not None
    first, last = watch.halves_kib
    assert last > first > 0
    grown.close()


def test_the_floor_stands_alone_and_is_short():
    source = Path(floor.__file__).read_text("utf-8")
    assert source.count("\n") <= 120
    modules = {node.module for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom)}
    assert not [name for name in modules if name.split(".")[0] in ("core", "sync", "desktop")]


def test_the_floor_refuses_a_chain_that_was_changed(tmp_path: Path):
    blocks = list(floor.chain([b"one", b"two", b"three"]))
    floor.admit(tmp_path, blocks, every=True)
    blocks[1] = (blocks[1][0], [b"TWO"])
    (tmp_path / "changed").mkdir()
    try:
        floor.admit(tmp_path / "changed", blocks, every=False)
    except AssertionError:
        return
    raise AssertionError("a changed payload was taken in")
