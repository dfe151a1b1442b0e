"""What a hub keeps of a network that was broken off while it began."""

from pathlib import Path

import pytest

from core.errors import VaultError
from sync.host import Answered
from sync.hub.hub import Hub, HubSettings
from sync.hub.store import HubStore
from sync.session import Outcome, Session
from sync.vault_store import VaultStore
from tests.support.exchange import HUB_KEY, device_of
from tests.support.fixed_clock import FixedClock
from tests.support.seeded_randomness import SeededRandomness


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
