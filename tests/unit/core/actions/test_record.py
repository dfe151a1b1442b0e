"""Recording: what the door lets through, what it stops, and that nothing is stored when it stops."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.actions import record as recording
from core.actions.record import Draft, Signing, check, record
from core.encoding import cbor
from core.errors import InputError, JangbuError, RefusedError
from core.ledger.content import Attachment
from core.ledger.shared import AMEND, OBSERVE, VOID
from core.ports.clock import Instant
from core.vault import author
from core.vault.ingest import ingest
from core.vault.views import history, subject
from tests.support.fixed_clock import SUNDAY
from tests.support.hand import admitted_hand
from tests.support.replicas import (
    PIN,
    add_signer,
    admit,
    blocks_of,
    fill_jar,
    findings,
    make_vault,
    open_jar,
    put,
    release_jar,
    send,
    state,
    tables,
    verdict,
)
from tests.support.shelf import Shelf
from tests.support.toy import FILL, INSPECTOR, KEEPER, OPEN, RELEASE, SEAL, TAKE

DAY = 24 * 60 * 60


@pytest.fixture
def nothing_stored(shelf: Shelf) -> Iterator[None]:
    """Whatever the test tries, the vault ends as it began."""
    before = tables(shelf.replica)
    yield
    assert tables(shelf.replica) == before
    fill_jar(shelf.vault, shelf.replica, shelf.jar)


def refused(shelf: Shelf, draft: Draft) -> JangbuError:
    with pytest.raises(JangbuError) as caught:
        record(shelf.vault, shelf.replica.network_id, [draft])
    return caught.value


def codes(error: JangbuError) -> list[str]:
    return [finding.code for finding in error.facts["findings"]]


def test_what_is_recorded_is_there_with_its_warnings(shelf: Shelf):
    recorded = put(shelf.vault, shelf.replica, FILL, {"grams": 900}, shelf.jar)
    assert recorded.subjects == (shelf.jar,)
    assert [finding.code for finding in recorded.findings[0]] == ["fill_large"]
    assert recorded.findings[0][0].facts == {"limit": 800}
    assert recorded.block == blocks_of(shelf.replica)[-1][0]
    last = history(shelf.replica, shelf.jar)[-1]
    assert (last.entry.id, last.own, last.entry.content.occurred_at) == (recorded.entries[0], True, SUNDAY)
    assert last.entry.content.after == (shelf.filled,)


def test_a_dated_parameter_is_that_of_the_day_it_happened(shelf: Shelf):
    late_2025 = Instant(SUNDAY.seconds - 330 * DAY, 540)
    recorded = put(shelf.vault, shelf.replica, FILL, {"grams": 501}, shelf.jar, occurred_at=late_2025)
    assert recorded.findings[0][0].facts == {"limit": 500}


@pytest.mark.usefixtures("nothing_stored")
def test_a_day_without_a_parameter_stops_and_asks(shelf: Shelf):
    old = Instant(SUNDAY.seconds - 8 * 365 * DAY, 540)
    error = refused(shelf, Draft(FILL, {"grams": 1}, shelf.jar, occurred_at=old))
    assert error.facts["findings"][0].code == "parameter_missing"
    assert error.facts["findings"][0].facts == {"name": "fill_limit_g", "day": "2018-11-24"}


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize(
    ("type_name", "body", "code"),
    [
        (TAKE, {"grams": 101}, "jar_too_empty"),
        (FILL, {"grams": 0}, "field_range"),
        (FILL, {"grams": 1.5}, "field_kind"),
        (FILL, {}, "field_missing"),
        (OPEN, {"label": "x" * 41}, "text_long"),
        (OPEN, {"label": "plum"}, "subject_exists"),
        (OPEN, {"label": "fig", "picked_on": "2026-11-23"}, "day_in_future"),
    ],
)
def test_the_door_stops_what_the_gate_would_only_flag(shelf: Shelf, type_name: str, body: dict, code: str):
    draft = Draft(type_name, body, shelf.jar)
    error = refused(shelf, draft)
    assert (type(error), error.code) == (RefusedError, "not_recordable")
    assert code in codes(error)
    assert code in [finding.code for finding in check(shelf.vault, shelf.replica.network_id, draft)]


def test_the_day_itself_and_days_that_may_lie_ahead_pass(shelf: Shelf):
    body = {"label": "fig", "picked_on": "2026-11-22", "best_before": "2027-11-22"}
    assert put(shelf.vault, shelf.replica, OPEN, body).findings == ((),)


@pytest.mark.usefixtures("nothing_stored")
def test_what_happens_tomorrow_is_not_recorded_today(shelf: Shelf):
    tomorrow = Instant(SUNDAY.seconds + DAY, 540)
    error = refused(shelf, Draft(FILL, {"grams": 1}, shelf.jar, occurred_at=tomorrow))
    assert codes(error) == ["occurred_in_future"]


PAPER = Attachment(bytes(32), 1, "text/plain", bytes(32))
FILM = Attachment(bytes(32), 256 * 1024 * 1024, "video/mp4", bytes(32))


@pytest.mark.usefixtures("nothing_stored")
@pytest.mark.parametrize(
    ("draft", "code", "field"),
    [
        (Draft("toy.jar.polish", {}), "type_unknown", "type"),
        (Draft("no-type", {}), "type_unknown", "type"),
        (Draft(FILL, {"grams": 1}), "subject_missing", "subject"),
        (Draft(OPEN, {"label": "fig", "weight": 1.5}), "entry_unsignable", "body"),
        (Draft(OPEN, {"label": "fig", "weight": 2**64}), "entry_unsignable", "body"),
        (Draft(OPEN, {"label": "fig"}, refs=tuple(bytes([n] * 32) for n in range(65))), "entry_unsignable", "refs"),
        (Draft(OPEN, {"label": "fig"}, refs=(b"short",)), "entry_unsignable", "refs"),
        (Draft(OPEN, {"label": "fig"}, b"short"), "entry_unsignable", "subject"),
        (Draft(OPEN, {"label": "fig"}, occurred_at=Instant(2**50, 540)), "entry_unsignable", "occurred_at"),
        (
            Draft(OPEN, {"label": "fig"}, attachments=(Attachment(bytes(32), -1, "text/csv", bytes(32)),)),
            "entry_unsignable",
            "attachments",
        ),
        (Draft(OPEN, {"label": "fig"}, attachments=(PAPER,) * 17), "attachments_many", "attach"),
        (Draft(OPEN, {"label": "fig"}, attachments=(FILM,) * 3), "attachments_large", "attach"),
        (Draft(OPEN, {"label": "fig", "note": "x" * 65_536}), "entry_large", None),
        (Draft(OBSERVE, {"note": "x" * 65_536}), "entry_large", None),
    ],
)
def test_what_cannot_be_signed_is_told_by_field(shelf: Shelf, draft: Draft, code: str, field: str | None):
    error = refused(shelf, draft)
    assert (type(error), error.code, error.facts.get("field")) == (InputError, code, field)


@pytest.mark.usefixtures("nothing_stored")
def test_a_block_that_would_be_too_large_is_told(shelf: Shelf):
    drafts = [Draft(OPEN, {"label": "fig", "note": "x" * 60_000}) for _ in range(20)]
    with pytest.raises(InputError) as caught:
        record(shelf.vault, shelf.replica.network_id, drafts)
    assert caught.value.code == "entry_large"


@pytest.mark.usefixtures("nothing_stored")
def test_one_bad_entry_of_several_stores_none(shelf: Shelf):
    drafts = [Draft(FILL, {"grams": 1}, shelf.jar), Draft(TAKE, {"grams": 101}, shelf.jar)]
    with pytest.raises(RefusedError):
        record(shelf.vault, shelf.replica.network_id, drafts)


def test_entries_of_one_block_follow_one_another(shelf: Shelf):
    drafts = [Draft(FILL, {"grams": grams}, shelf.jar) for grams in (1, 2, 3)]
    recorded = record(shelf.vault, shelf.replica.network_id, drafts)
    after = [row.entry.content.after for row in history(shelf.replica, shelf.jar)[-3:]]
    assert after == [(shelf.filled,), recorded.entries[:1], recorded.entries[1:2]]
    assert all(findings(shelf.replica, id) == "[]" for id in recorded.entries)
    assert not subject(shelf.replica, shelf.jar).flags


def test_as_many_entries_as_a_block_holds(shelf: Shelf):
    drafts = [Draft(OPEN, {"label": f"jar {number}"}) for number in range(256)]
    recorded = record(shelf.vault, shelf.replica.network_id, drafts)
    assert len(set(recorded.subjects)) == 256


@pytest.mark.usefixtures("nothing_stored")
def test_a_reference_to_nothing_is_refused(shelf: Shelf):
    error = refused(shelf, Draft(FILL, {"grams": 1}, shelf.jar, refs=(bytes(32),)))
    assert codes(error) == ["outside_past"]


@pytest.mark.usefixtures("nothing_stored")
def test_a_subject_that_is_not_there_is_refused(shelf: Shelf):
    assert "subject_unknown" in codes(refused(shelf, Draft(FILL, {"grams": 1}, bytes(16))))


# -- persons -----------------------------------------------------------------------------------------------------------


def test_a_wrong_pin_and_an_unknown_person_store_no_entry(shelf: Shelf):
    keeper = add_signer(shelf.vault, shelf.replica.network_id, "keeper 1", KEEPER)
    before = tables(shelf.replica)
    for signing, code in (
        (Signing(keeper.person, KEEPER, "135790"), "wrong_pin"),
        (Signing(bytes(32), KEEPER, PIN), "person_unknown"),
    ):
        error = refused(shelf, Draft(SEAL, {}, shelf.jar, signings=(signing,)))
        assert (type(error), error.code) == (RefusedError, code)
    after = tables(shelf.replica)
    del after["settings"], before["settings"]  # where the wrong try is counted
    assert after == before
    assert PIN not in repr(keeper)


def test_the_acting_person_is_the_one_whose_role_fits(shelf: Shelf):
    network = shelf.replica.network_id
    keeper, inspector = (add_signer(shelf.vault, network, role, role) for role in (KEEPER, INSPECTOR))
    recorded = release_jar(shelf.vault, shelf.replica, shelf.jar, shelf.filled, (keeper, inspector))
    content = history(shelf.replica, shelf.jar)[-1].entry.content
    assert (content.person, content.role) == (inspector.person, INSPECTOR)
    assert verdict(shelf.replica, recorded.entries[0]) == "accepted"


@pytest.mark.parametrize("missing", ["keeper", "inspector", "evidence", "both by one"])
def test_an_authorisation_needs_all_that_it_needs(shelf: Shelf, missing: str):
    network = shelf.replica.network_id
    keeper, inspector = (add_signer(shelf.vault, network, role, role) for role in (KEEPER, INSPECTOR))
    other = open_jar(shelf.vault, shelf.replica, "fig")
    elsewhere = fill_jar(shelf.vault, shelf.replica, other)
    before = tables(shelf.replica)
    signings = {
        "keeper": (inspector,),
        "inspector": (keeper,),
        "both by one": (inspector, Signing(inspector.person, KEEPER, PIN)),
    }.get(missing, (inspector, keeper))
    evidence = elsewhere if missing == "evidence" else shelf.filled
    with pytest.raises(RefusedError) as caught:
        release_jar(shelf.vault, shelf.replica, shelf.jar, evidence, signings)
    expected = "evidence_missing" if missing == "evidence" else "signatures_missing"
    assert expected in codes(caught.value)
    assert tables(shelf.replica) == before
    body = {"grams": 10, "evidence": evidence}
    asked = check(shelf.vault, network, Draft(RELEASE, body, shelf.jar, signings, refs=(evidence,)))
    assert "signatures_missing" not in [finding.code for finding in asked]
    release_jar(shelf.vault, shelf.replica, shelf.jar, shelf.filled, (inspector, keeper))
    assert '"released":10' in state(shelf.replica, shelf.jar)


# -- corrections -------------------------------------------------------------------------------------------------------


def test_amend_and_void_are_entries_of_their_own(shelf: Shelf):
    amend = {"target": shelf.filled, "reason": "misread", "body": cbor.encode({"grams": 70})}
    put(shelf.vault, shelf.replica, AMEND, amend, shelf.jar)
    assert '"grams":70' in state(shelf.replica, shelf.jar)
    put(shelf.vault, shelf.replica, VOID, {"target": shelf.filled, "reason": "another jar"}, shelf.jar)
    assert '"grams":0' in state(shelf.replica, shelf.jar)
    assert [row.effect.value for row in history(shelf.replica, shelf.jar)] == ["counts", "void", "counts", "counts"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (cbor.encode({"grams": 0}), "field_range"),
        (cbor.encode({}), "field_missing"),
        (cbor.encode([1]), "field_kind"),
        (b"\xff", "field_kind"),
    ],
)
@pytest.mark.usefixtures("nothing_stored")
def test_a_corrected_body_must_fit_its_type(shelf: Shelf, body: bytes, code: str):
    error = refused(shelf, Draft(AMEND, {"target": shelf.filled, "reason": "x", "body": body}, shelf.jar))
    assert code in codes(error)


@pytest.mark.usefixtures("nothing_stored")
def test_nothing_can_be_voided_that_is_not_there(shelf: Shelf):
    error = refused(shelf, Draft(VOID, {"target": bytes(32), "reason": "x"}, shelf.jar))
    assert codes(error) == ["target_unknown"]


def test_a_void_cannot_be_voided(shelf: Shelf):
    void = put(shelf.vault, shelf.replica, VOID, {"target": shelf.filled, "reason": "x"}, shelf.jar).entries[0]
    error = refused(shelf, Draft(VOID, {"target": void, "reason": "back"}, shelf.jar))
    assert codes(error) == ["target_not_amendable"]


def test_an_authorisation_cannot_be_amended_but_voided(shelf: Shelf):
    network = shelf.replica.network_id
    signings = tuple(add_signer(shelf.vault, network, role, role) for role in (INSPECTOR, KEEPER))
    release = release_jar(shelf.vault, shelf.replica, shelf.jar, shelf.filled, signings).entries[0]
    body = cbor.encode({"grams": 99, "evidence": shelf.filled})
    error = refused(shelf, Draft(AMEND, {"target": release, "reason": "more", "body": body}, shelf.jar))
    assert codes(error) == ["authorisation_not_amendable"]
    put(shelf.vault, shelf.replica, VOID, {"target": release, "reason": "recalled"}, shelf.jar)
    assert '"released":0' in state(shelf.replica, shelf.jar)


# -- what the device has seen ------------------------------------------------------------------------------------------


def test_many_new_heads_are_noted_in_a_block_of_their_own(shelf: Shelf):
    hands = [admitted_hand(shelf.vault, shelf.replica, f"pen {number}") for number in range(5)]
    tips = shelf.tips
    shelf.take(*(hand.say(FILL, {"grams": 1}, shelf.jar, tips)[0] for hand in hands))
    count = shelf.replica.store.count()
    fill_jar(shelf.vault, shelf.replica, shelf.jar)
    blocks = [shelf.replica.store.block(number) for number in shelf.replica.store.numbers()[count:]]
    assert [len(block.header.seen) for block in blocks] == [5, 0]


def test_few_new_heads_stand_in_the_entrys_own_header(shelf: Shelf):
    shelf.take(shelf.opening())
    count = shelf.replica.store.count()
    fill_jar(shelf.vault, shelf.replica, shelf.jar)
    (block,) = [shelf.replica.store.block(number) for number in shelf.replica.store.numbers()[count:]]
    assert block.header.seen == (shelf.hand.last.id,)


def test_a_newcomer_lists_its_grant_first(shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """With more heads than a header holds, the first block must still show why it may be written."""
    hands = [admitted_hand(shelf.vault, shelf.replica, f"pen {number}") for number in range(6)]
    tips = shelf.tips
    others = [hand.say(FILL, {"grams": 1}, shelf.jar, tips)[0] for hand in hands]
    monkeypatch.setattr(author, "SEEN_MAX", 1)
    monkeypatch.setattr(recording, "SEEN_KEPT_SHORT", 1)
    with make_vault(tmp_path, "newcomer") as vault:
        replica = admit(shelf.vault, vault, shelf.replica.network_id)
        ingest(replica, [block.wire for block in others])
        fill_jar(vault, replica, shelf.jar)
        assert history(replica, shelf.jar)[-1].own


def test_a_device_whose_chain_forked_still_records(shelf: Shelf, tmp_path: Path):
    """A restored backup went on from an older state; what lies on the other branch cannot be built upon."""
    with make_vault(tmp_path, "twin") as twin:
        replica = admit(shelf.vault, twin, shelf.replica.network_id)
        put(twin, replica, FILL, {"grams": 1}, shelf.jar)
        kept = [wire for _, wire in blocks_of(replica)]
        put(twin, replica, FILL, {"grams": 2}, shelf.jar)
        with make_vault(tmp_path / "restored", "twin") as restored:
            again = restored.add_network(shelf.replica.network_id)
            ingest(again, kept)
            restored.randomness.take(10_000)
            put(restored, again, FILL, {"grams": 3}, shelf.jar)
            assert send(replica, again).forks
            recorded = put(restored, again, FILL, {"grams": 4}, shelf.jar)
            assert verdict(again, recorded.entries[0]) == "accepted"
            assert '"grams":110' in state(again, shelf.jar)


def test_the_gate_has_the_last_word(shelf: Shelf, monkeypatch: pytest.MonkeyPatch):
    """Should door and gate ever disagree, nothing is recorded."""
    before = tables(shelf.replica)
    monkeypatch.setattr(recording, "at_the_door", lambda *arguments: ())
    error = refused(shelf, Draft(RELEASE, {"grams": 1, "evidence": shelf.filled}, shelf.jar))
    assert error.code == "not_recordable"
    assert "signatures_missing" in codes(error)
    assert tables(shelf.replica) == before
