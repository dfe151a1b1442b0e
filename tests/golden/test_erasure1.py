"""Orders, reports, erased blocks and cards of format 1 are frozen: made by other libraries, read and obeyed by us."""

import json
from pathlib import Path

import pytest

from core.identity.card import card_text, read_card
from core.identity.pin import open_key
from core.ledger.block import read_block, signature_is_valid, with_leaves_of, without_leaves
from core.vault.database import transaction
from core.vault.erasure_log import erasure_log
from core.vault.ingest import ingest
from core.vault.sealed_parts import part_views
from tests.golden import make_erasure1
from tests.support.cheap_argon2 import cheap_argon2
from tests.support.replicas import make_vault, open_vault, verdict

__all__ = ["cheap_argon2"]
FOLDER = Path(__file__).parent / "erasure1"
FACTS = json.loads((FOLDER / "facts.json").read_text(encoding="utf-8"))
NAMES = ("charter", "epoch", "grants", "note", "order", "report")
WIRES = {name: (FOLDER / f"{name}.block").read_bytes() for name in (*NAMES, "note-erased")}
NOTE, ORDER, REPORT = (bytes.fromhex(FACTS["entry_ids"][name]) for name in ("note", "order", "report"))


def test_the_other_libraries_still_make_the_same_files(tmp_path: Path):
    make_erasure1.main(tmp_path)
    kept = {path.name: path.read_bytes() for path in FOLDER.iterdir()}
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == kept


def test_an_erased_block_keeps_id_root_and_signature():
    whole, erased = read_block(WIRES["note"]), read_block(WIRES["note-erased"])
    assert (erased.id, erased.header, erased.leaves) == (whole.id, whole.header, whole.leaves)
    assert erased.id.hex() == FACTS["block_ids"]["note"]
    assert signature_is_valid(erased)
    assert without_leaves(whole, {whole.leaves[2]}).wire == WIRES["note-erased"]
    assert with_leaves_of(erased, whole).wire == WIRES["note"]


@pytest.fixture
def replica(tmp_path: Path):
    """A vault whose device is the golden network's founder."""
    with make_vault(tmp_path, "yard") as vault:
        with transaction(vault.connection):
            vault.connection.execute(
                "UPDATE settings SET value = ? WHERE name = 'device_seed'", (bytes.fromhex(FACTS["seed_a"]),)
            )
        folder = vault.folder.parent
    with open_vault(folder, "yard") as vault:
        yield vault.add_network(bytes.fromhex(FACTS["block_ids"]["charter"]))


@pytest.mark.parametrize("note", ["note", "note-erased"])
@pytest.mark.parametrize("batches", ["one", "each"])
def test_the_golden_order_is_accepted_and_obeyed(replica, note: str, batches: str):
    wires = [WIRES[note if name == "note" else name] for name in NAMES]
    for batch in [wires] if batches == "one" else [[wire] for wire in wires]:
        assert not ingest(replica, batch).rejected
    assert [verdict(replica, one) for one in (NOTE, ORDER, REPORT)] == ["accepted"] * 3
    number = replica.store.number_of(bytes.fromhex(FACTS["block_ids"]["note"]))
    assert replica.store.block(number).wire == WIRES["note-erased"]
    assert [one.closed for one in part_views(replica, NOTE)] == ["erased"]
    (told,) = erasure_log(replica)
    assert (told.order, told.entry, told.basis, told.note) == (ORDER, NOTE, "person_asked", "2026-17")
    assert (told.obeyed, told.reported) == (True, (replica.device.public,))


def test_before_the_order_the_part_is_read(replica):
    ingest(replica, [WIRES[name] for name in NAMES[:4]])
    assert [one.body for one in part_views(replica, NOTE)] == [{"text": FACTS["text"]}]


def test_a_golden_card_is_read_and_opened():
    text = (FOLDER / "card.txt").read_text(encoding="ascii")
    card = read_card(text)
    assert card_text(card) == text
    assert open_key(card.sealed, FACTS["card_pin"]).seed.hex() == FACTS["card_seed"]
