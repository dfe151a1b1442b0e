"""Who may import what, where the clock and chance may be read, and how long a function may be."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FUNCTION_LINES_MAX = 70
SHIPPED = ("core", "sync", "desktop")
BOTTOM = ("core", "sync")
CLOCK_AND_CHANCE = {"time", "random", "secrets", "uuid"}
READS_THE_CLOCK = {"now", "today", "utcnow"}
DRAWS_BYTES = {"urandom", "getrandbits", "token_bytes", "generate"}


def trees(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    for package in packages:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """First names of everything a module imports, inside functions too."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found.add(node.module.split(".")[0])
    return found


def clock_and_chance(tree: ast.Module) -> set[str]:
    """Calls such as datetime.now(), date.today(), os.urandom(), SigningKey.generate()."""
    found = imported(tree) & CLOCK_AND_CHANCE
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            base = node.func.value.id if isinstance(node.func.value, ast.Name) else ""
            if base in ("datetime", "date") and node.func.attr in READS_THE_CLOCK:
                found.add(f"{base}.{node.func.attr}")
            if node.func.attr in DRAWS_BYTES:
                found.add(f"{base}.{node.func.attr}")
    return found


def test_the_contracts_of_the_layers_hold():
    program = Path(sys.executable).with_name("lint-imports")
    if not program.is_file():
        pytest.skip("needs import-linter, which comes with the development dependencies")
    done = subprocess.run([str(program), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_vault_and_the_hub_know_a_database():
    def users(package: str) -> set[str]:
        return {path for path, tree in trees(*SHIPPED) if package in imported(tree)}

    # The floor of the benchmark stands alone on purpose.
    assert users("sqlcipher3") == {"core/vault/database.py", "desktop/bench/floor.py"}
    assert users("sqlite3") == {"sync/hub/database.py"}


def test_core_and_sync_know_time_and_chance_through_ports_only():
    found = {path: names for path, tree in trees(*BOTTOM) if (names := clock_and_chance(tree))}
    assert set(found) == {"core/ports/clock.py", "core/ports/randomness.py"}


@pytest.mark.parametrize(
    "source",
    [
        "import time",
        "def f():\n    from random import choice",
        "from datetime import datetime\ndatetime.now()",
        "date.today()",
        "os.urandom(5)",
        "SigningKey.generate()",
        "import uuid",
    ],
)
def test_the_search_for_time_and_chance_finds_them(source: str):
    assert clock_and_chance(ast.parse(source))


def test_no_socket_thread_or_process_below_the_desktop():
    """core and sync are called; they start nothing and wait for nobody. Only the lines know the network."""
    banned = {"socket", "threading", "subprocess", "multiprocessing", "concurrent"}
    on_lines = {"asyncio", "http", "urllib", "urllib3", "ssl", "requests", "starlette", "uvicorn", "zeroconf", "nats"}
    found = {path: imported(tree) for path, tree in trees(*BOTTOM)}
    assert {path: names & banned for path, names in found.items() if names & banned} == {}
    users = {path for path, names in found.items() if names & on_lines}
    assert {path for path in users if not path.startswith("sync/transports/")} == set()


def test_the_verdict_reads_no_file_and_no_database():
    """Everything that decides whether bytes are accepted is free of IO."""
    pure = ("core/ledger", "core/encoding", "core/identity")
    banned = {"pathlib", "os", "io", "sqlcipher3", "shutil", "tempfile"}
    assert {path: names for path, tree in trees(*pure) if (names := imported(tree) & banned)} == {}


def test_a_function_fits_a_screen():
    long = [
        f"{path}:{node.lineno} {node.name} has {node.end_lineno - node.lineno + 1} lines"
        for path, tree in trees(*SHIPPED)
        for node in ast.walk(tree)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.end_lineno is not None
        and node.end_lineno - node.lineno >= FUNCTION_LINES_MAX
    ]
    assert long == []


def test_signed_bytes_hold_no_float():
    """No float literal, division or float() where bytes to be signed or verdicts are made."""
    places = ("core/ledger", "core/identity", "core/encoding")
    found = [
        f"{path}:{node.lineno}"
        for path, tree in trees(*places)
        for node in ast.walk(tree)
        if (isinstance(node, ast.Constant) and isinstance(node.value, float))
        or (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div))
        or (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "float")
    ]
    assert found == []
