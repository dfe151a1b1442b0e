"""Make the golden bytes of cuts, amendments, adoptions, shares and a second incarnation with published libraries only.

    python3 -m tests.golden.make_governance1 tests/golden/governance1

The bytes are frozen; run it again only to see that it still gives the same files.
"""

import json
import sys
from pathlib import Path

from tests.golden.format1_bytes import (
    DEVICE_A,
    DEVICE_B,
    EPOCH_KEY,
    GRADER,
    TESTER,
    Block,
    cbor,
    content,
    encrypted,
    made_up,
    sealed_box,
    sha256,
)

CLOCK = 1_795_338_000
ROOT_SHARE, FIELD_SHARE, JAR = (made_up(f"g {name}", 16) for name in ("root", "field", "jar"))


def clear(content_bytes):
    return cbor([0, content_bytes, []])


def opening():
    """Charter with a quorum and a printed key, epoch, and grants for the other device and a person."""
    founder = {
        "key": DEVICE_A.public,
        "member": "시청",
        "title": "상황실",
        "roles": ["keeper"],
        "powers": ["cut", "grant"],
    }
    rules = [{"workspace": "toy", "rule_set": sha256(b"toy 1")}]
    body = {
        "name": "구호",
        "founders": [founder],
        "workspaces": ["toy"],
        "rules": rules,
        "witnesses": [],
        "quorums": [{"power": "cut", "count": 1}],
        "recovery": [{"key": GRADER.public}],
    }
    charter_content = content(None, DEVICE_A, "core.charter.open", body, "g charter")
    charter = Block(DEVICE_A, None, 0, None, 0, CLOCK, [], [clear(charter_content)])
    wraps = [{"key": one.public, "box": sealed_box(one.public, EPOCH_KEY, "g epoch")} for one in (DEVICE_A, DEVICE_B)]
    start = {"key_hash": sha256(EPOCH_KEY), "previous": [], "wraps": wraps}
    epoch_content = content(charter.id, DEVICE_A, "core.epoch.start", start, "g epoch", later=1)
    epoch = Block(DEVICE_A, charter.id, 1, charter.id, 1, CLOCK + 1, [], [clear(epoch_content)])
    common = {"member": "시청", "powers": [], "wraps": []}
    grants = [
        {**common, "key": DEVICE_B.public, "kind": "device", "title": "현장", "roles": ["keeper"]},
        {**common, "key": TESTER.public, "kind": "person", "title": "담당", "roles": ["keeper"]},
    ]
    given = [
        content(charter.id, DEVICE_A, "core.grant.give", one, f"g grant {at}", later=2) for at, one in enumerate(grants)
    ]
    granting = Block(DEVICE_A, charter.id, 2, epoch.id, 2, CLOCK + 2, [], [clear(one) for one in given])
    return charter, epoch, granting, sha256(epoch_content), sha256(given[1])


def network_blocks():
    charter, epoch, granting, epoch_id, person_grant = opening()
    network = charter.id
    agreed = {"witnesses": [{"key": DEVICE_B.public}], "quorums": [{"power": "grant", "count": 2}], "recovery": []}
    adopted = {"workspace": "toy", "rule_set": sha256(b"toy 2")}
    governed = [
        content(network, DEVICE_A, "core.charter.amend", agreed, "g amend", later=3),
        content(network, DEVICE_A, "core.rules.adopt", adopted, "g adopt", later=3),
    ]
    amending = Block(DEVICE_A, network, 3, granting.id, 3, CLOCK + 3, [], [clear(governed[0])])
    root = {"amount": 1000, "unit": "won", "holder": DEVICE_A.public, "incarnation": 0}
    field = {
        "amount": 400,
        "unit": "won",
        "holder": DEVICE_B.public,
        "incarnation": 0,
        "parent": ROOT_SHARE,
        "purpose": "응급",
        "expires_on": "2027-12-31",
    }
    shares = [
        content(network, DEVICE_A, "core.share.open", root, "g root", later=4, subject=ROOT_SHARE),
        content(network, DEVICE_A, "core.share.open", field, "g field", later=4, subject=FIELD_SHARE),
        content(network, DEVICE_A, "toy.jar.open", {"label": "plum"}, "g open", later=4, subject=JAR),
    ]
    sharing = Block(
        DEVICE_A,
        network,
        4,
        amending.id,
        4,
        CLOCK + 4,
        [],
        [encrypted(one, [], epoch_id, EPOCH_KEY)[0] for one in shares],
    )
    opened = sha256(shares[2])
    pay = content(
        network,
        DEVICE_B,
        "toy.jar.pay",
        {"share": FIELD_SHARE, "amount": 150},
        "g pay",
        later=5,
        subject=JAR,
        after=[opened],
    )
    back = content(
        network,
        DEVICE_B,
        "core.share.return",
        {"amount": 50, "reason": "unused"},
        "g back",
        later=5,
        subject=FIELD_SHARE,
        after=[sha256(shares[1])],
    )
    blobs = [encrypted(one, [], epoch_id, EPOCH_KEY)[0] for one in (pay, back)]
    paying = Block(DEVICE_B, network, 0, None, 5, CLOCK + 5, [sharing.id], blobs)
    late = content(
        network,
        DEVICE_B,
        "toy.jar.pay",
        {"share": FIELD_SHARE, "amount": 10},
        "g late",
        later=6,
        subject=JAR,
        after=[opened],
    )
    beyond = Block(DEVICE_B, network, 1, paying.id, 6, CLOCK + 6, [], [encrypted(late, [], epoch_id, EPOCH_KEY)[0]])
    lines = [{"incarnation": 0, "block": paying.id}]
    cuts = [
        {"kind": "device", "key": DEVICE_B.public, "upto": lines, "reason": "lost"},
        {"kind": "person", "key": TESTER.public, "upto": [], "reason": "left"},
        {"kind": "grant", "grant": person_grant, "upto": [], "reason": "other"},
        {"kind": "share", "share": FIELD_SHARE, "upto": lines, "reason": "expired"},
    ]
    cut = [content(network, DEVICE_A, "core.cut.make", one, f"g cut {one['kind']}", later=7) for one in cuts]
    cutting = Block(DEVICE_A, network, 5, sharing.id, 6, CLOCK + 7, [paying.id], [clear(one) for one in cut])
    adopting = Block(DEVICE_A, network, 6, cutting.id, 7, CLOCK + 8, [], [clear(governed[1])])
    blocks = {
        "charter": charter,
        "epoch": epoch,
        "grants": granting,
        "amend": amending,
        "shares": sharing,
        "pay": paying,
        "beyond": beyond,
        "cuts": cutting,
        "adopt": adopting,
    }
    contents = {"amend": governed[0], "adopt": governed[1], "pay": pay, "back": back, "late": late}
    contents |= {f"cut-{one['kind']}": data for one, data in zip(cuts, cut, strict=True)}
    return blocks, contents


def main(folder):
    blocks, contents = network_blocks()
    folder.mkdir(parents=True, exist_ok=True)
    for name, block in blocks.items():
        (folder / f"{name}.block").write_bytes(block.wire)
    facts = {
        "block_ids": {name: block.id.hex() for name, block in blocks.items()},
        "entry_ids": {name: sha256(data).hex() for name, data in contents.items()},
        "field_share": FIELD_SHARE.hex(),
        "root_share": ROOT_SHARE.hex(),
        "seed_a": DEVICE_A.seed.hex(),
    }
    text = json.dumps(facts, indent=1, ensure_ascii=False, sort_keys=True)
    (folder / "facts.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
