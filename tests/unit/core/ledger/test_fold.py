"""What counts, what a correction does, and that going on is the same as folding anew."""



import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encoding import cbor
from core.ledger.contract import Effect, Entry, Finding, JudgedEntry, Verdict
from core.ledger.effect import Imposed
from core.ledger.fold import continue_fold, effect_onward, fold
from core.ledger.rules import RuleBook
from core.ledger.shared import AMEND, VOID
from tests.support.hand import Hand, id_of
from tests.support.toy import FILL, NAME, OPEN, REGISTRY, RELEASE, RULES, TAKE

BOOK = RuleBook(REGISTRY, {NAME: RULES})
HAND = Hand("folder", bytes(32), (bytes(32), bytes(32)))
JAR = bytes(16)


def judged(
    depth: int, type_name: str, body: dict, verdict: Verdict = Verdict.ACCEPTED, *codes: str, device: bytes = b"a"
) -> JudgedEntry:
    content = HAND.content(type_name, body, JAR)
    findings = tuple(Finding(code) for code in codes)
    entry = Entry(id_of(content), content, (), (depth, device * 32, 0, depth, 0))
    return JudgedEntry(entry, verdict, findings, BOOK.entry_type(type_name, 1))


OPENED = judged(1, OPEN, {"label": "plum"})
FILLED = judged(2, FILL, {"grams": 10})


def target(one: JudgedEntry, **more) -> dict:
    return {"target": one.entry.id, "reason": "x", **more}


def test_what_counts_is_folded_and_what_does_not_is_not():
    refused = judged(3, RELEASE, {"grams": 1, "evidence": bytes(32)}, Verdict.REFUSED)
    newer = judged(4, "toy.jar.polish", {}, Verdict.NEWER)
    malformed = judged(5, FILL, {}, Verdict.MALFORMED)
    folded = fold([malformed, newer, refused, FILLED, OPENED], {})
    assert (folded.kind, folded.state) == ("jar", {"label": "plum", "grams": 10, "released": 0})
    assert [folded.effects[one.entry.id] for one in (OPENED, FILLED, refused, newer, malformed)] == [
        Effect.COUNTS,
        Effect.COUNTS,
        Effect.NONE,
        Effect.NONE,
        Effect.NONE,
    ]


def test_the_last_amendment_in_display_order_stands():
    amends = [judged(depth, AMEND, target(FILLED, body=cbor.encode({"grams": depth}))) for depth in (4, 3)]
    assert fold([OPENED, FILLED, *amends], {}).state["grams"] == 4


def test_an_unsound_correction_changes_nothing():
    """A rule objects to it: it stays a flagged fact."""
    void = judged(3, VOID, target(FILLED), Verdict.ACCEPTED, "target_unknown")
    amend = judged(4, AMEND, target(FILLED, body=cbor.encode({"grams": 99})), Verdict.ACCEPTED, "field_range")
    folded = fold([OPENED, FILLED, void, amend], {})
    assert folded.state["grams"] == 10
    assert folded.effects[void.entry.id] is Effect.COUNTS


def test_a_void_beats_an_amendment_and_a_void_of_nothing_is_harmless():
    void = judged(3, VOID, target(FILLED))
    amend = judged(4, AMEND, target(FILLED, body=cbor.encode({"grams": 99})))
    nothing = judged(5, VOID, {"target": bytes(32), "reason": "x"})
    folded = fold([OPENED, FILLED, void, amend, nothing], {})
    assert (folded.state["grams"], folded.effects[FILLED.entry.id]) == (0, Effect.VOID)
    assert bytes(32) not in folded.effects


def test_an_amendment_that_no_longer_reads_leaves_the_original():
    assert fold([OPENED, FILLED, judged(3, AMEND, target(FILLED, body=b"\xff"))], {}).state["grams"] == 10


def test_ties_of_a_forked_chain_are_broken_by_id_and_not_by_arrival():
    labels = [judged(2, OPEN, {"label": label}) for label in ("left", "right")]
    assert fold(labels, {}) == fold(labels[::-1], {})


@given(st.lists(st.tuples(st.sampled_from((FILL, TAKE)), st.integers(1, 9)), max_size=12), st.integers(0, 12))
def test_going_on_from_a_fold_is_folding_anew(steps: list, cut: int):
    entries = [OPENED, *(judged(place + 2, kind, {"grams": grams}) for place, (kind, grams) in enumerate(steps))]
    head, tail = entries[:cut], entries[cut:]
    whole = fold(entries, {})
    onward = continue_fold(fold(head, {}), tail)
    assert (onward.kind, onward.state) == (whole.kind, whole.state)
    assert [effect_onward(one, Imposed.NOTHING) for one in tail] == [whole.effects[one.entry.id] for one in tail]


@pytest.mark.parametrize("kind", [AMEND, VOID])
def test_a_correction_cannot_be_folded_onward(kind: str):
    body = target(FILLED, body=cbor.encode({"grams": 1})) if kind == AMEND else target(FILLED)
    assert effect_onward(judged(3, kind, body), Imposed.NOTHING) is None
    assert effect_onward(judged(3, kind, body, Verdict.MALFORMED), Imposed.NOTHING) is Effect.NONE
