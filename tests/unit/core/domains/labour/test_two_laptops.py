"""The shop signs a contract on its laptop and the worker later on another: then, and only then, it comes about."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from core.actions.cosign_entry import cosign_entry
from core.actions.create_network import create_network
from core.actions.join import grant, grant_person, join_request, read_request
from core.actions.record import SealedPart, Signing
from core.domains.registry import installed
from core.errors import RefusedError
from core.vault.inbox import list_to_sign
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import subject
from tests.support.labour_bench import CONTRACT, PERSON, SHOP
from tests.support.replicas import PIN, digest, empty_copy, make_vault, put, send

REGISTRY = installed()


@dataclass
class Laptops:
    """The shop's and the worker's, with an employment and a proposal that both hold."""

    shop: Vault
    home: Vault
    here: Replica
    there: Replica
    employer: Signing
    worker: Signing
    employment: bytes
    proposal: bytes

    def contract(self, replica: Replica) -> Any:
        return subject(replica, self.employment).state.get("contract")

    def meet(self) -> None:
        send(self.here, self.there)
        send(self.there, self.here)
        assert digest(self.here) == digest(self.there)


@pytest.fixture
def laptops(tmp_path: Path) -> Iterator[Laptops]:
    with make_vault(tmp_path, "shop", REGISTRY) as shop, make_vault(tmp_path, "home", REGISTRY) as home:
        network = create_network(shop, "마포 가게", "한빛카페", "노트북", ("employer",), ["labour"])
        here = shop.replica(network)
        owner, hana = shop.add_person("한빛카페", "사장", PIN), home.add_person("김하나", "H-01", PIN)
        grant_person(shop, network, owner.key, ["employer"])
        request = join_request(home, "김하나", "집 노트북", ("worker",), {hana.key: ["worker"]})
        grant(shop, network, read_request(request))
        employer, worker = Signing(owner.key, "employer", PIN), Signing(hana.key, "worker", PIN)
        put(shop, here, "labour.workplace.open", SHOP, signings=(employer,))
        person = {**PERSON, "worker_key": hana.key}
        identity = SealedPart("identity", {"name": "김하나", "born": "2004-03-01"}, (shop.device.public, hana.key))
        enrolling = {"signings": (employer,), "sealed": (identity,)}
        employment = put(shop, here, "labour.person.enroll", person, **enrolling).subjects[0]
        proposal = put(shop, here, "labour.contract.propose", CONTRACT, employment, signings=(employer,)).entries[0]
        there = empty_copy(home, network)
        yield Laptops(shop, home, here, there, employer, worker, employment, proposal)


def test_the_shop_signs_first_and_the_worker_at_home(laptops: Laptops):
    sign = {"proposal": laptops.proposal}
    signed = put(
        laptops.shop, laptops.here, "labour.contract.sign", sign, laptops.employment, signings=(laptops.employer,)
    ).entries[0]
    assert laptops.contract(laptops.here) is None
    laptops.meet()
    waiting = list_to_sign(laptops.there, {laptops.worker.person: ["worker"]})
    assert signed in [one.line.judged.entry.id for one in waiting]
    cosign_entry(laptops.home, laptops.there.network_id, signed, laptops.worker)
    assert laptops.contract(laptops.there)["entry"] == laptops.proposal.hex()
    assert laptops.contract(laptops.here) is None
    laptops.meet()
    assert laptops.contract(laptops.here) == laptops.contract(laptops.there)


def test_somebody_else_than_the_worker_makes_no_contract(laptops: Laptops):
    """Any person may add a signature; the contract comes about by the key that was enrolled only."""
    stranger = laptops.home.add_person("김하나", "H-02", PIN)
    sign = {"proposal": laptops.proposal}
    signed = put(
        laptops.shop, laptops.here, "labour.contract.sign", sign, laptops.employment, signings=(laptops.employer,)
    ).entries[0]
    laptops.meet()
    cosign_entry(laptops.home, laptops.there.network_id, signed, Signing(stranger.key, "worker", PIN))
    laptops.meet()
    assert laptops.contract(laptops.here) is None


def test_nobody_signs_for_nobody(laptops: Laptops):
    with pytest.raises(RefusedError) as refused:
        put(laptops.shop, laptops.here, "labour.contract.sign", {"proposal": laptops.proposal}, laptops.employment)
    assert "contract_signature_missing" in [one.code for one in refused.value.facts["findings"]]
