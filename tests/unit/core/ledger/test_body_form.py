"""That nothing is wrong with a body is seen without asking field by field, and means the same."""

from hypothesis import given
from hypothesis import strategies as st
from pytest import MonkeyPatch

from core.ledger import body as module
from core.ledger.body import check_body
from core.ledger.contract import Field, FieldKind

PART = (Field("day", FieldKind.DAY), Field("note", FieldKind.TEXT, required=False, maximum=3))
FIELDS = (
    Field("number", FieldKind.TEXT, maximum=5),
    Field("grams", FieldKind.INTEGER, minimum=0, maximum=9),
    Field("kind", FieldKind.CHOICE, required=False, choices=("a", "b")),
    Field("done", FieldKind.YES_NO, required=False),
    Field("ids", FieldKind.ENTRIES, required=False),
    Field("rows", FieldKind.RECORDS, required=False, parts=PART),
)
texts = st.sampled_from(("a", "b", "c", "", " ", "\x00", "2026-11-27", "long text"))
parts = st.dictionaries(st.sampled_from(("day", "note", "else")), texts | st.integers(4, 5), max_size=3)
hashes = st.sampled_from((bytes(32), b"short"))
values = st.one_of(
    *(st.none(), st.booleans(), st.integers(-2, 12), texts, st.lists(hashes, max_size=2), st.lists(parts, max_size=2))
)
bodies = st.dictionaries(st.sampled_from((*(one.name for one in FIELDS), "unknown")), values, max_size=7)


@given(bodies)
def test_it_means_the_same(body):
    found = check_body(FIELDS, body)
    with MonkeyPatch.context() as patch:
        patch.setattr(module._Form, "fits", lambda self, body: False)
        assert check_body(FIELDS, body) == found


def test_forms_are_told_apart_by_what_they_are():
    assert check_body(FIELDS[:1], {"number": "1"}) == []
    assert [one.code for one in check_body(FIELDS[:2], {"number": "1"})] == ["field_missing"]
    assert [one.code for one in check_body(FIELDS[1:2], {"grams": 10})] == ["field_range"]
