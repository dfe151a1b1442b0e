"""The page of rule tables shows figures by their parts: each part of our own tables has words."""

from typing import Any

import pytest

from core.domains.labour.statute import STATUTE
from desktop.words import Words


def parts(value: Any) -> set[str]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (set(value) if isinstance(value, dict) else set()).union(*map(parts, inside))


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_part_has_words(language):
    words = Words(language)
    named = set().union(*(parts(row["value"]) for rows in STATUTE.rows.values() for row in rows))
    assert {"hourly", "seollal", "night_percent"} <= named
    assert {name for name in named if not words.has(f"labour.part.{name}")} == set()
