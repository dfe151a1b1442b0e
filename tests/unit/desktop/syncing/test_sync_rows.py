"""The rows of the sync page: members never met, hubs, who was shut out, and who holds how many own entries."""

from core.actions.shut_out import cut_device
from desktop.pages.sync_rows import look_round
from desktop.syncing.holdings import last_block
from desktop.syncing.peers import Peer, PeerKind, remember_peer
from tests.support.replicas import admit, make_vault, open_jar
from tests.support.sample_network import key_of

HUB = key_of("hub").public


def test_a_member_that_was_never_met_is_listed_and_nothing_is_claimed_of_it(shelf, tmp_path):
    with make_vault(tmp_path, "centre") as centre:
        admit(shelf.vault, centre, shelf.replica.network_id)
        state = look_round(shelf.vault, shelf.replica)
        row = next(one for one in state.rows if one.device == centre.device.public)
        assert (row.name, row.they_lack, row.own_held, row.in_reach) == ("centre · desk 1", None, 0, False)
        assert shelf.vault.device.public not in {one.device for one in state.rows}
        assert state.held == 0


def test_a_hub_that_was_met_holds_what_was_here_then(shelf):
    network, now = shelf.replica.network_id, shelf.vault.clock.now().seconds
    met = Peer(HUB, PeerKind.HUB, "https://hub.jeju.kr:8750").went_well(now, last_block(shelf.replica), 0)
    remember_peer(shelf.vault, network, met)
    open_jar(shelf.vault, shelf.replica, "pear")
    state = look_round(shelf.vault, shelf.replica)
    row = state.rows[0]
    assert (row.name, row.they_lack, row.own_held, row.in_reach) == ("hub.jeju.kr:8750", 1, state.own - 1, True)
    assert (state.waiting, state.held) == (1, state.own - 1)


def test_a_device_that_was_shut_out_says_so(shelf, tmp_path):
    with make_vault(tmp_path, "centre") as centre:
        admit(shelf.vault, centre, shelf.replica.network_id)
        device = centre.device.public
        remember_peer(shelf.vault, shelf.replica.network_id, Peer(device, PeerKind.LAPTOP, "https://10.0.0.9:8751"))
        assert not look_round(shelf.vault, shelf.replica).rows[0].cut
        cut_device(shelf.vault, shelf.replica.network_id, device, "lost")
        row = next(one for one in look_round(shelf.vault, shelf.replica).rows if one.device == device)
        assert (row.cut, row.name) == (True, "centre · desk 1")

