"""How sentences, numbers, days and errors are written; what the catalogs must hold is in tests/architecture."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InputError, RefusedError
from core.ledger.contract import Finding
from core.ports.clock import Instant
from desktop.words import Words, error_text, finding_text
from desktop.words.catalog import catalog_files
from desktop.words.particles import with_particle

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(autouse=True)
def _strict(monkeypatch):
    monkeypatch.setattr(Words, "strict", True)


@pytest.mark.parametrize("code", ["ko", "en"])
def test_no_file_gives_a_key_twice(code):
    for path in catalog_files(code):
        pairs = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=list)
        names = [name for name, _ in pairs]
        assert len(names) == len(set(names)), path


def test_a_missing_key_fails_here_and_shows_itself_to_people(monkeypatch):
    with pytest.raises(AssertionError):
        Words("ko").text("no.such.key")
    monkeypatch.setattr(Words, "strict", False)
    assert Words("ko").text("no.such.key") == "⟨no.such.key⟩"


def test_a_missing_fact_shows_as_a_dash(monkeypatch):
    words = Words("en", {"a": "{count} rows"})
    with pytest.raises(AssertionError):
        words.text("a")
    monkeypatch.setattr(Words, "strict", False)
    assert words.text("a") == "– rows"


def test_numbers_days_and_money_are_written_as_people_write_them():
    korean, english = Words("ko"), Words("en")
    assert korean.number(12340) == "12,340"
    assert korean.won(12340) == "12,340원"
    assert english.won(12340) == "KRW 12,340"
    # 2026-11-22 is a Sunday; 05:32:00 UTC is 14:32 in Seoul.
    assert korean.day(date(2026, 11, 22)) == "2026-11-22 (일)"
    assert english.day("2026-11-22") == "2026-11-22 (Sun)"
    assert korean.moment(Instant(1795325520, 540)) == "2026-11-22 (일) 14:32"
    assert korean.quantity(56300, 1000, "Ah") == "56.3 Ah"
    assert korean.quantity(None, 1000, "Ah") == "–"
    assert korean.size(1_570_000) == "1.6 MB"
    assert [korean.ago(seconds) for seconds in (5, 720, 7200, 172800)] == ["방금", "12분 전", "2시간 전", "2일 전"]


@pytest.mark.parametrize(
    ("word", "pair", "expected"),
    [
        ("담요", "을/를", "담요를"),
        ("즉석밥", "을/를", "즉석밥을"),
        ("서울", "으로/로", "서울로"),
        ("부산", "으로/로", "부산으로"),
        ("현장(야드)", "은/는", "현장(야드)는"),
        ("3", "이/가", "3이"),
        ("2", "이/가", "2가"),
        ("Ah", "이/가", "Ah가"),
        ("", "이/가", "가"),
    ],
)
def test_particles_follow_the_sound_before_them(word, pair, expected):
    assert with_particle(word, pair) == expected


@given(st.text())
def test_particles_never_fail(word):
    assert with_particle(word, "을/를").startswith(word)


def test_facts_fill_sentences():
    words = Words("ko", {"a": "{name:을/를} {count}개 배부", "yes": "예", "no": "아니요", "b": "{on}"})
    assert words.text("a", name="담요", count=1240) == "담요를 1,240개 배부"
    assert words.text("b", on=True) == "예"
    assert words.text("b", on=["가", 1000]) == "가, 1,000"


def test_an_error_becomes_two_sentences():
    told = error_text(InputError("pin_shape", minimum=6, maximum=12), Words("en"))
    assert told.what == "A PIN has 6 to 12 digits."
    assert told.do


def test_an_unknown_error_is_said_to_be_one():
    assert "RuntimeError" in error_text(RuntimeError("secret path"), Words("ko")).what
    assert "secret path" not in error_text(RuntimeError("secret path"), Words("ko")).what
    assert "brand_new" in error_text(RefusedError("brand_new"), Words("en")).what


def test_a_range_is_told_in_the_unit_that_people_type():
    facts = {"minimum": 500, "maximum": 1000000, "value": 200, "scale": 1000, "unit": "Ah"}
    told = finding_text(Finding("field_range", "rated_mah", facts=facts), Words("en"))
    assert told == "Must be between 0.5 and 1,000 Ah; now it is 0.2 Ah."
    low = finding_text(Finding("field_range", "x", facts={**facts, "maximum": None}), Words("en"))
    assert low == "Must be at least 0.5 Ah; now it is 0.2 Ah."


def test_words_need_no_qt():
    code = "import sys, desktop.words; sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
