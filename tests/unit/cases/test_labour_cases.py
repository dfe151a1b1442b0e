"""The case runner: on a few cases of our own, on ones that must fail, and on the worked cases where they are given."""

import json

import pytest

from tests.cases.__main__ import main
from tests.cases.comparing import differences
from tests.cases.labour import OPERATIONS
from tests.cases.report import as_table
from tests.cases.running import load_cases, run_all
from tests.conftest import ROOT

OWN = ROOT / "tests" / "data" / "labour"


@pytest.mark.parametrize("case", load_cases(OWN), ids=lambda case: case["id"])
def test_our_own_cases_pass(case):
    assert [one.differences for one in run_all([case], OPERATIONS)] == [()]


def test_the_worked_cases_pass_where_they_are_certain(data_dir):
    results = run_all(load_cases(data_dir / "labour"), OPERATIONS)
    assert len(results) >= 148
    assert [one.id for one in results if one.confidence == "certain" and not one.passed] == []


def test_a_wrong_figure_an_unknown_operation_and_a_crash_are_told_apart(tmp_path, capsys):
    good = json.loads((OWN / "cases-own.json").read_text(encoding="utf-8"))["cases"][0]
    wrong = {**good, "id": "W-1", "expected": {"total": 1}}
    unknown = {**good, "id": "W-2", "op": "moon.phase", "confidence": "likely"}
    crash = {**good, "id": "W-3", "input": {}, "confidence": "unsure"}
    (tmp_path / "cases-x.json").write_text(json.dumps({"cases": [good, wrong, unknown, crash]}), encoding="utf-8")
    results = run_all(load_cases(tmp_path), OPERATIONS)
    assert [one.passed for one in results] == [True, False, False, False]
    assert "total: expected 1, got 75000" in as_table(results)
    assert main(["labour", str(tmp_path), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["together"]["certain"] == {"passed": 1, "failed": 1}
    assert told["operations"]["moon.phase"]["likely"] == {"passed": 0, "failed": 1}
    assert [one["id"] for one in told["failed"]] == ["W-1", "W-2", "W-3"]


def test_likely_cases_that_fail_do_not_fail_the_run(tmp_path, capsys):
    case = {"id": "L-1", "op": "moon.phase", "confidence": "likely", "input": {}, "expected": {}}
    (tmp_path / "cases-x.json").write_text(json.dumps({"cases": [case]}), encoding="utf-8")
    assert main(["labour", str(tmp_path)]) == 0
    assert "moon.phase" in capsys.readouterr().out


def test_a_folder_without_cases_is_an_error(tmp_path, capsys):
    assert main(["labour", str(tmp_path)]) == 2
    assert "no cases" in capsys.readouterr().err


def test_totals_may_move_only_with_the_accepted_line():
    expected = {"line": 20, "total": 120, "flags": ["A", "B"]}
    accept = {"line": [20, 30]}
    assert not list(differences(expected, {"line": 30, "total": 130, "flags": ["B", "A"]}, accept))
    assert list(differences(expected, {"line": 30, "total": 120.5, "flags": ["B", "A"]}, accept))
    assert list(differences(expected, {"line": 20, "total": 130, "flags": ["B", "A"]}, accept))
    assert list(differences(expected, {"line": 20, "total": 120, "flags": ["B"]}, accept))
    assert list(differences({"ok": True}, {"ok": 1}, {}))
