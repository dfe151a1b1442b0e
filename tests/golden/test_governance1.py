"""Cuts, amendments, adoptions and shares of format 1 are frozen: made by other libraries, judged by us."""

import json
from pathlib import Path
from random import Random

import pytest

from core.identity.keys import SigningKey
from core.vault.door import account_now
from core.vault.ingest import ingest
from core.vault.replica import Replica
from tests.golden import make_governance1
from tests.support.light import light_replica

FOLDER = Path(__file__).parent / "governance1"
FACTS = json.loads((FOLDER / "facts.json").read_text(encoding="utf-8"))
NAMES = ("charter", "epoch", "grants", "amend", "shares", "pay", "beyond", "cuts", "adopt")
WIRES = {name: (FOLDER / f"{name}.block").read_bytes() for name in NAMES}
ENTRIES = {name: bytes.fromhex(id) for name, id in FACTS["entry_ids"].items()}


def test_the_other_libraries_still_make_the_same_files(tmp_path: Path):
    make_governance1.main(tmp_path)
    kept = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept


@pytest.fixture
def replica():
    """A replica of the golden network's founder."""
    made = light_replica(bytes.fromhex(FACTS["block_ids"]["charter"]), SigningKey(bytes.fromhex(FACTS["seed_a"])))
    yield made
    made.connection.close()


def became(replica: Replica) -> dict[str, tuple[str, str, str]]:
    rows = replica.connection.execute("SELECT id, verdict, effect, imposed FROM entries").fetchall()
    found = {id: (verdict, effect, imposed) for id, verdict, effect, imposed in rows}
    return {name: found[id] for name, id in ENTRIES.items()}


@pytest.mark.parametrize("seed", range(6))
def test_the_golden_cuts_act_in_every_order(replica: Replica, seed: int):
    wires = [WIRES[name] for name in NAMES]
    Random(seed).shuffle(wires)
    for wire in [*wires, *wires, *wires, *wires, *wires, *wires]:
        ingest(replica, [wire])
    assert replica.store.count() == len(NAMES)
    accepted = ("accepted", "counts", "")
    assert became(replica) == {
        "amend": accepted,
        "adopt": accepted,
        "pay": accepted,
        "back": accepted,
        "late": ("accepted", "void", "beyond"),
        **{f"cut-{kind}": accepted for kind in ("device", "person", "grant", "share")},
    }
    root, field = (account_now(replica, bytes.fromhex(FACTS[name])) for name in ("root_share", "field_share"))
    assert root is not None
    assert field is not None
    assert (field.issued, field.spent, field.returned, field.rest, field.closed) == (400, 150, 50, 200, True)
    assert (root.rest, root.back) == (1000 - 400 + 50 + 200, 250)
    assert replica.now.quorum("grant", None) == 2
    assert replica.now.recovery_keys(None) == frozenset()
