"""Generated histories: everything that the ledger lets pens do, and more, as chance has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from core.encoding import cbor
from core.identity.keys import SigningKey
from core.ledger.content import Content
from core.ledger.governance import cut, grant
from core.ledger.governance.amendment import ADOPTION, AMENDMENT, amendment_body
from core.ledger.share_types import OPEN as OPEN_SHARE
from core.ledger.share_types import RETURN
from core.ledger.shared import AMEND, OBSERVE, VOID
from tests.support.chronicle import STRICT_RULES, Chronicle, Pen
from tests.support.toy import FILL, INSPECTOR, KEEPER, NAME, PAID, PAY, RELEASE, RULES, TAKE


class GeneratedHistory(Chronicle):
    """One history; all of it follows from the seed."""

    def step(self) -> None:
        pen, other = self.random.sample(self.pens, 2)
        if self.random.random() < 0.4:
            self.meet(other, pen)
        does: list[tuple[int, Callable[[Pen], bool]]] = [
            (6, self.fill),
            (2, self.take),
            (3, self.release),
            (2, self.void),
            (2, self.observe),
            (2, self.pay),
            (2, self.paid),
            (2, self.pass_on),
            (1, self.give_back),
            (2, self.give),
            (2, self.give_power),
            (2, self.cut_device),
            (1, self.cut_person),
            (1, self.cut_grant),
            (2, self.take_back),
            (2, self.fork),
            (1, self.start_incarnation),
            (1, self.amend_charter),
            (1, self.adopt),
            (1, self.repeat),
        ]
        chosen = self.random.choices([act for _, act in does], [weight for weight, _ in does])[0]
        if chosen(pen):
            self.done.add(chosen.__name__)

    def one(self, pen: Pen, content: Content, signers: Sequence[tuple[SigningKey, str]] = ()) -> bool:
        self.write(pen, [self.blob(content, signers)], [content])
        return True

    def known_entries(self, pen: Pen, subject: bytes | None, *types: str) -> list[bytes]:
        """Ids of what the pen has seen said about a subject."""
        ids = [id for block, said in self.said if block in pen.known for id in said]
        return [
            id
            for id in dict.fromkeys(ids)
            if self.entries[id][1].subject == subject and (not types or self.entries[id][1].type in types)
        ]

    def after(self, pen: Pen, subject: bytes) -> tuple[bytes, ...]:
        known = self.known_entries(pen, subject)
        followed = {id for one in known for id in self.entries[one][1].after}
        heads = [id for id in known if id not in followed]
        if self.random.random() < 0.2 and known:
            heads = self.random.sample(known, 1)
        return tuple(sorted(heads)[:16])

    def about(self, pen: Pen, type_name: str, body: Mapping[str, Any], **more: Any) -> Content:
        jar = self.random.choice(self.jars)
        return self.content(pen, type_name, body, jar, after=self.after(pen, jar), **more)

    def fill(self, pen: Pen) -> bool:
        return self.one(pen, self.about(pen, FILL, {"grams": self.random.randint(1, 900)}))

    def take(self, pen: Pen) -> bool:
        return self.one(pen, self.about(pen, TAKE, {"grams": self.random.randint(1, 900)}))

    def release(self, pen: Pen) -> bool:
        fills = self.known_entries(pen, self.jars[0], FILL)
        if not fills:
            return False
        evidence = self.random.choice(fills)
        keeper, inspector = self.random.choice(self.pens).persons[0], self.random.choice(self.pens).persons[1]
        body = {"grams": self.random.randint(1, 50), "evidence": evidence}
        after = self.after(pen, self.jars[0])
        told = {"person": inspector.public, "role": INSPECTOR, "refs": (evidence,), "after": after}
        made = self.content(pen, RELEASE, body, self.jars[0], **told)
        return self.one(pen, made, [(keeper, KEEPER), (inspector, INSPECTOR)])

    def void(self, pen: Pen) -> bool:
        targets = self.known_entries(pen, self.jars[0])
        if not targets:
            return False
        target = self.random.choice(targets)
        amended = {"body": cbor.encode({"grams": self.random.randint(1, 900)})}
        kind, more = self.random.choice(((VOID, {}), (AMEND, amended)))
        body = {"target": target, "reason": "slip", **more}
        after = self.after(pen, self.jars[0])
        return self.one(pen, self.content(pen, kind, body, self.jars[0], refs=(target,), after=after))

    def observe(self, pen: Pen) -> bool:
        return self.one(pen, self.content(pen, OBSERVE, {}, None))

    # -- shares ------------------------------------------------------------------------------------------------------

    def pay(self, pen: Pen) -> bool:
        share = self.random.choice(self.shares)
        return self.one(pen, self.about(pen, PAY, {"share": share, "amount": self.random.randint(1, 120)}))

    def paid(self, pen: Pen) -> bool:
        spends = self.known_entries(pen, self.jars[0], PAY)
        if not spends:
            return False
        spend = self.random.choice(spends)
        body = {"spend": spend, "amount": self.random.randint(1, 120)}
        return self.one(pen, self.about(pen, PAID, body, refs=(spend,)))

    def pass_on(self, pen: Pen) -> bool:
        holder = self.random.choice(self.pens)
        share = self.random.randbytes(16)
        body = {
            "amount": self.random.randint(1, 300),
            "unit": "won",
            "holder": holder.key.public,
            "incarnation": self.random.choice((0, holder.incarnation)),
            "parent": self.random.choice(self.shares),
        }
        self.shares.append(share)
        return self.one(pen, self.content(pen, OPEN_SHARE, body, share))

    def give_back(self, pen: Pen) -> bool:
        share = self.random.choice(self.shares)
        body = {"amount": self.random.randint(1, 90), "reason": "unused"}
        return self.one(pen, self.content(pen, RETURN, body, share, after=self.after(pen, share)))

    def take_back(self, pen: Pen) -> bool:
        share = self.random.choice(self.shares)
        device = self.random.choice(self.pens).key.public
        body = cut.cut_body(cut.SHARE, share, "expired", self._lines(pen, device))
        return self.one(pen, self.content(pen, cut.TYPE, body, None))

    # -- governance --------------------------------------------------------------------------------------------------

    def give(self, pen: Pen) -> bool:
        target = self.random.choice(self.pens)
        kind, key, roles = self.random.choice(
            (
                (grant.DEVICE, target.key.public, [KEEPER]),
                (grant.PERSON, target.persons[0].public, [KEEPER]),
                (grant.PERSON, target.persons[1].public, [INSPECTOR]),
            )
        )
        return self.one(pen, self._gift(pen, key, kind, roles))

    def give_power(self, pen: Pen) -> bool:
        target = self.random.choice(self.pens)
        powers = self.random.choice((["grant"], ["cut"], ["cut", "grant"]))
        made = self._gift(pen, target.key.public, grant.DEVICE, [KEEPER], powers)
        return self.one(pen, made, [(one, "grant") for one in self.random.choice(self.pens).persons])

    def _lines(self, pen: Pen, device: bytes) -> dict[int, bytes]:
        """For some incarnations of a device, some block of it that the pen has seen."""
        found: dict[int, list[bytes]] = {}
        for id in sorted(pen.known):
            header = self.blocks[id].header
            if header.device == device:
                found.setdefault(header.incarnation, []).append(id)
        return {number: self.random.choice(ids) for number, ids in found.items() if self.random.random() < 0.8}

    def cut_device(self, pen: Pen) -> bool:
        target = self.random.choice(self.pens).key.public
        body = cut.cut_body(cut.DEVICE, target, "misuse", self._lines(pen, target))
        signers = [(one, "cut") for one in self.random.choice(self.pens).persons]
        return self.one(pen, self.content(pen, cut.TYPE, body, None), signers)

    def cut_person(self, pen: Pen) -> bool:
        person = self.random.choice(self.random.choice(self.pens).persons).public
        return self.one(pen, self.content(pen, cut.TYPE, cut.cut_body(cut.PERSON, person, "left"), None))

    def cut_grant(self, pen: Pen) -> bool:
        grants = self.known_entries(pen, None, grant.TYPE)
        if not grants:
            return False
        body = cut.cut_body(cut.GRANT, self.random.choice(grants), "other")
        return self.one(pen, self.content(pen, cut.TYPE, body, None))

    def amend_charter(self, pen: Pen) -> bool:
        witnesses = [one.key.public for one in self.random.sample(self.pens, self.random.randint(0, 3))]
        quorums = {"grant": self.random.randint(1, 2)} if self.random.random() < 0.5 else {}
        return self.one(pen, self.content(pen, AMENDMENT, amendment_body(witnesses, quorums, []), None))

    def adopt(self, pen: Pen) -> bool:
        body = {"workspace": NAME, "rule_set": self.random.choice((RULES, STRICT_RULES))}
        return self.one(pen, self.content(pen, ADOPTION, body, None))

    # -- chains ------------------------------------------------------------------------------------------------------

    def fork(self, pen: Pen) -> bool:
        """A second block where there is one already, as from a copied vault."""
        own = [one for one in self.blocks.values() if self._is_own(pen, one.id)]
        own = [one for one in own if pen is not self.pens[0] or one.header.seq > 3]
        if not own:
            return False
        at = self.random.choice(own)
        known, pen.known = pen.known, {*self.past[at.id], at.id}
        made = self.about(pen, FILL, {"grams": self.random.randint(1, 900)})
        block = self.write(pen, [self.blob(made)], [made], at)
        if self.random.random() < 0.5:
            pen.known |= known
        else:
            pen.known = known | {block.id, *self.past[block.id]}
        return True

    def start_incarnation(self, pen: Pen) -> bool:
        if pen.last is None or pen.incarnation > 2:
            return False
        pen.incarnation += 1
        return self.fill(pen)

    def repeat(self, pen: Pen) -> bool:
        """Says once more what it said before: the entry counts once, at its first place."""
        mine = [
            one
            for block, said in self.said
            for one in said
            if self._is_own(pen, block) and self.entries[one][1].subject in self.jars
        ]
        if not mine:
            return False
        return self.one(pen, self.entries[self.random.choice(mine)][1])
