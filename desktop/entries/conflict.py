"""The sides of a conflict: the entries of a subject that nobody has built on, as people read them. Makes no widget."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from core.ledger.contract import Verdict
from core.vault.views import HistoryRow
from desktop.entries.story import Story, current_body, entry_sentence
from desktop.entries.wording import person_text
from desktop.widgets.conflict_card import Side
from desktop.words import Words
from desktop.words.values import field_values


def sides(story: Story, entries: Collection[bytes], words: Words) -> Sequence[Side]:
    """These entries of a subject, whose authors had not seen each other's; those of this laptop first."""
    heads = [row for row in story.rows if row.entry.id in entries]
    return [_side(story, row, words) for row in sorted(heads, key=lambda row: not row.own)]


def _side(story: Story, row: HistoryRow, words: Words) -> Side:
    content = row.entry.content
    kind = story.types.get(row.entry.id)
    fits = kind is not None and row.judged.verdict is not Verdict.MALFORMED
    who = person_text(content.person, story.granted, words) if content.person else ""
    device = person_text(content.device, story.granted, words)
    return Side(
        id=row.entry.id,
        mine=row.own,
        sentence=entry_sentence(story, row, words),
        told=" · ".join(part for part in (who, device, words.moment(content.occurred_at)) if part),
        values=field_values(kind, current_body(story, row), words) if kind is not None and fits else (),
    )
