"""Printed keys outlive every cut; facts beyond a cut are rescued by others; a quarantine has an end."""

from pathlib import Path

import pytest

from core.actions.join import grant as let_in
from core.actions.join import join_request, read_request
from core.actions.recovery_keys import make_recovery_key, recovery_signing
from core.actions.rescue import rescue
from core.actions.shut_out import cut_device
from core.errors import InputError, RefusedError
from core.vault.ingest import ingest
from tests.support.hand import admitted_hand, tip_blocks
from tests.support.replicas import admit, digest, fill_jar, found, make_vault, open_jar, put, send, state
from tests.support.toy import FILL, OPEN


@pytest.fixture
def pair(tmp_path: Path):
    with make_vault(tmp_path, "yard") as yard, make_vault(tmp_path, "centre") as centre:
        replica = found(yard)
        words = " ".join(make_recovery_key(yard, replica.network_id, "ko"))
        yield yard, centre, replica, admit(yard, centre, replica.network_id), words, tmp_path


def test_with_a_printed_key_an_ordinary_device_goes_on_when_all_powers_are_lost(pair):
    yard, centre, replica, theirs, words, folder = pair
    network = replica.network_id
    with pytest.raises(RefusedError):
        cut_device(centre, network, yard.device.public, "lost")
    signing = recovery_signing(words, "cut")
    cut_device(centre, network, yard.device.public, "lost", signings=(signing,))
    assert theirs.now.holders("grant", None) == frozenset()
    with make_vault(folder, "new") as new:
        request = read_request(join_request(new, "new", "desk 1", ["keeper"], {}))
        with pytest.raises(RefusedError):
            let_in(centre, network, request)
        let_in(centre, network, request, powers=["grant", "cut"], signings=(recovery_signing(words, "grant"),))
        fresh = new.add_network(network)
        send(theirs, fresh)
        assert fresh.now.powers(new.device.public, None) == {"cut", "grant"}
        jar = put(new, fresh, OPEN, {"label": "fig"}).subjects[0]
        send(fresh, theirs)
        assert '"label":"fig"' in state(theirs, jar)
        assert digest(theirs) == digest(fresh)


def test_another_printed_key_opens_nothing(pair):
    yard, centre, replica, _, words, folder = pair
    with make_vault(folder, "elsewhere") as elsewhere:
        other = found(elsewhere)
        foreign = " ".join(make_recovery_key(elsewhere, other.network_id, "en"))
    with pytest.raises(RefusedError) as refusal:
        signing = recovery_signing(foreign, "cut")
        cut_device(centre, replica.network_id, yard.device.public, "lost", signings=(signing,))
    assert refusal.value.code == "not_recordable"
    swapped = words.split()
    with pytest.raises(InputError):
        recovery_signing(" ".join(swapped[:23]), "cut")


def test_a_fact_from_beyond_a_cut_is_recorded_again(pair):
    yard, _, replica, _, _, _ = pair
    jar = open_jar(yard, replica)
    fill_jar(yard, replica, jar, 100)
    pen = admitted_hand(yard, replica, "pen")
    granted = tip_blocks(replica, pen)
    cut_device(yard, replica.network_id, pen.key.public, "lost")
    late, entry = pen.say(FILL, {"grams": 7}, jar, granted)
    ingest(replica, [late.wire])
    assert '"grams":100' in state(replica, jar)
    made = rescue(yard, replica.network_id, entry)
    assert '"grams":107' in state(replica, jar)
    with pytest.raises(RefusedError) as refusal:
        rescue(yard, replica.network_id, made.entries[0])
    assert refusal.value.code == "not_quarantined"
    with pytest.raises(InputError):
        rescue(yard, replica.network_id, b"n" * 32)


def test_the_quarantine_is_bounded_but_takes_what_others_built_upon(pair, monkeypatch):
    monkeypatch.setattr("core.vault.ingest.QUARANTINE_PER_DEVICE_MAX", 2)
    yard, _, replica, _, _, _ = pair
    jar = open_jar(yard, replica)
    pen, friend = admitted_hand(yard, replica, "pen"), admitted_hand(yard, replica, "friend")
    granted = tip_blocks(replica, pen)
    cut_device(yard, replica.network_id, pen.key.public, "lost")
    late = [pen.say(FILL, {"grams": 7}, jar, granted if number == 0 else ())[0] for number in range(4)]
    for block in late[:2]:
        assert ingest(replica, [block.wire]).accepted == [block.id]
    (rejected,) = ingest(replica, [late[2].wire]).rejected
    assert rejected[1].code == "quarantine_full"
    built, _ = friend.say(FILL, {"grams": 1}, jar, [late[2]])
    assert ingest(replica, [built.wire]).waiting == [built.id]
    assert ingest(replica, [late[2].wire]).accepted == [late[2].id, built.id]
    assert ingest(replica, [late[3].wire]).rejected
