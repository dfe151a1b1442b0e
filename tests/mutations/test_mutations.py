"""Would the tests notice? One line of verify, fork, effect, shares and ingest is made wrong at a time, in a copy."""

from pathlib import Path

import pytest

from tests.support.mutations import ROOT, Mutation, copy, noticed_by, occurrences

__all__ = ["copy"]

CUTS = ("tests/unit/core/vault/test_cuts.py",)
FORKS = ("tests/unit/core/vault/test_forks.py",)
SHARES = ("tests/unit/core/vault/test_shares.py",)
GATE = ("tests/unit/core/vault/test_ingest_refusals.py", "tests/unit/core/vault/test_ingest_governance.py")
VERDICTS = ("tests/unit/core/vault/test_ingest_verdicts.py", "tests/unit/core/actions/test_record.py")

MUTATIONS = (
    Mutation(
        "signatures are not checked",
        "core/vault/incoming.py",
        "isinstance(one, Block) and not holds",
        "False",
        GATE,
    ),
    Mutation(
        "nobody waits for the signatures",
        "core/vault/ingest.py",
        "if incoming.forged > forged:",
        "if False:",
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
        "core/vault/opening.py",
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
        "return effect_of(found[0], self.weighing.weigh_by(reckoning, *found)) is Effect.COUNTS",
        "return id in seen_before._entry.content.after",
        SHARES,
    ),
)


@pytest.mark.long
@pytest.mark.timeout(900)
@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_one_wrong_line_is_noticed(copy: Path, mutation: Mutation):
    done = noticed_by(copy, mutation, "pytest", "-x", "-q", "-p", "no:cacheprovider", *mutation.tests)
    assert done.returncode == 1, f"nothing noticed that {mutation.name}\n{done.stdout[-2000:]}"


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_the_line_is_still_there(mutation: Mutation):
    assert occurrences(ROOT, mutation) == 1
