"""`jangbu search`: any part of a word, first consonants too."""

import json

import pytest


@pytest.fixture
def yard(made, tmp_path):
    body = tmp_path / "body.json"
    for number, maker in (("KONA-0042", "현대"), ("IONIQ-7", "현대"), ("LEAF-1", "Nissan")):
        pack = {
            "number": number, "number_kind": "serial", "level": "pack", "maker": maker, "model": "배터리 팩",
            "chemistry": "NMC", "rated_mah": 180_000, "nominal_mv": 356_000, "accident": "none", "holder": "Yard",
        }  # fmt: skip
        body.write_text(json.dumps(pack), encoding="utf-8")
        named = ("battery.pack.register", "--file", str(body), "--as", "keeper:yard")
        answer = made("record", *named, JANGBU_PIN="111111")
        assert answer.code == 0, answer
    return made


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("kona", ["KONA-0042"]), ("ㅎㄷ", ["IONIQ-7", "KONA-0042"]), ("현대 0042", ["KONA-0042"]),
        ("터리", ["LEAF-1", "IONIQ-7", "KONA-0042"]), ("register niss", ["LEAF-1"]), ("없음", []),
    ],
)  # fmt: skip
def test_parts_of_words_are_found_the_newest_first(yard, text: str, titles: list[str]):
    answer = yard("search", text)
    assert answer.code == 0
    assert [one["title"] for one in answer.data["entries"]] == titles
    assert {one["type"] for one in answer.data["entries"]} <= {"battery.pack.register"}
