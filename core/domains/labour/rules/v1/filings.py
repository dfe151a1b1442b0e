"""labour.filing.* and labour.parameter.adopt: what was prepared for an insurer, and figures that were adopted."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from core.domains.labour.filing.layouts import read_layout
from core.domains.labour.rules.v1.contract_form import INSURANCES
from core.domains.labour.rules.v1.fields import (
    EMPLOYER,
    choice,
    choices,
    count,
    day,
    digest,
    entry,
    text,
    yes_no,
)
from core.domains.labour.rules.v1.fields import records as listed
from core.domains.labour.rules.v1.records import appended, find, record_of, replaced
from core.domains.labour.rules.v1.tables import PARAMETERS
from core.domains.labour.rules.v1.workplace import KIND
from core.errors import InputError
from core.ledger.contract import Entry, EntryType, Field, FieldKind, Finding, Nature, Past, State

FILINGS = ("acquisition", "loss", "day_work")
_EMPLOYER = frozenset({EMPLOYER})
_PEOPLE = (Field("employment", FieldKind.BYTES, minimum=16, maximum=16), choices("insurances", INSURANCES))
_PREPARE_FIELDS = (
    choice("filing_kind", FILINGS),
    day("event_day"),
    count("layout_version", 1, 10_000),
    count("row_count", 1, 10_000),
    digest("file_sha256"),
    day("due", ahead=True),
    text("reason", 300),
    listed("people", _PEOPLE, required=False),
)
_SUBMIT_FIELDS = (entry("filing"), day("submitted_on"))
_RECEIPT_FIELDS = (entry("filing"), yes_no("accepted"), text("receipt_number", 60, required=False))
_ORIGIN = (
    text("source", 300),
    yes_no("typed_by_hand"),
    digest("package_sha256", required=False),
    count("package_version", 1, 1_000_000, required=False),
    digest("issuer", required=False),
)
"""Where a figure or a layout comes from: typed by hand, or out of a package that an issuer signed."""
_ADOPT_FIELDS = (
    choice("table", tuple(sorted(PARAMETERS))),
    day("first_day", ahead=True),
    day("last_day", ahead=True, required=False),
    text("value", 4000),
    *_ORIGIN,
)
_LAYOUT_FIELDS = (choice("filing_kind", FILINGS), digest("layout_sha256"), text("layout", 20_000), *_ORIGIN)


def _apply_prepare(state: State, entry: Entry) -> State:
    return appended(state, "filings", {**record_of(entry, _PREPARE_FIELDS), "status": "prepared"})


def _judge_about(entry: Entry, past: Past) -> Sequence[Finding]:
    known = find(past.state, "filings", entry.content.body["filing"])
    return () if known else (Finding("filing_unknown", "filing"),)


def _judge_receipt(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    lacking = body["accepted"] and not body.get("receipt_number")
    number = (Finding("receipt_number_missing", "receipt_number"),) if lacking else ()
    return (*_judge_about(entry, past), *number)


def _moved(state: State, entry: Entry, status: str, **more: Any) -> State:
    known = find(state, "filings", entry.content.body["filing"])
    return state if known is None else replaced(state, "filings", {**known, "status": status, **more})


def _apply_submit(state: State, entry: Entry) -> State:
    return _moved(state, entry, "submitted", submitted_on=entry.content.body["submitted_on"])


def _apply_receipt(state: State, entry: Entry) -> State:
    body = entry.content.body
    return _moved(state, entry, "receipted" if body["accepted"] else "rejected", receipt=body.get("receipt_number"))


def value_findings(table: str, told: str) -> Sequence[Finding]:
    """Whether a value, as JSON text, can stand in a table."""
    try:
        value = json.loads(told, parse_float=_refuse, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return (Finding("value_no_json", "value"),)
    fits = any(_same_shape(value, row["value"]) for row in PARAMETERS[table])
    return () if fits else (Finding("value_of_other_shape", "value"),)


def _origin_findings(body: Mapping[str, Any]) -> Sequence[Finding]:
    told = body["typed_by_hand"] or (body.get("package_sha256") and body.get("issuer"))
    return () if told else (Finding("package_missing", "package_sha256"),)


def _judge_adopt(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    return (*value_findings(body["table"], body["value"]), *_origin_findings(body))


def _judge_layout(entry: Entry, past: Past) -> Sequence[Finding]:
    body = entry.content.body
    try:
        layout = read_layout(body["layout"].encode())
    except InputError as error:
        return (Finding("layout_does_not_fit", "layout", facts={"part": str(error.facts.get("field", ""))}),)
    if layout.kind != body["filing_kind"] or layout.digest != body["layout_sha256"]:
        return (Finding("layout_does_not_fit", "layout", facts={"part": "kind"}),)
    return _origin_findings(body)


def _same_shape(value: Any, known: Any) -> bool:
    """Whether a value is built as a known one; where that says null, a number may stand."""
    if type(known) is dict:
        same = type(value) is dict and value.keys() == known.keys()
        return same and all(_same_shape(value[name], known[name]) for name in known)
    if type(known) is list:
        return type(value) is list and all(any(_same_shape(item, one) for one in known) for item in value)
    return type(value) in (int, type(None)) if known is None else type(value) is type(known)


def _refuse(text_of_number: str) -> int:
    raise ValueError(text_of_number)


def _apply_adopt(state: State, entry: Entry) -> State:
    return appended(state, "adopted", record_of(entry, _ADOPT_FIELDS))


def _type(name: str, fields: Any, judge: Any, apply: Any) -> EntryType:
    return EntryType(f"labour.{name}", 1, Nature.FACT, fields, _EMPLOYER, about=KIND, judge=judge, apply=apply)


PREPARE = _type("filing.prepare", _PREPARE_FIELDS, lambda entry, past: (), _apply_prepare)
SUBMIT = _type("filing.submit", _SUBMIT_FIELDS, _judge_about, _apply_submit)
RECEIPT = _type("filing.receipt", _RECEIPT_FIELDS, _judge_receipt, _apply_receipt)
ADOPT = _type("parameter.adopt", _ADOPT_FIELDS, _judge_adopt, _apply_adopt)
ADOPT_LAYOUT = _type(
    "layout.adopt",
    _LAYOUT_FIELDS,
    _judge_layout,
    lambda state, entry: appended(state, "layouts", record_of(entry, _LAYOUT_FIELDS)),
)
