"""Entries recorded together: all in the ledger, or none, and nothing of what was undone is remembered."""

import pytest

from core.actions.record import Draft, Signing, record
from core.actions.together import together
from core.errors import RefusedError
from tests.support.replicas import PIN, digest, put, state
from tests.support.shelf import Shelf
from tests.support.toy import FILL, KEEPER


def test_what_a_later_one_refuses_takes_the_earlier_with_it(shelf: Shelf):
    person = shelf.vault.add_person("Yard", "keeper 1", PIN)
    before, blocks = digest(shelf.replica), shelf.replica.store.count()
    wrong = Draft(FILL, {"grams": 2}, shelf.jar, (Signing(person.key, KEEPER, "999999"),))
    with pytest.raises(RefusedError) as refused, together(shelf.vault, shelf.replica.network_id):
        record(shelf.vault, shelf.replica.network_id, [Draft(FILL, {"grams": 1}, shelf.jar)])
        record(shelf.vault, shelf.replica.network_id, [wrong])
    assert refused.value.code == "wrong_pin"
    assert (digest(shelf.replica), shelf.replica.store.count()) == (before, blocks)
    put(shelf.vault, shelf.replica, FILL, {"grams": 3}, shelf.jar)
    assert '"grams":103' in state(shelf.replica, shelf.jar)
    after = digest(shelf.replica)
    shelf.vault.rebuild()
    assert digest(shelf.replica) == after


def test_both_come_in(shelf: Shelf):
    with together(shelf.vault, shelf.replica.network_id):
        for grams in (1, 2):
            record(shelf.vault, shelf.replica.network_id, [Draft(FILL, {"grams": grams}, shelf.jar)])
    assert '"grams":103' in state(shelf.replica, shelf.jar)
