"""What an exchange did, as whoever called it is told (sync.session)."""

from __future__ import annotations

from dataclasses import dataclass, field

from sync.receipts import Receipt
from sync.replies import Trouble
from sync.responder import NO_OFFENCE
from sync.store import Taken

_FORGED = "wrong_signature"


@dataclass(slots=True)
class Outcome:
    """What an exchange did; true at every moment of it."""

    equal: bool = False
    """Both sides hold the same blocks."""
    accepted: int = 0
    """Blocks new here."""
    given: int = 0
    """Blocks that the peer says were new there."""
    lacked: int = 0
    """How many were lacking here by the peer's heads, `accepted` included; of forked chains it may be fewer."""
    owed: int = 0
    """How many were lacking there by its heads, those of `given` included."""
    waiting: int = 0
    filled: int = 0
    """Blocks of which content came that had been left out before."""
    withheld: int = 0
    """Blocks here of which content is still lacking: the peer lacks it as well, or holds it back."""
    files_withheld: int = 0
    """Attachments that are wanted here and did not lie there."""
    files_refused: int = 0
    """Attachments that lie here and for which the peer says that it has no room."""
    rejected: list[tuple[bytes | None, str]] = field(default_factory=list)
    """What failed our gate, with the reason."""
    refused: list[tuple[bytes | None, str]] = field(default_factory=list)
    """What failed theirs."""
    receipt: Receipt | None = None
    """The peer's signature under those of our blocks that it holds."""
    files_received: int = 0
    """Attachments, as are `files_given` and `files_withheld`, without previews where these are known as such."""
    previews_received: int = 0
    files_given: int = 0
    files_ahead: int = 0
    """Attachments that are still to go over the same way after the one under way."""
    file_bytes: int = 0
    """So much of it lies there or here by now."""
    file_size: int = 0
    """Its size; 0 while none is under way."""
    views_agree: bool | None = None
    """None where they could not be compared."""
    requests: int = 0
    bytes_sent: int = 0
    bytes_received: int = 0
    trouble: Trouble | None = None
    """Why the peer, or we, stopped early."""
    offence: str | None = None
    """What no honest peer does; the first block of that kind is told at once, and by itself ends nothing."""

    def note(self, taken: Taken) -> None:
        """Count what became of blocks that the peer gave."""
        self.accepted += len(taken.accepted)
        self.waiting += len(taken.waiting)
        self.filled += len(taken.filled)
        self.rejected += [(id, error.code) for id, error in taken.rejected]
        self.offence = self.offence or next((code for _, code in self.rejected if code not in NO_OFFENCE), None)

    @property
    def brought(self) -> bool:
        """Whether anything that people see is here now and was not before."""
        return bool(self.accepted or self.filled or self.files_received or self.previews_received)

    @property
    def is_forged(self) -> bool:
        """Whether a block came that its author never signed: each page with one is taken in twice (docs/adr/0022)."""
        return any(code == _FORGED for _, code in self.rejected)
