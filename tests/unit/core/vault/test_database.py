"""Rows that are put are executed together, before anything else is, and never without their transaction."""

import pytest

from core.vault.database import transaction
from tests.support.shelf import Shelf

INSERT = "INSERT INTO settings (name, value) VALUES (?, ?)"
MANY = 1_300
"""More than are executed together."""


def named(shelf: Shelf) -> list[str]:
    rows = shelf.vault.connection.execute("SELECT name FROM settings WHERE name LIKE 'put %' ORDER BY name")
    return [name for (name,) in rows]


def test_rows_that_were_put_are_there_for_whatever_is_executed_next(shelf: Shelf):
    connection = shelf.vault.connection
    with transaction(connection):
        for number in range(MANY):
            connection.put(INSERT, (f"put {number:04}", b""))
        assert len(named(shelf)) == MANY
        connection.put("DELETE FROM settings WHERE name = ?", ("put 0000",))
        connection.put(INSERT, ("put 0000", b"again"))
    assert len(named(shelf)) == MANY
    assert connection.execute("SELECT value FROM settings WHERE name = 'put 0000'").fetchone() == (b"again",)


def test_the_last_rows_are_committed(shelf: Shelf):
    connection = shelf.vault.connection
    with transaction(connection):
        connection.put(INSERT, ("put 1", b""))
    assert not connection.in_transaction
    assert named(shelf) == ["put 1"]


def test_rows_of_a_transaction_that_is_undone_are_forgotten(shelf: Shelf):
    connection = shelf.vault.connection
    with pytest.raises(ZeroDivisionError), transaction(connection):
        connection.put(INSERT, ("put 1", b""))
        raise ZeroDivisionError
    assert not connection.in_transaction
    assert named(shelf) == []
