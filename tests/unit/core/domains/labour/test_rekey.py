"""Another key takes the place of a lost one: both sign, nobody alone, and nobody overlooks it."""

import pytest

from core.ledger.contract import Severity
from tests.support.labour_bench import EMPLOYER, HANA, OWNER, Bench, codes

NEW = b"\x07" * 32
REKEY = "labour.person.rekey"


def rekeyed(bench: Bench, signers, key: bytes = NEW):
    return bench.record(REKEY, {"worker_key": key, "identified_by": "identity_card"}, signers)


def test_the_new_key_is_the_workers_and_the_change_is_told():
    bench = Bench().hired()
    before = bench.state
    judged = rekeyed(bench, (EMPLOYER, (NEW, "worker")))
    assert [(one.code, one.severity) for one in judged.findings] == [("worker_key_changed", Severity.WARN)]
    after = bench.state
    assert after["person"]["worker_key"] == NEW.hex()
    assert (after["status"], after["contract"]) == (before["status"], before["contract"])
    came = {"at": "2026-11-23T10:00", "method": "pin"}
    assert "worker_key_not_enrolled" in codes(bench.record("labour.clock.in", came, ((HANA, "worker"),)))
    assert "worker_key_not_enrolled" not in codes(bench.record("labour.clock.in", came, ((NEW, "worker"),)))


@pytest.mark.parametrize(
    ("signers", "key", "code"),
    [
        ((EMPLOYER,), NEW, "signatures_missing"),
        (((NEW, "worker"),), NEW, "signatures_missing"),
        ((EMPLOYER, (HANA, "worker")), NEW, "signatures_missing"),
        ((EMPLOYER, (OWNER, "worker")), OWNER, "worker_has_employers_key"),
    ],
)
def test_nobody_changes_it_alone(signers, key, code):
    bench = Bench().hired()
    assert code in codes(rekeyed(bench, signers, key))
    assert bench.state["person"]["worker_key"] == HANA.hex()
