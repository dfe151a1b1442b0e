"""Whom to meet next, in virtual seconds."""

from sync.gossip import LONGEST_BACKOFF_S, QUIET_S, Gossip
from sync.standing import Standing
from tests.support.seeded_randomness import SeededRandomness

A, B = b"a", b"b"


def gossip(*peers: bytes) -> Gossip:
    made = Gossip(SeededRandomness("gossip"), Standing())
    for peer in peers:
        made.learn(peer, 0)
    return made


def test_everybody_is_met_once_and_then_there_is_quiet():
    node = gossip(A, B)
    assert node.next(0) == A
    node.met(A, 0)
    assert node.next(0) == B
    node.met(B, 0)
    assert node.next(1) is None
    wake = node.wake_s(1)
    assert wake is not None
    assert QUIET_S // 2 <= wake <= QUIET_S
    assert node.next(QUIET_S) is not None


def test_news_brings_the_next_meeting_forward_but_not_with_who_does_not_answer():
    node = gossip(A, B)
    node.met(A, 0)
    node.missed(B, 0)
    node.news(1)
    assert node.next(1) == A
    node.met(A, 1)
    assert node.next(1) is None or node.next(1) == B


def test_backing_off_doubles_spreads_and_is_bounded():
    node = gossip(A)
    pauses = []
    now = 0
    for _ in range(14):
        node.missed(A, now)
        wake = node.wake_s(now)
        assert wake is not None
        pauses.append(wake - now)
        now = wake
    assert pauses[0] <= 2
    assert all(LONGEST_BACKOFF_S // 2 <= pause <= LONGEST_BACKOFF_S for pause in pauses[-3:])
    assert len(set(pauses[-3:])) > 1
    node.met(A, now)
    node.missed(A, now)
    assert (node.wake_s(now) or 0) - now <= 2


def test_a_peer_that_misbehaves_is_left_alone():
    node = gossip(A, B)
    node.offended(A, "wrong_signature", 0)
    node.met(B, 0)
    assert node.next(59) is None
    assert node.next(60) == A


def test_who_has_gone_is_not_asked_for():
    node = gossip(A)
    node.forget(A)
    assert (node.next(5), node.wake_s(5)) == (None, None)


def test_one_that_is_being_met_is_passed_over():
    node = gossip(A, B)
    assert node.next(0, {A}) == B
    assert node.next(0, {A, B}) is None
    assert node.wake_s(0, {A, B}) is None


def test_somebody_in_a_hurry_does_not_wait_for_the_pause_after_a_miss():
    node = gossip(A)
    for _ in range(8):
        node.missed(A, 0)
    assert node.next(1) is None
    node.hurry(A, 1)
    assert node.next(1) == A
