"""Has an entry of a type said the same before? Few entries can have, and an index finds them.

1. Of a subject that is there, the entries of the type in its history.
2. Of a subject that an entry opens, the openings of subjects whose title is the one that it would give; and the
   openings in histories that somebody amended, for an amendment may have changed the title. An opening that does not
   count gives no title.
3. What was withdrawn says nothing any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from core.ledger.content import SALT_BYTES, Content
from core.ledger.contract import Effect, Entry, EntryType
from core.ledger.shared import AMEND
from core.ports.clock import Instant
from core.vault.replica import Replica
from core.vault.subjects import EntryIndex

Bodies = Iterator[Mapping[str, Any]]

_OF_TYPE = (
    " CROSS JOIN entries e INDEXED BY entries_by_subject ON e.subject = s.subject"
    " CROSS JOIN types t ON t.type = e.type WHERE s.network = ? AND t.name = ? AND e.effect != ?"
)
_ABOUT = "subjects s" + _OF_TYPE + " AND s.id = ?"
_TITLED = "subjects s INDEXED BY subjects_by_title" + _OF_TYPE + " AND s.title = ? COLLATE NOCASE"
_AMENDED = "subjects s" + _OF_TYPE + (  # noqa: S608 - fixed fragments
    " AND s.subject IN (SELECT a.subject FROM types k CROSS JOIN entries a INDEXED BY entries_by_type"
    " ON a.type = k.type WHERE k.name = ?)"
)


def bodies_about(replica: Replica, kind: EntryType, subject: bytes) -> Bodies:
    """What entries of a type say of a subject."""
    yield from _bodies(replica, _ABOUT, kind, subject)


def bodies_titled(replica: Replica, kind: EntryType, title: str) -> Bodies:
    """What entries of a type said that opened subjects of this title, in large or small letters."""
    yield from _bodies(replica, _TITLED, kind, title)


def bodies_amended(replica: Replica, kind: EntryType) -> Bodies:
    """What entries of a type say in histories that hold an amendment."""
    yield from _bodies(replica, _AMENDED, kind, AMEND)


def title_given(replica: Replica, kind: EntryType, body: Mapping[str, Any], now: Instant) -> str:
    """The title of the subject that an entry with this body would open; the body fits the type's fields."""
    content = Content(
        network=replica.network_id,
        device=replica.device.public,
        incarnation=replica.incarnation,
        type=kind.name,
        version=kind.version,
        subject=None,
        after=(),
        refs=(),
        occurred_at=now,
        person=None,
        role=None,
        body=body,
        sealed=(),
        attachments=(),
        salt=bytes(SALT_BYTES),
    )
    opened = replica.rules.subject_kind(kind.opens)
    entry = Entry(b"", content, (), (0, content.device, 0, 0, 0))
    return opened.title(kind.apply({}, entry)) if opened is not None else ""


def _bodies(replica: Replica, source: str, kind: EntryType, *more: object) -> Bodies:
    values = (replica.network, kind.name, Effect.VOID.value, *more)
    rows = replica.connection.execute(f"SELECT e.id FROM {source}", values).fetchall()  # noqa: S608 - fixed fragments
    index = EntryIndex(replica.connection, replica.reader)
    for (id,) in rows:
        judged = index.glance(id)
        assert judged is not None
        yield judged.entry.content.body
