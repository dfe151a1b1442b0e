"""Every claimed moment that content may hold has a calendar day, so that a rule can ask for it."""

from datetime import UTC, datetime

import pytest

from core.errors import RejectedError
from core.ledger.content import Content, decode_content, encode_content
from core.ports.clock import Instant


def _content(seconds: int, offset_minutes: int) -> bytes:
    return encode_content(
        Content(
            network=bytes(32),
            device=bytes(32),
            incarnation=0,
            type="battery.pack.register",
            version=1,
            subject=None,
            after=(),
            refs=(),
            occurred_at=Instant(seconds, offset_minutes),
            person=None,
            role=None,
            body={},
            sealed=(),
            attachments=(),
            salt=bytes(16),
        )
    )


@pytest.mark.parametrize("seconds", [-(2**35), 0, 2**37])
@pytest.mark.parametrize("offset_minutes", [-1439, 0, 1439])
def test_the_bounds_have_a_day(seconds, offset_minutes):
    claimed = decode_content(_content(seconds, offset_minutes)).occurred_at
    assert claimed.local().utcoffset().total_seconds() == offset_minutes * 60
    assert claimed.day().year in (881, 1969, 1970, 6325)


@pytest.mark.parametrize("seconds", [-(2**35) - 1, 2**37 + 1, int(datetime(1, 1, 1, tzinfo=UTC).timestamp()) - 1])
def test_beyond_them_content_is_malformed(seconds):
    with pytest.raises(RejectedError) as error:
        decode_content(_content(seconds, 0))
    assert error.value.facts == {"field": "occurred_at"}
