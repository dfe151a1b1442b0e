"""The history of one subject as people read it: who, when, with whose signatures, and whether it counts.

Free of widgets. `load` runs on the vault lane.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.encoding import cbor
from core.errors import RejectedError
from core.ledger.content import Cosignature
from core.ledger.contract import Effect, EntryType, JudgedEntry, Nature, Severity, Verdict
from core.ledger.cosigning import COSIGN, cosignature_in
from core.ledger.settling import heads_beside
from core.ledger.shared import AMEND, VOID
from core.vault.clocks import clock_doubt
from core.vault.confirmation import Progress
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import Granted, HistoryRow, SubjectRow, history, network_view, subject
from desktop.entries.wording import person_text
from desktop.theme import Tone
from desktop.widgets.history import HistoryItem
from desktop.words import Words
from desktop.words.errors import finding_text
from desktop.words.sentences import sentence_text, type_name


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that is shown of a subject: a battery, a shift, a hand-out; or of the network itself."""

    subject: SubjectRow
    rows: tuple[HistoryRow, ...]
    """The earliest first."""
    types: Mapping[bytes, EntryType]
    """By entry id; entries of types that this version lacks are not in it."""
    holders: Mapping[bytes, tuple[bytes, ...]]
    """By block: the other devices that are known to hold it."""
    granted: tuple[Granted, ...]
    heads: frozenset[bytes]
    """Entries that nobody has built on yet; more than one means that people did not see each other's. No answers to
    flags: who settles something does not contradict those who went on."""
    today: date
    here: frozenset[bytes]
    """Roots of attachments whose files are on this laptop."""
    odd_clocks: frozenset[bytes] = frozenset()
    """Blocks whose devices had a clock that was likely wrong."""

    def row(self, entry: bytes) -> HistoryRow | None:
        """The row of an entry."""
        return next((row for row in self.rows if row.entry.id == entry), None)

    def changes_of(self, entry: bytes) -> tuple[HistoryRow, ...]:
        """Amendments and withdrawals of an entry that count and that no rule objects to: those that changed it."""
        return tuple(
            row
            for row in self.rows
            if row.entry.content.type in (AMEND, VOID)
            and row.effect is Effect.COUNTS
            and not any(one.severity is Severity.REFUSE for one in row.judged.findings)
            and row.entry.content.body.get("target") == entry
        )


    def signatures_of(self, row: HistoryRow) -> tuple[Cosignature, ...]:
        """Signatures under an entry, then those that came later and count."""
        later = [
            cosignature_in(one.entry)
            for one in self.rows
            if one.entry.content.type == COSIGN
            and one.effect is Effect.COUNTS
            and one.entry.content.body.get("target") == row.entry.id
        ]
        return (*row.entry.cosignatures, *later)


def load(vault: Vault, replica: Replica, id: bytes) -> Story:
    """Read a subject's history; NETWORK_SUBJECT gives governance.

    Raises:
        InputError: `subject_not_found`.
    """
    rows = tuple(history(replica, id))
    entries = [row.entry for row in rows if row.judged.verdict is not Verdict.MALFORMED]
    named = {one for row in rows for one in row.entry.content.after}
    types = {
        row.entry.id: kind
        for row in rows
        if (kind := replica.rules.entry_type(row.entry.content.type, row.entry.content.version)) is not None
    }
    files = {one.root for row in rows for one in row.entry.content.attachments}
    blocks = {row.block for row in rows}
    return Story(
        subject=subject(replica, id),
        rows=rows,
        types=types,
        holders={block: _holders(replica, block) for block in blocks},
        granted=network_view(replica).granted,
        heads=frozenset(row.entry.id for row in rows if row.entry.id not in named) & heads_beside(entries),
        today=vault.clock.now().day(),
        here=frozenset(root for root in files if vault.attachments.has(root)),
        odd_clocks=frozenset(block for block in blocks if clock_doubt(replica, block)),
    )


def _holders(replica: Replica, block: bytes) -> tuple[bytes, ...]:
    """Devices other than ours of which a later block shows that they hold this one, and its author."""
    placed = replica.store.placed(block)
    if placed is None:
        return ()
    knowing = {tip.device for tip in replica.store.tips() if replica.store.is_past(placed, tip)} | {placed.device}
    return tuple(sorted(knowing - {replica.device.public}))


def items(story: Story, words: Words) -> list[HistoryItem]:
    """The history for the widget, newest first."""
    return [_item(story, row, words) for row in reversed(story.rows)]


def _item(story: Story, row: HistoryRow, words: Words) -> HistoryItem:
    content = row.entry.content
    signed = [
        words.text(
            "story.signed", who=person_text(one.person, story.granted, words), role=words.role(one.role)
        )
        for one in story.signatures_of(row)
    ]
    device = words.text("story.device", device=_device_text(story, row, words))
    state, count = entry_state(story, row)
    return HistoryItem(
        id=row.entry.id,
        sentence=entry_sentence(story, row, words),
        when=words.moment(content.occurred_at),
        who=" · ".join([*signed, device]),
        state=state,
        state_count=count,
        marks=_marks(story, row),
        note=" ".join(finding_text(one, words, content.type) for one in row.judged.findings),
    )


def _device_text(story: Story, row: HistoryRow, words: Words) -> str:
    """The device's own name; with its organisation only where nobody of it signed."""
    granted = {one.key: one for one in story.granted}
    device = granted.get(row.entry.content.device)
    signers = {granted[one.person].member for one in row.entry.cosignatures if one.person in granted}
    if device is not None and device.member in signers:
        return device.title
    return person_text(row.entry.content.device, story.granted, words)


@dataclass(frozen=True, slots=True)
class Telling:
    """What is needed to say an entry in a sentence: how it was judged, and its type where this version has it."""

    judged: JudgedEntry
    kind: EntryType | None


def told_in_list(telling: Telling, words: Words) -> str:
    """What an entry says, where its history is not at hand."""
    content = telling.judged.entry.content
    if telling.kind is None or telling.judged.verdict in (Verdict.MALFORMED, Verdict.NEWER):
        return words.text("story.unknown", type=type_name(content.type, words))
    return sentence_text(telling.kind, content.body, words)


def entry_sentence(story: Story, row: HistoryRow, words: Words) -> str:
    """What an entry says, in a sentence; of a correction also what it corrects."""
    content = row.entry.content
    key = {AMEND: "story.amended", VOID: "story.voided"}.get(content.type, "")
    if key and row.judged.verdict is not Verdict.MALFORMED:
        target = story.row(content.body.get("target", b""))
        what = type_name(target.entry.content.type, words) if target else "–"
        return words.text(key, what=what, reason=content.body.get("reason"))
    return told_in_list(Telling(row.judged, story.types.get(row.entry.id)), words)


def entry_state(story: Story, row: HistoryRow) -> tuple[str, int]:
    """The chip of an entry: does it count, how many other devices hold it, have the witnesses confirmed it."""
    if row.judged.verdict is Verdict.NEWER:
        return "newer", 0
    if row.judged.verdict is not Verdict.ACCEPTED:
        return "refused", 0
    if row.effect is Effect.VOID:
        return "void", 0
    if row.effect is Effect.FROZEN:
        return "held", 0
    if row.reach.progress is Progress.CONFIRMED:
        return "confirmed", row.reach.witnesses
    holders = len(story.holders.get(row.block, ()))
    return ("sent", holders) if holders else ("waiting", 0)


def _marks(story: Story, row: HistoryRow) -> tuple[tuple[str, Tone, str], ...]:
    marks = []
    if row.erased:
        marks.append(("trash-2", Tone.WARN, "story.erased"))
    if row.block in story.odd_clocks:
        marks.append(("clock", Tone.WARN, "story.odd_clock"))
    if len(story.heads) > 1 and row.entry.id in story.heads:
        marks.append(("arrow-right-left", Tone.WARN, "story.concurrent"))
    if any(one.entry.content.type == AMEND for one in story.changes_of(row.entry.id)):
        marks.append(("pencil", Tone.INFO, "story.was_amended"))
    if any(one.severity is Severity.REFUSE for one in row.judged.findings):
        marks.append(("alert-triangle", Tone.BAD, "story.against_rule"))
    elif row.judged.findings:
        marks.append(("alert-triangle", Tone.WARN, "story.noted"))
    return tuple(marks)


def changeable(story: Story, row: HistoryRow) -> bool:
    """Whether this entry may be amended or withdrawn: a fact about a subject that counts, and no correction itself."""
    kind = story.types.get(row.entry.id)
    return (
        kind is not None
        and kind.nature is Nature.FACT
        and row.entry.content.type not in (AMEND, VOID)
        and row.effect is Effect.COUNTS
        and row.entry.content.subject is not None
    )


def current_body(story: Story, row: HistoryRow) -> Mapping[str, object]:
    """An entry's body with the newest amendment that counts in its place."""
    for change in reversed(story.changes_of(row.entry.id)):
        if change.entry.content.type == AMEND:
            try:
                body = cbor.decode(change.entry.content.body["body"])
            except RejectedError:
                continue
            if isinstance(body, dict):
                return body
    return row.entry.content.body
