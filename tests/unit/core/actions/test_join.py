"""Founding and joining: requests, grants, powers, and what a newcomer may do before and after."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.actions.create_network import create_network
from core.actions.join import (
    JoinRequest,
    grant,
    grant_person,
    join_request,
    read_request,
    request_from_text,
    request_text,
)
from core.actions.record import Draft, Signing, record
from core.encoding import cbor
from core.errors import InputError, JangbuError, RefusedError, RejectedError
from core.identity.keys import SigningKey
from core.ledger.governance.grant import DEVICE, PERSON, grant_body
from core.ledger.governance.grant import TYPE as GRANT
from core.ledger.governance.quorum import POWERS
from core.vault.views import Granted, network_view
from tests.support.hand import admitted_hand
from tests.support.replicas import (
    PIN,
    add_signer,
    admit,
    digest,
    empty_copy,
    fill_jar,
    found,
    make_vault,
    send,
    tables,
    verdict,
)
from tests.support.shelf import Shelf
from tests.support.toy import INSPECTOR, KEEPER, NAME, OPEN


def granted(replica, key: bytes) -> Granted:
    return next(one for one in network_view(replica).granted if one.key == key)


def codes(error: JangbuError) -> list[str]:
    return [finding.code for finding in error.facts["findings"]]


# -- founding ----------------------------------------------------------------------------------------------------------


def test_a_founder_holds_every_power(tmp_path: Path):
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        view = network_view(replica)
        assert (view.name, view.workspaces, view.missing_rules, view.flags) == ("Shelf", (NAME,), (), ())
        (founder,) = view.granted
        assert (founder.key, founder.member, founder.title, founder.founder) == (
            vault.device.public,
            "Yard",
            "desk 1",
            True,
        )
        assert set(founder.powers) == set(POWERS)
        assert len(view.words.split("-")) == 6
        assert replica.newest_epoch()


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"name": " "}, "field_missing", "name"),
        ({"member": ""}, "field_missing", "member"),
        ({"title": ""}, "field_missing", "title"),
        ({"name": "x" * 121}, "text_long", "name"),
        ({"member": "a\x00b"}, "text_control", "member"),
        ({"title": "a\nb"}, "text_control", "title"),
        ({"roles": [""]}, "field_missing", "founders.0.roles"),
        ({"roles": ["x" * 121]}, "text_long", "founders.0.roles"),
        ({"workspaces": ["relief"]}, "workspace_unknown", "workspaces"),
    ],
)
def test_a_network_with_a_bad_name_is_not_founded(tmp_path: Path, changes: dict, code: str, field: str):
    fine = {"name": "Shelf", "member": "Yard", "title": "desk 1", "roles": [KEEPER], "workspaces": [NAME]}
    with make_vault(tmp_path, "yard") as vault:
        with pytest.raises(InputError) as caught:
            create_network(vault, **{**fine, **changes})
        assert (caught.value.code, caught.value.facts["field"]) == (code, field)
        assert vault.networks() == []
        create_network(vault, **{**fine, "name": "x" * 120, "roles": ["x" * 120]})
        assert len(vault.networks()) == 1


def test_a_network_that_breaks_off_half_way_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with make_vault(tmp_path, "yard") as vault:
        with monkeypatch.context() as patch:
            patch.setattr("core.actions.create_network.write", lambda *arguments: 1 // 0)
            with pytest.raises(ZeroDivisionError):
                found(vault)
        assert vault.networks() == []
        assert digest(found(vault))


def test_two_networks_of_one_vault_know_nothing_of_each_other(tmp_path: Path):
    with make_vault(tmp_path, "yard") as vault:
        one, other = found(vault), found(vault)
        before = digest(other)
        jar = record(vault, one.network_id, [Draft(OPEN, {"label": "plum"})]).subjects[0]
        fill_jar(vault, one, jar)
        assert digest(other) == before
        with pytest.raises(RefusedError):
            fill_jar(vault, other, jar)


# -- requests ----------------------------------------------------------------------------------------------------------


def asked(vault) -> bytes:
    persons = {one.key: [KEEPER] for one in vault.persons()}
    return join_request(vault, "Centre", "bench 2", [INSPECTOR], persons)


def test_a_request_says_who_asks_and_survives_its_qr(tmp_path: Path):
    with make_vault(tmp_path, "centre") as vault:
        person = vault.add_person("Centre", "tester 1", PIN)
        request = asked(vault)
        read = read_request(request_from_text(request_text(request)))
        assert (read.device, read.member, read.title, read.roles) == (
            vault.device.public,
            "Centre",
            "bench 2",
            (INSPECTOR,),
        )
        assert [(one.key, one.title, one.roles) for one in read.persons] == [(person.key, "tester 1", (KEEPER,))]


def test_a_request_changed_in_any_byte_is_not_read(tmp_path: Path):
    with make_vault(tmp_path, "centre") as vault:
        vault.add_person("Centre", "tester 1", PIN)
        request = asked(vault)
        for place in range(len(request)):
            for bit in (1, 0x80):
                changed = bytearray(request)
                changed[place] ^= bit
                with pytest.raises(RejectedError):
                    read_request(bytes(changed))
        for length in range(len(request)):
            with pytest.raises(RejectedError):
                read_request(request[:length])


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_rejected(data: bytes):
    with pytest.raises(RejectedError):
        read_request(data)


@given(st.text(max_size=60))
def test_any_text_is_read_or_rejected(text: str):
    with pytest.raises(RejectedError):
        read_request(request_from_text(text))


def signed(payload: object) -> bytes:
    key = SigningKey(bytes(32))
    data = cbor.encode(payload)
    return cbor.encode([data, key.sign(b"jangbu/join/1" + data)])


GOOD = ["jangbu-join", 1, SigningKey(bytes(32)).public, "Centre", "bench", [KEEPER], []]


def test_the_form_that_the_next_test_spoils_is_good():
    assert read_request(signed(GOOD)).member == "Centre"


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        (5, "not_a_join_request"),
        ({"a": 1}, "not_a_join_request"),
        ("jangbu-join", "not_a_join_request"),
        (GOOD[:6], "not_a_join_request"),
        (["jangbu-bundle", *GOOD[1:]], "not_a_join_request"),
        ([GOOD[0], 2, *GOOD[2:]], "unknown_format"),
        ([*GOOD[:2], bytes(32), *GOOD[3:]], "wrong_signature"),
        ([*GOOD[:2], SigningKey(bytes([1] * 32)).public, *GOOD[3:]], "wrong_signature"),
        ([*GOOD[:2], "key", *GOOD[3:]], "wrong_signature"),
        ([*GOOD[:3], " ", *GOOD[4:]], "not_a_join_request"),
        ([*GOOD[:3], "x" * 121, *GOOD[4:]], "not_a_join_request"),
        ([*GOOD[:4], 5, *GOOD[5:]], "not_a_join_request"),
        ([*GOOD[:5], [5], []], "not_a_join_request"),
        ([*GOOD[:5], "keeper", []], "not_a_join_request"),
        ([*GOOD[:6], [5]], "not_a_join_request"),
        ([*GOOD[:6], [[bytes(32), "x", []]]], "not_a_join_request"),
        ([*GOOD[:6], [[GOOD[2], "", []]]], "not_a_join_request"),
        ([*GOOD[:6], [[GOOD[2], "x", []]] * 31], "not_a_join_request"),
    ],
)
def test_a_request_of_another_form_is_rejected(payload: object, code: str):
    with pytest.raises(RejectedError) as caught:
        read_request(signed(payload))
    assert caught.value.code == code


def test_a_request_needs_names(tmp_path: Path):
    with make_vault(tmp_path, "centre") as vault:
        for member, title, field in (("", "bench", "member"), ("Centre", " ", "title")):
            with pytest.raises(InputError) as caught:
                join_request(vault, member, title, [KEEPER], {})
            assert caught.value.facts["field"] == field


# -- grants ------------------------------------------------------------------------------------------------------------


def test_a_newcomer_cannot_write_before_the_grant(shelf: Shelf, tmp_path: Path):
    network = shelf.replica.network_id
    with make_vault(tmp_path, "centre") as vault:
        with pytest.raises(RefusedError) as caught:
            record(vault, network, [Draft(OPEN, {"label": "fig"})])
        assert caught.value.code == "network_unknown"
        replica = empty_copy(vault, network)
        for _ in range(2):
            before = tables(replica)
            with pytest.raises(RefusedError) as caught:
                record(vault, network, [Draft(OPEN, {"label": "fig"})])
            assert caught.value.code == "not_a_member"
            assert tables(replica) == before
            send(shelf.replica, replica)
        admit(shelf.vault, vault, network)
        recorded = record(vault, network, [Draft(OPEN, {"label": "fig"})])
        send(replica, shelf.replica)
        assert verdict(shelf.replica, recorded.entries[0]) == "accepted"
        assert digest(replica) == digest(shelf.replica)


def test_a_grant_gives_what_was_asked_to_device_and_persons(shelf: Shelf, tmp_path: Path):
    with make_vault(tmp_path, "centre") as vault:
        person = vault.add_person("centre", "tester 1", PIN)
        admit(shelf.vault, vault, shelf.replica.network_id, (KEEPER,))
        device = granted(shelf.replica, vault.device.public)
        assert (device.kind, device.member, device.roles, device.powers) == (DEVICE, "centre", (KEEPER,), ())
        human = granted(shelf.replica, person.key)
        assert (human.kind, human.title, human.roles) == (PERSON, "tester 1", (INSPECTOR, KEEPER))


def test_a_member_is_not_granted_again(shelf: Shelf, tmp_path: Path):
    with make_vault(tmp_path, "centre") as vault:
        admit(shelf.vault, vault, shelf.replica.network_id)
        before = tables(shelf.replica)
        with pytest.raises(RefusedError) as caught:
            grant(shelf.vault, shelf.replica.network_id, read_request(asked(vault)))
        assert (caught.value.code, caught.value.facts) == ("already_member", {"member": "Centre"})
        assert tables(shelf.replica) == before


def test_only_who_may_grant_grants(shelf: Shelf, tmp_path: Path):
    with make_vault(tmp_path, "centre") as vault, make_vault(tmp_path, "plant") as third:
        replica = admit(shelf.vault, vault, shelf.replica.network_id)
        before = tables(replica)
        with pytest.raises(RefusedError) as caught:
            grant(vault, shelf.replica.network_id, read_request(asked(third)))
        assert codes(caught.value) == ["power_missing"]
        assert tables(replica) == before


def test_a_person_of_this_vault_gets_roles(shelf: Shelf):
    network = shelf.replica.network_id
    person = shelf.vault.add_person("Yard", "keeper 1", PIN)
    for key, roles, error, code in (
        (person.key, [], InputError, "field_missing"),
        (bytes(32), [KEEPER], RefusedError, "person_unknown"),
    ):
        with pytest.raises(error) as caught:
            grant_person(shelf.vault, network, key, roles)
        assert caught.value.code == code
    grant_person(shelf.vault, network, person.key, [KEEPER])
    grant_person(shelf.vault, network, person.key, [INSPECTOR])
    assert granted(shelf.replica, person.key).roles == (INSPECTOR, KEEPER)


def test_two_holders_give_powers_alone_and_three_need_two(shelf: Shelf):
    """k of n: one of one, one of two, two of three."""
    network = shelf.replica.network_id
    holder = add_signer(shelf.vault, network, "admin 1", INSPECTOR)

    def give(key: bytes, kind: str, signings: tuple[Signing, ...] = ()) -> str:
        body = grant_body(key, kind, "Yard", "admin", [], ["grant"])
        try:
            recorded = record(shelf.vault, network, [Draft(GRANT, body, signings=signings)])
        except RefusedError as refusal:
            (finding,) = refusal.facts["findings"]
            return f"{finding.code} {finding.facts['found']} of {finding.facts['needed']}"
        return verdict(shelf.replica, recorded.entries[0])

    fourth = SigningKey(bytes([4] * 32)).public
    assert give(holder.person, PERSON) == "accepted"
    assert give(SigningKey(bytes([3] * 32)).public, DEVICE) == "accepted"
    before = tables(shelf.replica)
    assert give(fourth, DEVICE) == "signatures_missing 1 of 2"
    assert give(fourth, DEVICE, (Signing(holder.person, KEEPER, PIN),)) == "signatures_missing 1 of 2"
    assert tables(shelf.replica) == before
    assert give(fourth, DEVICE, (Signing(holder.person, "grant", PIN),)) == "accepted"
    assert granted(shelf.replica, fourth).powers == ("grant",)


def test_roles_alone_need_one_holder_however_many_there_are(shelf: Shelf):
    for place in (3, 4):
        body = grant_body(SigningKey(bytes([place] * 32)).public, DEVICE, "Yard", "admin", [], ["grant"])
        record(shelf.vault, shelf.replica.network_id, [Draft(GRANT, body)])
    assert admitted_hand(shelf.vault, shelf.replica, "one more")


def test_a_key_that_is_none_is_not_granted(shelf: Shelf):
    with pytest.raises(RefusedError) as caught:
        record(
            shelf.vault, shelf.replica.network_id, [Draft(GRANT, grant_body(bytes(32), PERSON, "Yard", "x", [KEEPER]))]
        )
    assert codes(caught.value) == ["key_unusable"]


def test_a_vault_without_the_epoch_key_cannot_grant(shelf: Shelf):
    shelf.replica.connection.execute("DELETE FROM epochs")
    with pytest.raises(RefusedError) as caught:
        grant(shelf.vault, shelf.replica.network_id, JoinRequest(SigningKey(bytes(32)).public, "x", "y", (), ()))
    assert caught.value.code == "no_epoch_key"
