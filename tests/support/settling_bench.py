"""A yard, a mill and somebody who may settle what the two write of one jar."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from core.actions.record import Signing, record
from core.actions.settle import MarkedFlag, marked_flags
from core.errors import RefusedError
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import HistoryRow, history, subject
from tests.support.replicas import add_signer, admit, fill_jar, found, make_vault, put, send
from tests.support.toy import FILL, INSPECTOR, KEEPER, OPEN, TAKE


@dataclass
class Bench:
    """A yard and a mill that write, and an office with the power to grant that settles."""

    folder: Path
    yard: Vault
    here: Replica
    mill: Vault
    there: Replica
    clerk: Signing
    chief: Signing
    jar: bytes

    def settle(self, flag: MarkedFlag, outcome: str = "explained", by: Signing | None = None) -> bytes:
        draft = flag.draft(outcome, "we looked", (by or self.chief,))
        return record(self.yard, self.here.network_id, [draft]).entries[0]

    def exchange(self) -> None:
        send(self.there, self.here)
        send(self.here, self.there)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """What the yard writes, a clerk signs; the chief signs nothing but answers."""
    with make_vault(tmp_path, "yard") as yard, make_vault(tmp_path, "mill") as mill:
        here = found(yard)
        clerk = add_signer(yard, here.network_id, "clerk", KEEPER)
        chief = add_signer(yard, here.network_id, "chief", INSPECTOR)
        jar = put(yard, here, OPEN, {"label": "plum"}, signings=(clerk,)).subjects[0]
        put(yard, here, FILL, {"grams": 100}, jar, signings=(clerk,))
        there = admit(yard, mill, here.network_id)
        yield Bench(tmp_path, yard, here, mill, there, clerk, chief, jar)


def signed_fill(bench: Bench, grams: int) -> bytes:
    return put(bench.yard, bench.here, FILL, {"grams": grams}, bench.jar, signings=(bench.clerk,)).entries[0]


def conflict(bench: Bench) -> MarkedFlag:
    """Two fills that did not see each other, known on both sides."""
    signed_fill(bench, 10)
    fill_jar(bench.mill, bench.there, bench.jar, 20)
    bench.exchange()
    return only(bench.here, bench.jar)


def overdraw(bench: Bench) -> MarkedFlag:
    """The jar was emptied twice."""
    put(bench.yard, bench.here, TAKE, {"grams": 80}, bench.jar, signings=(bench.clerk,))
    put(bench.mill, bench.there, TAKE, {"grams": 90}, bench.jar)
    bench.exchange()
    fill_jar(bench.mill, bench.there, bench.jar, 1)  # built on both: nothing is concurrent any more
    bench.exchange()
    return only(bench.here, bench.jar)


def second_take(bench: Bench) -> HistoryRow:
    """The take that made it too much, in display order."""
    return [row for row in history(bench.here, bench.jar) if row.entry.content.type == TAKE][-1]


def only(replica: Replica, id: bytes) -> MarkedFlag:
    (flag,) = marked_flags(replica, id)
    return flag


def statuses(replica: Replica, id: bytes) -> list[tuple[str, str]]:
    return [(one.finding.code, one.status.value) for one in subject(replica, id).all_flags]


def refusal(bench: Bench, flag: MarkedFlag, **more) -> set[str]:
    with pytest.raises(RefusedError) as refused:
        bench.settle(flag, **more)
    return {one.code for one in refused.value.facts["findings"]}
