"""Equal sets of blocks show equal views, whatever the order, the repetition and the pieces they came in."""

import json
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from core.vault.ingest import ingest
from core.vault.vault import Vault
from tests.support.cheap_argon2 import cheaply
from tests.support.history import OBSERVER, History
from tests.support.replicas import digest, make_vault, tamper

BLOCKS = 500
QUICK, LONG = 8, 50


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[History]:
    with cheaply():
        made = History(tmp_path_factory.mktemp("history"), seed=3, blocks=BLOCKS)
    yield made
    for vault in made.vaults:
        vault.close()


def take_in_anyhow(vault: Vault, history: History, random: Random) -> None:
    """Any order, in batches of any size, with repeats; what a replica turns away is offered again later."""
    replica = vault.add_network(history.network)
    lacking = list(history.wires)
    while lacking:
        random.shuffle(lacking)
        place = 0
        while place < len(lacking):
            size = random.choice((1, 2, 7, 40, 150))
            again = random.sample(history.wires, random.randint(0, 3))
            ingest(replica, [*lacking[place : place + size], *again])
            place += size
        lacking = [wire for wire in history.wires if replica.store.placed(history.ids[wire]) is None]


def take_in_closed(vault: Vault, history: History, random: Random) -> None:
    """Some other causal order, so that every piece is closed under the past."""
    replica = vault.add_network(history.network)
    order = history.another_order(random)
    place = 0
    while place < len(order):
        size = random.choice((1, 3, 30, 200))
        report = ingest(replica, order[place : place + size])
        assert not report.rejected
        assert not report.waiting
        place += size


def orders() -> list:
    return [pytest.param(number, marks=[pytest.mark.long] * (number >= QUICK)) for number in range(LONG)]


@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", orders())
def test_the_same_blocks_in_any_order_give_one_digest(history: History, tmp_path: Path, number: int):
    random = Random(number)
    with make_vault(tmp_path, OBSERVER) as vault:
        (take_in_closed if number % 3 == 2 else take_in_anyhow)(vault, history, random)
        replica = vault.replica(history.network)
        assert replica.store.count() == len(history.wires)
        assert replica.connection.execute("SELECT COUNT(*) FROM parked").fetchone() == (0,)
        assert digest(replica) == digest(history.main), difference(replica.connection, history.main.connection)


def test_the_history_holds_what_it_is_for(history: History):
    """The simulation is worth nothing if the hostile pen never writes."""
    connection = history.main.connection
    verdicts = {row[0] for row in connection.execute("SELECT DISTINCT verdict FROM entries")}
    assert verdicts == {"accepted", "refused", "malformed", "newer"}
    found = {row[0] for row in connection.execute("SELECT DISTINCT effect FROM entries")}
    assert found >= {"counts", "void", "none"}
    codes = {row[0] for row in connection.execute("SELECT DISTINCT code FROM flags")}
    assert codes >= {"fork", "duplicate_claim", "concurrent_entries", "jar_overdrawn"}
    findings = {
        finding[0] for (text,) in connection.execute("SELECT findings FROM entries") for finding in json.loads(text)
    }
    assert findings >= {
        "head_left_out",
        "outside_past",
        "subject_misplaced",
        "role_missing",
        "signatures_missing",
        "evidence_missing",
        "jar_too_empty",
        "field_kind",
        "power_missing",
        "amended_by_another",
    }
    assert {row[0] for row in connection.execute("SELECT DISTINCT reason FROM unread")} >= {"locked", "misplaced"}
    accepted_releases = connection.execute(
        "SELECT COUNT(*) FROM entries JOIN types USING (type) WHERE name = 'toy.jar.release' AND verdict = 'accepted'"
    ).fetchone()[0]
    assert accepted_releases > 0


def test_rebuild_gives_the_same_digest(history: History, tmp_path: Path):
    with make_vault(tmp_path, OBSERVER) as vault:
        take_in_anyhow(vault, history, Random(99))
        replica = vault.replica(history.network)
        before = digest(replica)
        for name in ("entries", "subjects", "flags", "claims", "named", "reach", "lines", "epochs", "unread"):
            tamper(replica, f"DELETE FROM {name}")
        assert digest(replica) != before
        vault.rebuild()
        assert digest(replica) == before


CHANGES = {
    "a verdict": "UPDATE entries SET verdict = 'refused' WHERE id = (SELECT id FROM entries WHERE verdict = 'accepted'"
    " ORDER BY id LIMIT 1)",
    "an effect": "UPDATE entries SET effect = 'void' WHERE id = (SELECT id FROM entries WHERE effect = 'counts'"
    " ORDER BY id LIMIT 1)",
    "a reason": "UPDATE entries SET findings = '[]' WHERE id = (SELECT id FROM entries WHERE findings != '[]'"
    " ORDER BY id LIMIT 1)",
    "an entry": "DELETE FROM entries WHERE id = (SELECT MAX(id) FROM entries)",
    "an entry's subject": "UPDATE entries SET subject = (SELECT MAX(subject) FROM subjects)"
    " WHERE id = (SELECT id FROM entries WHERE subject != (SELECT MAX(subject) FROM subjects) LIMIT 1)",
    "a state": "UPDATE subjects SET state = json_set(state, '$.grams', 1234567)"
    " WHERE subject = (SELECT MAX(subject) FROM subjects WHERE kind = 'jar')",
    "a kind": "UPDATE subjects SET kind = 'pot' WHERE subject = (SELECT MAX(subject) FROM subjects WHERE kind = 'jar')",
    "a subject": "DELETE FROM subjects WHERE subject = (SELECT MAX(subject) FROM subjects)",
    "a flag taken": "DELETE FROM flags WHERE rowid = (SELECT MAX(rowid) FROM flags)",
    "a flag's code": "UPDATE flags SET code = 'fine' WHERE rowid = (SELECT MAX(rowid) FROM flags)",
    "a flag's facts": "UPDATE flags SET facts = '{\"x\":1}' WHERE rowid = (SELECT MAX(rowid) FROM flags)",
    "a flag's severity": "UPDATE flags SET severity = 'refuse' WHERE rowid = (SELECT MAX(rowid) FROM flags)",
    "a flag given": "INSERT INTO flags (subject, code, field, severity, facts)"
    " VALUES ((SELECT MAX(subject) FROM subjects), 'x', '', 'warn', '{}')",
    "what became of a flag": "UPDATE flags SET status = 'settled', answers = '[]'"
    " WHERE rowid = (SELECT MAX(rowid) FROM flags)",
}


@pytest.mark.parametrize("change", CHANGES)
def test_changing_one_row_verdict_or_flag_changes_the_digest(history: History, change: str):
    replica = history.main
    before = digest(replica)
    replica.connection.execute("BEGIN")
    try:
        assert replica.connection.execute(CHANGES[change]).rowcount == 1
        assert digest(replica) != before
    finally:
        replica.connection.execute("ROLLBACK")
    assert digest(replica) == before


def difference(mine, theirs) -> list:
    """Which entries, states and flags differ: what a failure has to show."""
    found = []
    for query in (
        "SELECT hex(e.id), t.name, verdict, effect, findings FROM entries e JOIN types t USING (type) ORDER BY e.id",
        "SELECT hex(id), kind, json(state) FROM subjects ORDER BY id",
        "SELECT hex(s.id), code, facts FROM flags JOIN subjects s USING (subject) ORDER BY 1, 2, 3",
    ):
        rows = [set(map(tuple, connection.execute(query))) for connection in (mine, theirs)]
        found += sorted(map(repr, rows[0] ^ rows[1]))
    return found[:12]
