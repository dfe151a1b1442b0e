"""Requests and replies: what is written is read, and nothing else is."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.encoding import cbor
from core.errors import RejectedError
from sync.fields import Head
from sync.limits import HEADS_MAX, PAGE_BLOCKS_MAX
from sync.messages import ChunkFrame
from sync.receipts import receipt_holds, sign_receipt
from sync.replies import (
    Chunks,
    Difference,
    Differences,
    Greeting,
    Page,
    Received,
    Took,
    Trouble,
    Viewed,
    Wanted,
    decode_reply,
    encode_reply,
)
from sync.requests import (
    Asked,
    Compare,
    Fetch,
    Give,
    Hello,
    Offer,
    Pull,
    Push,
    View,
    Want,
    decode_request,
    encode_request,
)
from tests.support.sample_network import key_of

A, B = b"a" * 32, b"b" * 32
HEAD = Head(A, 0, 7, B)
CHUNK = ChunkFrame(A, 600_000, 1, b"sealed")
RECEIPT = sign_receipt(A, [B], 1_795_325_520, key_of("hub"))
REQUESTS = [
    Hello((1, 2), A, (B,)),
    Compare(frozenset({0, 7, 8, 255}), (HEAD,)),
    Pull((Want(A, 3), Want(B, None, (A, B)))),
    Push((b"block", b"another"), (A,)),
    Fetch(A, 3),
    Offer(((A, 600_000),)),
    Give((CHUNK,)),
    View(A, B),
]
REPLIES = [
    Greeting(1, A, b"", B, True, RECEIPT),
    Greeting(1, A, bytes(256 * 16), B, False),
    Differences((Difference(HEAD, None, 9), Difference(HEAD, 3, 9)), (0, 4), True),
    Page((b"block",), (4, None)),
    Took(1, 2, 3, ((None, "too_large"), (A, "wrong_place")), B, RECEIPT),
    Chunks((CHUNK,)),
    Wanted(((0, 2),)),
    Wanted((), 3),
    Received((A,)),
    Viewed(2),
    Trouble("unknown_network", {"limit": 3, "what": "frame"}),
]


@pytest.mark.parametrize("request_", REQUESTS, ids=lambda one: type(one).__name__)
def test_a_request_is_read_as_it_was_written(request_):
    asked = Asked(5, B, request_)
    assert decode_request(encode_request(asked)) == asked


@pytest.mark.parametrize("reply", REPLIES, ids=lambda one: type(one).__name__)
def test_a_reply_is_read_as_it_was_written(reply):
    assert decode_reply(encode_reply(5, reply)) == (5, reply)


MESSAGES = [encode_request(Asked(5, B, one)) for one in REQUESTS] + [encode_reply(5, one) for one in REPLIES]


@given(st.data())
def test_nothing_that_comes_makes_a_reader_fall_over(data):
    message = bytearray(data.draw(st.sampled_from(MESSAGES)))
    for _ in range(data.draw(st.integers(1, 3))):
        message[data.draw(st.integers(0, len(message) - 1))] = data.draw(st.integers(0, 255))
    for read in (decode_request, decode_reply):
        try:
            read(bytes(message))
        except RejectedError as error:
            assert error.code in {"malformed_cbor", "malformed_message", "unknown_message", "too_large"}


@pytest.mark.parametrize(
    "value",
    [
        [1, 5, B],
        [1, 5, B, [1], A],
        [1, 5, B, ["1"], A, []],
        [2, 5, B, bytes(31), []],
        [2, 5, B, bytes(32), [[A, 0, 7, B]] * (HEADS_MAX + 1)],
        [3, 5, B, [[A, -1, []]]],
        [4, 5, B, [b"x"] * (PAGE_BLOCKS_MAX + 1), []],
        [4, 5, B, [b""], []],
        [7, 5, B, [[A, 5, 0, bytes(300_000)]]],
        [1, 5, b"short", [1], A, []],
        [1, -5, B, [1], A, []],
    ],
)
def test_a_request_out_of_bounds_is_malformed(value):
    with pytest.raises(RejectedError) as error:
        decode_request(cbor.encode(value))
    assert error.value.code == "malformed_message"


def test_a_request_of_a_later_version_is_told_apart_and_may_say_more():
    with pytest.raises(RejectedError) as error:
        decode_request(cbor.encode([99, 5, B, "new"]))
    assert (error.value.code, error.value.facts["number"]) == ("unknown_message", 5)
    assert decode_request(cbor.encode([5, 5, B, A, 3, "and more"])).request == Fetch(A, 3)


def test_a_receipt_holds_for_its_network_and_words_only():
    assert receipt_holds(RECEIPT, A)
    assert not receipt_holds(RECEIPT, B)
    assert not receipt_holds(replace(RECEIPT, held=(A,)), A)
