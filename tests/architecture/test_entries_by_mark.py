"""Entries are looked up by their mark: a statement that asked for an id alone would go through the whole table."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_ASKS_FOR_AN_ID = re.compile(r"(?<![\w.])(e\.)?id (=|IN|BETWEEN)")
_SAYS_OF_ENTRIES = re.compile(r"\b(FROM|JOIN|UPDATE) entries\b")


def statements() -> list[tuple[str, str]]:
    found = []
    for path in sorted([*ROOT.glob("core/**/*.py"), *ROOT.glob("desktop/**/*.py"), *ROOT.glob("sync/**/*.py")]):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and _SAYS_OF_ENTRIES.search(node.value):
                found.append((f"{path.relative_to(ROOT)}:{node.lineno}", node.value))
    return found


ASKING = [one for one in statements() if _ASKS_FOR_AN_ID.search(one[1])]


def test_statements_are_found():
    assert len(ASKING) > 10


@pytest.mark.parametrize(("where", "statement"), ASKING, ids=[where for where, _ in ASKING])
def test_who_asks_for_an_id_asks_for_its_mark(where: str, statement: str):
    assert re.search(r"(?<![\w.])(e\.)?mark (=|BETWEEN)", statement), statement
