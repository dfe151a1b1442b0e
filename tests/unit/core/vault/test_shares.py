"""Shares on real replicas: one device spends, what is taken back is booked, and nothing is lost or made up."""

import json
from pathlib import Path

import pytest

from core.actions.next_incarnation import open_incarnation
from core.actions.record import Draft, Recorded, record
from core.actions.shut_out import last_blocks
from core.errors import RefusedError
from core.ledger.block import Block
from core.ledger.governance import cut
from core.ledger.governance.cut import cut_body
from core.ledger.share_types import OPEN, RETURN
from core.ledger.shared import VOID
from core.ledger.shares import is_conserved
from core.vault.door import account_now
from core.vault.ingest import ingest
from core.vault.share_book import ShareBook
from core.vault.vault import Vault
from tests.support.hand import admitted_hand, id_of, tip_blocks
from tests.support.replicas import admit, digest, fill_jar, found, make_vault, open_jar, put, send, state
from tests.support.toy import PAID, PAY


class Fund:
    """A root share of 1,000 at the city, and 400 of it with a field office."""

    def __init__(self, folder: Path) -> None:
        self.city_vault = make_vault(folder, "city")
        self.city = found(self.city_vault)
        self.office_vault = make_vault(folder, "office")
        self.office = admit(self.city_vault, self.office_vault, self.city.network_id)
        self.pen = admitted_hand(self.city_vault, self.city, "pen")
        self.jar = open_jar(self.city_vault, self.city)
        self.filled = fill_jar(self.city_vault, self.city, self.jar)
        self.root = self.open(1000, self.city_vault)
        self.field = self.open(400, self.office_vault, self.root)
        self.meet()

    def open(self, amount: int, holder: Vault, parent: bytes | None = None, incarnation: int = 0) -> bytes:
        return self.open_for(amount, holder.device.public, parent, incarnation)

    def open_for(self, amount: int, holder: bytes, parent: bytes | None, incarnation: int = 0) -> bytes:
        body = {"amount": amount, "unit": "won", "holder": holder, "incarnation": incarnation, "parent": parent}
        given = {name: value for name, value in body.items() if value is not None}
        return put(self.city_vault, self.city, OPEN, given).subjects[0]

    def pay(self, amount: int) -> bytes:
        return self.spend(self.office_vault, self.field, amount).entries[0]

    def spend(self, vault: Vault, share: bytes, amount: int) -> Recorded:
        replica = vault.replica(self.city.network_id)
        return put(vault, replica, PAY, {"share": share, "amount": amount}, self.jar)

    def paid(self, spend: bytes, amount: int) -> None:
        put(self.office_vault, self.office, PAID, {"spend": spend, "amount": amount}, self.jar, refs=(spend,))

    def take_back(self, share: bytes, upto: dict[int, bytes]) -> None:
        body = cut_body(cut.SHARE, share, "expired", upto)
        record(self.city_vault, self.city.network_id, [Draft(cut.TYPE, body)])

    def meet(self) -> None:
        send(self.city, self.office)
        send(self.office, self.city)
        assert digest(self.city) == digest(self.office)
        book = ShareBook(self.city.connection, self.city.network)
        assert is_conserved(book.accounts_now(book.all_shares(), self.city.now))

    def rest(self, share: bytes) -> int:
        account = account_now(self.city, share)
        assert account is not None
        assert json.loads(state(self.city, share))["account"]["rest"] == account.rest
        return account.rest


@pytest.fixture
def fund(tmp_path: Path):
    made = Fund(tmp_path)
    yield made
    made.city_vault.close()
    made.office_vault.close()


def refused(refusal: pytest.ExceptionInfo) -> list[str]:
    return [one.code for one in refusal.value.facts["findings"]]


def test_what_is_passed_on_and_spent_is_gone(fund: Fund):
    fund.pay(150)
    fund.meet()
    assert (fund.rest(fund.root), fund.rest(fund.field)) == (600, 250)
    with pytest.raises(RefusedError) as refusal:
        fund.pay(251)
    assert refused(refusal) == ["share_too_small"]
    fund.pay(250)
    fund.meet()
    assert fund.rest(fund.field) == 0


@pytest.mark.parametrize("amounts", [(250, 160), (401,)])
def test_the_gate_stops_what_the_door_did_not_see(fund: Fund, amounts: tuple[int, ...]):
    drafts = [Draft(PAY, {"share": fund.field, "amount": amount}, fund.jar) for amount in amounts]
    with pytest.raises(RefusedError) as refusal:
        record(fund.office_vault, fund.city.network_id, drafts)
    assert refused(refusal) == ["share_too_small"]
    fund.meet()
    assert fund.rest(fund.field) == 400


def test_nobody_else_spends_it(fund: Fund):
    for share, code in ((fund.field, "share_not_yours"), (b"n" * 16, "share_unknown")):
        with pytest.raises(RefusedError) as refusal:
            fund.spend(fund.city_vault, share, 1)
        assert refused(refusal) == [code]
    body = {"amount": 5, "unit": "kg", "holder": fund.office_vault.device.public, "incarnation": 0}
    with pytest.raises(RefusedError) as refusal:
        put(fund.office_vault, fund.office, OPEN, body)
    assert refused(refusal) == ["power_missing"]
    with pytest.raises(RefusedError) as refusal:
        put(fund.city_vault, fund.city, OPEN, {**body, "parent": fund.root})
    assert refused(refusal) == ["share_unit"]


def test_a_stale_pen_that_forgets_its_own_spends_spends_nothing_twice(fund: Fund):
    """It names no `after` and claims to have seen nothing since; its own chain still tells."""
    share = fund.open_for(100, fund.pen.key.public, fund.root)
    seen = tip_blocks(fund.city, fund.pen)
    first, one = fund.pen.say(PAY, {"share": share, "amount": 80}, fund.jar, seen, after=(fund.filled,))
    second, two = fund.pen.say(PAY, {"share": share, "amount": 80}, fund.jar, after=(fund.filled,))
    ingest(fund.city, [first.wire, second.wire])
    fund.meet()
    assert fund.rest(share) == 20
    verdicts = dict(fund.city.connection.execute("SELECT id, verdict FROM entries"))
    assert (verdicts[one], verdicts[two]) == ("accepted", "refused")


def test_a_share_that_is_taken_back_pays_its_rest_to_the_parent(fund: Fund):
    fund.pay(100)
    fund.meet()
    known = last_blocks(fund.city, fund.office_vault.device.public)
    late = fund.pay(200)
    fund.paid(late, 180)
    fund.take_back(fund.field, known)
    fund.meet()
    account = account_now(fund.city, fund.field)
    assert account is not None
    assert (account.closed, account.spent, account.rest) == (True, 100, 300)
    assert fund.rest(fund.root) == 1000 - 400 + 300 - 180
    effects = dict(fund.city.connection.execute("SELECT id, imposed FROM entries"))
    assert effects[late] == "reclaimed"
    with pytest.raises(RefusedError) as refusal:
        fund.pay(1)
    assert refused(refusal) == ["share_closed"]


def test_late_bookings_may_overdraw_the_parent_and_then_it_is_blocked(fund: Fund):
    fund.spend(fund.city_vault, fund.root, 590)
    known = last_blocks(fund.city, fund.office_vault.device.public)
    late = fund.pay(400)
    fund.paid(late, 400)
    fund.take_back(fund.field, known)
    fund.meet()
    assert fund.rest(fund.root) == 10 + 400 - 400
    other = fund.open(10, fund.office_vault, fund.root)
    fund.meet()
    known = last_blocks(fund.city, fund.office_vault.device.public)
    again = fund.spend(fund.office_vault, other, 10).entries[0]
    fund.paid(again, 35)
    fund.take_back(other, known)
    fund.meet()
    assert fund.rest(fund.root) == -25
    flags = [code for (code,) in fund.city.connection.execute("SELECT code FROM flags")]
    assert "share_overdrawn" in flags
    with pytest.raises(RefusedError):
        fund.spend(fund.city_vault, fund.root, 1)


def test_a_forked_holder_spends_nothing_beyond_the_fork(fund: Fund):
    share = fund.open_for(100, fund.pen.key.public, fund.root)
    seen = tip_blocks(fund.city, fund.pen)
    first, _ = fund.pen.say(PAY, {"share": share, "amount": 10}, fund.jar, seen, after=(fund.filled,))
    second, one = fund.pen.say(PAY, {"share": share, "amount": 90}, fund.jar, after=(fund.filled,))
    rival, two = fork(fund, first, share)
    ingest(fund.city, [block.wire for block in (first, second, rival)])
    fund.meet()
    rows = fund.city.connection.execute("SELECT id, verdict, effect FROM entries")
    became = {id: (verdict, effect) for id, verdict, effect in rows}
    assert became[one] == became[two] == ("accepted", "frozen")
    assert fund.rest(share) == 90


def fork(fund: Fund, at: Block, share: bytes) -> tuple[Block, bytes]:
    content = fund.pen.content(PAY, {"share": share, "amount": 85}, fund.jar, after=(fund.filled,))
    return fund.pen.block([fund.pen.encrypted(content)], previous=at), id_of(content)


def test_a_new_incarnation_spends_nothing_until_it_is_issued_anew(fund: Fund):
    open_incarnation(fund.office_vault, fund.city.network_id)
    fund.office = fund.office_vault.replica(fund.city.network_id)
    with pytest.raises(RefusedError) as refusal:
        fund.pay(1)
    assert refused(refusal) == ["share_not_yours"]
    fund.take_back(fund.field, last_blocks(fund.city, fund.office_vault.device.public))
    anew = fund.open(400, fund.office_vault, fund.root, incarnation=1)
    fund.meet()
    fund.spend(fund.office_vault, anew, 400)
    fund.meet()
    assert (fund.rest(fund.root), fund.rest(anew)) == (600, 0)


def test_only_the_parents_holder_or_the_power_to_cut_takes_back(fund: Fund):
    content = fund.pen.content(cut.TYPE, cut_body(cut.SHARE, fund.field, "misuse"))
    block = fund.pen.block([fund.pen.clear(content)], tip_blocks(fund.city, fund.pen))
    assert ingest(fund.city, [block.wire]).accepted == [block.id]
    fund.meet()
    account = account_now(fund.city, fund.field)
    assert account is not None
    assert not account.closed


def test_giving_back_and_expiry(fund: Fund):
    put(fund.office_vault, fund.office, RETURN, {"amount": 100, "reason": "unused"}, fund.field)
    put(fund.city_vault, fund.city, RETURN, {"amount": 50, "reason": "expired"}, fund.root)
    fund.meet()
    assert (fund.rest(fund.root), fund.rest(fund.field)) == (1000 - 400 + 100 - 50, 300)
    holder = {"holder": fund.office_vault.device.public, "incarnation": 0}
    body = {"amount": 5, "unit": "won", "parent": fund.root, "expires_on": "2026-11-21", **holder}
    old = put(fund.city_vault, fund.city, OPEN, body).subjects[0]
    fund.meet()
    with pytest.raises(RefusedError) as refusal:
        fund.spend(fund.office_vault, old, 1)
    assert refused(refusal) == ["share_expired"]


def test_a_spend_is_not_withdrawn(fund: Fund):
    spend = fund.pay(10)
    with pytest.raises(RefusedError) as refusal:
        put(fund.office_vault, fund.office, VOID, {"target": spend, "reason": "slip"}, fund.jar)
    assert "share_moves_stand" in refused(refusal)
