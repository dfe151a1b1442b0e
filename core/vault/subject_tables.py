"""Writing what a batch made of its subjects: their rows, the effects of their entries, and their heads.

Each table is written once for the whole batch, and only where something is new or other than before.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.ledger.effect import Imposed
from core.ledger.rules import RuleBook
from core.vault.database import Connection
from core.vault.subjects import Subject, state_to_json


def write_subjects(connection: Connection, network: int, rules: RuleBook, subjects: Sequence[Subject]) -> None:
    """Write settled subjects; joins the transaction. Whoever writes flags and claims after it asks `is_new`."""
    new = [(network, subject.id, *_shown(subject, rules)) for subject in subjects if subject.is_new]
    connection.executemany(
        "INSERT INTO subjects (network, id, kind, title, state, changed_depth, subject) VALUES (?, ?, ?, ?, ?, ?, ?)",
        new,
    )
    connection.executemany(
        "UPDATE subjects SET kind = ?, title = ?, state = ?, changed_depth = ? WHERE subject = ?",
        [_shown(subject, rules) for subject in subjects if not subject.is_new],
    )
    _write_effects(connection, subjects)
    _write_heads(connection, [one for one in subjects if one.heads != one.shown_heads])


def _shown(subject: Subject, rules: RuleBook) -> tuple[str, str, str, int, int]:
    folded = subject.folded
    kind = rules.subject_kind(folded.kind)
    title = kind.title(folded.state) if kind else ""
    return folded.kind, title, state_to_json(folded.state), subject.last[0], subject.row


def _write_effects(connection: Connection, subjects: Sequence[Subject]) -> None:
    connection.executemany(
        "UPDATE entries SET effect = ?, imposed = ? WHERE id = ?",
        [
            (effect.value, subject.imposed.get(id, Imposed.NOTHING).value, id)
            for subject in subjects
            for id, effect in subject.effects.items()
        ],
    )
    for subject in subjects:
        subject.effects = {}


def _write_heads(connection: Connection, subjects: Sequence[Subject]) -> None:
    gone = [(subject.row, head) for subject in subjects for head in subject.shown_heads - subject.heads]
    come = [(subject.row, head) for subject in subjects for head in subject.heads - subject.shown_heads]
    connection.executemany("DELETE FROM heads WHERE subject = ? AND entry = ?", gone)
    connection.executemany("INSERT INTO heads (subject, entry) VALUES (?, ?)", come)
    for subject in subjects:
        subject.shown_heads = frozenset(subject.heads)
