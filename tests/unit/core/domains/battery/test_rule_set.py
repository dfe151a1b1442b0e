"""The rule set's id and its dated parameters."""

import json
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import cbor2
import pytest

from core.domains.battery import WORKSPACE
from core.domains.battery.rules import v1
from core.ledger.contract import NoParameter
from tests.support.battery_bench import RULES, parameter

FOLDER = Path(v1.__file__).parent / "parameters"
FILES = sorted(FOLDER.glob("*.json"))


def test_the_id_is_the_hash_of_workspace_version_and_files() -> None:
    hashes = [sha256(path.read_bytes()).digest() for path in FILES]
    assert WORKSPACE.current_rules == sha256(cbor2.dumps(["battery", 1, hashes], canonical=True)).digest()
    assert WORKSPACE.rule_sets[WORKSPACE.current_rules] is RULES


def test_current_rules_are_among_the_released_ones() -> None:
    assert WORKSPACE.current_rules in WORKSPACE.rule_sets
    assert all(id == rule_set.id for id, rule_set in WORKSPACE.rule_sets.items())


def test_every_parameter_has_a_first_day_a_value_and_a_source() -> None:
    assert {path.stem for path in FILES} == set(RULES.parameters)
    for path in FILES:
        table = json.loads(path.read_text(encoding="utf-8"))
        assert table["name"] == path.stem
        days = [row["first_day"] for row in table["rows"]]
        assert days == sorted(set(days))
        for row in table["rows"]:
            assert date.fromisoformat(row["first_day"])
            assert row["source"].strip()
            assert "value" in row


def test_a_parameter_holds_from_its_first_day_and_not_the_day_before() -> None:
    first = date(2026, 1, 1)
    for name in RULES.parameters:
        parameter(name, first)
        with pytest.raises(NoParameter):
            parameter(name, first - timedelta(days=1))


def test_the_law_of_2027_takes_force_on_its_day() -> None:
    assert parameter("legal_assessment", date(2027, 6, 30)) == {"required": False}
    assert parameter("legal_assessment", date(2027, 7, 1)) == {"required": True}


def test_entry_types_name_only_roles_that_exist() -> None:
    for entry_type in RULES.entry_types.values():
        assert entry_type.roles <= set(WORKSPACE.roles)
        assert set(entry_type.cosigners) <= set(WORKSPACE.roles)


def test_only_the_grade_is_an_authorisation() -> None:
    authorisations = {name for (name, _), one in RULES.entry_types.items() if one.nature == "authorisation"}
    assert authorisations == {"battery.grade.assign"}
