"""Drafts: what somebody typed and nobody signed yet. They survive a crash and are never counted as recorded.

1. A draft keeps what was typed, whole or not, and the version of the form that it was typed into: one entry, or
   several that one signature signs.
2. While its seconds before signing run it is SIGNING. Only a living process may finish them: `recover` turns every
   draft that a crash, a lock or the end left SIGNING back into an open one, so that nothing is signed unseen.
3. A draft is discarded in the transaction that records what was typed (core.actions.record_draft).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from core.encoding import cbor
from core.errors import InputError, RefusedError
from core.ledger.content import Attachment
from core.ports.clock import Clock, Instant
from core.ports.limits import DRAFT_BYTES_MAX
from core.ports.randomness import Randomness
from core.vault.database import Connection, telling, transaction

DRAFT_ID_BYTES = 16
_COLUMNS = (
    "d.id, n.id, d.type, d.version, d.person, d.role, d.subject, d.typed, d.attachments, d.sentence,"
    " d.saved_s, d.saved_offset_minutes, d.state, d.form"
)


class DraftState(StrEnum):
    """SIGNING: its seconds before signing are running, and can still be stopped."""

    OPEN = "open"
    SIGNING = "signing"


@dataclass(frozen=True, slots=True)
class TypedEntry:
    """What a form holds: enough to show the same form again, and to say in a sentence what it is."""

    network: bytes
    type: str
    """Of the entry; of the first one where the form makes several."""
    version: int
    """Of the entry type whose form this was typed into."""
    typed: Mapping[str, Any]
    """By field, as the form wants it back; what cannot be read yet is kept as the text that was typed."""
    sentence: str = ""
    person: bytes | None = None
    role: str | None = None
    subject: bytes | None = None
    attachments: tuple[Attachment, ...] = ()
    """Files that are in this vault already."""
    form: str = ""
    """Which form it was typed into, by the name that the window has for it; empty for the one that every type has."""


@dataclass(frozen=True, slots=True)
class KeptDraft:
    """A draft as the vault holds it."""

    id: bytes
    entry: TypedEntry
    saved_at: Instant
    state: DraftState


class DraftStore:
    """The drafts of a vault; used on the vault's thread like everything else of it."""

    def __init__(self, connection: Connection, folder: Path, clock: Clock, randomness: Randomness) -> None:
        self._connection, self._folder = connection, folder
        self._clock, self._randomness = clock, randomness

    def save(self, entry: TypedEntry, id: bytes | None = None, state: DraftState = DraftState.OPEN) -> KeptDraft:
        """Keep a draft durably, in place of the one with this id; without an id it is a new one.

        Raises:
            RefusedError: `network_unknown`.
            InputError: `draft_large`, `entry_unsignable` (something that no entry can hold).
            VaultError: the disk is in trouble; the draft is as it was saved last.
        """
        id = id or self._randomness.take(DRAFT_ID_BYTES)
        now = self._clock.now()
        attachments = [[one.root, one.size, one.media_type, one.key] for one in entry.attachments]
        try:
            typed, attached = cbor.encode(dict(entry.typed)), cbor.encode(attachments)
        except TypeError as error:
            raise InputError("entry_unsignable", field="body") from error
        if len(typed) > DRAFT_BYTES_MAX:
            raise InputError("draft_large", maximum=DRAFT_BYTES_MAX)
        with telling(self._folder), transaction(self._connection):
            row = self._connection.execute("SELECT network FROM networks WHERE id = ?", (entry.network,)).fetchone()
            if row is None:
                raise RefusedError("network_unknown", network=entry.network.hex())
            self._connection.execute(
                "INSERT OR REPLACE INTO drafts (id, network, type, version, person, role, subject, typed, attachments,"
                " sentence, saved_s, saved_offset_minutes, state, form)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(id, row[0], entry.type, entry.version, entry.person, entry.role, entry.subject, typed, attached),
                    *(entry.sentence, now.seconds, now.offset_minutes, state.value, entry.form),
                ),
            )
        return KeptDraft(id, entry, now, state)

    def set_state(self, id: bytes, state: DraftState) -> None:
        """Start or stop the seconds before signing."""
        with telling(self._folder), transaction(self._connection):
            self._connection.execute("UPDATE drafts SET state = ? WHERE id = ?", (state.value, id))

    def discard(self, id: bytes) -> None:
        """Forget a draft; joins the caller's transaction. One that is gone already stays gone."""
        with telling(self._folder), transaction(self._connection):
            self._connection.execute("DELETE FROM drafts WHERE id = ?", (id,))

    def find(self, id: bytes) -> KeptDraft | None:
        """The draft of that id."""
        found = self._rows("WHERE d.id = ?", (id,))
        return found[0] if found else None

    def of_network(self, network: bytes) -> list[KeptDraft]:
        """All drafts of a network, the last one saved first."""
        return self._rows("WHERE n.id = ?", (network,))

    def recover(self) -> list[KeptDraft]:
        """Stop every countdown that no process runs any more; gives those drafts. Once, after opening."""
        left = self._rows("WHERE d.state = ?", (DraftState.SIGNING.value,))
        if left:
            with telling(self._folder), transaction(self._connection):
                self._connection.execute("UPDATE drafts SET state = ?", (DraftState.OPEN.value,))
        return [KeptDraft(one.id, one.entry, one.saved_at, DraftState.OPEN) for one in left]

    def attached(self) -> set[bytes]:
        """Roots of the attachments that drafts hold on to."""
        return {one.root for draft in self._rows("", ()) for one in draft.entry.attachments}

    def _rows(self, where: str, values: tuple[Any, ...]) -> list[KeptDraft]:
        sql = f"SELECT {_COLUMNS} FROM drafts d JOIN networks n USING (network) {where} ORDER BY d.saved_s DESC, d.id"  # noqa: S608
        with telling(self._folder):
            return [_kept(row) for row in self._connection.execute(sql, values).fetchall()]


def _kept(row: Sequence[Any]) -> KeptDraft:
    id, network, type_name, version, person, role, subject, typed, attachments, sentence, *saved, state, form = row
    attached = tuple(Attachment(*item) for item in cbor.decode(attachments))
    told = (sentence, person, role, subject, attached, form)
    entry = TypedEntry(network, type_name, version, cbor.decode(typed), *told)
    return KeptDraft(id, entry, Instant(*saved), DraftState(state))
