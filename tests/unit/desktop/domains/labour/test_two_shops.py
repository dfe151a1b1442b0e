"""Two shops in one network of an association: what is sealed in one is in no readable byte of the other."""

import pytest

from core.actions.create_network import create_network
from core.actions.join import grant, grant_person, join_request, read_request
from core.actions.read_sealed import read_sealed
from core.actions.record import Draft, Signing, record
from core.domains.registry import installed
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from core.vault.views import list_subjects
from desktop.domains.labour.keeping import enrol
from tests.support.cheap_argon2 import cheap_argon2  # noqa: F401 - holds for every test below
from tests.support.fixed_clock import FixedClock
from tests.support.labour_bench import PERSON, SHOP
from tests.support.replicas import send, tables

PIN = "123456"
NAME, NUMBER, ACCOUNT = "김하나", "050301-4000000", "하나은행 123"


@pytest.fixture
def vaults(tmp_path):
    made = [
        Vault.create(tmp_path / f"{name}.jangbu", "sample data only", installed(), FixedClock(), SystemRandomness())
        for name in ("first", "second")
    ]
    yield made
    for vault in made:
        vault.close()


def test_no_person_of_one_shop_is_readable_in_the_other(vaults):
    first, second = vaults
    network = create_network(first, "마포 소상공인회", "한빛카페", "계산대", ["employer"], ["labour"])
    signers = []
    for title, role in (("이사장", "employer"), ("직원 1", "worker")):
        person = first.add_person("한빛카페", title, PIN)
        grant_person(first, network, person.key, [role])
        signers.append(Signing(person.key, role, PIN))
    grant(first, network, read_request(join_request(second, "달빛식당", "계산대", ["employer"], {})))
    record(first, network, [Draft("labour.workplace.open", SHOP, None, (signers[0],))])
    body = {name: value for name, value in PERSON.items() if name not in ("workplace", "worker_key")}
    sealed = {
        "identity": {"name": NAME, "born": "2005-03-01"},
        "private": {"resident_number": NUMBER, "account": ACCOUNT},
    }
    entry = enrol(first, network, body, sealed, *signers).entries[0]
    there = second.add_network(network)
    send(first.replica(network), there)
    (row,) = list_subjects(there, "employment")
    assert row.title == "H-01"
    assert [one.closed for one in read_sealed(second, network, entry)] == ["not_a_recipient"] * 2
    everything = repr(tables(there)).encode() + b"".join(
        value if isinstance(value, bytes) else str(value).encode()
        for rows in tables(there).values()
        for held in rows
        for value in held
    )
    for secret in (NAME, NUMBER, ACCOUNT, "2005-03-01"):
        assert secret.encode() not in everything
    # The search finds what is there: the staff number is working data.
    assert b"H-01" in everything
    assert {one.name for one in read_sealed(first, network, entry)} == {"identity", "private"}
