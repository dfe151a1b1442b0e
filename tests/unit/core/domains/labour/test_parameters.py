"""The dated tables: their form, and that nothing is used beyond its last day."""

import json
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import cbor2
import pytest

from core.domains.labour import WORKSPACE
from core.domains.labour.rules import v1
from core.domains.labour.statute import STATUTE
from core.domains.labour.tables import Tables
from core.ledger.contract import NoParameter

FOLDER = Path(v1.__file__).parent / "parameters"
FILES = sorted(FOLDER.glob("*.json"))
RULES = WORKSPACE.rule_sets[WORKSPACE.current_rules]


def test_the_id_is_the_hash_of_workspace_version_and_files():
    hashes = [sha256(path.read_bytes()).digest() for path in FILES]
    assert WORKSPACE.current_rules == sha256(cbor2.dumps(["labour", 1, hashes], canonical=True)).digest()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_row_has_a_first_day_a_value_and_a_source_and_no_fraction(path):
    table = json.loads(path.read_text(encoding="utf-8"), parse_float=pytest.fail)
    assert table["name"] == path.stem
    days = [row["first_day"] for row in table["rows"]]
    assert days == sorted(set(days))
    for row in table["rows"]:
        assert date.fromisoformat(row["first_day"]) <= date.fromisoformat(row.get("last_day", "9999-12-31"))
        assert row["source"].strip()
        assert "value" in row


@pytest.mark.parametrize("name", sorted(RULES.parameters))
def test_no_table_answers_before_its_first_day_or_after_its_last(name):
    rows = RULES.parameters[name]
    first = date.fromisoformat(rows[0]["first_day"])
    assert STATUTE.on(name, first) == rows[0]["value"]
    with pytest.raises(NoParameter):
        STATUTE.on(name, first - timedelta(days=1))
    if "last_day" in rows[-1]:
        with pytest.raises(NoParameter):
            STATUTE.on(name, date.fromisoformat(rows[-1]["last_day"]) + timedelta(days=1))


def test_a_row_that_an_employer_adopted_answers_from_its_day():
    row = {"first_day": "2028-01-01", "value": {"hourly": 11_000}, "source": "typed"}
    tables = STATUTE.adopting("minimum_wage", row)
    assert tables.on("minimum_wage", date(2028, 1, 1)) == {"hourly": 11_000}
    assert tables.on("minimum_wage", date(2027, 12, 31)) == {"hourly": 10_700}
    with pytest.raises(NoParameter):
        Tables({}).on("minimum_wage", date(2027, 1, 1))
