"""Loads cases and runs each; an operation that is not known fails its case, it never skips it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.cases.comparing import differences

Operation = Callable[[dict[str, Any]], dict[str, Any]]


@dataclass(frozen=True)
class Result:
    """How one case went; `differences` is empty where it passed."""

    id: str
    op: str
    topic: str
    confidence: str
    expected: Any
    got: Any
    differences: tuple[str, ...]

    @property
    def passed(self) -> bool:
        return not self.differences


def load_cases(folder: Path) -> list[dict[str, Any]]:
    """All cases of all `cases-*.json` of a folder, with the topic of their file."""
    cases = []
    for path in sorted(folder.glob("cases-*.json")):
        sheet = json.loads(path.read_text(encoding="utf-8"))
        cases += [{"topic": sheet.get("topic", path.stem), **case} for case in sheet["cases"]]
    return cases


def run_all(cases: Sequence[dict[str, Any]], operations: Mapping[str, Operation]) -> list[Result]:
    """Every case, in its order."""
    return [run(case, operations) for case in cases]


def run(case: dict[str, Any], operations: Mapping[str, Operation]) -> Result:
    """One case; what it expects is compared with what the operation gives."""
    operation = operations.get(case["op"])
    got: Any = None
    if operation is None:
        found = (f"operation {case['op']} is not known",)
    else:
        try:
            got = operation(case["input"])
            found = tuple(differences(case["expected"], got, case.get("accept", {})))
        except Exception as error:  # a crash is a failed case, and the others still run
            found = (f"{type(error).__name__}: {error}",)
    confidence = case.get("confidence", "certain")
    return Result(case["id"], case["op"], case["topic"], confidence, case["expected"], got, found)
