"""How often one may ask."""

from sync.hub import rates
from sync.hub.rates import Rates


def test_a_bucket_empties_and_fills_again():
    asked = Rates(60)
    assert [asked.take(b"a", 0) for _ in range(121)] == [0] * 120 + [1]
    assert asked.take(b"b", 0) == 0
    assert asked.take(b"a", 1) == 0
    assert asked.take(b"a", 1) > 0
    assert [asked.take(b"a", 1000) for _ in range(121)][-1] > 0


def test_a_clock_that_goes_back_gives_nothing_away():
    asked = Rates(1)
    assert [asked.take(b"a", 100) for _ in range(3)] == [0, 0, 1]
    assert asked.take(b"a", 0) > 0


def test_askers_are_bounded(monkeypatch):
    monkeypatch.setattr(rates, "ASKERS_MAX", 3)
    asked = Rates(1)
    for number in range(10):
        asked.take(bytes([number]), 0)
    assert len(asked._spent) == 3
