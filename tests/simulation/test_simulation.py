"""A few seeds in every run, and those that ever failed; `python3 -m tests --sim 1000` tries many."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.simulation.world import Template, make_template, run_seed
from tests.support.cheap_argon2 import cheap_argon2, cheaply

__all__ = ["cheap_argon2"]

CORPUS = Path(__file__).with_name("corpus.txt")
"""Seeds that found a mistake once."""
FEW = range(4)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Template]:
    with cheaply():
        yield make_template(tmp_path_factory.mktemp("template"))


def seeds() -> list[int]:
    return sorted({*FEW, *map(int, CORPUS.read_text(encoding="ascii").split())})


@pytest.mark.parametrize("seed", seeds())
def test_a_seed_keeps_every_invariant(seed: int, template: Template, tmp_path: Path):
    report = run_seed(seed, tmp_path, template)
    assert report.blocks > 10
    assert report.bytes > 0
