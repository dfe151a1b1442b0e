"""Generated histories: pens that know what they know, and do everything that the ledger lets them do and more.

Every block is written by a pen that has seen a causally closed part of the rest: facts, authorisations, shares, grants,
cuts (also of each other), forks, new incarnations, amended charters, other rule sets. All of it follows from one seed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from random import Random
from typing import Any

from core.identity.keys import SigningKey
from core.ledger import merkle
from core.ledger.blob import Statement, clear_blob, encrypted_blob
from core.ledger.block import Block, encode_body, sign_block
from core.ledger.content import SALT_BYTES, Content, Place, cosign, encode_content, entry_id
from core.ledger.contract import Nature, RuleSet, SubjectKind
from core.ledger.governance import charter, epoch, grant
from core.ledger.header import Header
from core.ledger.share_types import OPEN as OPEN_SHARE
from core.vault.ingest import ingest
from core.vault.replica import Replica
from tests.support.fixed_clock import SUNDAY
from tests.support.light import light_replica
from tests.support.seeded_randomness import seeded_box
from tests.support.toy import (
    INSPECTOR,
    KEEPER,
    LIMITS,
    NAME,
    OPEN,
    RULES,
    SPENDING,
    TAKE,
    TYPES,
    ToyRegistry,
    ToyWorkspace,
)

STRICT_RULES = sha256(b"toy 2").digest()
"""The second rule set: taking more than there is, is refused."""
OBSERVER = SigningKey(sha256(b"observer").digest())


def _strict() -> RuleSet:
    types = {(one.name, one.version): one for one in (*TYPES, *SPENDING)}
    types[TAKE, 1] = replace(types[TAKE, 1], nature=Nature.AUTHORISATION)
    return RuleSet(STRICT_RULES, types, {"fill_limit_g": LIMITS})


@dataclass(frozen=True)
class TwoRuleSets(ToyWorkspace):
    """The toy workspace in an app that knows both rule sets."""

    @property
    def rule_sets(self) -> Mapping[bytes, RuleSet]:
        return {**super().rule_sets, STRICT_RULES: _strict()}

    @property
    def subject_kinds(self) -> Mapping[str, SubjectKind]:
        return super().subject_kinds


BOTH = ToyRegistry((TwoRuleSets(),))


@dataclass
class Pen:
    """A device: its key, its last block, what it has seen, and the persons who sign on it."""

    name: str
    key: SigningKey
    persons: list[SigningKey]
    known: set[bytes] = field(default_factory=set)
    last: Block | None = None
    incarnation: int = 0


class Chronicle(ABC):
    """Blocks in the order in which they were written; what happens is decided by who inherits."""

    def __init__(self, seed: int, blocks: int, pens: int = 4) -> None:
        self.random = Random(seed)
        self.seed = seed
        self.pens = [self._pen(number) for number in range(pens)]
        self.blocks: dict[bytes, Block] = {}
        self.past: dict[bytes, set[bytes]] = {}
        self.entries: dict[bytes, tuple[bytes, Content]] = {}
        """By id: the first block that carries it, and its content."""
        self.said: list[tuple[bytes, list[bytes]]] = []
        self.jars: list[bytes] = []
        self.shares: list[bytes] = []
        self.done: set[str] = set()
        self.epoch = (b"", sha256(b"epoch %d" % seed).digest())
        self.network = b""
        self._found()
        self.replica = light_replica(self.network, OBSERVER, BOTH)
        self._take_in()
        while len(self.blocks) < blocks:
            self.step()

    def _pen(self, number: int) -> Pen:
        name = f"pen {number} of {self.seed}"
        seeds = [sha256(f"{name} {part}".encode()).digest() for part in ("device", "keeper", "inspector")]
        return Pen(name, SigningKey(seeds[0]), [SigningKey(seeds[1]), SigningKey(seeds[2])])

    @abstractmethod
    def step(self) -> None:
        """Let one thing happen."""

    # -- writing ---------------------------------------------------------------------------------------------------

    def content(self, pen: Pen, type_name: str, body: Mapping[str, Any], subject: bytes | None, **more: Any) -> Content:
        made = Content(
            network=self.network or None,
            device=pen.key.public,
            incarnation=pen.incarnation,
            type=type_name,
            version=1,
            subject=subject,
            after=(),
            refs=(),
            occurred_at=SUNDAY,
            person=None,
            role=None,
            body=dict(body),
            sealed=(),
            attachments=(),
            salt=self.random.randbytes(SALT_BYTES),
        )
        return made._replace(**more)

    def blob(self, content: Content, signers: Sequence[tuple[SigningKey, str]] = ()) -> bytes:
        data = encode_content(content)
        id = entry_id(data)
        signed = tuple(cosign(content.network, id, role, Place.OWN_DEVICE, key) for key, role in signers)
        self.entries.setdefault(id, (b"", content))
        if content.subject is None:
            return clear_blob(Statement(data, signed))
        return encrypted_blob(Statement(data, signed), *self.epoch)

    def write(
        self, pen: Pen, blobs: Sequence[bytes], contents: Sequence[Content] = (), at: Block | None = None
    ) -> Block:
        """The pen's next block, or (with `at`) one that follows on an earlier block of its own."""
        before = at or pen.last
        same = before is not None and before.header.incarnation == pen.incarnation
        seen = self._unseen(pen, before)
        depths = [one.header.depth for one in (*seen, before) if one is not None]
        header = Header(
            network=self.network or None,
            device=pen.key.public,
            incarnation=pen.incarnation,
            seq=before.header.seq + 1 if before is not None and same else 0,
            previous=before.id if before else None,
            depth=1 + max(depths) if depths else 0,
            clock=self.random.choice((SUNDAY.seconds, 0, 2**32)),
            seen=tuple(sorted(one.id for one in seen)),
            root=merkle.root([merkle.leaf_hash(blob) for blob in blobs]),
            leaf_count=len(blobs),
            body_bytes=len(encode_body(blobs)),
        )
        block = sign_block(header, blobs, pen.key)
        self.network = self.network or block.id
        self.blocks[block.id] = block
        named = [*header.seen, *([header.previous] if header.previous else [])]
        self.past[block.id] = {id for one in named for id in (one, *self.past[one])}
        self.said.append((block.id, [entry_id(encode_content(one)) for one in contents]))
        pen.last = block
        pen.known |= {block.id}
        return block

    def _unseen(self, pen: Pen, before: Block | None) -> list[Block]:
        """Heads of what the pen knows, without its own chain and what `before` has seen."""
        seen = {before.id, *self.past[before.id]} if before else set()
        new = [id for id in pen.known if id not in seen and not self._is_own(pen, id)]
        heads = [id for id in new if not any(id in self.past[other] for other in new)]
        return [self.blocks[id] for id in sorted(heads)]

    def _is_own(self, pen: Pen, id: bytes) -> bool:
        header = self.blocks[id].header
        return (header.device, header.incarnation) == (pen.key.public, pen.incarnation)

    def _take_in(self) -> None:
        wires = [one.wire for one in self.blocks.values() if self.replica.store.placed(one.id) is None]
        report = ingest(self.replica, wires)
        assert not report.rejected, report.rejected

    def meet(self, one: Pen, other: Pen) -> None:
        """What one knows, the other knows: causally closed, for both parts are."""
        other.known |= one.known

    # -- the beginning ---------------------------------------------------------------------------------------------

    def _found(self) -> None:
        founder = self.pens[0]
        named = {
            "key": founder.key.public,
            "member": "Yard",
            "title": "desk",
            "roles": [INSPECTOR, KEEPER],
            "powers": sorted(("cut", "erase", "grant", "witness")),
        }
        witnesses = [pen.key.public for pen in self.pens[1:4]] if self.random.random() < 0.5 else []
        body = charter.charter_body("Shelf", named, {NAME: RULES}, witnesses)
        opening = self.content(founder, charter.TYPE, body, None)
        self.write(founder, [self.blob(opening)], [opening])
        wraps = [OBSERVER.public, *(pen.key.public for pen in self.pens)]
        key = self.epoch[1]
        boxes = [{"key": one, "box": seeded_box(one, key, b"%d" % self.seed)} for one in sorted(wraps)]
        start = self.content(founder, epoch.TYPE, {**epoch.epoch_body(key, {}, []), "wraps": boxes}, None)
        self.epoch = (entry_id(encode_content(start)), self.epoch[1])
        self.write(founder, [self.blob(start)], [start])
        gifts = [self._gift(founder, pen.key.public, grant.DEVICE, [KEEPER]) for pen in self.pens[1:]]
        for pen in self.pens:
            gifts += [
                self._gift(founder, pen.persons[0].public, grant.PERSON, [KEEPER]),
                self._gift(founder, pen.persons[1].public, grant.PERSON, [INSPECTOR]),
            ]
        self.write(founder, [self.blob(one) for one in gifts], gifts)
        jar = self.random.randbytes(16)
        opened = self.content(founder, OPEN, {"label": "plum"}, jar)
        self.jars.append(jar)
        share = self.random.randbytes(16)
        root = {"amount": 1000, "unit": "won", "holder": founder.key.public, "incarnation": 0}
        issued = self.content(founder, OPEN_SHARE, root, share)
        self.shares.append(share)
        self.write(founder, [self.blob(opened), self.blob(issued)], [opened, issued])
        for pen in self.pens[1:]:
            pen.known |= founder.known

    def _gift(self, pen: Pen, key: bytes, kind: str, roles: list[str], powers: Sequence[str] = ()) -> Content:
        return self.content(pen, grant.TYPE, grant.grant_body(key, kind, "Yard", "desk", roles, powers), None)

    # -- orders ----------------------------------------------------------------------------------------------------

    def another_order(self, random: Random) -> list[bytes]:
        """Ids of all blocks, each after its past, otherwise as chance has it."""
        held: set[bytes] = set()
        order: list[bytes] = []
        lacking = set(self.blocks)
        while lacking:
            ready = sorted(id for id in lacking if self.past[id] <= held)
            chosen = random.choice(ready)
            order.append(chosen)
            held.add(chosen)
            lacking.remove(chosen)
        return order


def verdicts(replica: Replica) -> dict[tuple[bytes, bytes, int], tuple[str, str]]:
    """Verdict and findings of every entry at every place (block id and leaf)."""
    rows = replica.connection.execute(
        "SELECT e.id, b.id, e.leaf, e.verdict, e.findings FROM entries e JOIN blocks b USING (block)"
        " UNION ALL SELECT o.entry, b.id, o.leaf, o.verdict, o.findings FROM elsewhere o JOIN blocks b USING (block)"
    )
    return {(id, block, leaf): (verdict, findings) for id, block, leaf, verdict, findings in rows}
