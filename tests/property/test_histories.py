"""Generated histories in random orders: one digest, verdicts that never change, shares exactly conserved."""

from collections import Counter
from random import Random

import pytest

from core.ledger.governance.amendment import ADOPTION
from core.ledger.shares import is_conserved
from core.vault import incoming
from core.vault import replica as vault_replica
from core.vault.digest import view_digest
from core.vault.ingest import ingest
from core.vault.replica import Replica
from core.vault.share_book import ShareBook
from tests.support.chronicle import BOTH, OBSERVER, STRICT_RULES, Chronicle, verdicts
from tests.support.companions import NearCompanion
from tests.support.histories import GeneratedHistory
from tests.support.light import light_replica
from tests.support.toy import FILL, NAME, OPEN, TAKE

QUICK, LONG, STRIDE = 12, 1000, 19
QUICK_ORDERS, LONG_ORDERS = 4, 20
REACHING = 60
EVERYTHING = {
    *("adopt", "amend_charter", "cut_device", "cut_grant", "cut_person", "fill", "fork", "give", "give_back"),
    *("give_power", "observe", "paid", "pass_on", "pay", "release", "repeat", "start_incarnation", "take", "take_back"),
    *("void", "accepted counts", "accepted counts frozen", "accepted counts lost", "accepted frozen frozen"),
    *("accepted void", "accepted void beyond", "accepted void reclaimed", "accepted void ungranted"),
    *("malformed none frozen", "refused none", "refused none beyond", "refused none frozen"),
}
"""What the histories do, and every verdict, effect and reason that must come of it."""


@pytest.fixture(autouse=True)
def short_batches_are_worth_a_companion(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vault_replica, "WORTH_A_COMPANION", 2)
    monkeypatch.setattr(incoming, "PART_BLOCKS", 3)


def take_in(history: GeneratedHistory, random: Random) -> Replica:
    """A fresh replica that gets everything in another order, in batches of any size, some blocks too early.

    Some read alone; of the others some lose their companion now and then.
    """
    replica = light_replica(history.network, OBSERVER, BOTH)
    if random.random() < 0.7:
        replica.companion = NearCompanion(random.choice((None, None, 0, 1)))
    order = history.another_order(random)
    if random.random() < 0.5:
        for _ in range(3):
            place = random.randrange(len(order))
            order.insert(min(len(order), place + random.randint(1, 6)), order.pop(place))
    first: dict = {}
    place = 0
    while place < len(order):
        size = random.choice((1, 1, 2, 5, 50))
        report = ingest(replica, [history.blocks[id].wire for id in order[place : place + size]])
        assert all(error.code == "past_missing" for _, error in report.rejected), report.rejected
        place += size
        now = verdicts(replica)
        assert {key: now[key] for key in first} == first, "a verdict changed after it was first computed"
        first = now
        assert conserved(replica)
    ingest(replica, [one.wire for one in history.blocks.values()])
    return replica


def conserved(replica: Replica) -> bool:
    book = ShareBook(replica.connection, replica.network)
    return is_conserved(book.accounts_now(book.all_shares(), replica.now))


def check(seed: int, orders: int) -> Counter:
    history = GeneratedHistory(seed, 18 + seed % 23, 3 + seed % 3)
    seen = Counter(history.done)
    expected = None
    for number in range(orders):
        replica = take_in(history, Random(f"{seed} {number}"))
        assert replica.store.count() == len(history.blocks)
        found = view_digest(replica).hex()
        expected = expected or found
        assert found == expected, f"seed {seed}, order {number}: another digest"
        if number == 0:
            effects = replica.connection.execute("SELECT verdict, effect, imposed FROM entries")
            seen.update(f"{verdict} {effect} {imposed}".strip() for verdict, effect, imposed in effects)
        replica.connection.close()
    history.replica.connection.close()
    return seen


@pytest.mark.parametrize("seed", range(QUICK))
def test_any_order_gives_one_view(seed: int):
    check(seed, QUICK_ORDERS)


def test_what_witnesses_save_from_a_share_taken_back_counts_whenever_they_come():
    """The witness's block came last, changed no cut and no fork, and the spend that it saves was not weighed again."""
    check(1075, LONG_ORDERS)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("first", range(QUICK, LONG, STRIDE))
def test_any_order_gives_one_view_for_a_thousand_histories(first: int):
    for seed in range(first, min(first + STRIDE, LONG)):
        check(seed, LONG_ORDERS)


def test_the_histories_reach_every_rule():
    """Otherwise they prove less than they seem to."""
    seen: Counter = Counter()
    for seed in range(REACHING):
        seen += check(seed, 1)
    assert not EVERYTHING - seen.keys(), EVERYTHING - seen.keys()


class ForkedFounder(Chronicle):
    """The founder adopts the strict rules and takes by them; a copy of its vault fills instead of adopting."""

    def step(self) -> None:
        founder = self.pens[0]
        before = founder.last
        adopting = self.content(founder, ADOPTION, {"workspace": NAME, "rule_set": STRICT_RULES}, None)
        self.adopted = self.write(founder, [self.blob(adopting)], [adopting])
        taking = self.content(founder, TAKE, {"grams": 1}, self.jars[0], after=self.opened)
        self.taken = self.write(founder, [self.blob(taking)], [taking])
        filling = self.content(founder, FILL, {"grams": 1}, self.jars[0], after=self.opened)
        self.rival = self.write(founder, [self.blob(filling)], [filling], before)

    @property
    def opened(self) -> tuple[bytes, ...]:
        return tuple(id for id, (_, content) in self.entries.items() if content.type == OPEN)


def test_which_branch_of_a_fork_came_first_says_nothing_about_the_rules_in_force():
    """Chains are kept in lines, and the branch that came first shares its line with what lies before the fork."""
    history = ForkedFounder(1, 5, 2)
    branches = (history.adopted, history.taken), (history.rival,)
    shared = [one.wire for one in history.blocks.values() if one not in (*branches[0], *branches[1])]
    found = set()
    for first, second in (branches, branches[::-1]):
        replica = light_replica(history.network, OBSERVER, BOTH)
        ingest(replica, [*shared, *(one.wire for one in first)])
        ingest(replica, [one.wire for one in second])
        found.add((view_digest(replica), str(sorted(verdicts(replica).items()))))
    assert len(found) == 1
