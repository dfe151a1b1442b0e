"""Settled flags: what they look like, and what opens one again."""

import pytest

from core.actions.cosign_entry import contest_entry
from core.actions.erase import erase
from core.actions.join import grant, join_request, read_request
from core.actions.record import Draft, record
from core.actions.settle import marked_flags
from core.actions.shut_out import cut_device, last_blocks
from core.encoding import cbor
from core.errors import RefusedError
from core.ledger import rules
from core.ledger.governance.grant import DEVICE, grant_body
from core.ledger.governance.grant import TYPE as GRANT
from core.ledger.settling import RESOLVE, SETTLING_POWER
from core.ledger.shared import AMEND, VOID
from core.vault.inbox import count_flags, list_flags
from core.vault.replica import Replica
from core.vault.subjects import NETWORK_SUBJECT
from core.vault.vault import Vault
from core.vault.views import history, network_view, subject
from tests.support.replicas import (
    add_signer,
    admit,
    digest,
    empty_copy,
    fill_jar,
    make_vault,
    open_jar,
    open_vault,
    put,
    send,
    verdict,
)
from tests.support.settling_bench import Bench, conflict, only, overdraw, refusal, second_take, signed_fill, statuses
from tests.support.shelf import Shelf
from tests.support.toy import FILL, INSPECTOR, KEEPER, NOTE, OPEN, TAKE

# -- what a settled flag looks like ---------------------------------------------------------------------------------


def test_a_settled_conflict_stays_and_is_counted_no_more(bench: Bench):
    answer = bench.settle(conflict(bench), "right")
    (shown,) = subject(bench.here, bench.jar).all_flags
    assert (shown.status, shown.answers) == ("settled", ((answer, "right"),))
    assert subject(bench.here, bench.jar).flags == ()
    assert count_flags(bench.here, conflicts=True) == 0
    assert list_flags(bench.here, conflicts=True) == []
    (kept,) = list_flags(bench.here, conflicts=True, settled=True)
    assert (kept.subject, kept.answered.answers) == (bench.jar, ((answer, "right"),))


def test_both_replicas_and_a_rebuild_show_the_same(bench: Bench):
    bench.settle(conflict(bench))
    before = digest(bench.here)
    bench.exchange()
    assert digest(bench.there) == digest(bench.here) == before
    bench.yard.rebuild()
    assert digest(bench.here) == before
    assert statuses(bench.here, bench.jar) == [("concurrent_entries", "settled")]


def test_settling_changes_the_digest(bench: Bench):
    """Beside the entry itself, so that two programs which settle otherwise do not look equal."""
    bench.settle(conflict(bench))
    before = digest(bench.here)
    bench.here.connection.execute("BEGIN")
    bench.here.connection.execute("UPDATE flags SET status = 'open', answers = '[]'")
    assert digest(bench.here) != before
    bench.here.connection.execute("ROLLBACK")


def test_a_flag_of_the_state_is_about_what_raised_and_changed_it(bench: Bench):
    flag = overdraw(bench)
    last = history(bench.here, bench.jar)[-1].entry.id
    assert set(flag.entries) == {second_take(bench).entry.id, last}
    bench.settle(flag, "error")
    assert statuses(bench.here, bench.jar) == [("jar_overdrawn", "settled")]


# -- what opens it again --------------------------------------------------------------------------------------------


def test_a_further_entry_joins_the_conflict_and_opens_it_again(bench: Bench):
    flag = conflict(bench)
    with make_vault(bench.folder, "barn") as barn:
        third = admit(bench.yard, barn, bench.here.network_id)
    with open_vault(bench.folder, "barn") as barn:
        third = barn.replica(bench.here.network_id)
        signed_fill(bench, 1)
        fill_jar(barn, third, bench.jar, 2)
        send(third, bench.here)
        bench.settle(only(bench.here, bench.jar), "right")
        assert statuses(bench.here, bench.jar) == [("concurrent_entries", "settled")]
        fill_jar(barn, third, bench.jar, 3)  # the barn has not heard of the answer
        send(third, bench.here)
    assert flag.mark != only(bench.here, bench.jar).mark
    assert count_flags(bench.here, conflicts=True) == 1
    assert subject(bench.here, bench.jar).flags[0].code == "concurrent_entries"


def test_what_was_built_on_both_sides_leaves_nothing_to_settle(bench: Bench):
    bench.settle(conflict(bench))
    signed_fill(bench, 1)
    assert statuses(bench.here, bench.jar) == []


def test_a_take_that_comes_late_opens_a_flag_of_the_state_again(bench: Bench):
    with make_vault(bench.folder, "barn") as barn:
        third = admit(bench.yard, barn, bench.here.network_id)
        put(barn, third, TAKE, {"grams": 50}, bench.jar)
        bench.settle(overdraw(bench))
        assert subject(bench.here, bench.jar).flags == ()
        send(third, bench.here)
    assert "jar_overdrawn" in {one.code for one in subject(bench.here, bench.jar).flags}
    before = digest(bench.here)
    bench.yard.rebuild()
    assert digest(bench.here) == before


def test_an_amendment_of_what_was_answered_opens_it_again(bench: Bench):
    """Even one that says the same once more: somebody touched what was looked at."""
    bench.settle(overdraw(bench))
    bench.exchange()
    second = second_take(bench).entry
    body = {"target": second.id, "reason": "slip", "body": cbor.encode(dict(second.content.body))}
    put(bench.mill, bench.there, AMEND, body, bench.jar, refs=(second.id,))
    bench.exchange()
    assert statuses(bench.here, bench.jar) == [("jar_overdrawn", "reopened")]


def test_a_withdrawn_answer_is_none(bench: Bench):
    answer = bench.settle(conflict(bench))
    put(bench.yard, bench.here, VOID, {"target": answer, "reason": "rash"}, bench.jar, refs=(answer,))
    assert statuses(bench.here, bench.jar) == [("concurrent_entries", "open")]
    bench.yard.rebuild()
    assert statuses(bench.here, bench.jar) == [("concurrent_entries", "open")]


def test_an_answer_is_not_amended(bench: Bench):
    answer = bench.settle(conflict(bench))
    body = {"target": answer, "reason": "slip", "body": cbor.encode({"outcome": "error"})}
    with pytest.raises(RefusedError) as refused:
        put(bench.yard, bench.here, AMEND, body, bench.jar, refs=(answer,))
    assert "target_not_amendable" in {one.code for one in refused.value.facts["findings"]}


def test_answers_that_differ_settle_nothing_and_are_both_shown(bench: Bench):
    flag = conflict(bench)
    one, other = bench.settle(flag, "right"), bench.settle(flag, "error")
    (shown,) = subject(bench.here, bench.jar).all_flags
    assert shown.status == "differs"
    assert set(shown.answers) == {(one, "right"), (other, "error")}
    assert count_flags(bench.here, conflicts=True) == 1
    put(bench.yard, bench.here, VOID, {"target": one, "reason": "rash"}, bench.jar, refs=(one,))
    assert statuses(bench.here, bench.jar) == [("concurrent_entries", "settled")]


# -- duplicates, contests, forks, cuts ------------------------------------------------------------------------------


def twin(bench: Bench) -> bytes:
    return open_jar(bench.mill, bench.there, "plum")


def test_a_duplicate_is_settled_once_for_all_who_share_it_until_another_joins(bench: Bench):
    other = twin(bench)
    bench.exchange()
    bench.settle(only(bench.here, bench.jar), "right")
    assert statuses(bench.here, bench.jar) == statuses(bench.here, other) == [("duplicate_claim", "settled")]
    bench.exchange()
    third = twin(bench)
    bench.exchange()
    assert statuses(bench.here, bench.jar) == [("duplicate_claim", "reopened")]
    assert statuses(bench.here, other) == statuses(bench.here, third) == [("duplicate_claim", "reopened")]
    assert digest(bench.here) == digest(bench.there)
    before = digest(bench.here)
    bench.yard.rebuild()
    assert digest(bench.here) == before


def test_an_objection_to_a_signature_is_settled_by_somebody_else(bench: Bench):
    note = put(bench.yard, bench.here, NOTE, {"topic": "jam"}, bench.jar, signings=(bench.clerk,)).entries[0]
    contest_entry(bench.yard, bench.here.network_id, note, bench.clerk, "not me")
    flag = only(bench.here, bench.jar)
    assert note in flag.entries and len(flag.entries) == 2
    assert refusal(bench, flag, by=bench.clerk) == {"settled_by_author"}
    bench.settle(flag, "misuse")
    assert statuses(bench.here, bench.jar) == [("cosignature_contested", "settled")]


def test_a_fork_is_settled_on_the_network_and_opens_when_both_branches_go_on(shelf: Shelf):
    pen, common = shelf.hand, shelf.opening()
    fills = [pen.content(FILL, {"grams": grams}, shelf.jar, after=(shelf.filled,)) for grams in (10, 20)]
    copies = [pen.block([pen.encrypted(one)], previous=common) for one in fills]
    assert not shelf.take(common, *copies).rejected
    flag = next(one for one in marked_flags(shelf.replica, NETWORK_SUBJECT) if one.view.finding.code == "fork")
    chief = add_signer(shelf.vault, shelf.replica.network_id, "chief", INSPECTOR)
    record(shelf.vault, shelf.replica.network_id, [flag.draft("explained", "an old backup", (chief,))])
    assert statuses(shelf.replica, NETWORK_SUBJECT) == [("fork", "settled")]
    assert network_view(shelf.replica).flags == ()
    further = pen.content(FILL, {"grams": 1}, shelf.jar, after=(shelf.filled,))
    shelf.take(pen.block([pen.encrypted(further)], previous=copies[0]))
    assert statuses(shelf.replica, NETWORK_SUBJECT) == [("fork", "settled")], "one branch alone may go on"
    further = pen.content(FILL, {"grams": 2}, shelf.jar, after=(shelf.filled,))
    shelf.take(pen.block([pen.encrypted(further)], previous=copies[1]))
    assert statuses(shelf.replica, NETWORK_SUBJECT) == [("fork", "open")]
    before = digest(shelf.replica)
    shelf.vault.rebuild()
    assert digest(shelf.replica) == before


def test_an_answer_beyond_a_cut_is_none(bench: Bench):
    """The office may grant, settles from its own laptop, and is shut out from before that."""
    flag = conflict(bench)
    with make_vault(bench.folder, "office") as office:
        at_office = admit(bench.yard, office, bench.here.network_id, (INSPECTOR,))
        give_power(bench, office.device.public)
        send(bench.here, at_office)
        put(office, at_office, OPEN, {"label": "pear"})
        send(at_office, bench.here)
        line = last_blocks(bench.here, office.device.public)
        record(office, bench.here.network_id, [flag.draft("right", "from afar")])
        send(at_office, bench.here)
        assert statuses(bench.here, bench.jar) == [("concurrent_entries", "settled")]
        cut_device(bench.yard, bench.here.network_id, office.device.public, "misuse", upto=line)
        assert statuses(bench.here, bench.jar) == [("concurrent_entries", "open")]
    before = digest(bench.here)
    bench.yard.rebuild()
    assert digest(bench.here) == before


def give_power(bench: Bench, device: bytes) -> None:
    body = grant_body(device, DEVICE, "office", "desk 1", [INSPECTOR], [SETTLING_POWER])
    record(bench.yard, bench.here.network_id, [Draft(GRANT, body)])


def test_an_older_program_keeps_the_answer_and_shows_it_as_newer(bench: Bench, monkeypatch: pytest.MonkeyPatch):
    answer = bench.settle(conflict(bench))
    older = {key: one for key, one in rules.SHARED_TYPES.items() if key[0] != RESOLVE}
    with make_vault(bench.folder, "old") as old:
        there = admit_only(bench, old)
        with monkeypatch.context() as patch:
            patch.setattr(rules, "SHARED_TYPES", older)
            send(bench.here, there)
            assert verdict(there, answer) == "newer"
    with open_vault(bench.folder, "old") as newer:
        newer.rebuild()
        replica = newer.replica(bench.here.network_id)
        assert verdict(replica, answer) == "accepted"
        assert digest(replica) == digest(bench.here)


def admit_only(bench: Bench, newcomer: Vault) -> Replica:
    """Granted, and holding nothing yet."""
    grant(bench.yard, bench.here.network_id, read_request(join_request(newcomer, "old", "desk 1", (KEEPER,), {})))
    return empty_copy(newcomer, bench.here.network_id)


def test_erasing_the_text_of_an_answer_leaves_the_flag_settled(bench: Bench):
    answer = bench.settle(conflict(bench))
    erase(bench.yard, bench.here.network_id, answer, "consent_withdrawn", whole=True, signings=())
    (row,) = [row for row in history(bench.here, bench.jar) if row.entry.id == answer]
    assert row.entry.content.body["text"] != "we looked"
    assert statuses(bench.here, bench.jar) == [("concurrent_entries", "settled")]
