"""Writing what a batch made of its subjects: their rows, and the effects of entries that have another one now."""

from __future__ import annotations

from collections.abc import Sequence

from core.ledger.effect import Imposed
from core.ledger.rules import RuleBook
from core.vault.database import Connection, write_rows
from core.vault.subjects import Subject, heads_to_bytes, state_to_json


def write_subjects(connection: Connection, network: int, rules: RuleBook, subjects: Sequence[Subject]) -> None:
    """Write settled subjects; joins the transaction. Whoever writes flags and claims after it asks `is_new`."""
    write_rows(
        connection,
        "INSERT INTO subjects (kind, title, state, heads, changed_depth, subject, network, id)"
        " VALUES (?, ?, jsonb(?), ?, ?, ?, ?, ?)",
        [(*_shown(subject, rules), network, subject.id) for subject in subjects if subject.is_new],
    )
    write_rows(
        connection,
        "UPDATE subjects SET kind = ?, title = ?, state = jsonb(?), heads = ?, changed_depth = ? WHERE subject = ?",
        [_shown(subject, rules) for subject in subjects if not subject.is_new],
    )
    _write_effects(connection, subjects)


def _shown(subject: Subject, rules: RuleBook) -> tuple[str, str, str, bytes, int, int]:
    folded = subject.folded
    kind = rules.subject_kind(folded.kind)
    title = kind.title(folded.state) if kind else ""
    heads = heads_to_bytes(subject.heads)
    return folded.kind, title, state_to_json(folded.state), heads, subject.last[0], subject.row


def _write_effects(connection: Connection, subjects: Sequence[Subject]) -> None:
    write_rows(
        connection,
        "UPDATE entries SET effect = ?, imposed = ? WHERE mark = substr(?3, 1, 8) AND id = ?3",
        [
            (effect.value, subject.imposed.get(id, Imposed.NOTHING).value, id)
            for subject in subjects
            for id, effect in subject.effects.items()
        ],
    )
    for subject in subjects:
        subject.effects = {}
