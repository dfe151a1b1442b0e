"""Judging and folding of the labour workspace never raise, whatever fitting bodies come in whatever order."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.domains.labour import WORKSPACE
from core.domains.labour.flags import Employed, flags_on
from core.domains.labour.insuring import Personal, Worker, answers
from core.domains.labour.pay.insurance import INSURANCES
from core.domains.labour.statute import STATUTE
from core.errors import RefusedError
from core.ledger.body import check_body
from core.ledger.contract import Field, FieldKind, NoParameter, Severity
from tests.support.labour_bench import EMPLOYER, HANA, RULES, WORKER, Bench

OPENED = {"shop": {"employees": 5}}
TIMES = [
    *("2026-11-02T09:00", "2026-11-02T18:00", "2026-11-03T02:00", "2026-11-02T24:00", "9999-12-31T24:00"),
    *("0001-01-01T00:00", "2026-02-30T09:00", "09:00", "24:00", "25:99", "noon", "2026-11-02"),
]
DAYS = ["2026-11-02", "2027-01-01", "2018-01-01", "0001-01-01", "9999-12-31", "2028-02-29"]
SIGNERS = st.sampled_from([(EMPLOYER,), (WORKER,), (EMPLOYER, WORKER), ((HANA, "employer"), WORKER), ()])


def value(field: Field, ids: list[bytes]) -> st.SearchStrategy[Any]:
    """A value that fits a field."""
    low = field.minimum or 0
    high = field.maximum if field.maximum is not None else 10**9
    return {
        FieldKind.TEXT: lambda: st.sampled_from(TIMES).filter(lambda text: len(text) <= (field.maximum or 999)),
        FieldKind.INTEGER: lambda: st.one_of(st.sampled_from([low, high]), st.integers(low, high)),
        FieldKind.CHOICE: lambda: st.sampled_from(field.choices),
        FieldKind.CHOICES: lambda: st.lists(st.sampled_from(field.choices), max_size=3),
        FieldKind.YES_NO: st.booleans,
        FieldKind.DAY: lambda: st.sampled_from(DAYS),
        FieldKind.TEXTS: lambda: st.lists(st.sampled_from(["위약금", "주휴 없음", "x"]), max_size=3),
        FieldKind.ENTRY: lambda: st.sampled_from([*ids, bytes(32)]),
        FieldKind.ENTRIES: lambda: st.lists(st.sampled_from([*ids, bytes(32)]), max_size=2),
        FieldKind.BYTES: lambda: st.sampled_from([HANA[: field.minimum], bytes(field.minimum or 0)]),
        FieldKind.RECORDS: lambda: st.lists(body(field.parts, ids), max_size=3),
    }[field.kind]()


def body(fields: tuple[Field, ...], ids: list[bytes]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {one.name: value(one, ids) for one in fields if one.required},
        optional={one.name: value(one, ids) for one in fields if not one.required},
    )


@pytest.mark.parametrize("kind", ["workplace", "employment"])
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_order_of_fitting_entries_raises(kind, data):
    types = [one for one in RULES.entry_types.values() if kind in (one.opens, one.about)]
    bench = Bench()
    if data.draw(st.booleans()) and kind == "employment":
        bench.hired()
    for _ in range(data.draw(st.integers(1, 7))):
        own = data.draw(st.sampled_from(types))
        drawn = data.draw(body(own.fields, [one.entry.id for one in bench.judged]))
        if any(one.severity is Severity.REFUSE for one in check_body(own.fields, drawn)):
            continue
        bench.record(own.name, drawn, data.draw(SIGNERS))
    state = json.loads(json.dumps(bench.state))
    assert state == bench.state
    subject = WORKSPACE.subject_kinds[kind]
    assert isinstance(subject.title(state), str)
    assert dict(subject.claims(state)) is not None
    assert list(subject.flags(state)) is not None
    if kind == "employment":
        try:
            personal = Personal(date(2009, 3, 1))
            assert flags_on(Employed("", state, OPENED, STATUTE, personal), date(2026, 11, 22)) is not None
            if state.get("contracts"):
                worker = Worker(bytes(16).hex(), state, {}, STATUTE, Personal(date(2005, 3, 1)))
                assert len(answers(worker, date(2026, 11, 22))) == len(INSURANCES)
        except NoParameter as missing:
            assert missing.day.year < 2018
        except RefusedError as refused:
            assert refused.code == "days_out_of_reach"
