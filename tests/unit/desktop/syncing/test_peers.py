"""What a vault remembers of peers: everything comes back, a failure keeps what was known, no news writes nothing."""

from core.errors import SyncError
from desktop.exchange import IN_REACH_S, is_in_reach
from desktop.syncing.peers import Peer, PeerKind, forget_peer, known_peers, remember_peer
from tests.support.sample_network import key_of

NETWORK = b"n" * 32
ONE, OTHER = key_of("one").public, key_of("other").public


def test_all_of_it_comes_back(shelf):
    peer = Peer(
        ONE, PeerKind.HUB, "https://허브.example", False, True, 12, 11, b"m" * 32, 3, "clocks_differ", {"minutes": 61}
    )
    remember_peer(shelf.vault, NETWORK, peer)
    remember_peer(shelf.vault, NETWORK, Peer(OTHER, PeerKind.LAPTOP))
    assert known_peers(shelf.vault, NETWORK) == {ONE: peer, OTHER: Peer(OTHER, PeerKind.LAPTOP)}
    assert known_peers(shelf.vault, b"o" * 32) == {}
    forget_peer(shelf.vault, NETWORK, ONE)
    assert set(known_peers(shelf.vault, NETWORK)) == {OTHER}


def test_a_failure_keeps_what_was_known_and_a_meeting_clears_it():
    met = Peer(ONE, PeerKind.LAPTOP, "https://a").went_well(100, b"m", 0)
    broken = met.broke_off(7, None).went_wrong(SyncError("peer_unreachable", url="https://a", detail=object()))
    assert (broken.error, broken.facts, broken.lacking) == ("peer_unreachable", {"url": "https://a"}, 7)
    assert (broken.seen_s, broken.equal_s, broken.mark) == (100, 100, b"m")
    assert broken.went_wrong(SyncError("peer_unreachable")).lacking == 7
    partly = broken.went_well(200, None, 5)
    assert (partly.error, partly.facts, partly.lacking, partly.equal_s, partly.mark) == ("", {}, 5, 100, b"m")


def test_in_reach_is_who_was_heard_of_lately_and_had_no_trouble_since():
    met = Peer(ONE, PeerKind.LAPTOP).went_well(1000, None, 0)
    assert is_in_reach(met, 1000 + IN_REACH_S)
    assert not is_in_reach(met, 1001 + IN_REACH_S)
    assert not is_in_reach(met.went_wrong(SyncError("peer_unreachable")), 1001)
    assert not is_in_reach(Peer(ONE, PeerKind.LAPTOP), 0)


def test_no_news_writes_nothing(shelf):
    remember_peer(shelf.vault, NETWORK, Peer(ONE, PeerKind.LAPTOP))
    before = shelf.vault.connection.total_changes
    remember_peer(shelf.vault, NETWORK, Peer(ONE, PeerKind.LAPTOP))
    assert shelf.vault.connection.total_changes == before
