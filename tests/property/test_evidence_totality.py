"""Whatever signed bytes say, checking them gives a report or a RejectedError, never another exception."""

from __future__ import annotations

from contextlib import suppress
from functools import cache
from typing import Any

import cbor2
from hypothesis import given
from hypothesis import strategies as st

from core.errors import RefusedError, RejectedError
from core.ledger.disclosure import ClearForm, form_of
from core.ledger.evidence import EvidenceItem, build_evidence
from core.ledger.evidence_check import check_evidence
from core.ledger.proof import build_proof, check_proof
from tests.support.sample_network import SampleNetwork, block_of, clear_entry, content_of, sample_network

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.text(max_size=10)
    | st.binary(max_size=40)
    | st.binary(min_size=32, max_size=32),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


@cache
def sample() -> SampleNetwork:
    return sample_network()


def _replaced(value: Any, draw: st.DataObject, depth: int = 0) -> Any:
    """The value with one part, somewhere inside, replaced by anything."""
    if depth < 4 and isinstance(value, list) and value and draw.draw(st.integers(0, 4)):
        place = draw.draw(st.integers(0, len(value) - 1))
        return [*value[:place], _replaced(value[place], draw, depth + 1), *value[place + 1 :]]
    if depth < 4 and isinstance(value, dict) and value and draw.draw(st.integers(0, 4)):
        name = draw.draw(st.sampled_from(sorted(value)))
        return {**value, name: _replaced(value[name], draw, depth + 1)}
    return draw.draw(anything)


@given(st.data())
def test_any_part_of_the_file_replaced(data):
    value = _replaced(cbor2.loads(sample().evidence()), data)
    with suppress(RejectedError):
        check_evidence(cbor2.dumps(value, canonical=True))


@given(st.data())
def test_any_part_of_a_grants_body_replaced_and_signed(data):
    net = sample()
    content = cbor2.loads(cbor2.loads(net.granting.blobs[0])[1])
    body = _replaced(content[11], data)
    if not isinstance(body, dict):
        body = {"key": body}
    entry = clear_entry(content_of(net.device_a, net.id, "core.grant.give", body, "x"))
    block = block_of(net.device_a, [entry], network=net.id, seq=2, previous=net.starting.id, depth=2)
    items = [item for item in net.items() if item.block is not net.granting]
    items += [EvidenceItem(net.granting, place, form_of(net.granting, place), False) for place in (1, 2)]
    report = check_evidence(build_evidence(net.charter, [*items, EvidenceItem(block, 0, form_of(block, 0), False)]))
    assert report.network == net.id


@given(st.data())
def test_any_part_of_a_charters_body_replaced_and_signed(data):
    net = sample()
    content = cbor2.loads(cbor2.loads(net.charter.blobs[0])[1])
    body = _replaced(content[11], data)
    if not isinstance(body, dict):
        body = {"founders": body}
    entry = clear_entry(content_of(net.device_a, None, "core.charter.open", body, "x"))
    block = block_of(net.device_a, [entry], network=None)
    report = check_evidence(build_evidence(block, [EvidenceItem(block, 0, form_of(block, 0), True)]))
    assert report.network == block.id


@given(st.data())
def test_any_part_of_a_signed_statement_replaced(data):
    net = sample()
    content = cbor2.loads(cbor2.loads(net.granting.blobs[1])[1])
    statement = [0, cbor2.dumps(_replaced(content, data), canonical=True), data.draw(st.just([]) | anything)]
    blob = cbor2.dumps(statement, canonical=True)
    if len(blob) > 60_000:
        return
    block = block_of(net.device_a, [blob], network=net.id, depth=5)
    value = cbor2.loads(net.evidence())
    value[2].append(block.envelope)
    value[3].append([len(value[2]) - 1, 0, [], False, [0, blob]])
    check_evidence(cbor2.dumps(value, canonical=True))
    with suppress(RefusedError):
        assert check_proof(build_proof(block, 0, ClearForm(blob))).network == net.id
