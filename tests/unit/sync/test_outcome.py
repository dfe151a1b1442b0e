"""What is told of blocks that a peer gave, from the first page on."""

from core.errors import RejectedError
from sync.outcome import Outcome
from sync.store import Taken


def refused(*codes: str) -> Taken:
    return Taken(rejected=[(None, RejectedError(code)) for code in codes])


def test_pages_are_added_up():
    outcome = Outcome()
    outcome.note(Taken([b"a", b"b"], 7, [b"c"], [(b"d", RejectedError("past_missing"))], [b"e"]))
    outcome.note(Taken([b"f"]))
    assert (outcome.accepted, outcome.waiting, outcome.filled) == (3, 1, 1)
    assert outcome.rejected == [(b"d", "past_missing")]


def test_an_offence_is_told_with_the_block_that_is_one_and_stays():
    outcome = Outcome()
    outcome.note(refused("past_missing", "unknown_format"))
    assert (outcome.offence, outcome.is_forged) == (None, False)
    outcome.note(refused("not_granted", "wrong_root"))
    assert (outcome.offence, outcome.is_forged) == ("wrong_root", False)
    outcome.note(refused("wrong_signature"))
    assert (outcome.offence, outcome.is_forged) == ("wrong_root", True)
