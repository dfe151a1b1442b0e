"""The parameter files of these rules, read once: their rows by name, and their hashes for the rule set's id."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from importlib import resources
from typing import Any

Rows = Mapping[str, Sequence[Mapping[str, Any]]]
_PACKAGE = f"{__package__}.parameters"


def _files() -> list[bytes]:
    found = [item for item in resources.files(_PACKAGE).iterdir() if item.name.endswith(".json")]
    # A checkout may write other line ends; the rules are the same ones.
    return [item.read_bytes().replace(b"\r\n", b"\n") for item in sorted(found, key=lambda item: item.name)]


def _rows(files: Sequence[bytes]) -> Rows:
    tables = [json.loads(data) for data in files]
    return {table["name"]: sorted(table["rows"], key=lambda row: str(row["first_day"])) for table in tables}


_FILES = _files()
PARAMETERS: Rows = _rows(_FILES)
PARAMETER_HASHES = tuple(sha256(data).digest() for data in _FILES)
"""SHA-256 of each file, in the order of the file names."""
