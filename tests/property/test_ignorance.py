"""Ignorance never pays: an author who had seen less of what others wrote never gains effect by it.

The same authorisation is written twice, at one place of its author's chain: once after all that its author had seen,
once after a part of it. Each is then looked at among everything that others wrote.
"""

from collections import Counter
from random import Random

import pytest

from core.ledger import merkle
from core.ledger.block import Block, encode_body, sign_block
from core.ledger.content import Content, encode_content, entry_id
from core.ledger.governance import cut, epoch, grant
from core.ledger.governance.amendment import ADOPTION, AMENDMENT
from core.ledger.share_types import OPEN, RETURN
from core.vault.ingest import ingest
from tests.support.chronicle import BOTH, OBSERVER, Pen
from tests.support.histories import GeneratedHistory
from tests.support.light import light_replica
from tests.support.toy import PAY

AUTHORISATIONS = (OPEN, RETURN, PAY, grant.TYPE, cut.TYPE, AMENDMENT, ADOPTION, epoch.TYPE)
"""Every authorisation of core, and one that spends. What a workspace permits by its state is tried there."""


def effect_among(history: GeneratedHistory, others: list[bytes], block: Block, entry: bytes) -> tuple[str, str]:
    replica = light_replica(history.network, OBSERVER, BOTH)
    ingest(replica, [history.blocks[id].wire for id in others])
    report = ingest(replica, [block.wire])
    assert report.accepted == [block.id], report
    verdict, effect = replica.connection.execute(
        "SELECT verdict, effect FROM entries WHERE id = ?", (entry,)
    ).fetchone()
    replica.connection.close()
    return verdict, effect


def knowing_less(
    history: GeneratedHistory, block: Block, content: Content, random: Random
) -> tuple[Block, bytes] | None:
    """The same entry at the same place, by an author who had seen only a part of what others wrote."""
    pen: Pen = next(one for one in history.pens if one.key.public == content.device)
    before = history.blocks[block.header.previous] if block.header.previous else None
    if before is None or before.header.incarnation != block.header.incarnation or len(block.blobs) > 1:
        return None
    own = {before.id, *history.past[before.id]}
    seen = [id for id in history.past[block.id] if id not in own]
    kept = {id for id in seen if random.random() < 0.5}
    known = own | {one for id in kept for one in (id, *history.past[id])}
    after = [id for id in content.after if any(id in said for at, said in history.said if at in known)]
    made = content._replace(after=tuple(after))
    signers = [
        (key, role)
        for role in ("grant", "cut")
        for pen_of in history.pens
        for key in pen_of.persons
        if content.type in (grant.TYPE, cut.TYPE) and role == content.type.split(".")[1]
    ]
    blob = history.blob(made, signers)
    foreign = {id for id in known - own if history.blocks[id].header.device != content.device}
    heads = [id for id in foreign if not any(id in history.past[other] for other in foreign)]
    depth = 1 + max(history.blocks[id].header.depth for id in (*heads, before.id))
    header = block.header._replace(
        seen=tuple(sorted(heads)),
        depth=depth,
        root=merkle.root([merkle.leaf_hash(blob)]),
        body_bytes=len(encode_body([blob])),
    )
    return sign_block(header, [blob], pen.key), entry_id(encode_content(made))


@pytest.mark.parametrize("first", range(0, 24, 8))
def test_who_knew_less_gains_no_effect(first: int):
    compared: Counter = Counter()
    for seed in range(first, first + 8):
        history, random = GeneratedHistory(seed, 26), Random(seed)
        for at, said in history.said:
            block = history.blocks[at]
            content = history.entries[said[0]][1] if len(said) == 1 else None
            if content is None or content.type not in AUTHORISATIONS:
                continue
            less = knowing_less(history, block, content, random)
            if less is None:
                continue
            others = [id for id in history.blocks if id != at and at not in history.past[id]]
            whole = effect_among(history, others, block, said[0])
            part = effect_among(history, others, *less)
            compared[whole[1], part[1]] += 1
            assert part[1] != "counts" or whole[1] == "counts", f"seed {seed}, {content.type}: {whole} became {part}"
        history.replica.connection.close()
    assert compared.total() > 20, compared
    assert any(whole == "counts" for whole, _ in compared), compared
