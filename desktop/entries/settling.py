"""Settling a flag from the window: what it is about, who may answer it, and what was answered. Makes no widget.

Functions that take a vault run on the vault lane.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.actions.record import Draft, Recorded, check, record
from core.actions.settle import MarkedFlag, marked_flags
from core.actions.signing import Signing
from core.ledger.content import Attachment
from core.ledger.contract import Finding, Severity
from core.ledger.settling import FORK, SETTLING_POWER, Answer, FlagStatus
from core.ports.clock import Instant
from core.vault.replica import Replica
from core.vault.subjects import EntryIndex
from core.vault.vault import Vault
from core.vault.views import FlagView, Granted, granted_keys, subject
from desktop.entries.signers import Signer, Slot
from desktop.entries.wording import person_text
from desktop.theme import Tone
from desktop.words import Words, finding_text
from desktop.words.sentences import choice_text


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A resolution as people read it: who gave it when, what it says and why."""

    entry: bytes
    by: bytes
    """The person who signed, else the device."""
    at: Instant
    outcome: str
    text: str


@dataclass(frozen=True, slots=True)
class FlagRow:
    """A flag with all that is shown of it, and who may settle it."""

    subject: bytes
    """NETWORK_SUBJECT for a fork."""
    view: FlagView
    answers: tuple[AnswerRow, ...]
    slot: Slot
    granted: tuple[Granted, ...]

    @property
    def finding(self) -> Finding:
        return self.view.finding

    @property
    def status(self) -> FlagStatus:
        return self.view.status


@dataclass(frozen=True, slots=True)
class Settlement:
    """How somebody means to settle which flag."""

    flag: MarkedFlag
    outcome: str
    text: str

    def draft(self, signing: Signing) -> Draft:
        """The entry to be; without the PIN it is good for asking the door only."""
        return self.flag.draft(self.outcome, self.text, (signing,))


def flag_rows(vault: Vault, replica: Replica, id: bytes) -> list[FlagRow]:
    """All flags of a subject, or of the network itself.

    Raises:
        InputError: `subject_not_found`.
    """
    slot, granted = _slot(replica, id), granted_keys(replica)
    return [
        FlagRow(id, one, tuple(answer_row(replica, given) for given in one.answers), slot, granted)
        for one in subject(replica, id).all_flags
    ]


def answer_row(replica: Replica, given: Answer) -> AnswerRow:
    """An answer with who gave it, when and why."""
    judged = EntryIndex(replica.connection, replica.reader).glance(given.entry)
    assert judged is not None, "an answer of the view is an entry of the view"
    content = judged.entry.content
    by = content.person or content.device
    return AnswerRow(given.entry, by, content.occurred_at, given.outcome, str(content.body["text"]))


def marked(vault: Vault, replica: Replica, row: FlagRow) -> MarkedFlag | None:
    """The flag with what it is about, which may take a moment on a long history; None where it has gone or changed."""
    return next(iter(marked_flags(replica, row.subject, row.finding)), None)


def ask(vault: Vault, replica: Replica, settlement: Settlement, signer: Signer) -> list[Finding]:
    """What the door says."""
    return check(vault, replica.network_id, settlement.draft(signer.signing()))


def sign(
    settlement: Settlement, signing: Signing, vault: Vault, replica: Replica, attached: Sequence[Attachment]
) -> Recorded:
    """Record it; a resolution has no files.

    Raises:
        RefusedError: `wrong_pin`, `not_recordable`.
    """
    return record(vault, replica.network_id, [settlement.draft(signing)])


def answer_lines(row: FlagRow, words: Words) -> list[str]:
    """What became of a flag, and each answer with who gave it when."""
    if row.status is FlagStatus.OPEN:
        return []
    told = [
        words.text(
            "settle.answer",
            outcome=choice_text("outcome", one.outcome, words),
            who=person_text(one.by, row.granted, words),
            at=words.moment(one.at),
            text=one.text,
        )
        for one in row.answers
    ]
    return [words.text(f"settle.status.{row.status.value}"), *told]


def flag_said(row: FlagRow, device: bytes, words: Words) -> tuple[str, str]:
    """The flag in words, and what to do where those do not say it; a copied vault is told by whose it is."""
    if row.finding.code != FORK:
        return finding_text(row.finding, words), ""
    copied = bytes.fromhex(str(row.finding.facts["device"]))
    key = "inbox.fork.own" if copied == device else "inbox.fork"
    return words.text(key, who=person_text(copied, row.granted, words)), words.text(f"{key}.do")


def flag_tone(finding: Finding, status: FlagStatus) -> Tone:
    """What is settled is calm."""
    if status is FlagStatus.SETTLED:
        return Tone.INFO
    return Tone.BAD if finding.severity is Severity.REFUSE else Tone.WARN


def _slot(replica: Replica, id: bytes) -> Slot:
    """One signature: in a role that the workspace names, else of whoever may grant, or of anybody on such a device."""
    roles = replica.rules.settlers(subject(replica, id).kind)
    if roles:
        return Slot(roles)
    of_device = SETTLING_POWER in replica.now.powers(replica.device.public, None)
    return Slot(frozenset()) if of_device else Slot(frozenset(), power=SETTLING_POWER)
