"""`jangbu record core.flag.resolve`, and flags in `show`, `list` and `network members`, on the sample conflict."""

import json
import shutil
from pathlib import Path

import pytest

from desktop.cli.samples import PASSPHRASE, PIN
from tests.support.sample_program import CENTRE, conflicted_vault
from tests.unit.desktop.cli.conftest import Line

BATTERY = "IONIQ-2016-1102"


@pytest.fixture
def centre(line: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Line:
    shutil.copytree(conflicted_vault("en", CENTRE), tmp_path / "centre.jangbu")
    monkeypatch.setenv("JANGBU_PASSPHRASE", PASSPHRASE)
    line.vault = tmp_path / "centre.jangbu"
    return line


def people(centre: Line, role: str) -> str:
    found = centre("network", "members").data["members"]
    return next(f"{one['title']}:{role}" for one in found if one["kind"] == "person" and role in one["roles"])


def settle(centre: Line, tmp_path: Path, role: str, **changed: object):
    (flag,) = centre("show", BATTERY).data["flags"]
    named = {name: flag[name] for name in ("code", "mark", "entries")}
    body = tmp_path / "body.json"
    body.write_text(json.dumps({**named, "outcome": "explained", "text": "on the way", **changed}), encoding="utf-8")
    signing = ("--as", people(centre, role))
    return centre("record", "core.flag.resolve", "--subject", BATTERY, "--file", str(body), *signing, JANGBU_PIN=PIN)


def test_a_conflict_is_settled_and_told_apart_from_open_ones(centre: Line, tmp_path: Path):
    before = centre("show", BATTERY).data
    assert [(one["code"], one["status"]) for one in before["flags"]] == [("concurrent_entries", "open")]
    answer = settle(centre, tmp_path, "jtp_grade")
    assert answer.code == 0, answer
    after = centre("show", BATTERY).data
    assert after["flags"] == []
    (settled,) = after["settled"]
    assert (settled["code"], settled["status"]) == ("concurrent_entries", "settled")
    assert settled["answers"] == [{"entry": answer.data["entry"], "outcome": "explained"}]
    assert (settled["mark"], settled["entries"]) == (before["flags"][0]["mark"], before["flags"][0]["entries"])
    listed = next(one for one in centre("list", "battery").data["subjects"] if one["title"] == BATTERY)
    assert listed["flags"] == [] and [one["status"] for one in listed["settled"]] == ["settled"]


def test_an_author_and_a_role_that_is_not_named_are_refused(centre: Line, tmp_path: Path):
    answer = settle(centre, tmp_path, "jtp_test")
    assert answer.code == 1
    assert "cannot settle it" in answer.errors or "settled_by_author" in json.dumps(answer.data)
    assert [one["status"] for one in centre("show", BATTERY).data["flags"]] == ["open"]


def test_an_unknown_outcome_is_told_with_those_there_are(centre: Line, tmp_path: Path):
    answer = settle(centre, tmp_path, "jtp_grade", outcome="fine")
    assert answer.code in (1, 2)
    assert centre("show", BATTERY).data["settled"] == []


def test_a_mark_of_nothing_settles_nothing(centre: Line, tmp_path: Path):
    assert settle(centre, tmp_path, "jtp_grade", mark="00" * 32).code == 0
    assert [one["status"] for one in centre("show", BATTERY).data["flags"]] == ["reopened"]


def test_the_network_itself_shows_its_flags(centre: Line):
    members = centre("network", "members").data
    assert members["flags"] == members["settled"] == []


def test_the_type_is_described(centre: Line):
    types = centre("types", "core.flag.resolve").data
    assert [one["name"] for one in types["fields"]] == ["code", "mark", "entries", "outcome", "text"]
