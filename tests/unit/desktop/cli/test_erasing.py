"""`jangbu erase` and `jangbu erasures` on a network of one device."""

import json
from pathlib import Path

PACK = {
    "number": "KONA-0042",
    "number_kind": "serial",
    "level": "pack",
    "maker": "Hyundai",
    "model": "Kona 64",
    "chemistry": "NMC",
    "rated_mah": 180_000,
    "nominal_mv": 356_000,
    "accident": "none",
    "holder": "Gildong Hong",
}


def registered(made, tmp_path: Path) -> str:
    body, photo = tmp_path / "pack.json", tmp_path / "photo.jpg"
    body.write_text(json.dumps(PACK), encoding="utf-8")
    photo.write_bytes(b"a face" * 100)
    recording = ("record", "battery.pack.register", "--file", str(body), "--attach", str(photo), "--as", "keeper:yard")
    answer = made(*recording, JANGBU_PIN="111111")
    assert answer.code == 0, answer.data
    return str(answer.data["entry"])


def test_a_file_is_erased_and_the_log_says_so(made, tmp_path: Path):
    entry = registered(made, tmp_path)
    assert made("erasures").data == {"erasures": []}
    (row,) = made("show", "KONA-0042").data["history"]
    assert (row["progress"], row["held_by"], row["witnesses_needed"], row["erased"]) == ("recorded", 0, 0, False)
    answer = made("erase", entry[:12], "--basis", "person_asked", "--note", "file 17")
    assert answer.code == 0
    assert (answer.data["about"], answer.data["obeyed"], answer.data["basis"]) == (entry, True, "person_asked")
    assert [root.name for root in (made.vault / "attachments").iterdir()] == []
    (told,) = made("erasures").data["erasures"]
    assert (told["note"], told["attachments"]) == ("file 17", answer.data["attachments"])
    assert len(told["reported"]) == 1
    (row,) = made("show", "KONA-0042").data["history"]
    assert row["erased"] is True
    assert row["body"]["holder"] == "Gildong Hong", "only the file was to go"


def test_the_text_of_an_entry_is_erased_when_that_is_asked_for(made, tmp_path: Path):
    entry = registered(made, tmp_path)
    assert made("erase", entry, "--basis", "recorded_unlawfully", "--whole").code == 0
    (listed,) = made("list", "battery").data["subjects"]
    assert "Gildong" not in json.dumps(listed)
    (row,) = made("show", listed["title"]).data["history"]
    assert (row["entry"], row["verdict"], row["erased"]) == (entry, "accepted", True)
    assert (row["body"]["rated_mah"], row["body"]["chemistry"]) == (180_000, "NMC")
    assert row["body"]["holder"] == row["body"]["number"] == f"⌫{entry[:8]}"


def test_what_cannot_be_erased_is_refused_in_words(made, tmp_path: Path):
    entry = registered(made, tmp_path)
    assert made("erase", entry, "--basis", "other").data["findings"][0]["code"] == "erasure_basis_missing"
    refused = made("erase", entry, "--basis", "because")
    assert refused.code == 2
    assert "retention_over" in refused.data["what"]
    assert made("erase", entry, "--basis", "other", "--part", "recipe").data["error"] == "part_not_found"
