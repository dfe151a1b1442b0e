"""What a window does when the line breaks: it goes on where it was, and waits for it neither to lock nor to close."""

import threading
import time
from dataclasses import replace

import pytest

from core.actions.join import grant_person
from core.identity.keys import SigningKey
from core.ledger.block import read_block
from desktop import patience
from desktop.syncing.peers import Peer, PeerKind
from sync import responder
from sync.frames import open_frame, seal_frame
from sync.host import Refused
from sync.pairing import Pairing, pairing_text
from sync.replies import Page, decode_reply, encode_reply
from tests.gui.program.test_sync import WAITS_S, add_hub, be_found, blocks, card_of_hub, opened, state
from tests.support.cable import cable_to, nobody_answers
from tests.support.http_hub import listening, make_hub
from tests.support.laptops import PASSPHRASE, PIN, YARD, two_vaults
from tests.support.watchdog import Ticks

PERSONS = 12


@pytest.fixture
def pair(hands, tmp_path):
    """The yard has written what the centre lacks."""
    yard, centre = two_vaults(tmp_path)
    for number in range(PERSONS):
        person = yard.add_person(YARD, f"입고 담당 {number + 2}", PIN)
        grant_person(yard, yard.networks()[0], person.key, ["yard"])
    return opened(hands, yard, centre)


def test_a_cable_pulled_in_mid_transfer_and_put_back(pair, tmp_path, monkeypatch):
    yard, centre = pair
    monkeypatch.setattr(responder, "PAGE_BLOCKS_MAX", 2)
    hub = make_hub(tmp_path / "hub")
    with listening(hub) as url, cable_to(url) as cable:
        add_hub(yard, url)
        yard.wait(lambda: state(yard).waiting == 0)
        answer, answers = hub.answer, []

        def pulled_once(*asked):
            answers.append(asked)
            if len(answers) == 5:  # a greeting, the differences, two pages, and in the middle of the third
                cable.pull()
            return answer(*asked)

        hub.answer = pulled_once
        before, met = blocks(centre), []
        add_hub(centre, cable.url)
        centre.wait(lambda: len(answers) == 5)
        (meeting,) = centre.program.work.syncing._meetings.values()
        meeting.finished.connect(met.append)
        with Ticks() as ticks:
            centre.wait(lambda: meeting.outcome.accepted == 4)
            cable.plug()
            centre.wait(lambda: bool(met))
        assert ticks.worst_gap_s < WAITS_S
        assert (met[0].outcome.accepted, met[0].outcome.lacked) == (PERSONS, PERSONS)
        centre.wait(lambda: blocks(centre) == before + PERSONS == blocks(yard))
        centre.wait(lambda: "양쪽이 같은 것" in card_of_hub(centre).told())


def with_a_forged_block(frame: bytes) -> bytes:
    """A page as it came, with one bit of its first block's signature turned; any other answer as it is."""
    number, reply = decode_reply(open_frame(frame))
    if not isinstance(reply, Page):
        return frame
    first, *others = reply.wires
    envelope = read_block(first).envelope
    forged = first.replace(envelope, envelope[:-1] + bytes([envelope[-1] ^ 1]))
    return seal_frame(encode_reply(number, replace(reply, wires=(forged, *others))))


def test_whoever_gives_a_forged_block_and_then_says_nothing_more_is_paused(pair, tmp_path, monkeypatch):
    yard, centre = pair
    monkeypatch.setattr(responder, "PAGE_BLOCKS_MAX", 2)
    hub = make_hub(tmp_path / "hub")
    with listening(hub) as url:
        add_hub(yard, url)
        yard.wait(lambda: state(yard).waiting == 0)
        answer, answers = hub.answer, []

        def forging(*asked):
            answers.append(asked)
            if len(answers) > 3:  # a greeting, the differences, a page
                return Refused("hub_store_trouble", 60)
            answered = answer(*asked)
            return replace(answered, frame=with_a_forged_block(answered.frame))

        hub.answer = forging
        add_hub(centre, url)
        centre.wait(lambda: any(one.error == "peer_misbehaved" for one in peers(centre)))
        assert {dict(one.facts).get("reason") for one in peers(centre)} == {"wrong_signature"}
        syncing = centre.program.work.syncing
        assert not syncing._meetings
        asked_before = len(answers)
        syncing.meet_all(centre.program.work.standing().network.id)
        assert not syncing._meetings, "nobody meets it before its pause is over, not even when asked to"
        assert len(answers) == asked_before


def test_a_meeting_that_was_stopped_says_what_is_still_to_come(pair, tmp_path, monkeypatch):
    yard, centre = pair
    monkeypatch.setattr(responder, "PAGE_BLOCKS_MAX", 2)
    hub, goes_on, answers = make_hub(tmp_path / "hub"), threading.Event(), []
    with listening(hub) as url:
        add_hub(yard, url)
        yard.wait(lambda: state(yard).waiting == 0)
        answer = hub.answer

        def waits_in_the_third_page(*asked):
            answers.append(asked)
            assert len(answers) < 5 or goes_on.wait(20)
            return answer(*asked)

        hub.answer = waits_in_the_third_page
        add_hub(centre, url)
        centre.wait(lambda: f"받은 것 {PERSONS} 가운데 4" in card_of_hub(centre).progress._text.text())
        card_of_hub(centre).progress._cancel.click()
        assert not centre.program.work.syncing._meetings
        centre.wait(lambda: f"여기에 없는 기록 {PERSONS - 4}건 이상" in card_of_hub(centre).told())
        told = card_of_hub(centre).told()
        assert "대답이 없습니다" not in told and "만난 적 없음" not in told, "somebody wanted it to stop"
        goes_on.set()


def silent_peer(one, url: str) -> None:
    network = one.program.work.standing().network.id
    one.program.work.syncing.remember(network, Peer(SigningKey(b"8" * 32).public, PeerKind.HUB, url, certified=False))


def test_an_answer_that_never_comes_to_an_end_is_given_up(pair, monkeypatch):
    _, centre = pair
    monkeypatch.setattr(patience, "ANSWER_WITHIN_S", 0.3)
    with nobody_answers() as (url, asked):
        silent_peer(centre, url)
        centre.wait(asked.is_set)
        centre.wait(lambda: any(one.error == "peer_unreachable" for one in peers(centre)))
        assert not centre.program.work.syncing._meetings


def peers(one) -> list[Peer]:
    known = one.program.work.syncing._known
    return [peer for of_network in known.peers.values() for peer in of_network.values()] if known else []


def test_a_window_locks_and_opens_again_while_somebody_does_not_answer(pair):
    _, centre = pair
    with nobody_answers() as (url, asked):
        silent_peer(centre, url)
        centre.wait(asked.is_set)
        session = centre.program.session
        with Ticks() as ticks:
            centre.program.lock("lock.reason.asked")
            centre.unlock(PASSPHRASE)
            centre.wait(lambda: centre.program.work is not None)
        assert centre.program.session is not session
        assert ticks.worst_gap_s < WAITS_S


def test_a_window_closes_while_somebody_does_not_answer(pair):
    _, centre = pair
    be_found(centre)
    with nobody_answers() as (url, asked):
        silent_peer(centre, url)
        centre.wait(asked.is_set)
        began = time.monotonic()
        centre.window.close()
        assert time.monotonic() - began < 2


def test_asking_somebody_who_does_not_answer_can_be_stopped_at_once(pair):
    """A hub that is to be added, and a laptop face to face: the panel is there again."""
    _, centre = pair
    page = centre.open("sync")
    with nobody_answers() as (url, asked):
        hub = page.open_hub()
        centre.type("field.sync.hub.address", url)
        centre.wait(asked.is_set)
        assert hub.progress.isVisible() and not hub.look.isEnabled()
        hub.progress._cancel.click()
        assert "멈췄습니다" in hub.problem() and hub.look.isEnabled() and not hub.progress.isVisible()
    with nobody_answers() as (url, asked):
        panel = page.open_pairing()
        network = centre.program.work.standing().network.id
        there = Pairing(network, SigningKey(b"8" * 32).public, (url.replace("http:", "https:"),))
        with centre.qtbot.waitSignal(panel.read, timeout=20_000):
            panel.source.give(pairing_text(there))
        centre.press("sync.pair.go")
        centre.wait(asked.is_set)
        panel.progress._cancel.click()
        assert "멈췄습니다" in panel.source.problem() and not panel.progress.isVisible()
