"""`jangbu network cut|charter|rules|epoch|incarnation|recovery-key` and `jangbu rescue`, on two vaults."""

from pathlib import Path

import pytest

from tests.unit.desktop.cli.conftest import Line
from tests.unit.desktop.cli.test_erasing import registered


@pytest.fixture
def other(made: Line, tmp_path: Path, capsys, monkeypatch) -> Line:
    """A second vault that was let in and has everything."""
    centre = Line(tmp_path / "centre.jangbu", capsys, monkeypatch)
    assert centre("vault", "create").code == 0
    request, bundle = tmp_path / "join", tmp_path / "all.jangbu-bundle"
    named = ("--member", "Centre", "--title", "bench", "--role", "jtp_test")
    assert centre("network", "join", str(request), *named).code == 0
    assert made("network", "grant", str(request)).code == 0
    carry(made, centre, bundle)
    return centre


def carry(source: Line, target: Line, bundle: Path) -> None:
    bundle.unlink(missing_ok=True)
    assert source("bundle", "export", str(bundle)).code == 0
    assert target("bundle", "import", str(bundle)).code == 0


def test_a_device_is_cut_after_a_preview(made: Line, other: Line, tmp_path: Path):
    preview = made("network", "cut", "bench", "--preview")
    assert (preview.code, preview.data["losing"], preview.data["confirmed_below"]) == (0, [], 0)
    answer = made("network", "cut", "bench", "--reason", "lost")
    assert answer.code == 0, answer.errors
    assert [one["title"] for one in made("network", "members").data["members"]] == ["desk", "keeper"]
    assert made("network", "cut", "nobody").code == 2
    assert made("network", "cut", "bench", "--upto", "zz").data["error"] == "block_not_found"
    bundle = tmp_path / "again.jangbu-bundle"
    assert made("bundle", "export", str(bundle)).code == 0
    assert other("bundle", "import", str(bundle)).data["error"] == "not_the_audience"
    refused = other("network", "cut", "desk", "--reason", "misuse")
    assert (refused.code, refused.data["error"]) == (1, "not_recordable")


def test_the_charter_is_shown_and_amended(made: Line, other: Line):
    assert made("network", "charter").data["witnesses"] == []
    answer = made("network", "charter", "--witness", "bench", "--quorum", "grant=1")
    assert answer.code == 0
    assert (len(answer.data["witnesses"]), answer.data["quorums"]) == (1, {"grant": 1})
    assert made("network", "charter", "--quorum", "grant").data["error"] == "quorum_shape"
    assert other("network", "charter", "--witness", "desk").code == 1


def test_keys_rules_and_chains(made: Line, other: Line, tmp_path: Path):
    assert made("network", "epoch").code == 0
    assert made("network", "rules", "battery").data["error"] == "rules_adopted"
    assert list(made("network", "incarnation").data["incarnations"].values()) == [1]
    entry = registered(made, tmp_path)
    (row,) = made("show", "KONA-0042").data["history"]
    assert (row["entry"], row["effect"], row["imposed"]) == (entry, "counts", "")
    assert made("rescue", entry).data["error"] == "not_quarantined"


def test_a_printed_key_cuts_when_all_powers_are_lost(made: Line, other: Line, tmp_path: Path):
    words = tmp_path / "words.txt"
    printed = made("network", "recovery-key").data["words"]
    assert len(printed) == 24
    words.write_text(" ".join(printed), encoding="utf-8")
    carry(made, other, tmp_path / "with-key.jangbu-bundle")
    assert other("network", "cut", "desk").code == 1
    answer = other("network", "cut", "desk", "--recovery-words-file", str(words))
    assert answer.code == 0, answer.errors
    missing = other("network", "cut", "keeper", "--recovery-words-file", str(tmp_path / "none"))
    assert missing.data["error"] == "file_unreadable"
