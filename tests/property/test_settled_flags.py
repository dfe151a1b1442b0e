"""Histories in which people settle flags: one view in any order, and after a rebuild; every status is reached."""

from collections import Counter
from random import Random

import pytest

from core.actions.settle import marked_flags
from core.ledger.blob import Statement, encrypted_blob
from core.ledger.content import Content, Place, cosign, encode_content, entry_id
from core.ledger.settling import OUTCOMES, RESOLVE
from core.ledger.shared import VOID
from core.vault.anew import project_anew
from core.vault.database import transaction
from core.vault.digest import view_digest
from core.vault.ingest import ingest
from core.vault.replica import Replica
from core.vault.subjects import NETWORK_SUBJECT
from tests.property.test_histories import take_in
from tests.support.chronicle import BOTH, OBSERVER, Pen
from tests.support.histories import GeneratedHistory
from tests.support.light import light_replica
from tests.support.toy import OPEN, TAKE

QUICK, LONG, STRIDE = 10, 400, 20
ORDERS, REACHING = 4, 40
REACHED = {
    *("open", "settled", "differs", "reopened"),
    *("settled concurrent_entries", "settled duplicate_claim", "settled fork", "settled jar_overdrawn"),
}


class SettledHistory(GeneratedHistory):
    """Beside all else that happens, jars of one label, takes beyond what is there, and answers to the flags."""

    def __init__(self, seed: int, blocks: int, pens: int) -> None:
        self.desks: dict[str, Replica] = {}
        """What a pen sees, once it has looked for flags."""
        super().__init__(seed, blocks, pens)

    def step(self) -> None:
        if self.random.random() < 0.4:
            super().step()
            return
        founder, pen = self.pens[0], self.random.choice(self.pens[1:])
        self.meet(self.random.choice(self.pens), founder)
        acts = (self.twin, self.take_much, self.settle, self.settle, self.settle, self.settle, self.withdraw)
        self.random.choice(acts)(pen)

    def blob(self, content: Content, signers=()) -> bytes:
        if content.type != RESOLVE:
            return super().blob(content, signers)
        data = encode_content(content)
        id = entry_id(data)
        self.entries.setdefault(id, (b"", content))
        signed = tuple(cosign(content.network, id, role, Place.OWN_DEVICE, key) for key, role in signers)
        return encrypted_blob(Statement(data, signed), *self.epoch)

    def twin(self, pen: Pen) -> bool:
        jar = self.random.randbytes(16)
        if len(self.jars) > 2:
            return False
        self.jars.append(jar)
        return self.one(pen, self.content(pen, OPEN, {"label": "plum"}, jar))

    def take_much(self, pen: Pen) -> bool:
        return self.one(pen, self.about(pen, TAKE, {"grams": 5000}))

    def settle(self, pen: Pen) -> bool:
        """The founder may; others try, and so do authors. It answers what the pen's own replica shows."""
        pen = self.pens[0] if self.random.random() < 0.8 else pen
        if pen.name not in self.desks:
            self.desks[pen.name] = light_replica(self.network, OBSERVER, BOTH)
        here = self.desks[pen.name]
        ingest(here, [one.wire for id, one in self.blocks.items() if id in pen.known])
        held = [id for (id,) in here.connection.execute("SELECT id FROM subjects ORDER BY id")]
        flags = [one for id in held for one in marked_flags(here, id) if id in (NETWORK_SUBJECT, *self.jars)]
        if not flags:
            return False
        flag = self.random.choice(flags)
        draft = flag.draft(self.random.choice((*OUTCOMES[:1] * 3, OUTCOMES[1])), "we looked")
        person = self.pens[0].persons[0] if self.random.random() < 0.8 else None
        made = self.content(
            pen,
            RESOLVE,
            draft.body,
            draft.subject,
            refs=draft.refs,
            after=self.after(pen, draft.subject) if draft.subject else (),
            person=person.public if person else None,
            role="keeper" if person else None,
        )
        return self.one(pen, made, [(person, "keeper")] if person else [])

    def withdraw(self, pen: Pen) -> bool:
        said = [(jar, id) for jar in self.jars for id in self.known_entries(pen, jar, RESOLVE)]
        if not said:
            return False
        jar, target = self.random.choice(said)
        body = {"target": target, "reason": "rash"}
        return self.one(pen, self.content(pen, VOID, body, jar, refs=(target,), after=self.after(pen, jar)))


def check(seed: int, orders: int) -> Counter:
    history = SettledHistory(seed, 26 + seed % 17, 3 + seed % 3)
    seen: Counter = Counter()
    expected = None
    for number in range(orders):
        replica = take_in(history, Random(f"{seed} {number}"))
        found = view_digest(replica).hex()
        expected = expected or found
        assert found == expected, f"seed {seed}, order {number}: another digest"
        if number == 0:
            with transaction(replica.connection):
                project_anew(replica)
            assert view_digest(replica).hex() == expected, f"seed {seed}: another digest after a rebuild"
            for code, status in replica.connection.execute("SELECT code, status FROM flags"):
                seen.update((status, f"{status} {code}"))
        replica.connection.close()
    for used in (history.replica, *history.desks.values()):
        used.connection.close()
    return seen


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(QUICK))
def test_any_order_settles_the_same(seed: int):
    check(seed, ORDERS)


@pytest.mark.long
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("first", range(QUICK, LONG, STRIDE))
def test_any_order_settles_the_same_in_many_histories(first: int):
    for seed in range(first, min(first + STRIDE, LONG)):
        check(seed, ORDERS)


@pytest.mark.timeout(600)
def test_the_histories_settle_every_kind_of_flag():
    """Otherwise they prove less than they seem to."""
    seen: Counter = Counter()
    for seed in range(100, 100 + REACHING):
        seen += check(seed, 1)
    assert not REACHED - seen.keys(), REACHED - seen.keys()
