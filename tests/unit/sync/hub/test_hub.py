"""How a network begins at a hub, and what may get in its way."""

from pathlib import Path

import pytest

from core.errors import VaultError
from sync import session
from sync.host import Answered
from sync.hub.hub import Hub, HubSettings
from sync.hub.store import HubStore
from sync.outcome import Outcome
from sync.session import Session
from sync.vault_store import VaultStore
from tests.support.exchange import HUB_KEY, device_of, store_of
from tests.support.fixed_clock import FixedClock
from tests.support.replicas import admit, make_vault
from tests.support.seeded_randomness import SeededRandomness
from tests.support.shelf import Shelf


def hub_at(folder: Path) -> Hub:
    return Hub(folder, HUB_KEY, FixedClock(), SeededRandomness("hub"), HubSettings(networks_max=1))


def meet(store: VaultStore, hub: Hub) -> Outcome:
    session = Session(store, device_of(store), peer=hub.device)
    while session.request is not None:
        answer = hub.answer(device_of(store), store.network, session.request)
        assert isinstance(answer, Answered), answer
        session.receive(answer.frame)
    return session.outcome


def test_a_network_whose_first_page_was_broken_off_can_still_begin(
    here: VaultStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    hub = hub_at(tmp_path / "hub")
    with monkeypatch.context() as full:

        def fails(self: HubStore, wires: object) -> None:
            raise VaultError("hub_store_trouble", path="", detail="database or disk is full")

        full.setattr(HubStore, "take", fails)
        trouble = meet(here, hub).trouble
    assert trouble is not None
    assert trouble.code == "peer_disk_trouble"
    hub.close()
    again = hub_at(tmp_path / "hub")
    outcome = meet(here, again)
    assert (outcome.equal, outcome.given) == (True, len(list(here.replica.store.wires())))
    assert again.networks() == [here.network]
    again.close()


def test_a_member_who_comes_before_the_founder_is_no_offender(
    shelf: Shelf, here: VaultStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """Nor where its blocks take several pages, of which only the first begins with the charter."""
    monkeypatch.setattr(session, "PAGE_BLOCKS_MAX", 2)
    hub = hub_at(tmp_path / "hub")
    with make_vault(tmp_path, "newcomer") as vault:
        admit(shelf.vault, vault, here.network)
        member = store_of(vault, here.network)
        assert {code for _, code in meet(member, hub).refused} == {"not_granted", "charter_missing"}
        assert hub.counts["offences"] == 0
        assert meet(here, hub).equal
        assert meet(member, hub).equal
    hub.close()
