"""Searching all entries of a network by any part of their words (core.vault.search_words).

1. An entry's document holds the texts, days and numbers of its body, its subject's title and its type's name. Sealed
   parts are never opened for it, so it tells nobody more than the entry does.
2. The index follows the entries: `catch_up` brings it on, in slices, and a search finishes what is left of that. A
   document is numbered by the place of its entry.
3. With an order of erasure the whole index goes and is made anew: no word of what it names stays in it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from core.ledger.contract import Effect, JudgedEntry
from core.vault.database import Connection, transaction
from core.vault.reading import ReadEntry
from core.vault.replica import Replica
from core.vault.search_words import indexed, query, type_word
from core.vault.subjects import EntryIndex, place_row

SLICE = 500
_TEXT_CHARACTERS_MAX = 4096


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that fits, with the subject it is about."""

    judged: JudgedEntry
    effect: Effect
    subject: bytes
    kind: str
    title: str


def search(replica: Replica, text: str, limit: int = 50) -> list[Found]:
    """The entries whose words fit, those that came last first.

    Raises:
        VaultError: the disk is in trouble.
    """
    while catch_up(replica):
        pass
    with replica.telling():
        types = [name for (name,) in replica.connection.execute("SELECT DISTINCT name FROM types ORDER BY name")]
        match = query(text, types)
        if not match:
            return []
        rows = replica.connection.execute(
            "SELECT e.id, e.effect, s.id, s.kind, s.title FROM search JOIN search_documents d"
            " ON d.document = search.rowid JOIN entries e ON e.entry = d.document JOIN subjects s USING (subject)"
            " WHERE search MATCH ? AND d.network = ? ORDER BY search.rowid DESC LIMIT ?",
            (match, replica.network, limit),
        ).fetchall()
    index = EntryIndex(replica.connection, replica.reader)
    found = []
    for entry, effect, subject, kind, title in rows:
        judged = index.find(entry)
        assert judged is not None
        found.append(Found(judged[0], Effect(effect), subject, kind, title))
    return found


def catch_up(replica: Replica, limit: int = SLICE) -> bool:
    """Index some of the entries that are not yet; whether there are more.

    Raises:
        VaultError: the disk is in trouble; what was indexed before stays.
    """
    connection, network = replica.connection, replica.network
    with replica.telling():
        newest = _newest_block(connection, network)
        unread, orders = _count(connection, network, _UNREAD), _count(connection, network, _ORDERS)
        row = connection.execute(
            "SELECT block, unread, orders FROM search_progress WHERE network = ?", (network,)
        ).fetchone()
        if row is not None and tuple(row) == (newest, unread, orders):
            return False
        if row is not None and row[2] != orders:
            forget_index(connection)
            row = None
        # What could not be read before may be readable now, wherever it lies: then every entry is compared.
        start = row[0] if row is not None and row[1] == unread else -1
        missing = connection.execute(
            "SELECT e.entry, e.block, e.leaf, t.name, s.title FROM entries e JOIN blocks b USING (block)"
            " JOIN types t USING (type) JOIN subjects s USING (subject)"
            " LEFT JOIN search_documents d ON d.document = e.entry"
            " WHERE b.network = ? AND e.entry >= ? AND d.document IS NULL ORDER BY e.entry LIMIT ?",
            (network, place_row(start + 1, 0), limit),
        ).fetchall()
        done = newest if len(missing) < limit else missing[-1][1] - 1
        with transaction(connection):
            _add(replica, missing)
            connection.execute(
                "INSERT OR REPLACE INTO search_progress (network, block, unread, orders) VALUES (?, ?, ?, ?)",
                (network, done, unread, orders),
            )
    return len(missing) == limit


def forget_index(connection: Connection) -> None:
    """Let go of every word that was indexed; joins the caller's transaction. The next search makes it anew."""
    if connection.execute("SELECT 1 FROM search_documents LIMIT 1").fetchone() is None:
        return  # Nothing was indexed; a hub has no index at all.
    with transaction(connection):
        connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
        connection.execute("DELETE FROM search_documents")
        connection.execute("DELETE FROM search_progress")


_UNREAD = "SELECT COUNT(*) FROM unread u CROSS JOIN blocks b USING (block) WHERE b.network = ?"
_ORDERS = "SELECT COUNT(*) FROM erasures WHERE network = ?"


def _count(connection: Connection, network: int, query: str) -> int:
    return int(connection.execute(query, (network,)).fetchone()[0])


def _newest_block(connection: Connection, network: int) -> int:
    # From the end: a MAX over a condition would read every block there is.
    row = connection.execute(
        "SELECT block FROM blocks WHERE network = ? ORDER BY block DESC LIMIT 1", (network,)
    ).fetchone()
    return int(row[0]) if row else -1


def _add(replica: Replica, entries: Sequence[tuple[int, int, int, str, str]]) -> None:
    """Index entries, each by its row, block, leaf, type and title."""
    connection = replica.connection
    documents = [
        (row, *_columns(replica, block, leaf, title), type_word(name)) for row, block, leaf, name, title in entries
    ]
    connection.executemany(
        "INSERT INTO search_documents (document, network) VALUES (?, ?)",
        [(row, replica.network) for row, *_ in documents],
    )
    connection.executemany("INSERT INTO search (rowid, words, initials, types) VALUES (?, ?, ?, ?)", documents)


def _columns(replica: Replica, block: int, leaf: int, title: str) -> tuple[str, str]:
    texts = [title]
    read = replica.reader.read(block, leaf)
    if isinstance(read, ReadEntry):
        content = read.entry.content
        texts += [content.occurred_at.day().isoformat(), *_texts(content.body)]
    return indexed([text[:_TEXT_CHARACTERS_MAX] for text in texts])


def _texts(value: Any) -> Iterator[str]:
    """Texts and numbers anywhere in a body; keys and hashes are no words."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, int) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, dict):
        for each in value.values():
            yield from _texts(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _texts(each)
