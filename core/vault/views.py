"""What the window and the command line read: subjects as pages, histories, members. Sorting and searching in SQL."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.encoding.words import fingerprint_hex, fingerprint_words
from core.errors import InputError
from core.ledger.content import SUBJECT_BYTES
from core.ledger.contract import Column, Effect, Entry, FieldKind, Finding, JudgedEntry, Severity, State
from core.ledger.effect import Imposed
from core.ledger.header import HASH_BYTES
from core.ledger.settling import Answer, FlagStatus
from core.ledger.shared import SHARED_KINDS
from core.vault.confirmation import Confirmation, Reach
from core.vault.erasure_log import is_entry_ordered
from core.vault.replica import Replica
from core.vault.subjects import NETWORK_SUBJECT, EntryIndex, id_range


@dataclass(frozen=True, slots=True)
class FlagView:
    """A flag with what became of it."""

    finding: Finding
    status: FlagStatus
    answers: tuple[Answer, ...]
    """Those that settle it or differ; of one that was reopened, those that it had before."""


@dataclass(frozen=True, slots=True)
class SubjectRow:
    """One line of a list."""

    id: bytes
    kind: str
    title: str
    state: State
    all_flags: tuple[FlagView, ...]

    @property
    def flags(self) -> tuple[Finding, ...]:
        """Those that nobody has settled."""
        return _open(self.all_flags)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One entry of a subject's history."""

    entry: Entry
    judged: JudgedEntry
    effect: Effect
    imposed: Imposed
    """Why it does not count, where a cut or a fork weighs on it."""
    block: bytes
    own: bool
    """Whether this vault's device wrote it."""
    reach: Reach
    """Recorded, held by others, or confirmed."""
    erased: bool
    """Whether an order of erasure names its text, a sealed part or a file of it."""


@dataclass(frozen=True, slots=True)
class Granted:
    """A key with what the network granted to it."""

    key: bytes
    kind: str
    member: str
    title: str
    roles: tuple[str, ...]
    powers: tuple[str, ...]
    founder: bool


@dataclass(frozen=True, slots=True)
class NetworkView:
    """A network at a glance."""

    id: bytes
    name: str
    words: str
    hex: str
    workspaces: tuple[str, ...]
    missing_rules: tuple[str, ...]
    granted: tuple[Granted, ...]
    shut_out: tuple[Granted, ...]
    """Devices and persons whose grants were all taken away."""
    blocks: int
    entries: int
    waiting: int
    locked: int
    flags: tuple[Finding, ...]


def list_subjects(
    replica: Replica,
    kind: str,
    *,
    search: str = "",
    sort: str = "",
    descending: bool = False,
    offset: int = 0,
    limit: int = 100,
) -> list[SubjectRow]:
    """A page of subjects of one kind; `sort` names one of the kind's columns (its title when empty).

    Raises:
        InputError: `column_unknown`.
    """
    query, values = _ordered(replica, kind, search, sort, descending)
    rows = replica.connection.execute(f"{query} LIMIT ? OFFSET ?", (*values, limit, offset))
    return subjects_at(replica, [number for (number,) in rows])


def order_subjects(
    replica: Replica, kind: str, *, search: str = "", sort: str = "", descending: bool = False
) -> array[int]:
    """Row numbers of all subjects of a list, in its order; good until the vault changes.

    Raises:
        InputError: `column_unknown`.
    """
    query, values = _ordered(replica, kind, search, sort, descending)
    return array("q", (number for (number,) in replica.connection.execute(query, values)))


def subjects_at(replica: Replica, numbers: Sequence[int]) -> list[SubjectRow]:
    """The subjects with these row numbers, in this order; what is gone is left out."""
    rows = replica.connection.execute(
        "SELECT s.subject, s.id, s.kind, s.title, json(s.state) FROM json_each(?) given CROSS JOIN subjects s"
        " ON s.subject = given.value ORDER BY given.key",
        (json.dumps(list(numbers)),),
    ).fetchall()
    return [SubjectRow(row[1], row[2], row[3], json.loads(row[4]), _flags(replica, row[0])) for row in rows]


def count_subjects(replica: Replica, kind: str, *, search: str = "") -> int:
    """How many subjects a list has."""
    condition, values = _condition(replica, kind, search)
    row = replica.connection.execute(f"SELECT COUNT(*) FROM subjects WHERE {condition}", values).fetchone()  # noqa: S608
    return int(row[0])


def subject(replica: Replica, id: bytes) -> SubjectRow:
    """One subject.

    Raises:
        InputError: `subject_not_found`.
    """
    row = replica.connection.execute(
        "SELECT subject, id, kind, title, json(state) FROM subjects WHERE network = ? AND id = ?", (replica.network, id)
    ).fetchone()
    if row is None:
        raise InputError("subject_not_found", field="subject", subject=id.hex())
    return SubjectRow(row[1], row[2], row[3], json.loads(row[4]), _flags(replica, row[0]))


def find_subject(replica: Replica, text: str) -> SubjectRow:
    """A subject by its title, or by a prefix (8 digits or more) of its id.

    Raises:
        InputError: `subject_not_found`, or `subject_ambiguous` with how many fit.
    """
    kinds = [*replica.rules.kinds(), *SHARED_KINDS]
    # Two questions, each of which an index answers, for an import asks for every row.
    rows = replica.connection.execute(
        f"SELECT id FROM subjects WHERE network = ? AND kind IN ({', '.join('?' * len(kinds))}) AND title = ?"  # noqa: S608
        " AND id != ? UNION ALL SELECT id FROM subjects WHERE network = ? AND id BETWEEN ? AND ?",
        (replica.network, *kinds, text, NETWORK_SUBJECT, replica.network, *id_range(text, SUBJECT_BYTES, least=8)),
    ).fetchall()
    found = {id for (id,) in rows}
    if not found:
        raise InputError("subject_not_found", field="subject", subject=text)
    if len(found) > 1:
        raise InputError("subject_ambiguous", field="subject", subject=text, count=len(found))
    return subject(replica, found.pop())


def history(replica: Replica, id: bytes) -> list[HistoryRow]:
    """All entries of a subject in display order, the earliest first; NETWORK_SUBJECT gives governance."""
    rows = replica.connection.execute(
        "SELECT e.id, e.effect, e.imposed, b.id, l.device, b.block FROM entries e"
        " JOIN subjects s USING (subject) JOIN blocks b USING (block)"
        " JOIN lines l USING (line) WHERE s.network = ? AND s.id = ?"
        " ORDER BY b.depth, l.device, l.incarnation, b.seq, e.leaf, e.id",
        (replica.network, id),
    ).fetchall()
    index, confirmation = EntryIndex(replica.connection, replica.reader), Confirmation(replica)
    found = []
    for entry_id, effect, imposed, block, device, number in rows:
        judged = index.find(entry_id)
        assert judged is not None
        own = device == replica.device.public
        reach, erased = confirmation.of_number(number), is_entry_ordered(replica, judged[0].entry, number, judged[2])
        weighed = Imposed(imposed)
        found.append(HistoryRow(judged[0].entry, judged[0], Effect(effect), weighed, block, own, reach, erased))
    return found


def entry_by_prefix(replica: Replica, text: str) -> bytes:
    """The id of the one entry whose hexadecimal id begins so.

    Raises:
        InputError: `entry_not_found`, `entry_ambiguous`.
    """
    rows = replica.connection.execute(
        "SELECT e.id FROM entries e JOIN blocks b USING (block) WHERE b.network = ?1"
        " AND e.mark BETWEEN substr(?2, 1, 8) AND substr(?3, 1, 8) AND e.id BETWEEN ?2 AND ?3 LIMIT 2",
        (replica.network, *id_range(text, HASH_BYTES, least=0)),
    ).fetchall()
    if len(rows) != 1:
        raise InputError("entry_ambiguous" if rows else "entry_not_found", field="entry", entry=text)
    return bytes(rows[0][0])


def network_view(replica: Replica) -> NetworkView:
    """The network, its members, and how much of it is here."""
    row = replica.connection.execute(
        "SELECT subject, json(state) FROM subjects WHERE network = ? AND id = ?", (replica.network, NETWORK_SUBJECT)
    ).fetchone()
    state: dict[str, Any] = json.loads(row[1]) if row else {}
    counts = {
        name: int(replica.connection.execute(query, (replica.network,)).fetchone()[0])
        for name, query in (
            ("entries", "SELECT COUNT(*) FROM entries e JOIN blocks b USING (block) WHERE b.network = ?"),
            ("waiting", "SELECT COUNT(*) FROM parked WHERE network = ?"),
            (
                "locked",
                "SELECT COUNT(*) FROM unread u CROSS JOIN blocks b USING (block)"
                " WHERE b.network = ? AND u.reason = 'locked'",
            ),
        )
    }
    return NetworkView(
        id=replica.network_id,
        name=str(state.get("name", "")),
        words=fingerprint_words(replica.network_id),
        hex=fingerprint_hex(replica.network_id),
        workspaces=tuple(state.get("workspaces", ())),
        missing_rules=replica.rules.missing,
        granted=granted_keys(replica),
        shut_out=tuple(one for one in _ever_granted(state) if not replica.now.grants_in_force(one.key, None)),
        blocks=replica.store.count(),
        entries=counts["entries"],
        waiting=counts["waiting"],
        locked=counts["locked"],
        flags=_open(_flags(replica, row[0])) if row else (),
    )


def granted_keys(replica: Replica) -> tuple[Granted, ...]:
    """Every device and person that the network granted something to and has not shut out, with what is left of it."""
    row = replica.connection.execute(
        "SELECT json(state) FROM subjects WHERE network = ? AND id = ?", (replica.network, NETWORK_SUBJECT)
    ).fetchone()
    state: State = json.loads(row[0]) if row else {}
    now = replica.now
    if now.is_plain:
        return _ever_granted(state)
    return tuple(
        replace(one, roles=tuple(sorted(now.roles(one.key, None))), powers=tuple(sorted(now.powers(one.key, None))))
        for one in _ever_granted(state)
        if now.grants_in_force(one.key, None)
    )


def _ever_granted(state: State) -> tuple[Granted, ...]:
    return _granted(state, "devices", "device") + _granted(state, "persons", "person")


def _granted(state: State, place: str, kind: str) -> tuple[Granted, ...]:
    return tuple(
        Granted(
            bytes.fromhex(key),
            kind,
            one["member"],
            one["title"],
            tuple(one["roles"]),
            tuple(one["powers"]),
            one["founder"],
        )
        for key, one in sorted(state.get(place, {}).items(), key=lambda item: (item[1]["member"], item[1]["title"]))
    )


def flag_view(code: str, field: str, severity: str, facts: str, status: str, answers: str) -> FlagView:
    """A flag as its table keeps it."""
    finding = Finding(code, field, Severity(severity), json.loads(facts))
    given = tuple(Answer(bytes.fromhex(entry), outcome) for entry, outcome in json.loads(answers))
    return FlagView(finding, FlagStatus(status), given)


def _flags(replica: Replica, row: int) -> tuple[FlagView, ...]:
    rows = replica.connection.execute(
        "SELECT code, field, severity, facts, status, answers FROM flags WHERE subject = ? ORDER BY code, facts", (row,)
    )
    return tuple(flag_view(*one) for one in rows)


def _open(flags: Sequence[FlagView]) -> tuple[Finding, ...]:
    return tuple(one.finding for one in flags if one.status is not FlagStatus.SETTLED)


def columns(replica: Replica, kind: str) -> Sequence[Column]:
    """The columns that the workspace declares for a kind of subject."""
    declared = replica.rules.subject_kind(kind)
    return declared.columns if declared else ()


def _json_path(column: Column) -> str:
    return "$" + "".join(f'."{part}"' for part in column.path)


def _ordered(replica: Replica, kind: str, search: str, sort: str, descending: bool) -> tuple[str, tuple[Any, ...]]:
    """The query that gives the row numbers of a list in its order, and its values."""
    order = _sort_expression(replica, kind, sort)
    direction = "DESC" if descending else "ASC"
    condition, values = _condition(replica, kind, search)
    return f"SELECT subject FROM subjects WHERE {condition} ORDER BY {order} {direction}, id", values  # noqa: S608


def _sort_expression(replica: Replica, kind: str, sort: str) -> str:
    if not sort:
        return "title"
    column = next((one for one in columns(replica, kind) if one.name == sort), None)
    if column is None:
        raise InputError("column_unknown", field="sort", column=sort)
    path = _json_path(column).replace("'", "''")
    collation = " COLLATE NOCASE" if column.kind is FieldKind.TEXT else ""
    return f"json_extract(state, '{path}'){collation}"


def _condition(replica: Replica, kind: str, search: str) -> tuple[str, tuple[Any, ...]]:
    condition, values = "network = ? AND kind = ?", (replica.network, kind)
    if not search.strip():
        return condition, values
    pattern = "%" + search.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    places = ["title", *(f"json_extract(state, '{_json_path(one)}')" for one in columns(replica, kind))]
    likes = " OR ".join(f"{place} LIKE ? ESCAPE '\\'" for place in places)
    return f"{condition} AND ({likes})", (*values, *([pattern] * len(places)))
