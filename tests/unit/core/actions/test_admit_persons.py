"""Further persons of a member: only who is new or asks for more gets a grant."""

from pathlib import Path

import pytest

from core.actions.admit_persons import admit_persons, is_admitted_device, persons_to_admit
from core.actions.join import join_request, read_request
from core.errors import RefusedError
from core.vault.views import network_view
from tests.support.replicas import PIN, admit, make_vault, tables
from tests.support.shelf import Shelf
from tests.support.toy import INSPECTOR, KEEPER


def request_of(vault, roles):
    wanted = {one.key: roles[one.title] for one in vault.persons()}
    return read_request(join_request(vault, "centre", "bench 2", [KEEPER], wanted))


def roles_in(replica):
    return {one.title: one.roles for one in network_view(replica).granted if one.kind == "person"}


def test_a_person_added_later_gets_roles_without_a_new_grant_for_the_device(shelf: Shelf, tmp_path: Path):
    with make_vault(tmp_path, "centre") as vault:
        admit(shelf.vault, vault, shelf.replica.network_id, (KEEPER,))
        assert is_admitted_device(shelf.replica, vault.device.public)
        vault.add_person("centre", "tester 2", PIN)
        request = request_of(vault, {"tester 2": [INSPECTOR]})
        assert [one.title for one in persons_to_admit(shelf.replica, request)] == ["tester 2"]
        recorded = admit_persons(shelf.vault, shelf.replica.network_id, request)
        assert len(recorded.entries) == 1
        assert roles_in(shelf.replica)["tester 2"] == (INSPECTOR,)


def test_a_known_person_who_asks_for_more_gets_it_and_one_who_does_not_is_left_out(shelf: Shelf, tmp_path: Path):
    with make_vault(tmp_path, "centre") as vault:
        vault.add_person("centre", "tester 1", PIN)
        request = request_of(vault, {"tester 1": [KEEPER]})
        admit_persons(shelf.vault, shelf.replica.network_id, request)
        assert persons_to_admit(shelf.replica, request) == ()
        more = request_of(vault, {"tester 1": [INSPECTOR, KEEPER]})
        admit_persons(shelf.vault, shelf.replica.network_id, more)
        assert roles_in(shelf.replica)["tester 1"] == (INSPECTOR, KEEPER)


def test_nobody_new_is_refused_and_changes_nothing(shelf: Shelf, tmp_path: Path):
    with make_vault(tmp_path, "centre") as vault:
        vault.add_person("centre", "tester 1", PIN)
        request = request_of(vault, {"tester 1": [KEEPER]})
        admit_persons(shelf.vault, shelf.replica.network_id, request)
        before = tables(shelf.replica)
        with pytest.raises(RefusedError) as caught:
            admit_persons(shelf.vault, shelf.replica.network_id, request)
        assert (caught.value.code, caught.value.facts) == ("already_member", {"member": "centre"})
        assert tables(shelf.replica) == before


def test_only_who_may_grant_admits(shelf: Shelf, tmp_path: Path):
    with make_vault(tmp_path, "centre") as vault:
        replica = admit(shelf.vault, vault, shelf.replica.network_id, (KEEPER,))
        vault.add_person("centre", "tester 2", PIN)
        with pytest.raises(RefusedError) as caught:
            admit_persons(vault, replica.network_id, request_of(vault, {"tester 2": [KEEPER]}))
        assert [one.code for one in caught.value.facts["findings"]] == ["power_missing"]
