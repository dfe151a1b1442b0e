"""Who holds what is counted from signatures and equal roots; each way alone, and what it does not cover."""

from core.encoding import cbor
from core.vault.views import network_view
from desktop.exchange import exchange_facts, note_exchange, own_entries
from desktop.syncing.holdings import Holdings, last_block, receipt_setting
from desktop.syncing.peers import Peer, PeerKind, remember_peer
from sync.receipts import receipt_value, sign_receipt
from tests.support.replicas import admit, make_vault, open_jar, send
from tests.support.sample_network import key_of

HUB = key_of("hub")


def not_held(shelf, device: bytes, mark: bytes = b"") -> int:
    holdings = Holdings(shelf.vault, shelf.replica)
    return holdings.own_not_held(holdings.of(device, mark))


def own(shelf) -> int:
    return Holdings(shelf.vault, shelf.replica).own()


def test_of_a_stranger_nothing_is_assumed(shelf):
    assert not_held(shelf, HUB.public) == own(shelf) > 0
    assert not_held(shelf, HUB.public, b"a block that is not here") == own(shelf)


def test_equal_roots_tell_of_everything_until_then_and_of_nothing_later(shelf):
    mark = last_block(shelf.replica)
    assert not_held(shelf, HUB.public, mark) == 0
    open_jar(shelf.vault, shelf.replica, "pear")
    assert not_held(shelf, HUB.public, mark) == 1


def test_a_receipt_tells_of_its_block_and_its_past(shelf):
    tip = shelf.replica.store.own_tip(shelf.vault.device.public, 0)
    receipt = sign_receipt(shelf.replica.network_id, [tip.id], 0, HUB)
    name = receipt_setting(shelf.replica.network_id, HUB.public)
    shelf.vault.settings.put(name, cbor.encode(receipt_value(receipt)))
    open_jar(shelf.vault, shelf.replica, "pear")
    open_jar(shelf.vault, shelf.replica, "fig")
    assert not_held(shelf, HUB.public) == 2
    assert not_held(shelf, key_of("other").public) == own(shelf)


def test_a_signed_block_of_the_other_tells_what_it_had_seen(shelf, tmp_path):
    with make_vault(tmp_path, "centre") as centre:
        theirs = admit(shelf.vault, centre, shelf.replica.network_id)
        device = centre.device.public
        assert not_held(shelf, device) == own(shelf), "that it was sent there tells nothing"
        open_jar(centre, theirs, "quince")
        send(theirs, shelf.replica)
        assert not_held(shelf, device) == 0
        holdings = Holdings(shelf.vault, shelf.replica)
        assert holdings.others_lack(device, holdings.of(device, b"")) == 0
        open_jar(shelf.vault, shelf.replica, "pear")
        assert not_held(shelf, device) == 1


def test_what_lies_in_a_bundle_is_on_its_way_until_somebody_signs_for_it(shelf):
    network = shelf.replica.network_id

    def facts():
        return exchange_facts(shelf.vault, shelf.replica, network_view(shelf.replica))

    everything = own(shelf)
    assert (facts().waiting, facts().under_way, facts().seconds_ago) == (everything, 0, None)
    note_exchange(shelf.vault, shelf.replica, sent=own_entries(shelf.vault, shelf.replica))
    assert (facts().waiting, facts().under_way, facts().seconds_ago) == (0, everything, 0)
    open_jar(shelf.vault, shelf.replica, "pear")
    assert (facts().waiting, facts().under_way) == (1, everything)
    peer = Peer(HUB.public, PeerKind.HUB, "https://hub").went_well(
        shelf.vault.clock.now().seconds, last_block(shelf.replica), 0
    )
    remember_peer(shelf.vault, network, peer)
    assert (facts().waiting, facts().under_way, facts().peers) == (0, 0, 1)
