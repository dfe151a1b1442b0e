"""Bundles: who can open one, what damage does, how it is split, and that none of it needs more than a window."""

from __future__ import annotations

import io
import tracemalloc
import zlib
from collections.abc import Iterator
from functools import cache
from hashlib import sha256, shake_256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InputError, RejectedError, SyncError
from core.identity.keys import SigningKey
from core.ports.limits import ATTACHMENT_CHUNK_BYTES, BUNDLE_AUDIENCE_MAX, BUNDLE_RECORD_OPENED_BYTES_MAX
from sync import bundle, bundle_reading, bundle_writing
from sync.bundle import HEADER_HEAD, MARK, RECORD_HEAD, open_part, read_header, read_header_bytes
from sync.bundle_reading import Damaged, Event, Finished, Missing, read_bundle
from sync.bundle_writing import PART_BYTES_MIN, Written, bundle_pieces, write_bundle
from sync.messages import BlockFrame, ChunkFrame, NewerFrame
from tests.support.sample_network import CountedRandomness, key_of

NETWORK = sha256(b"network").digest()
DEVICE, OTHER, STRANGER = key_of("device"), key_of("other"), key_of("stranger")
BLOCKS = [bytes([number]) * 900 + sha256(bytes([number])).digest() for number in range(12)]
CHUNKS = [
    ChunkFrame(sha256(b"file").digest(), 600_000, number, bytes([number]) * 5000) for number in range(3)
]


def write(blocks=BLOCKS, chunks=CHUNKS, audience=(DEVICE.public, OTHER.public), name="bundle") -> bytes:
    out = io.BytesIO()
    write_bundle(
        blocks, chunks, network=NETWORK, audience=audience, randomness=CountedRandomness(name), out=out
    )
    return out.getvalue()


def read(data: bytes, device: SigningKey = DEVICE) -> list[Event]:
    return list(read_bundle(io.BytesIO(data), device))


@cache
def small_bundle() -> tuple[bytes, list[int]]:
    """A bundle of nine records (two blocks each, then single chunks, then the end) and where they begin."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle_writing, "RECORD_OPENED_BYTES", 2000)
        data = write()
    starts = []
    place = HEADER_HEAD.size + HEADER_HEAD.unpack_from(data)[2]
    while place < len(data):
        starts.append(place)
        place += RECORD_HEAD.size + RECORD_HEAD.unpack_from(data, place)[2]
    assert place == len(data)
    return data, starts


WHOLE = [*map(BlockFrame, BLOCKS), *CHUNKS]
RECORDS = [WHOLE[place : place + 2] for place in range(0, 12, 2)] + [[chunk] for chunk in CHUNKS]
END = Finished(0, True, 12, 3)


def test_round_trip_for_everybody_in_the_audience():
    data = write()
    for device in (DEVICE, OTHER):
        assert read(data, device) == [*WHOLE, END]


def test_what_was_written_is_counted():
    out = io.BytesIO()
    written = write_bundle(
        iter(BLOCKS),
        iter(CHUNKS),
        network=NETWORK,
        audience=[DEVICE.public],
        randomness=CountedRandomness("x"),
        out=out,
    )
    assert written == Written(12, 3, len(out.getvalue()))


def test_an_empty_bundle():
    assert read(write([], [])) == [Finished(0, True, 0, 0)]


def test_nothing_of_the_content_is_readable():
    data = write([b"readable " * 100], [])
    assert b"readable" not in data
    assert NETWORK in data  # named so that a person can be told which network a stick is for


def test_anybody_can_read_the_header():
    header = read_header(io.BytesIO(write()))
    assert header.network == NETWORK
    assert header.audience == tuple(sorted([DEVICE.public, OTHER.public]))
    assert header.part == 0


def test_another_device_is_told_so():
    with pytest.raises(RejectedError, match="not_the_audience"):
        read_bundle(io.BytesIO(write()), STRANGER)


@pytest.mark.parametrize(
    "data", [b"", b"JANGBU", b"PK\x03\x04" + bytes(100), b"%PDF-1.7 and more", bytes(40)]
)
def test_another_file_is_told_so(data):
    with pytest.raises(RejectedError, match="not_a_bundle"):
        read_bundle(io.BytesIO(data), DEVICE)


def test_a_newer_version_is_told_so():
    data = write()
    with pytest.raises(RejectedError) as error:
        read_bundle(io.BytesIO(data[:8] + b"\x02" + data[9:]), DEVICE)
    assert (error.value.code, error.value.facts) == ("unknown_format", {"found": 2, "known": 1})


@given(st.data())
def test_a_changed_header_is_rejected(data):
    whole, starts = small_bundle()
    place = data.draw(st.integers(0, starts[0] - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises((RejectedError, SyncError)) as error:
        read(bytes(changed))
    assert error.value.code in {"not_a_bundle", "unknown_format", "bundle_cut_off", "bundle_damaged"}


def test_a_header_made_to_fit_its_checksum_does_not_open_the_records():
    whole, starts = small_bundle()
    header = bytearray(whole[HEADER_HEAD.size : starts[0]])
    header[header.index(NETWORK)] ^= 1
    head = HEADER_HEAD.pack(b"JANGBU-B", 1, len(header), zlib.crc32(header))
    assert read(head + bytes(header) + whole[starts[0] :]) == [Missing("end", None, 0)]


def test_cut_off_at_every_byte():
    whole, starts = small_bundle()
    for length in range(len(whole)):
        data = whole[:length]
        if length < starts[0]:
            with pytest.raises((RejectedError, SyncError)) as error:
                read(data)
            assert error.value.code == ("not_a_bundle" if length < 8 else "bundle_cut_off")
            continue
        intact = sum(start <= length for start in starts[1:])
        came = [frame for record in RECORDS[:intact] for frame in record]
        assert read(data) == [*came, Missing("end", None, len(came))]


@given(st.data())
def test_a_changed_byte_costs_its_record_and_no_other(data):
    whole, starts = small_bundle()
    place = data.draw(st.integers(starts[0], len(whole) - 1))
    changed = bytearray(whole)
    changed[place] ^= data.draw(st.integers(1, 255))
    hit = sum(start <= place for start in starts) - 1
    events = read(bytes(changed))
    came = [frame for number, record in enumerate(RECORDS) if number != hit for frame in record]
    assert [event for event in events if isinstance(event, BlockFrame | ChunkFrame)] == came
    if hit == len(RECORDS):
        assert events[-1] == Missing("end", None, 15)
    else:
        assert Damaged("damaged_records", hit) in events
        lost = RECORDS[hit]
        what, stated = ("blocks", 12) if isinstance(lost[0], BlockFrame) else ("chunks", 3)
        assert events[-1] == Missing(what, stated, stated - len(lost))


@given(st.data())
def test_a_damaged_stretch_is_named_whole(data):
    whole, starts = small_bundle()
    first = data.draw(st.integers(0, 5))
    last = data.draw(st.integers(first, 7))
    changed = whole[: starts[first]] + bytes(starts[last + 1] - starts[first]) + whole[starts[last + 1] :]
    assert Damaged("damaged_records", first, last - first + 1) in read(changed)


@given(st.permutations(range(10)))
@settings(max_examples=30)
def test_records_that_changed_places_come_in_order_or_not_at_all(order):
    whole, starts = small_bundle()
    ends = [*starts[1:], len(whole)]
    data = whole[: starts[0]] + b"".join(whole[starts[place] : ends[place]] for place in order)
    events = read(data)
    came = [event for event in events if isinstance(event, BlockFrame | ChunkFrame)]
    rest = iter(WHOLE)
    assert all(frame in rest for frame in came)  # a subsequence: nothing twice, nothing out of order
    if list(order) != sorted(order):
        assert not isinstance(events[-1], Finished)


def test_a_repeated_record_is_named_and_not_read_twice():
    whole, starts = small_bundle()
    again = whole[: starts[2]] + whole[starts[1] : starts[2]] + whole[starts[2] :]
    assert read(again) == [*WHOLE[:4], Damaged("repeated_record", 1), *WHOLE[4:], END]


def test_a_record_of_another_bundle_is_not_read():
    whole, starts = small_bundle()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bundle_writing, "RECORD_OPENED_BYTES", 2000)
        other = write(name="another")
    events = read(whole[: starts[1]] + other[starts[1] : starts[2]] + whole[starts[2] :])
    assert Damaged("damaged_records", 1) in events
    assert events[-1] == Missing("blocks", 12, 10)


def test_what_follows_the_end_is_not_looked_at():
    whole, starts = small_bundle()
    assert read(whole + whole[starts[0] :]) == [*WHOLE, END]


def test_blocks_that_hold_the_mark_are_no_trouble():
    blocks = [MARK * 200, MARK]
    assert read(write(blocks, [])) == [*map(BlockFrame, blocks), Finished(0, True, 2, 0)]


def test_a_file_of_marks_costs_no_more_than_so_many_checksums(monkeypatch):
    whole, starts = small_bundle()
    checked = []
    monkeypatch.setattr(bundle_reading, "record_checksum", lambda index, data: checked.append(index) or 1)
    head = RECORD_HEAD.pack(MARK, 0, 1000, 0)
    assert read(whole[: starts[0]] + head * 5000) == [Missing("end", None, 0)]
    assert len(checked) == 1024


def test_damage_larger_than_the_window_is_read_over():
    blocks = [*_blocks_of(12)]
    data = write(blocks, [])
    second = data.index(MARK, data.index(MARK) + 1)
    last = data.rindex(MARK, 0, data.rindex(MARK))
    hit = data[:second] + bytes(last - second) + data[last:]
    assert last - second > 1_000_000
    assert read(hit) == [
        BlockFrame(blocks[0]),
        Damaged("damaged_records", 1, 10),
        BlockFrame(blocks[11]),
        Missing("blocks", 12, 2),
    ]


def _with_record(compressed: bytes) -> bytes:
    """An otherwise good bundle whose first record holds these compressed bytes."""
    whole, starts = small_bundle()
    key = open_part(read_header_bytes(io.BytesIO(whole)), DEVICE)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zlib, "compress", lambda data: compressed)
        record = key.seal(0, b"")
    return whole[: starts[0]] + record + whole[starts[1] :]


def test_a_bomb_is_refused_and_the_rest_comes():
    bomb = zlib.compress(bytes(BUNDLE_RECORD_OPENED_BYTES_MAX + 1))
    assert len(bomb) < 10_000
    events = read(_with_record(bomb))
    assert events[0] == Damaged("too_large", 0)
    assert events[1:3] == RECORDS[1]


@pytest.mark.parametrize(
    "compressed",
    [
        b"no zlib here but long enough",
        zlib.compress(b"\xff"),
        zlib.compress(b"\x80")[:-1],
        zlib.compress(b"\x80") + b"x",
    ],
)
def test_a_malformed_record_is_named_and_the_rest_comes(compressed):
    events = read(_with_record(compressed))
    assert events[0] == Damaged("malformed_record", 0)
    assert events[1:3] == RECORDS[1]


def test_a_newer_frame_is_passed_on():
    assert read(_with_record(zlib.compress(bytes.fromhex("818109"))))[0] == NewerFrame(9)


def _blocks_of(count: int) -> Iterator[bytes]:
    """Blocks of 200 kB that do not compress."""
    for number in range(count):
        yield shake_256(number.to_bytes(4, "big")).digest(200_000)


def test_parts_are_files_of_their_own_and_keep_their_limit():
    parts: dict[int, bytearray] = {}
    blocks = [*_blocks_of(60)]
    limit = PART_BYTES_MIN
    for piece in bundle_pieces(
        blocks,
        CHUNKS,
        network=NETWORK,
        audience=[DEVICE.public],
        randomness=CountedRandomness("parts"),
        part_bytes_max=limit,
    ):
        parts.setdefault(piece.part, bytearray()).extend(piece.data)
    assert len(parts) == 3
    assert all(len(data) <= limit for data in parts.values())
    headers = [read_header(io.BytesIO(data)) for data in parts.values()]
    assert [header.part for header in headers] == [0, 1, 2]
    assert len({header.bundle for header in headers}) == 1
    came: list[Event] = []
    for number, data in parts.items():
        *events, end = read(bytes(data))
        came += events
        assert isinstance(end, Finished)
        assert (end.part, end.last) == (number, number == 2)
    assert came == [*map(BlockFrame, blocks), *CHUNKS]
    keys = {open_part(read_header_bytes(io.BytesIO(data)), DEVICE).key for data in parts.values()}
    assert len(keys) == 3


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("audience_empty", {"audience": []}),
        (
            "audience_too_large",
            {"audience": [number.to_bytes(32, "big") for number in range(BUNDLE_AUDIENCE_MAX + 1)]},
        ),
        ("key_unusable", {"audience": [bytes(32)]}),
        ("part_too_small", {"part_bytes_max": PART_BYTES_MIN - 1}),
    ],
)
def test_what_cannot_be_written_is_refused_before_the_first_byte(code, change):
    given = {"network": NETWORK, "audience": [DEVICE.public], "randomness": CountedRandomness("x"), **change}
    with pytest.raises(InputError, match=code):
        bundle_pieces([], [], **given)


def test_the_largest_audience_and_chunk_fit():
    audience = [key_of(str(number)).public for number in range(BUNDLE_AUDIENCE_MAX)]
    chunk = ChunkFrame(bytes(32), 1, 0, bytes(ATTACHMENT_CHUNK_BYTES + 16))
    data = write([], [chunk], audience=audience)
    assert read(data, key_of("1023")) == [chunk, Finished(0, True, 0, 1)]
    assert HEADER_HEAD.unpack_from(data)[2] <= bundle.HEADER_BYTES_MAX


class _Dripping(io.RawIOBase):
    """A stream that gives a few bytes at a time, as pipes and some sticks do."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, count: int = -1) -> bytes:
        return self._data.read(min(count, 7))


def test_a_stream_may_give_its_bytes_in_pieces():
    assert list(read_bundle(_Dripping(write()), DEVICE)) == [*WHOLE, END]


def test_a_mark_that_comes_in_pieces_is_found_after_damage():
    whole, starts = small_bundle()
    changed = whole[: starts[1]] + bytes(9) + whole[starts[1] + 9 :]
    came = [frame for number, record in enumerate(RECORDS) if number != 1 for frame in record]
    events = list(read_bundle(_Dripping(changed), DEVICE))
    assert [event for event in events if isinstance(event, BlockFrame | ChunkFrame)] == came


def test_memory_does_not_grow_with_the_bundle(tmp_path):
    def highest(count: int) -> int:
        path = tmp_path / str(count)
        tracemalloc.start()
        with path.open("wb") as out:
            write_bundle(
                _blocks_of(count),
                [],
                network=NETWORK,
                audience=[DEVICE.public],
                randomness=CountedRandomness("m"),
                out=out,
            )
        with path.open("rb") as stream:
            for _ in read_bundle(stream, DEVICE):
                pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    highest(2)
    assert highest(120) < highest(12) + 1024 * 1024
