"""A peer's card says why nothing goes over and what to do, in the words of people who have no command line."""

import re

import pytest

from desktop.exchange import SERIOUS
from desktop.pages.peer_card import PeerCard
from desktop.pages.sync_rows import PeerRow
from desktop.syncing.peers import Peer, PeerKind
from sync.outcome import Outcome
from sync.transports.http_app import STATUS
from tests.support.desks import make_desk

URL = "https://10.0.0.9:8751"
REFUSALS = [("peer_refused", reason) for reason in (*STATUS, "of some other server")]
OTHERS = (
    "peer_unreachable", "peer_busy", "peer_does_not_know_us", "peer_disk_trouble", "peer_not_jangbu",
    "disk_trouble", "vault_readonly", "no_progress", "line_damaged", "charter_missing",
)  # fmt: skip
INTERNAL = re.compile(r"[a-z]+_[a-z]+|`|--|\{|\}")


def peer(error, facts, kind) -> PeerRow:
    known = Peer(b"k" * 32, kind, URL, error=error, facts={"url": URL, **facts})
    return PeerRow(known, "제주 배터리센터", "six words", False, False, None, None, 0)


@pytest.fixture(params=["ko", "en"])
def card(qtbot, tmp_path, request):
    made = PeerCard(make_desk(tmp_path, request.param))
    qtbot.addWidget(made)
    return made


def test_every_reason_says_what_to_do_and_names_nothing_internal(card):
    facts = {"minutes": 120, "detail": "no space left", "network": "six words", "path": "/vault"}
    for error, reason in [*((one, "") for one in sorted({*SERIOUS, *OTHERS})), *REFUSALS]:
        unexpected = card._desk.words.text("error.unexpected.what", code=error)
        for kind in PeerKind:
            card.show_row(peer(error, {**facts, "reason": reason}, kind))
            why, do = card._why.text(), card._do.text()
            assert why and do and why != unexpected, (error, reason)
            assert not INTERNAL.search(why + do), why + do


def test_a_laptop_whose_address_another_one_has_now_is_not_to_be_compared(card):
    """Its key is who it is: there is nothing to compare, and nowhere to press."""
    for kind in PeerKind:
        card.show_row(peer("peer_other_certificate", {}, kind))
        compared = any(one in card._do.text() for one in ("다시 맞춰", "compare it again"))
        assert (not card.buttons["sync.peer.compare"].isHidden()) is compared is (kind is PeerKind.HUB)


def test_what_both_held_before_is_not_told_while_something_goes_over(card):
    known = Peer(b"k" * 32, PeerKind.HUB, URL, equal_s=5)
    card.show_row(PeerRow(known, "hub", "six words", True, False, 5, 0, 0))
    same = card._lack.text()
    assert same
    assert same in card.told()
    card.show_meeting(Outcome())
    assert same in card.told(), "nothing is known of it yet"
    for moving in (Outcome(accepted=1, lacked=3), Outcome(owed=2), Outcome(file_size=9)):
        card.show_meeting(moving)
        assert same not in card.told()
    card.show_meeting(None)
    assert same in card.told()
