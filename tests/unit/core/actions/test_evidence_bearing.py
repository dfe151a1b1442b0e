"""Cuts and confirmations in evidence: carried by the vault, found by a stranger who holds nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.actions.join import grant_person
from core.actions.make_evidence import evidence_for
from core.actions.record import Draft, record
from core.ledger.evidence import EvidenceReport
from core.ledger.evidence_check import check_evidence
from core.ledger.governance import cut
from core.ledger.governance.cut import cut_body
from core.ledger.trust import NetworkTrust, is_trusted
from core.vault.ingest import ingest
from core.vault.replica import Replica
from core.vault.vault import Vault
from tests.support.hand import admitted_hand, id_of, tip_blocks
from tests.support.replicas import add_signer, admit, fill_jar, make_vault, open_jar, put, send
from tests.support.toy import FILL, KEEPER
from tests.support.witnessed import found_with_witnesses


@dataclass
class Circle:
    """A yard that may cut, a shop that records, and three witnesses."""

    yard: Vault
    replica: Replica
    shop: Vault
    there: Replica
    witnesses: list[tuple[Vault, Replica]]
    jar: bytes

    def witness(self, *places: int) -> None:
        """These witnesses see all that the yard holds, one after the other, and the yard hears of it."""
        for place in places:
            vault, replica = self.witnesses[place]
            send(self.replica, replica)
            fill_jar(vault, replica, self.jar, 1)
            send(replica, self.replica)

    def recorded(self) -> bytes:
        """An entry of the shop that the yard holds."""
        send(self.replica, self.there)
        entry = fill_jar(self.shop, self.there, self.jar)
        send(self.there, self.replica)
        return entry

    def cut(self, kind: str, named: bytes, upto: dict[int, bytes] | None = None) -> bytes:
        return put(self.yard, self.replica, cut.TYPE, cut_body(kind, named, "lost", upto)).entries[0]

    def last(self) -> bytes:
        """The shop's last block."""
        tip = self.there.store.own_tip(self.shop.device.public, 0)
        assert tip is not None
        return tip.id

    def shown(self, entry: bytes) -> EvidenceReport:
        report = check_evidence(evidence_for(self.yard, self.replica.network_id, [entry]))
        assert report.intact, [one for one in report.checks if not one.holds]
        return report


@pytest.fixture
def circle(tmp_path: Path) -> Iterator[Circle]:
    vaults = [make_vault(tmp_path, name) for name in ("yard", "shop", "east", "south", "west")]
    yard, shop, *others = vaults
    replica = found_with_witnesses(yard, [one.device.public for one in others])
    network = replica.network_id
    admitted = [(vault, admit(yard, vault, network)) for vault in others]
    there = admit(yard, shop, network)
    yield Circle(yard, replica, shop, there, admitted, open_jar(yard, replica))
    for vault in vaults:
        vault.close()


def trusted(report: EvidenceReport) -> bool:
    return is_trusted(report, NetworkTrust.CONFIRMED)


def test_a_stranger_counts_the_witnesses(circle: Circle):
    entry = circle.recorded()
    (told,) = circle.shown(entry).confirmations
    assert (told.entry, told.witnesses, told.needed, told.confirmed) == (entry, (), 2, False)
    circle.witness(0)
    (told,) = circle.shown(entry).confirmations
    assert told.witnesses == (circle.witnesses[0][0].device.public,)
    assert not told.confirmed
    circle.recorded()
    circle.witness(1)
    (told,) = circle.shown(entry).confirmations
    assert len(told.witnesses) == 2
    assert told.confirmed


def test_a_witness_does_not_confirm_itself_in_a_file_either(circle: Circle):
    circle.witness(0, 1)
    vault, replica = circle.witnesses[0]
    own = fill_jar(vault, replica, circle.jar, 3)
    send(replica, circle.replica)
    circle.witness(1)
    (told,) = circle.shown(own).confirmations
    assert told.witnesses == (circle.witnesses[1][0].device.public,)


def test_an_entry_before_the_line_is_trusted_and_one_beyond_it_is_not(circle: Circle):
    before = circle.recorded()
    line = circle.last()
    after = circle.recorded()
    made = circle.cut(cut.DEVICE, circle.shop.device.public, {0: line})
    inside, outside = circle.shown(before), circle.shown(after)
    assert [(one.entry, one.backed, one.beyond) for one in inside.cuts] == [(made, True, ())]
    assert [(one.entry, one.backed, one.beyond) for one in outside.cuts] == [(made, True, (after,))]
    assert (trusted(inside), trusted(outside)) == (True, False)
    own = fill_jar(circle.yard, circle.replica, circle.jar)
    assert not circle.shown(own).cuts, "a cut of somebody else says nothing"


def test_a_cut_does_not_reach_what_was_confirmed_before(circle: Circle):
    line = circle.recorded() and circle.last()
    after = circle.recorded()
    circle.witness(0, 1)
    circle.cut(cut.DEVICE, circle.shop.device.public, {0: line})
    report = circle.shown(after)
    assert report.confirmations[0].confirmed
    assert [one.beyond for one in report.cuts] == [()]
    assert trusted(report)


def test_witnesses_who_knew_the_cut_save_nothing(circle: Circle):
    line = circle.recorded() and circle.last()
    after = circle.recorded()
    circle.cut(cut.DEVICE, circle.shop.device.public, {0: line})
    circle.witness(0, 1)
    report = circle.shown(after)
    assert [one.beyond for one in report.cuts] == [(after,)]
    assert not trusted(report)


def test_what_a_person_signed_before_their_key_was_cut_stands(circle: Circle):
    keeper = add_signer(circle.yard, circle.replica.network_id, "keeper 1", KEEPER)

    def signed() -> bytes:
        draft = Draft(FILL, {"grams": 7}, circle.jar, signings=(keeper,))
        return record(circle.yard, circle.replica.network_id, [draft]).entries[0]

    before = signed()
    circle.cut(cut.PERSON, keeper.person)
    after = signed()
    assert [one.beyond for one in circle.shown(before).cuts] == [()]
    assert [one.beyond for one in circle.shown(after).cuts] == [(after,)]
    grant_person(circle.yard, circle.replica.network_id, keeper.person, [KEEPER])
    again = signed()
    assert [one.beyond for one in circle.shown(again).cuts] == [()]


def test_a_cut_by_somebody_who_may_not_cut_is_shown_and_counts_for_nothing(circle: Circle):
    """A presenter may put any signed entry into a file; the network refused this one."""
    entry = circle.recorded()
    pen = admitted_hand(circle.yard, circle.replica, "pen")
    content = pen.content(cut.TYPE, cut_body(cut.DEVICE, circle.shop.device.public, "misuse"))
    ingest(circle.replica, [pen.block([pen.clear(content)], tip_blocks(circle.replica, pen)).wire])
    data = evidence_for(circle.yard, circle.replica.network_id, [entry], [id_of(content)])
    report = check_evidence(data)
    assert [(one.entry, one.backed, one.beyond) for one in report.cuts] == [(id_of(content), False, (entry,))]
    assert report.beyond is False
    assert trusted(report)
