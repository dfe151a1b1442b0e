"""Bodies: every kind of field from both sides, and no body that makes the check fail."""



import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encoding import cbor
from core.ledger.body import LIST_ITEMS_MAX, check_body
from core.ledger.contract import Field, FieldKind, Severity

FIELDS = {
    FieldKind.TEXT: Field("x", FieldKind.TEXT, maximum=5),
    FieldKind.INTEGER: Field("x", FieldKind.INTEGER, minimum=-3, maximum=9),
    FieldKind.CHOICE: Field("x", FieldKind.CHOICE, choices=("a", "b")),
    FieldKind.CHOICES: Field("x", FieldKind.CHOICES, choices=("a", "b")),
    FieldKind.YES_NO: Field("x", FieldKind.YES_NO),
    FieldKind.DAY: Field("x", FieldKind.DAY),
    FieldKind.INTEGERS: Field("x", FieldKind.INTEGERS, minimum=0, maximum=9),
    FieldKind.TEXTS: Field("x", FieldKind.TEXTS, maximum=5),
    FieldKind.ENTRY: Field("x", FieldKind.ENTRY),
    FieldKind.ENTRIES: Field("x", FieldKind.ENTRIES),
    FieldKind.BYTES: Field("x", FieldKind.BYTES, minimum=2, maximum=4),
    FieldKind.RECORDS: Field("x", FieldKind.RECORDS, parts=(Field("n", FieldKind.INTEGER, minimum=1),)),
}

FIT = [
    (FieldKind.TEXT, ["a", "a\nb\tc"[:5], "자두자두자"]),
    (FieldKind.INTEGER, [-3, 0, 9]),
    (FieldKind.CHOICE, ["a", "b"]),
    (FieldKind.CHOICES, [[], ["a"], ["b", "a"]]),
    (FieldKind.YES_NO, [True, False]),
    (FieldKind.DAY, ["2026-11-22", "2024-02-29"]),
    (FieldKind.INTEGERS, [[], [0, 9], [0] * LIST_ITEMS_MAX]),
    (FieldKind.TEXTS, [[], ["a"]]),
    (FieldKind.ENTRY, [bytes(32)]),
    (FieldKind.ENTRIES, [[], [bytes(32)]]),
    (FieldKind.BYTES, [b"12", b"1234"]),
    (FieldKind.RECORDS, [[], [{"n": 1}, {"n": 2}]]),
]

MISFIT = [
    (FieldKind.TEXT, "x", ["", "  "], "field_missing"),
    (FieldKind.TEXT, "x", ["123456"], "text_long"),
    (FieldKind.TEXT, "x", ["a\0", "a\x1b"], "text_control"),
    (FieldKind.TEXT, "x", [5, b"a", ["a"]], "field_kind"),
    (FieldKind.INTEGER, "x", [-4, 10], "field_range"),
    (FieldKind.INTEGER, "x", [True, "5", 1.0], "field_kind"),
    (FieldKind.CHOICE, "x", ["c", "", 5, ["a"]], "field_choice"),
    (FieldKind.CHOICES, "x", [["c"]], "field_choice"),
    (FieldKind.CHOICES, "x", ["a"], "field_kind"),
    (FieldKind.YES_NO, "x", [0, 1, "yes"], "field_kind"),
    (FieldKind.DAY, "x", ["2026-02-29", "2026-1-01", "20261122", "today", 5, "２026-11-22"], "field_day"),
    (FieldKind.INTEGERS, "x", [[10], [-1]], "field_range"),
    (FieldKind.INTEGERS, "x", [[0] * (LIST_ITEMS_MAX + 1), 5, {"a": 1}], "field_kind"),
    (FieldKind.TEXTS, "x", [[""]], "field_missing"),
    (FieldKind.ENTRY, "x", [bytes(31), "00" * 32, 5], "field_kind"),
    (FieldKind.ENTRIES, "x", [[bytes(31)]], "field_kind"),
    (FieldKind.BYTES, "x", [b"1", b"12345", "12"], "field_kind"),
    (FieldKind.RECORDS, "x", [[5], {"n": 1}], "field_kind"),
    (FieldKind.RECORDS, "x.1.n", [[{"n": 1}, {}]], "field_missing"),
    (FieldKind.RECORDS, "x.0.n", [[{"n": 0}]], "field_range"),
]


@pytest.mark.parametrize(("kind", "value"), [(kind, value) for kind, values in FIT for value in values])
def test_a_value_that_fits(kind: FieldKind, value: object):
    assert check_body([FIELDS[kind]], {"x": value}) == []


@pytest.mark.parametrize(
    ("kind", "name", "value", "code"),
    [(kind, name, value, code) for kind, name, values, code in MISFIT for value in values],
)
def test_a_value_that_does_not(kind: FieldKind, name: str, value: object, code: str):
    (finding,) = check_body([FIELDS[kind]], {"x": value})
    assert (finding.code, finding.field, finding.severity) == (code, name, Severity.REFUSE)


@pytest.mark.parametrize("kind", FieldKind)
def test_a_required_field_must_be_there_and_another_need_not(kind: FieldKind):
    optional = Field("x", kind, False, choices=("a",))
    for body in ({}, {"x": None}):
        assert [finding.code for finding in check_body([FIELDS[kind]], body)] == ["field_missing"]
        assert check_body([optional], body) == []


def test_unknown_fields_are_warned_of_in_records_too():
    found = check_body([FIELDS[FieldKind.RECORDS]], {"x": [{"n": 1, "z": 0}], "y": None})
    assert [(one.code, one.field, one.severity) for one in found] == [
        ("field_unknown", "x.0.z", Severity.WARN),
        ("field_unknown", "y", Severity.WARN),
    ]


values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=8) | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from("xyz"), values), st.sampled_from(list(FieldKind)))
def test_checking_never_fails(body: dict, kind: FieldKind):
    for finding in check_body([FIELDS[kind]], body):
        cbor.encode(finding.as_value())
