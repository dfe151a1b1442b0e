"""What answers at an address, whatever line leads to it: a hub, or a vault that listens on the LAN."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Answered:
    """A frame to send back, and how many blocks were new here."""

    frame: bytes
    accepted: int = 0


@dataclass(frozen=True, slots=True)
class Refused:
    """Nothing was looked at; `retry_s` says when to come again where that helps."""

    code: str
    retry_s: int = 0


class Host(Protocol):
    """All calls come on one thread, but for what says otherwise."""

    @property
    def device(self) -> bytes: ...

    @property
    def counts(self) -> Counter[str]: ...

    @property
    def refusal(self) -> Refused | None:
        """What everybody is told at present whatever they ask, where that is so; on any thread."""
        ...

    def answer(self, device: bytes, network: bytes, frame: bytes) -> Answered | Refused:
        """Answer a frame that `device` signed."""
        ...

    def check(self) -> None:
        """Raises VaultError where the store cannot be used."""
        ...

    def gauges(self) -> dict[str, int]:
        """Numbers for metrics that hold for now."""
        ...
