"""A person signs on another laptop with a card, and leaves no key there."""

import json
from pathlib import Path

import pytest
from nacl.pwhash import argon2id

from core.identity import card as card_module
from desktop.printing.qr import qr_png

CARD_PIN = "24681012"


@pytest.fixture(autouse=True)
def cheap_cards(monkeypatch):
    monkeypatch.setattr(card_module, "CARD_OPERATIONS", argon2id.OPSLIMIT_MIN)
    monkeypatch.setattr(card_module, "CARD_MEMORY_BYTES", argon2id.MEMLIMIT_MIN)


def another(made, tmp_path: Path):
    """A second laptop that the first one let in, with everything so far."""
    other = type(made)(tmp_path / "centre.jangbu", made._capsys, made._patch)
    assert other("vault", "create").code == 0
    request, bundle = str(tmp_path / "r.jangbu-join"), str(tmp_path / "b.jangbu-bundle")
    asked = ("network", "join", request, "--member", "Centre", "--title", "lab", "--role", "yard")
    assert other(*asked).code == 0
    assert made("network", "grant", request).code == 0
    assert made("bundle", "export", bundle).code == 0
    assert other("bundle", "import", bundle).code == 0
    return other


def body(tmp_path: Path) -> str:
    path = tmp_path / "pack.json"
    pack = {"number": "A-1", "number_kind": "serial", "level": "pack", "maker": "M", "model": "K", "chemistry": "NMC"}
    more = {"rated_mah": 180_000, "nominal_mv": 356_000, "accident": "none", "holder": "Yard"}
    path.write_text(json.dumps({**pack, **more}), encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("kind", ["pdf", "png", "txt", "text"])
def test_a_card_signs_elsewhere(made, tmp_path: Path, kind: str):
    out = tmp_path / ("card.pdf" if kind == "pdf" else "card.txt")
    answer = made("person", "card", "keeper", str(out), JANGBU_PIN="111111", JANGBU_CARD_PIN=CARD_PIN)
    assert answer.code == 0, answer.data
    shown = str(out)
    if kind == "png":
        shown = str(tmp_path / "card.png")
        Path(shown).write_bytes(qr_png(out.read_text(), 52))
    if kind == "text":
        shown = out.read_text()
    other = another(made, tmp_path)
    recording = ("record", "battery.pack.register", "--file", body(tmp_path), "--as", "keeper:yard", "--card", shown)
    assert other(*recording, JANGBU_PIN="87654321").data["error"] == "wrong_pin"
    done = other(*recording, JANGBU_PIN=CARD_PIN)
    assert done.code == 0, done.data
    assert done.data["findings"] == []
    (row,) = other("show", "A-1").data["history"]
    assert row["person"] == answer.data["key"]
    assert [one["place"] for one in row["signers"]] == [1]
    assert other("person", "list").data == {"persons": []}
    assert other(*recording[:-2], JANGBU_PIN=CARD_PIN).data["error"] == "person_unknown"


def test_what_is_no_card_and_a_short_pin_are_refused(made, tmp_path: Path):
    out = str(tmp_path / "card.pdf")
    refused = made("person", "card", "keeper", out, JANGBU_PIN="111111", JANGBU_CARD_PIN="111111")
    assert refused.data["error"] == "card_pin_shape"
    assert not Path(out).exists()
    assert made("person", "card", "keeper", out, JANGBU_PIN="111112", JANGBU_CARD_PIN=CARD_PIN).data["error"] == (
        "wrong_pin"
    )
    recording = ("record", "battery.pack.register", "--file", body(tmp_path), "--as", "keeper:yard", "--card")
    assert made(*recording, body(tmp_path)).data["error"] == "not_a_card"
    assert made(*recording, str(tmp_path / "none.png")).data["error"] == "file_unreadable"
