"""The today page of a shop: what waits, told once a person, to employers only."""

from datetime import date

import pytest

from core.actions.create_network import create_network
from core.actions.join import grant_person
from core.actions.record import Draft, SealedPart, Signing, record
from core.domains.registry import installed
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from desktop.domains.labour.filing_sheets import Asked, prepare_filing
from desktop.domains.labour.today import waiting
from tests.support.cheap_argon2 import cheap_argon2  # noqa: F401 - holds for every test below
from tests.support.fixed_clock import FixedClock
from tests.support.labour_bench import PERSON, SHOP
from tests.support.labour_shop import Shop

EMPLOYER = frozenset({"employer"})
PIN = "123456"


@pytest.fixture
def shop(tmp_path):
    vault = Vault.create(tmp_path / "s.jangbu", "sample data only", installed(), FixedClock(), SystemRandomness())
    network = create_network(vault, "한빛카페", "한빛카페", "계산대", ["employer"], ["labour"])
    signers = []
    for title, role in (("이사장", "employer"), ("김하나", "worker")):
        person = vault.add_person("한빛카페", title, PIN)
        grant_person(vault, network, person.key, [role])
        signers.append(Signing(person.key, role, PIN))
    yield vault, network, signers
    vault.close()


def test_a_worker_is_counted_for_what_comes_next(shop):
    vault, network, (employer, worker) = shop
    opened = record(vault, network, [Draft("labour.workplace.open", SHOP, None, (employer,))]).subjects[0]
    body = {**PERSON, "workplace": opened, "worker_key": worker.person}
    identity = SealedPart("identity", {"name": "김하나", "born": "2005-03-01"}, (vault.device.public,))
    enrolling = Draft("labour.person.enroll", body, None, (employer, worker), sealed=(identity,))
    staff = record(vault, network, [enrolling]).subjects[0]
    replica = vault.replica(network)
    today = vault.clock.now().day()
    assert [(one.key, one.count) for one in waiting(replica, today, EMPLOYER)] == [("labour.today.unsigned", 1)]
    clocked = {"at": f"{date(2026, 11, 20)}T10:00", "method": "pin"}
    record(vault, network, [Draft("labour.clock.in", clocked, staff, (worker,))])
    keys = [one.key for one in waiting(replica, today, EMPLOYER)]
    assert keys == ["labour.today.open", "labour.today.in", "labour.today.unsigned"]
    assert waiting(replica, today, frozenset({"worker"})) == ()


def test_a_filing_is_announced_then_late_and_gone_once_it_was_sent(tmp_path):
    place = Shop(tmp_path)
    employment, _ = place.hire(job_code="521")
    replica = place.vault.replica(place.network)

    def keys(day):
        return {one.key for one in waiting(replica, day, EMPLOYER)}

    # Hired on 2 November: accident insurance is due on 15 December, a Tuesday.
    assert not {key for key in keys(date(2026, 12, 7)) if "filing" in key}
    assert "labour.today.filing_soon" in keys(date(2026, 12, 8))
    assert "labour.today.filing_late" in keys(date(2026, 12, 16))
    asked = Asked("acquisition", "자격취득 신고")
    filing = prepare_filing(place.vault, place.network, [employment], asked, (place.employer,)).recorded.entries[0]
    assert "labour.today.filing_late" in keys(date(2026, 12, 16))
    sent = {"filing": filing, "submitted_on": "2026-11-20"}
    place.record("labour.filing.submit", sent, place.workplace, place.employer)
    assert not {key for key in keys(date(2026, 12, 16)) if "filing" in key}
    place.vault.close()
