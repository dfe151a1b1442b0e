"""`python -m tests.cases WORKSPACE DIR [--json]`: every case of a folder, passed and failed per operation.

WORKSPACE names a package of tests.cases with OPERATIONS, a mapping of operation to function (input to result). DIR
holds `cases-*.json`. A table comes first, then the same as JSON; with --json the JSON alone. Ends with 1 when a
case that counts as certain failed, with 2 when DIR holds no cases.
"""

from __future__ import annotations

import argparse
import importlib
import json
import sys
from pathlib import Path

from tests.cases.report import as_json, as_table
from tests.cases.running import load_cases, run_all


def main(argv: list[str]) -> int:
    """Run a folder of cases."""
    parser = argparse.ArgumentParser(prog="python -m tests.cases", description=__doc__, allow_abbrev=False)
    parser.add_argument("workspace", choices=_workspaces(), help="whose operations")
    parser.add_argument("folder", type=Path, metavar="DIR", help="folder with cases-*.json")
    parser.add_argument("--json", action="store_true", help="print the JSON alone")
    known = parser.parse_args(argv)
    cases = load_cases(known.folder)
    if not cases:
        print(f"no cases-*.json in {known.folder}", file=sys.stderr)
        return 2
    operations = importlib.import_module(f"tests.cases.{known.workspace}").OPERATIONS
    results = run_all(cases, operations)
    if not known.json:
        print(as_table(results))
        print()
    print(json.dumps(as_json(known.workspace, results), ensure_ascii=False, indent=1))
    return 1 if any(one.confidence == "certain" and not one.passed for one in results) else 0


def _workspaces() -> list[str]:
    here = Path(__file__).parent
    return sorted(path.parent.name for path in here.glob("*/__init__.py"))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
