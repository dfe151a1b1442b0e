"""News reaches everybody in rounds that grow with the logarithm of their number."""

from math import log2

import pytest

from tests.simulation.light import spread


@pytest.mark.parametrize("nodes", [10, 100, 400, pytest.param(10_000, marks=pytest.mark.long)])
@pytest.mark.timeout(1200)
def test_rounds_grow_with_the_logarithm_and_bytes_stay_small(nodes: int):
    found = spread(nodes, seed=1)
    # Push and pull among n nodes: about log3(n) + ln ln(n) rounds (Karp and others, 2000); a generous bound on it.
    assert found.rounds <= log2(nodes) + 4
    # A meeting of equals costs some hundred bytes, one that brings something bucket hashes and the blocks.
    assert found.bytes_per_node <= 600 * found.rounds + 12_000
