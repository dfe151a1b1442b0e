"""Where a hub keeps one network: a plain SQLite file with the vault's block tables, and a folder of attachments.

Nothing in it needs hiding: entries lie here as they travel, under keys that the hub never has. WAL with
synchronous=FULL: what a commit took survives the process and the machine.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from core.errors import VaultError
from core.vault.database import Gathering, make_views, schema_versions, statements, transaction, views_script

DATABASE = "blocks.db"
ATTACHMENTS = "attachments"
_IN_USE = "in_use"
_BUSY_TIMEOUT_S = 30
_VIEWS = "views_stamp"
_SEARCH = re.compile(r"(CREATE VIRTUAL TABLE|DROP TABLE|INSERT INTO) search ?(\(|USING|$)")
"""Statements of the schema about the search index."""


def _telling(method: Callable[..., Any]) -> Callable[..., Any]:
    """A cursor's method whose database errors are VaultErrors: a damaged page may be met at any row."""

    def told(cursor: _TellingCursor, *arguments: Any) -> Any:
        try:  # several times for every block: `telling` around it takes as long as the statement
            return method(cursor, *arguments)
        except sqlite3.DatabaseError as error:
            assert isinstance(cursor.connection, _TellingConnection)
            with telling(cursor.connection.folder):
                raise error

    return told


class _TellingCursor(sqlite3.Cursor):
    execute = _telling(sqlite3.Cursor.execute)
    executemany = _telling(sqlite3.Cursor.executemany)
    fetchone = _telling(sqlite3.Cursor.fetchone)
    fetchall = _telling(sqlite3.Cursor.fetchall)
    __next__ = _telling(sqlite3.Cursor.__next__)


class _TellingConnection(sqlite3.Connection, Gathering):
    folder = Path()

    def cursor(self, *_: Any) -> Any:
        self.execute_gathered()
        return super().cursor(_TellingCursor)

    def after_commit(self) -> None:
        """Nothing: a hub has no head of its own to note elsewhere (core.vault.database.transaction)."""

    def execute(self, *arguments: Any) -> Any:
        return self.cursor().execute(*arguments)

    def executemany(self, *arguments: Any) -> Any:
        return self.cursor().executemany(*arguments)


def open_hub_database(folder: Path) -> sqlite3.Connection:
    """Open a network's file, making it where there is none. The connection belongs to the calling thread.

    Raises:
        VaultError: `hub_store_trouble`, `hub_store_newer`.
    """
    with telling(folder):
        (folder / ATTACHMENTS).mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(
            folder / DATABASE, timeout=_BUSY_TIMEOUT_S, isolation_level=None, factory=_TellingConnection
        )
        connection.folder = folder
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            _migrate(connection)
        except BaseException:
            connection.close()
            raise
    return connection


def _migrate(connection: sqlite3.Connection) -> None:
    versions = schema_versions()
    present = connection.execute("PRAGMA user_version").fetchone()[0]
    if present > versions[-1][0]:
        raise VaultError("hub_store_newer", found=present, known=versions[-1][0])
    if present == versions[-1][0]:
        return
    with transaction(connection):
        present = connection.execute("PRAGMA user_version").fetchone()[0]  # another process may have been first
        for number, script in versions:
            if number > present:
                for statement in statements(script):
                    # A hub reads nothing and so searches nothing; Python's own SQLite may lack the index, too.
                    if not _SEARCH.match(statement):
                        connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
        if present == 0:
            make_views(connection)
            note_views(connection)


def views_are_old(connection: sqlite3.Connection) -> bool:
    """Whether the views were made for other tables than this version's."""
    row = connection.execute("SELECT value FROM settings WHERE name = ?", (_VIEWS,)).fetchone()
    return row is None or row[0] != _views_stamp()


def note_views(connection: sqlite3.Connection) -> None:
    """Note that the views are those of this version; joins the caller's transaction."""
    connection.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (_VIEWS, _views_stamp()))


def _views_stamp() -> bytes:
    return sha256(views_script().encode()).digest()


@contextmanager
def telling(folder: Path) -> Iterator[None]:
    """The database's and the disk's own errors in our words."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # our own mistake
    except (sqlite3.DatabaseError, OSError) as error:
        raise VaultError("hub_store_trouble", path=folder.name, detail=str(error)) from error


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """No other process has this hub's folder meanwhile: what a hub remembers of its store would be wrong with two.

    The lock is SQLite's own; the system ends it with the process.

    Raises:
        VaultError: `hub_in_use`, `hub_store_trouble`.
    """
    try:
        lock = sqlite3.connect(folder / _IN_USE, timeout=0, isolation_level=None)
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.DatabaseError as error:
        if "locked" in str(error):
            raise VaultError("hub_in_use", path=str(folder)) from error
        raise VaultError("hub_store_trouble", path=str(folder), detail=str(error)) from error
    try:
        yield
    finally:
        lock.close()
