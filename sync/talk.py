"""What the parts of a session share: a talk as a generator of requests that takes replies, and how one ends early."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from sync.replies import Reply, Trouble
from sync.requests import Request

Talk = Generator[Request, Reply, None]
_Wanted = TypeVar("_Wanted")


class Stop(Exception):
    """Ends the talk: with the peer's trouble, or with its offence."""

    def __init__(self, trouble: Trouble | None = None, offence: str | None = None) -> None:
        super().__init__(trouble, offence)
        self.trouble = trouble
        self.offence = offence


def expected(kind: type[_Wanted], reply: Reply) -> _Wanted:
    """The reply that was asked for; anything else ends the talk."""
    if isinstance(reply, kind):
        return reply
    raise Stop(reply) if isinstance(reply, Trouble) else Stop(offence="unexpected_reply")
