"""Who knew less gains nothing, whatever is recorded; and judges and folds answer for anything that fits its form."""

import contextlib
import json
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from core.domains.battery import WORKSPACE, grade_body, propose_grade
from core.encoding import cbor
from core.ledger.contract import Field, FieldKind, Finding, JudgedEntry, NoParameter, Severity, Verdict
from core.ports.clock import Instant
from tests.support.battery_bench import (
    BOTH,
    DAY,
    ELECTRIC_BODY,
    GRADER,
    REGISTER_BODY,
    RULES,
    TEST_BODY,
    TESTER,
    VISUAL_BODY,
    Bench,
    findings_on,
    folded,
    parameter,
)

LETTERS = "ABCD"
EVIDENCE_TYPES = (
    "battery.inspect.visual",
    "battery.inspect.electric",
    "battery.test.capacity",
    "battery.estimate.soh",
)
LOOKS = st.sampled_from(["none", "none", "minor", "major"])
VISUALS = st.builds(lambda swelling: {**VISUAL_BODY, "swelling": swelling}, LOOKS)
ELECTRICS = st.builds(
    lambda spread, isolation: {**ELECTRIC_BODY, "cell_mv": [3700, 3700 + spread], "isolation_ohm": isolation},
    st.integers(0, 100),
    st.sampled_from([500_000_000, 30_000]),
)
CAPACITIES = st.integers(55_000, 95_000)
STEPS = st.one_of(
    st.tuples(st.just("battery.inspect.visual"), VISUALS),
    st.tuples(st.just("battery.inspect.electric"), ELECTRICS),
    st.tuples(st.just("evidence"), CAPACITIES),
    st.tuples(st.just("battery.incident.report"), st.just({"kind": "smoke", "action": "격리"})),
    st.tuples(st.just("grade"), st.none()),
)


def history(steps: list[tuple[str, Any]]) -> Bench:
    """Complete evidence, then whatever happens."""
    bench = Bench().evidence()
    for name, body in steps:
        if name == "evidence":
            bench.evidence(test={**TEST_BODY, "capacity_mah": body, "cycle": len(bench.judged)})
        elif name == "grade":
            proposal = propose_grade(bench.state, DAY, parameter)
            if proposal.complete:
                bench.record("battery.grade.assign", grade_body(proposal), signers=BOTH)
        else:
            bench.record(name, body)
    return bench


def closed(judged: list[JudgedEntry], left_out: set[int]) -> list[JudgedEntry]:
    """Without some entries and without what leans on them: a past is causally closed."""
    kept: list[JudgedEntry] = []
    gone: set[bytes] = set()
    for place, one in enumerate(judged):
        body = one.entry.content.body
        leans_on = {*body.get("inputs", ()), *body.get("evidence", ()), *(body.get("superseded") or ())}
        if place in left_out or leans_on & gone:
            gone.add(one.entry.id)
        else:
            kept.append(one)
    return kept


def refused(findings: list[Finding]) -> bool:
    return any(one.severity is Severity.REFUSE for one in findings)


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=6), st.sets(st.integers(0, 20)))
def test_taking_entries_out_of_an_authors_past_never_adds_effect(
    steps: list[tuple[str, Any]], left_out: set[int]
) -> None:
    bench = history(steps)
    known = closed(bench.judged, left_out)
    proposal = propose_grade(folded(known), DAY, parameter)
    if not proposal.complete:
        return
    # Its author knew less than there is; in the whole it stands behind all of it.
    entry = bench.entry("battery.grade.assign", grade_body(proposal), BOTH)
    assert not refused(findings_on(entry, bench.past(known)))
    whole = folded([*bench.judged, JudgedEntry(entry, Verdict.ACCEPTED, ())])
    stands = whole["grade"] is not None and whole["grade"]["entry"] == entry.id.hex()
    if stands:
        assert not refused(findings_on(entry, bench.past()))


@settings(max_examples=150, deadline=None)
@given(st.lists(STEPS, max_size=6), st.sets(st.integers(0, 20), min_size=1))
def test_taking_evidence_away_never_turns_a_refused_grade_into_one_that_stands(
    steps: list[tuple[str, Any]], left_out: set[int]
) -> None:
    bench = history(steps)
    for letter in LETTERS:
        proposal = propose_grade(bench.state, DAY, parameter)
        if not proposal.complete:
            return
        entry = bench.entry("battery.grade.assign", {**grade_body(proposal), "letter": letter}, BOTH)
        if not refused(findings_on(entry, bench.past())):
            continue
        fewer = bench.past(closed(bench.judged, left_out))
        if refused(findings_on(entry, fewer)):
            continue
        whole = folded([*bench.judged, JudgedEntry(entry, Verdict.ACCEPTED, ())])
        assert whole["grade"] is None or whole["grade"]["entry"] != entry.id.hex()


@settings(max_examples=100, deadline=None)
@given(
    CAPACITIES,
    st.integers(0, 100),
    st.sampled_from(["none", "major"]),
    st.sampled_from(
        ["battery.inspect.visual", "battery.inspect.electric", "battery.test.capacity", "battery.estimate.soh"]
    ),
)
def test_taking_evidence_away_never_gives_a_better_letter(
    capacity_mah: int, spread_mv: int, swelling: str, away: str
) -> None:
    bench = Bench().evidence(
        visual={**VISUAL_BODY, "swelling": swelling},
        electric={**ELECTRIC_BODY, "cell_mv": [3700, 3700 + spread_mv]},
        test={**TEST_BODY, "capacity_mah": capacity_mah},
    )
    full = propose_grade(bench.state, DAY, parameter).letter
    fewer = folded([one for one in bench.judged if one.entry.content.type != away])
    letter = propose_grade(fewer, DAY, parameter).letter
    assert full is not None
    assert letter is None or LETTERS.index(letter) >= LETTERS.index(full)


def test_grants_taken_away_never_help() -> None:
    bench = Bench().evidence()
    entry = bench.entry("battery.grade.assign", grade_body(propose_grade(bench.state, DAY, parameter)), BOTH)
    for roles in ({}, {TESTER: frozenset({"jtp_test"})}, {GRADER: frozenset({"jtp_grade"})}):
        assert refused(findings_on(entry, bench.past(roles=roles)))


# -- total for anything that fits ----------------------------------------------------------------------------------

HASHES = st.sampled_from([bytes([number]) * 32 for number in range(4)])
TEXTS = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(str.strip)
DAYS = st.dates().map(date.isoformat)


def fitting(field: Field) -> st.SearchStrategy[Any]:
    """Values that `check_body` takes for a field."""
    whole = st.integers(
        -(2**63) if field.minimum is None else field.minimum, 2**63 - 1 if field.maximum is None else field.maximum
    )
    values = {
        FieldKind.TEXT: TEXTS,
        FieldKind.INTEGER: whole,
        FieldKind.CHOICE: st.sampled_from(field.choices or ("",)),
        FieldKind.CHOICES: st.lists(st.sampled_from(field.choices or ("",)), max_size=4),
        FieldKind.YES_NO: st.booleans(),
        FieldKind.DAY: DAYS,
        FieldKind.INTEGERS: st.lists(whole, max_size=5),
        FieldKind.TEXTS: st.lists(TEXTS, max_size=3),
        FieldKind.ENTRY: HASHES,
        FieldKind.ENTRIES: st.lists(HASHES, max_size=4),
        FieldKind.BYTES: st.binary(min_size=field.minimum or 0, max_size=field.maximum or 40),
    }
    return values[field.kind]


def bodies(fields: tuple[Field, ...]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {one.name: fitting(one) for one in fields if one.required},
        optional={one.name: fitting(one) for one in fields if not one.required} | {"unknown_field": st.none()},
    )


ENTRIES = st.one_of(*(st.tuples(st.just(one.name), bodies(one.fields)) for one in RULES.entry_types.values()))


@settings(max_examples=300, deadline=None)
@given(st.lists(ENTRIES, min_size=1, max_size=8), st.booleans(), st.dates())
def test_judges_folds_and_views_answer_for_anything_that_fits(
    entries: list[tuple[str, dict[str, Any]]], begun: bool, day: date
) -> None:
    bench = Bench()
    if begun:
        bench.record("battery.pack.register", REGISTER_BODY)
    for name, body in entries:
        judged = bench.record(name, body, signers=BOTH)
        assert all(cbor.encode(one.as_value()) for one in judged.findings)
    state = bench.state
    assert json.loads(json.dumps(state)) == state
    cbor.encode(state)
    kind = WORKSPACE.subject_kinds["battery"]
    assert isinstance(kind.title(state), str)
    assert all(isinstance(value, str) for value in kind.claims(state).values())
    assert all(isinstance(one, Finding) for one in kind.flags(state))
    propose_grade(state, day, parameter)


@settings(max_examples=50, deadline=None)
@given(st.integers(-(2**37), 2**37))
def test_no_moment_is_too_odd_for_a_fold(seconds: int) -> None:
    bench = Bench().evidence()
    proposal = propose_grade(bench.state, DAY, parameter)
    for name, body in (
        ("battery.inspect.visual", VISUAL_BODY),
        ("battery.test.capacity", TEST_BODY),
        ("battery.grade.assign", grade_body(proposal)),
    ):
        entry = bench.entry(name, body, BOTH)
        content = entry.content._replace(occurred_at=Instant(seconds, 0))
        odd = entry._replace(content=content)
        with contextlib.suppress(NoParameter):
            findings_on(odd, bench.past())
        RULES.entry_types[name, 1].apply(bench.state, odd)
