"""Results as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.cases.running import Result

CONFIDENCES = ("certain", "likely", "unsure")


def counts(results: Sequence[Result]) -> dict[str, dict[str, dict[str, int]]]:
    """Passed and failed by operation and confidence."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for one in results:
        row = found.setdefault(one.op, {name: {"passed": 0, "failed": 0} for name in CONFIDENCES})
        cell = row.setdefault(one.confidence, {"passed": 0, "failed": 0})
        cell["passed" if one.passed else "failed"] += 1
    return dict(sorted(found.items()))


def as_table(results: Sequence[Result]) -> str:
    """Passed/failed per operation, certain cases apart from the others, then what failed."""
    rows = counts(results)
    width = max(len(op) for op in (*rows, "operation"))
    lines = [f"{'operation':{width}}  " + "  ".join(f"{name:>13}" for name in CONFIDENCES)]
    for op, row in rows.items():
        lines.append(f"{op:{width}}  " + "  ".join(f"{_cell(row[name]):>13}" for name in CONFIDENCES))
    sums = {
        name: {key: sum(row[name][key] for row in rows.values()) for key in ("passed", "failed")}
        for name in CONFIDENCES
    }
    lines.append(f"{'together':{width}}  " + "  ".join(f"{_cell(sums[name]):>13}" for name in CONFIDENCES))
    lines.append("(passed/failed)")
    for one in results:
        if not one.passed:
            lines += [f"FAILED {one.id} {one.op} ({one.confidence})", *(f"    {text}" for text in one.differences)]
    return "\n".join(lines)


def _cell(cell: dict[str, int]) -> str:
    return f"{cell['passed']}/{cell['failed']}" if any(cell.values()) else "–"


def as_json(suite: str, results: Sequence[Result]) -> dict[str, Any]:
    """The same figures, and the failed cases with what was expected."""
    rows = counts(results)
    together = {
        name: {key: sum(row[name][key] for row in rows.values()) for key in ("passed", "failed")}
        for name in CONFIDENCES
    }
    failed = [
        {"id": one.id, "op": one.op, "confidence": one.confidence, "differences": list(one.differences)}
        for one in results
        if not one.passed
    ]
    return {"suite": suite, "cases": len(results), "together": together, "operations": rows, "failed": failed}
