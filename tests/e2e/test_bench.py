"""`jangbu bench sync` measures what it says; figures that do not depend on the machine are held to their budgets."""

from pathlib import Path

import pytest

from tests.e2e.parties import run

UNTIMED = {
    "bytes per entry on the wire",
    "100 new entries: questions",
    "100 new entries: beyond blocks",
    "equal replicas",
}


@pytest.mark.timeout(300)
def test_sync_keeps_its_budgets_of_bytes_and_questions(tmp_path: Path):
    answer = run("bench", "sync", "--entries", "48", "--devices", "40", cwd=tmp_path)
    assert answer.code in (0, 1), answer
    measured = {one["name"]: one for one in answer.data["measured"]}
    assert measured.keys() >= UNTIMED
    for name in UNTIMED:
        assert measured[name]["value"] <= measured[name]["limit"], measured[name]
    assert answer.data["within_budgets"] == (answer.code == 0)
    assert all(measured[name]["value"] > 0 for name in ("floor", "hub takes all", "vault takes all, judged"))
