"""Would the tests notice? One line of verify, fork, effect, shares and ingest is made wrong at a time, in a copy."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COPIED = ("core", "sync", "desktop", "tests", "resources", "pyproject.toml")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "gui", "e2e", "golden", "images")


@dataclass(frozen=True)
class Mutation:
    """In a file, a piece of text that stands there once becomes another; these tests must fail then."""

    name: str
    file: str
    before: str
    after: str
    tests: tuple[str, ...]


CUTS = ("tests/unit/core/vault/test_cuts.py",)
FORKS = ("tests/unit/core/vault/test_forks.py",)
SHARES = ("tests/unit/core/vault/test_shares.py",)
GATE = ("tests/unit/core/vault/test_ingest_refusals.py", "tests/unit/core/vault/test_ingest_governance.py")
VERDICTS = ("tests/unit/core/vault/test_ingest_verdicts.py", "tests/unit/core/actions/test_record.py")

MUTATIONS = (
    Mutation(
        "signatures are not checked",
        "core/vault/ingest.py",
        "if not signature_is_valid(block):",
        "if False and not signature_is_valid(block):",
        GATE,
    ),
    Mutation(
        "the depth is believed",
        "core/ledger/place.py",
        "if header.depth != (1 + max(before) if before else 0):",
        "if header.depth < 0:",
        GATE,
    ),
    Mutation(
        "no grant is asked for",
        "core/vault/ingest.py",
        "and not is_admitted(self._replica.connection, store, block.header.device, neighbours)",
        "and False",
        GATE,
    ),
    Mutation(
        "forged signatures of persons count",
        "core/vault/reading.py",
        "if cosignature_is_valid(one, content.network, id)",
        "if one",
        VERDICTS,
    ),
    Mutation(
        "roles are not asked for", "core/ledger/judge.py", "    if not entry_type.roles:", "    if True:", VERDICTS
    ),
    Mutation(
        "a cut's line lies one block further",
        "core/ledger/reckoning.py",
        "return named is not None and at.seq <= chain_upto(self._chart, named).get(at.line, -1)",
        "return named is not None and at.seq <= chain_upto(self._chart, named).get(at.line, -1) + 1",
        CUTS,
    ),
    Mutation(
        "a cut of a person takes nothing",
        "core/ledger/reckoning.py",
        "return not (is_past(self._chart, at, line.at) and at != line.at)",
        "return False",
        CUTS,
    ),
    Mutation(
        "grants without effect go on giving",
        "core/ledger/reckoning.py",
        "self._backed[place] = self.standing(one.at) is Standing.COUNTS and self._is_backed(one)",
        "self._backed[place] = True",
        CUTS,
    ),
    Mutation(
        "frozen authorisations count",
        "core/ledger/effect.py",
        "return Effect.FROZEN if imposed is Imposed.FROZEN else Effect.VOID",
        "return Effect.COUNTS if imposed is Imposed.FROZEN else Effect.VOID",
        FORKS,
    ),
    Mutation(
        "a witness that saw both branches at once speaks for both",
        "core/ledger/reckoning.py",
        "return first is not None and (second is None or first < second)",
        "return first is not None and (second is None or first <= second)",
        FORKS,
    ),
    Mutation(
        "one witness is enough",
        "core/ledger/governance/quorum.py",
        "return count // 2 + 1",
        "return 1",
        FORKS,
    ),
    Mutation(
        "one won more may be spent",
        "core/ledger/shares.py",
        "return () if move.amount <= rest else",
        "return () if move.amount <= rest + 1 else",
        SHARES,
    ),
    Mutation(
        "what is taken back does not come back",
        "core/ledger/shares.py",
        "(account.rest if account.closed else 0)",
        "0",
        SHARES,
    ),
    Mutation(
        "an author may forget its own spends",
        "core/vault/judging.py",
        "return found is not None and effect_of(found[0], self.weighing.weigh_by(reckoning, *found)) is Effect.COUNTS",
        "return found is not None and id in seen_before._entry.content.after",
        SHARES,
    ),
)


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mutated")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=LEFT_OUT)
        else:
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_one_wrong_line_is_noticed(copy: Path, mutation: Mutation):
    file = copy / mutation.file
    text = file.read_text(encoding="utf-8")
    assert text.count(mutation.before) == 1
    try:
        file.write_text(text.replace(mutation.before, mutation.after), encoding="utf-8")
        command = [sys.executable, "-B", "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *mutation.tests]
        done = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
    finally:
        file.write_text(text, encoding="utf-8")
    assert done.returncode == 1, f"nothing noticed that {mutation.name}\n{done.stdout[-2000:]}"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_the_line_is_still_there(mutation: Mutation):
    """So that a change of the code does not leave a mutation behind."""
    assert (ROOT / mutation.file).read_text(encoding="utf-8").count(mutation.before) == 1
