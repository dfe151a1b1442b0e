"""Who may settle a flag: nobody what they wrote, and only the role that the workspace names."""

from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from core.actions.record import Signing, record
from core.errors import RefusedError
from core.vault.views import history
from tests.support.replicas import PIN, add_signer, admit, fill_jar, found, make_vault, open_jar, send
from tests.support.settling_bench import Bench, conflict, only, refusal, statuses
from tests.support.toy import INSPECTOR, KEEPER, ToyRegistry, ToyWorkspace


def test_nobody_answers_what_they_wrote(bench: Bench):
    assert refusal(bench, conflict(bench), by=bench.clerk) == {"settled_by_author"}


def test_a_device_does_not_answer_what_nobody_signed_on_it(bench: Bench):
    fill_jar(bench.yard, bench.here, bench.jar, 10)
    fill_jar(bench.mill, bench.there, bench.jar, 20)
    bench.exchange()
    assert refusal(bench, only(bench.here, bench.jar)) == {"settled_by_author"}


def test_leaving_out_ones_own_entries_does_not_help(bench: Bench):
    """The door and the verdict look at what a resolution names; the view at what the flag is about."""
    flag = conflict(bench)
    theirs = tuple(row.entry.id for row in history(bench.here, bench.jar) if not row.own)[-1:]
    assert len(flag.entries) == 2
    bench.settle(replace(flag, entries=theirs), by=bench.clerk)
    assert statuses(bench.here, bench.jar) == [("concurrent_entries", "open")]


def test_who_may_not_grant_settles_nothing(bench: Bench):
    flag = conflict(bench)
    miller = bench.mill.add_person("mill", "miller", PIN)
    with pytest.raises(RefusedError) as refused:
        by = Signing(miller.key, KEEPER, PIN)
        record(bench.mill, bench.there.network_id, [flag.draft("right", "fine", (by,))])
    assert {one.code for one in refused.value.facts["findings"]} >= {"power_missing"}


@dataclass(frozen=True)
class Settled(ToyWorkspace):
    """A workspace that names a role."""

    @property
    def rule_sets(self):
        return {id: replace(one, settlers=frozenset({INSPECTOR})) for id, one in super().rule_sets.items()}

    @property
    def subject_kinds(self):
        return super().subject_kinds


def test_a_workspace_names_who_settles(tmp_path: Path):
    registry = ToyRegistry((Settled(),))
    with make_vault(tmp_path, "yard", registry) as yard, make_vault(tmp_path, "mill", registry) as mill:
        here = found(yard, ())
        keeper, inspector = (add_signer(yard, here.network_id, role, role) for role in (KEEPER, INSPECTOR))
        there = admit(yard, mill, here.network_id)
        jar, _ = open_jar(mill, there), open_jar(mill, there)
        send(there, here)
        flag = only(here, jar)
        with pytest.raises(RefusedError) as refused:
            record(yard, here.network_id, [flag.draft("right", "fine", (keeper,))])
        assert [one.code for one in refused.value.facts["findings"]] == ["role_missing"]
        record(yard, here.network_id, [flag.draft("right", "fine", (inspector,))])
        assert statuses(here, jar) == [("duplicate_claim", "settled")]
