"""Pauses of peers that misbehave: doubled, bounded, forgiven."""

from sync import standing
from sync.standing import FORGIVEN_AFTER_S, LONGEST_PAUSE_S, Standing

PEER, OTHER = b"p" * 32, b"o" * 32


def test_a_pause_doubles_and_ends():
    peers = Standing()
    assert peers.pause_s(PEER, 0) == 0
    peers.note(PEER, "wrong_signature", 0)
    assert (peers.pause_s(PEER, 0), peers.pause_s(PEER, 59), peers.pause_s(PEER, 60)) == (60, 1, 0)
    peers.note(PEER, "too_large", 60)
    assert peers.pause_s(PEER, 60) == 120
    assert peers.pause_s(OTHER, 60) == 0
    mark = peers.mark(PEER, 61)
    assert mark is not None
    assert (mark.code, mark.count) == ("too_large", 2)


def test_a_pause_is_bounded_and_forgiven():
    peers = Standing()
    for _ in range(100):
        peers.note(PEER, "wrong_signature", 0)
    assert peers.pause_s(PEER, 0) == LONGEST_PAUSE_S
    assert peers.mark(PEER, FORGIVEN_AFTER_S) is None
    assert peers.note(PEER, "wrong_signature", FORGIVEN_AFTER_S).count == 1


def test_marks_are_bounded(monkeypatch):
    monkeypatch.setattr(standing, "PEERS_MAX", 2)
    peers = Standing()
    for number in range(5):
        peers.note(bytes([number]), "too_large", 0)
    assert [peers.pause_s(bytes([number]), 0) for number in range(5)] == [0, 0, 0, 60, 60]
