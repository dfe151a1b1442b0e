"""Importing many rows: full blocks, few commits, and each group whole or not at all."""

from pathlib import Path

import pytest

from core.actions import record_many as module
from core.actions.record import Draft
from core.actions.record_many import record_many
from core.errors import RefusedError, VaultError
from core.ports.limits import BLOCK_ENTRIES_MAX
from tests.support.replicas import digest, fill_jar, found, make_vault, open_jar, open_vault
from tests.support.toy import FILL, OPEN

GROUP_BLOCKS = 2
GROUP = GROUP_BLOCKS * BLOCK_ENTRIES_MAX


@pytest.fixture
def vault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "GROUP_BLOCKS", GROUP_BLOCKS)
    with make_vault(tmp_path, "yard") as made:
        yield made


def entries(vault) -> int:
    return int(vault.connection.execute("SELECT COUNT(*) FROM entries").fetchone()[0])


def test_rows_go_into_full_blocks_and_few_commits(vault):
    replica = found(vault)
    jars = [open_jar(vault, replica, f"jar {number}") for number in range(20)]
    before, blocks, commits = entries(vault), replica.store.count(), []
    vault.connection.after_commit = lambda: commits.append(entries(vault) - before)
    told = []
    rows = (Draft(FILL, {"grams": number % 5 + 1}, jars[number % 20]) for number in range(GROUP + 300))
    count = record_many(vault, replica.network_id, rows, lambda group: told.append(len(group)) or True)
    assert count == entries(vault) - before == GROUP + 300
    assert replica.store.count() - blocks == GROUP_BLOCKS + 2
    assert told == [GROUP_BLOCKS, 2]
    assert commits == [GROUP, GROUP + 300]
    view = digest(replica)
    vault.rebuild()
    assert digest(replica) == view


def test_others_record_between_two_groups(vault):
    replica = found(vault)
    jar, other = open_jar(vault, replica), open_jar(vault, replica, "fig")
    before, taken = entries(vault), []

    def turn(work):
        taken.append(fill_jar(vault, replica, other, len(taken) + 1))
        return work()

    rows = (Draft(FILL, {"grams": 1}, jar) for _ in range(2 * GROUP))
    assert record_many(vault, replica.network_id, rows, lambda group: True, turn=turn) == 2 * GROUP
    assert len(taken) == 2
    assert entries(vault) == before + 2 * GROUP + 2
    view = digest(replica)
    vault.rebuild()
    assert digest(replica) == view


def test_a_stop_keeps_whole_groups(vault, tmp_path: Path):
    replica = found(vault)
    jar = open_jar(vault, replica)
    before = entries(vault)
    drawn = []

    def rows():
        for number in range(2 * GROUP):
            drawn.append(number)
            yield Draft(FILL, {"grams": 1}, jar)

    assert record_many(vault, replica.network_id, rows(), lambda group: False) == GROUP
    assert len(drawn) == GROUP
    vault.close()
    with open_vault(tmp_path, "yard") as again:
        assert entries(again) - before == GROUP


def test_a_row_that_cannot_be_recorded_takes_its_group_with_it(vault):
    replica = found(vault)
    jar = open_jar(vault, replica)
    before = entries(vault)
    rows = [Draft(FILL, {"grams": 1}, jar)] * (GROUP + 10) + [Draft(FILL, {"grams": 0}, jar)]
    with pytest.raises(RefusedError):
        record_many(vault, replica.network_id, rows, lambda group: True)
    assert entries(vault) - before == GROUP
    open_jar(vault, replica, "still at work")


def test_blocks_that_are_too_large_are_halved(vault, monkeypatch: pytest.MonkeyPatch):
    replica = found(vault)
    rows = [Draft(OPEN, {"label": f"jar {number}"}) for number in range(100)]
    before = replica.store.count()
    monkeypatch.setattr("core.actions.record.BLOCK_BODY_BYTES_MAX", 15_000)
    assert record_many(vault, replica.network_id, rows, lambda group: True) == 100
    made = [replica.store.block(number).header for number in replica.store.numbers()][before:]
    assert sum(header.leaf_count for header in made) == 100
    assert len(made) > 1
    assert max(header.body_bytes for header in made) <= 15_000


def test_a_group_is_not_begun_on_a_disk_that_is_nearly_full(vault, monkeypatch: pytest.MonkeyPatch):
    replica = found(vault)
    jar = open_jar(vault, replica)
    before = entries(vault)
    monkeypatch.setattr("core.vault.disk.SPARE_BYTES", 2**60)
    with pytest.raises(VaultError) as caught:
        record_many(vault, replica.network_id, [Draft(FILL, {"grams": 1}, jar)], lambda group: True)
    assert caught.value.code == "disk_short"
    assert entries(vault) == before
