"""What a batch asks for at once is what it would find one by one, and no search grows with the ledger."""

from core.vault.database import rows_in
from core.vault.gaps import unread_blocks
from core.vault.reading import WITHHELD, ReadEntry
from core.vault.subjects import EntryIndex
from tests.support.hand import id_of
from tests.support.replicas import fill_jar, open_jar
from tests.support.shelf import Shelf
from tests.support.toy import TAKE


def test_any_number_of_values_is_asked_for(shelf: Shelf):
    numbers = list(range(1_200))
    query = "WITH RECURSIVE n (x) AS (SELECT 0 UNION ALL SELECT x + 1 FROM n WHERE x < ?) SELECT x FROM n WHERE x IN"
    assert rows_in(shelf.vault.connection, query, (1_100,), numbers) == [(one,) for one in range(1_101)]
    assert rows_in(shelf.vault.connection, query, (1_100,), []) == []


def test_places_that_were_looked_up_together_are_those_found_alone(shelf: Shelf):
    first = shelf.opening()
    shelf.take(first)
    tips = shelf.tips
    content = shelf.hand.content(TAKE, {"grams": 50}, shelf.jar)
    blob = shelf.hand.encrypted(content)
    fill_jar(shelf.vault, shelf.replica, shelf.jar)
    for block in (shelf.hand.block([blob], tips, previous=first), shelf.hand.block([blob], shelf.tips, previous=first)):
        shelf.take(block)
    connection, reader = shelf.replica.connection, shelf.replica.reader
    ids = [id for (id,) in connection.execute("SELECT id FROM entries").fetchall()]
    alone, together = EntryIndex(connection, reader), EntryIndex(connection, reader)
    together.look_up([*ids, bytes(32)])
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    found = {id: together.places(id) for id in (*ids, bytes(32))}
    connection.set_trace_callback(None)
    assert not statements, "everything is remembered"
    assert found == {id: alone.places(id) for id in (*ids, bytes(32))}
    assert len(found[id_of(content)]) == 2
    assert together.where(bytes(32)) is None


def test_an_entry_of_ones_own_is_the_same_when_it_is_read_from_its_bytes(shelf: Shelf):
    open_jar(shelf.vault, shelf.replica)
    number = shelf.replica.store.numbers()[-1]
    at_once = shelf.replica.reader.read(number, 0)
    shelf.replica.reader.forget()
    assert isinstance(at_once, ReadEntry)
    assert shelf.replica.reader.read(number, 0) == at_once


def test_what_is_unread_is_not_looked_for_among_all_blocks(shelf: Shelf):
    connection = shelf.replica.connection
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    unread_blocks(connection, shelf.replica.network, WITHHELD)
    connection.set_trace_callback(None)
    (statement,) = statements
    outer, *_ = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    assert outer[-1].split()[1] == "u"


def test_blocks_are_not_looked_for_among_all_of_the_network(shelf: Shelf):
    shelf.take(shelf.opening())
    connection, store = shelf.replica.connection, shelf.replica.store
    store.forget()
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    store.look_up([bytes([number]) * 32 for number in range(4)])
    connection.set_trace_callback(None)
    (statement,) = statements
    outer, *_ = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
    assert "(id=?)" in outer[-1]


def test_blocks_that_were_looked_up_are_found_when_they_are_held(shelf: Shelf):
    opening = shelf.opening()
    store = shelf.replica.store
    store.look_up([opening.id])
    assert store.placed(opening.id) is None
    shelf.take(opening)
    found = store.placed(opening.id)
    store.forget()
    store.look_up([opening.id])
    assert found == store.placed(opening.id) is not None


def test_an_entry_whose_id_begins_like_anothers_is_not_taken_for_it(shelf: Shelf):
    open_jar(shelf.vault, shelf.replica)
    connection, reader = shelf.replica.connection, shelf.replica.reader
    ((id,),) = connection.execute("SELECT id FROM entries ORDER BY entry DESC LIMIT 1").fetchall()
    other = id[:-1] + bytes([id[-1] ^ 1])
    index = EntryIndex(connection, reader)
    index.look_up([other])
    assert index.places(other) == []
    assert EntryIndex(connection, reader).where(other) is None
    together = EntryIndex(connection, reader)
    together.look_up([id, other])
    assert (len(together.places(id)), together.places(other)) == (1, [])


def test_entries_are_found_by_an_index(shelf: Shelf):
    open_jar(shelf.vault, shelf.replica)
    connection = shelf.replica.connection
    index = EntryIndex(connection, shelf.replica.reader)
    statements: list[str] = []
    connection.set_trace_callback(statements.append)
    index.where(bytes(32))
    index.look_up([bytes([number]) * 32 for number in range(4)])
    connection.set_trace_callback(None)
    assert len(statements) == 2
    for statement in statements:
        (plan,) = connection.execute(f"EXPLAIN QUERY PLAN {statement}").fetchall()
        assert "entries_by_mark (mark=?)" in plan[-1]
