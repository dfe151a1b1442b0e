"""Drafts survive what a crash survives, belong to the form they were typed into, and never record themselves."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actions.record import Draft, Recorded, record
from core.actions.record_draft import record_draft
from core.errors import InputError, RefusedError
from core.ledger.content import Attachment
from core.ports.limits import DRAFT_BYTES_MAX
from core.vault.digest import view_digest
from core.vault.drafts import DraftState, TypedEntry
from core.vault.views import history
from tests.support.fixed_clock import FixedClock
from tests.support.replicas import PASSPHRASE, open_vault
from tests.support.shelf import Shelf
from tests.support.toy import FILL, OPEN

SLIP = Attachment(bytes(32), 7, "text/plain", bytes(range(32)))


def typed(shelf: Shelf, **more: object) -> TypedEntry:
    values = {"network": shelf.replica.network_id, "type": FILL, "version": 1, "typed": {"grams": "12,"}} | more
    return TypedEntry(**values)  # type: ignore[arg-type]


def fill(shelf: Shelf, grams: int) -> Recorded:
    return record(shelf.vault, shelf.replica.network_id, [Draft(FILL, {"grams": grams}, shelf.jar)])


def test_what_was_typed_is_back_whole_after_reopening(shelf: Shelf):
    told = {"sentence": "자두 12", "person": b"p" * 32, "role": "keeper", "form": "a.page"}
    entry = typed(shelf, subject=shelf.jar, attachments=(SLIP,), **told)
    kept = shelf.vault.drafts.save(entry)
    shelf.vault.close()
    with open_vault(shelf.folder, "yard") as again:
        (found,) = again.drafts.of_network(entry.network)
        assert (found.entry, found.id, found.state) == (entry, kept.id, DraftState.OPEN)
        assert found.saved_at == FixedClock().now()
        assert again.drafts.attached() == {SLIP.root}


def test_saving_again_replaces_and_discarding_forgets(shelf: Shelf):
    drafts = shelf.vault.drafts
    kept = drafts.save(typed(shelf))
    drafts.save(typed(shelf, typed={"grams": 12}), kept.id)
    assert [one.entry.typed for one in drafts.of_network(shelf.replica.network_id)] == [{"grams": 12}]
    drafts.discard(kept.id)
    drafts.discard(kept.id)
    assert drafts.of_network(shelf.replica.network_id) == []
    assert drafts.find(kept.id) is None


def test_a_draft_is_no_entry(shelf: Shelf):
    before = (view_digest(shelf.replica), len(history(shelf.replica, shelf.jar)), len(shelf.replica.store.numbers()))
    shelf.vault.drafts.save(typed(shelf, subject=shelf.jar))
    after = (view_digest(shelf.replica), len(history(shelf.replica, shelf.jar)), len(shelf.replica.store.numbers()))
    assert after == before


def test_a_countdown_that_nobody_runs_any_more_comes_back_open(shelf: Shelf):
    waiting = shelf.vault.drafts.save(typed(shelf), state=DraftState.SIGNING)
    stopped = shelf.vault.drafts.save(typed(shelf), state=DraftState.SIGNING)
    shelf.vault.drafts.set_state(stopped.id, DraftState.OPEN)
    shelf.vault.close()
    with open_vault(shelf.folder, "yard") as again:
        assert [(one.id, one.state) for one in again.drafts.recover()] == [(waiting.id, DraftState.OPEN)]
        assert again.drafts.recover() == []
        assert {one.state for one in again.drafts.of_network(shelf.replica.network_id)} == {DraftState.OPEN}


def test_recording_a_draft_takes_it_away_in_the_same_transaction(shelf: Shelf):
    kept = shelf.vault.drafts.save(typed(shelf, subject=shelf.jar))
    network = shelf.replica.network_id
    with pytest.raises(RefusedError):
        record_draft(shelf.vault, network, kept.id, lambda: fill(shelf, -1))
    assert shelf.vault.drafts.find(kept.id) == kept
    recorded = record_draft(shelf.vault, network, kept.id, lambda: fill(shelf, 12))
    assert shelf.vault.drafts.find(kept.id) is None
    assert recorded.entries[0] in {one.entry.id for one in history(shelf.replica, shelf.jar)}


def test_several_entries_of_one_draft_are_recorded_all_or_none(shelf: Shelf):
    kept = shelf.vault.drafts.save(typed(shelf, subject=shelf.jar))
    before = view_digest(shelf.replica)
    with pytest.raises(RefusedError):
        record_draft(shelf.vault, shelf.replica.network_id, kept.id, lambda: (fill(shelf, 12), fill(shelf, -1)))
    assert view_digest(shelf.replica) == before
    assert shelf.vault.drafts.find(kept.id) == kept
    first, second = record_draft(
        shelf.vault, shelf.replica.network_id, kept.id, lambda: (fill(shelf, 12), fill(shelf, 7))
    )
    found = {one.entry.id for one in history(shelf.replica, shelf.jar)}
    assert {*first.entries, *second.entries} <= found
    assert shelf.vault.drafts.find(kept.id) is None


def test_what_cannot_be_kept_is_said_and_changes_nothing(shelf: Shelf):
    drafts = shelf.vault.drafts
    kept = drafts.save(typed(shelf))
    for entry, code in (
        (typed(shelf, typed={"note": "x" * DRAFT_BYTES_MAX}), "draft_large"),
        (typed(shelf, typed={"grams": 0.5}), "entry_unsignable"),
    ):
        with pytest.raises(InputError) as caught:
            drafts.save(entry, kept.id)
        assert caught.value.code == code
    with pytest.raises(RefusedError):
        drafts.save(typed(shelf, network=bytes(32)))
    assert drafts.of_network(shelf.replica.network_id) == [kept]


def test_nothing_of_a_draft_can_be_read_in_the_folder(shelf: Shelf, tmp_path: Path):
    shelf.vault.drafts.save(typed(shelf, type=OPEN, typed={"label": "secret plum"}, sentence="비밀 자두"))
    shelf.vault.close()
    for path in (tmp_path / "yard.jangbu").rglob("*"):
        data = path.read_bytes() if path.is_file() else b""
        assert b"secret plum" not in data
        assert "비밀 자두".encode() not in data
        assert PASSPHRASE.encode() not in data


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=20) | st.binary(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.text(max_size=10), VALUES, max_size=5))
def test_every_value_that_a_form_may_hold_comes_back_as_it_was(shelf: Shelf, values: dict[str, object]):
    kept = shelf.vault.drafts.save(typed(shelf, typed=values))
    found = shelf.vault.drafts.find(kept.id)
    assert found is not None
    assert found.entry.typed == values
