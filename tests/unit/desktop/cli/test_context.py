"""JSON files that a command is given: each fault in its own words, and never the later of two values in silence."""

from pathlib import Path

import pytest

from core.errors import InputError
from desktop.cli.context import read_json


@pytest.mark.parametrize(
    ("text", "error", "facts"),
    [
        ('{"number": "A",\n "number": "B"}', "json_name_twice", {"name": "number"}),
        ('{"pack": {"cell": 1, "cell": 1}}', "json_name_twice", {"name": "cell"}),
        ('{"number":\n }', "json_unreadable", {"line": 2, "column": 2}),
        ("[" * 100_000, "json_unreadable", {"line": 1, "column": 1}),
    ],
    ids=["a name twice", "further inside", "no value", "nested beyond reading"],
)
def test_a_file_that_cannot_be_taken_as_it_stands(tmp_path: Path, text: str, error: str, facts: dict):
    path = tmp_path / "body.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as told:
        read_json(path)
    assert told.value.code == error
    assert facts.items() <= told.value.facts.items()


def test_names_may_be_the_same_in_different_places(tmp_path: Path):
    path = tmp_path / "body.json"
    path.write_text('{"a": {"name": 1}, "b": {"name": 2}}', encoding="utf-8")
    assert read_json(path) == {"a": {"name": 1}, "b": {"name": 2}}
