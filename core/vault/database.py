"""The SQLCipher database of a vault: opening, durability, migrations, and its errors in our words.

The file is SQLCipher 4 with its defaults under a raw 32-byte key. SQLCipher wipes key material in any case; wiping
all other memory too (cipher_memory_security) makes each statement six times as dear and stays at its default, off. The
connection takes SQLite's exclusive lock, so a second process is told at once that the vault is in use. WAL with
synchronous=FULL: a commit returns when it is durable.
"""

from __future__ import annotations

import os
import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

from sqlcipher3 import dbapi2

from core.errors import VaultError

Connection = Any
"""A sqlcipher3 connection; the package has no type stubs."""

_CACHE_KIB = 32 * 1024
_LOG_PAGES = 4_000
"""So long (16 MB) the log may become before its pages are put into the file: ids come in no order, and a page of their
index that several batches wrote to is put there once. SQLite's own 1,000 are less than one long batch writes."""
_STATEMENTS = 512
"""So many statements are kept prepared: more than there are, for preparing one costs as much as ten simple lookups."""
_VALUES_MAX = 512
"""So many values are put into one query."""
_Value = TypeVar("_Value")
_MIGRATION_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


# Without an adapter, two attributes of each value of bytes are looked for in vain before it is bound as it is.
dbapi2.register_adapter(bytes, bytes)


def _telling(method: Callable[..., Any]) -> Callable[..., Any]:
    """A cursor's method whose database errors are VaultErrors."""

    def told(cursor: Any, *arguments: Any) -> Any:
        try:
            return method(cursor, *arguments)
        except dbapi2.ProgrammingError:
            raise
        except dbapi2.DatabaseError as error:
            raise _told(cursor.connection.path, error) from error

    return told


_NOTHING_GATHERED: tuple[str, list[Sequence[Any]]] = ("", [])


class _TellingCursor(dbapi2.Cursor):  # type: ignore[misc]
    """A damaged page may be met at any row, so every step tells its errors in our words."""

    execute = _telling(dbapi2.Cursor.execute)
    executemany = _telling(dbapi2.Cursor.executemany)
    fetchone = _telling(dbapi2.Cursor.fetchone)
    fetchall = _telling(dbapi2.Cursor.fetchall)
    __next__ = _telling(dbapi2.Cursor.__next__)


def _nothing() -> None:
    """Nobody wants to hear of commits."""


class Gathering(ABC):
    """A connection that executes rows of one statement together: each execution alone costs as much as its row."""

    _gathered: tuple[str, list[Sequence[Any]]] = _NOTHING_GATHERED

    def put(self, statement: str, row: Sequence[Any]) -> None:
        """Execute a statement for a row, in a transaction, at the latest before anything else is executed there."""
        known, rows = self._gathered
        if statement == known and len(rows) < _VALUES_MAX:
            rows.append(row)
        else:
            self.execute_gathered()
            self._gathered = statement, [row]

    def execute_gathered(self) -> None:
        """Execute what was put; called before each cursor is made, and everything is executed by a new one."""
        statement, rows = self._gathered
        if rows:
            self.forget_gathered()
            self.cursor().executemany(statement, rows)

    def forget_gathered(self) -> None:
        """What was put belongs to a transaction that is undone."""
        self._gathered = _NOTHING_GATHERED

    @abstractmethod
    def cursor(self) -> Any:
        """A new cursor, after `execute_gathered`."""


class _TellingConnection(dbapi2.Connection, Gathering):  # type: ignore[misc]
    path: Path
    after_commit: Callable[[], None] = staticmethod(_nothing)
    """Called when a transaction has become durable; must not raise, for it cannot be undone any more."""

    def cursor(self) -> Any:
        self.execute_gathered()
        return dbapi2.Connection.cursor(self, _TellingCursor)


def _keep_nothing(connection: Connection, version: int) -> None:
    """There is nothing to keep yet."""


def open_database(
    path: Path, key: bytes, *, create: bool = False, before: Callable[[Connection, int], object] = _keep_nothing
) -> Connection:
    """Open a vault's database, bringing an older one to the present schema.

    `before` is called with the version of an older one before anything of it is changed.

    Raises:
        VaultError: `vault_missing`, `vault_in_use`, `vault_damaged`, `vault_newer`, `vault_readonly`, `disk_full`.
    """
    if not create and not path.is_file():
        raise VaultError("vault_missing", path=str(path))
    with telling(path):
        connection = dbapi2.connect(
            str(path),
            timeout=0,
            isolation_level=None,
            check_same_thread=True,
            factory=_TellingConnection,
            cached_statements=_STATEMENTS,
        )
        connection.path = path
    try:
        with telling(path):
            _prepare(connection, key)
            _migrate(connection, before)
    except BaseException:
        connection.close()
        raise
    return connection


def _prepare(connection: Connection, key: bytes) -> None:
    digits = key.hex()
    assert re.fullmatch(r"[0-9a-f]{64}", digits)
    connection.execute("PRAGMA cipher_log_level = NONE")
    connection.execute(f"PRAGMA key = \"x'{digits}'\"")
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA temp_store = MEMORY")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    connection.execute(f"PRAGMA wal_autocheckpoint = {_LOG_PAGES}")
    # The lock is taken by the first write, and must be held before anything is read and believed.
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")


def schema_versions() -> list[tuple[int, str]]:
    """Number and SQL of every migration, in order."""
    found = []
    for item in resources.files("core.vault").joinpath("schema").iterdir():
        match = _MIGRATION_NAME.fullmatch(item.name)
        if match:
            found.append((int(match[1]), item.read_text("utf-8")))
    return sorted(found)


def views_script() -> str:
    """The SQL of all views."""
    return resources.files("core.vault").joinpath("schema", "views.sql").read_text("utf-8")


def make_views(connection: Connection) -> None:
    """Make the empty tables of the views, dropping what is there of them; joins the caller's transaction."""
    script = views_script()
    for kind, name in re.findall(r"CREATE (TABLE|INDEX) (\w+)", script):
        connection.execute(f"DROP {kind} IF EXISTS {name}")
    for statement in statements(script):
        connection.execute(statement)


def _migrate(connection: Connection, before: Callable[[Connection, int], object]) -> None:
    versions = schema_versions()
    present = connection.execute("PRAGMA user_version").fetchone()[0]
    if present > versions[-1][0]:
        raise VaultError("vault_newer", found=present, known=versions[-1][0])
    if present == versions[-1][0]:
        return
    if present > 0:
        before(connection, present)
    with transaction(connection):
        for number, script in versions:
            if number > present:
                for statement in statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")
        if present == 0:
            make_views(connection)


def statements(script: str) -> Iterator[str]:
    """The statements of a schema file, one by one (executescript would commit around the transaction)."""
    text = "\n".join(line.split("--", 1)[0] for line in script.splitlines())
    yield from (statement for part in text.split(";") if (statement := part.strip()))


def write_rows(connection: Connection, statement: str, rows: Sequence[tuple[Any, ...]]) -> None:
    """Execute a statement for each row; for none it is not even prepared."""
    if rows:
        connection.executemany(statement, rows)


def parts_of(values: Sequence[_Value]) -> Iterator[Sequence[_Value]]:
    """As many values at a time as one query takes."""
    yield from (values[begin : begin + _VALUES_MAX] for begin in range(0, len(values), _VALUES_MAX))


def rows_in(connection: Connection, query: str, first: Sequence[Any], values: Sequence[Any]) -> list[tuple[Any, ...]]:
    """The rows of a query that ends in `IN`, for any number of values; `first` fills what stands before it."""
    found: list[tuple[Any, ...]] = []
    for part in parts_of(values):
        found += connection.execute(f"{query} ({', '.join('?' * len(part))})", (*first, *part)).fetchall()
    return found


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All of it or none of it; an inner one joins the outer."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        connection.forget_gathered()
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    connection.after_commit()


@contextmanager
def telling(path: Path) -> Iterator[None]:
    """Turn the database's own errors into VaultError, each with what a person can do about it."""
    try:
        yield
    except dbapi2.ProgrammingError:
        raise  # Our own mistake, such as using a closed vault.
    except dbapi2.DatabaseError as error:
        raise _told(path, error) from error


def _told(path: Path, error: Exception) -> VaultError:
    folder = path if path.is_dir() else path.parent
    if "disk I/O" in str(error) and not os.access(folder, os.W_OK):  # SQLite's word for a log that cannot be made
        return VaultError("vault_readonly", path=str(path), detail=str(error))
    return VaultError(_code_of(str(error)), path=str(path), detail=str(error))


def _code_of(message: str) -> str:
    for part, code in (
        ("locked", "vault_in_use"),
        ("full", "disk_full"),
        ("readonly", "vault_readonly"),
        ("unable to open", "vault_unopenable"),
        ("disk I/O", "disk_trouble"),
    ):
        if part in message:
            return code
    return "vault_damaged"
