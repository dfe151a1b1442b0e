"""The rows of a table of entries: all of a network, sorted, filtered and searched in SQL."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from typing import Any, TypedDict

from core.ledger.contract import Effect, Severity, Verdict
from core.vault.entry_list import (
    EntryFilter,
    EntryLine,
    EntrySort,
    count_by_type,
    entries_at,
    known_types,
    list_entries,
    order_entries,
)
from core.vault.flags import NETWORK_KIND
from core.vault.replica import Replica
from core.vault.views import Granted, granted_keys
from desktop.entries.kept_order import KeptOrder
from desktop.entries.story import Telling, told_in_list
from desktop.entries.wording import person_text
from desktop.language import Language
from desktop.theme import Tone
from desktop.widgets.paged_rows import Row, ShownColumn, Sort
from desktop.widgets.state_chip import STATES
from desktop.words import Words
from desktop.words.catalog import NOTHING
from desktop.words.sentences import type_name

TYPE = "type"
"""The name of the filter by type; its text is the type's name."""
AT_FIRST_HIDDEN = frozenset({"device"})


def title_of(kind: str, title: str, words: Words) -> str:
    """What people call a subject; the network itself has no title of its own."""
    return title or (words.text("entry.of_network") if kind == NETWORK_KIND else NOTHING)


class EntryRows:
    """A RowSource over the replica that was shown to it last."""

    def __init__(self, language: Language) -> None:
        self._language = language
        self._replica: Replica | None = None
        self._order = KeptOrder()
        self._granted: tuple[Granted, ...] = ()

    def look_at(self, replica: Replica) -> None:
        """Read from this replica from now on; called on the vault lane."""
        self._replica = replica
        self._granted = granted_keys(replica)
        self._order.forget()

    def types(self) -> dict[str, int]:
        """The types that there are entries of, with how many; called on the vault lane."""
        return count_by_type(self._replica) if self._replica else {}

    def count(self, filters: Mapping[str, str], sort: Sort | None) -> int:
        return len(self._ordered(self._replica, filters, sort)) if self._replica else 0

    def rows(self, filters: Mapping[str, str], sort: Sort | None, offset: int, limit: int) -> Sequence[Row]:
        replica = self._replica
        if replica is None:
            return ()
        if offset:
            found = entries_at(replica, self._ordered(replica, filters, sort)[offset : offset + limit])
        else:
            found = list_entries(replica, self._chosen(replica, filters), **_ways(sort), limit=limit)
        return [Row(one.judged.entry.id, self._cells(one, replica)) for one in found]

    def _ordered(self, replica: Replica, filters: Mapping[str, str], sort: Sort | None) -> array[int]:
        def make() -> array[int]:
            return order_entries(replica, self._chosen(replica, filters), **_ways(sort))

        return self._order.of(filters, sort, make)

    def _chosen(self, replica: Replica, filters: Mapping[str, str]) -> EntryFilter:
        text, words = filters.get("", "").strip(), self._language.words
        known = known_types(replica) if text else ()
        fitting = tuple(name for name in known if text.casefold() in type_name(name, words).casefold())
        return EntryFilter((filters[TYPE],) if TYPE in filters else (), text, fitting)

    def _cells(self, line: EntryLine, replica: Replica) -> Mapping[str, Any]:
        content = line.judged.entry.content
        telling = Telling(line.judged, replica.rules.entry_type(content.type, content.version))
        return {
            "made": content.occurred_at,
            "type": (content.type, line.judged.findings),
            "said": telling,
            "subject": (line.kind, line.title),
            "effect": _state(line),
            "person": (content.person, self._granted),
            "device": (content.device, self._granted),
        }


class _Ways(TypedDict):
    sort: EntrySort
    descending: bool


def _ways(sort: Sort | None) -> _Ways:
    """The last entries first, where nothing else is asked for."""
    if sort is None:
        return {"sort": EntrySort.MADE, "descending": True}
    return {"sort": EntrySort(sort.column), "descending": sort.descending}


def _state(line: EntryLine) -> str:
    if line.judged.verdict is Verdict.NEWER:
        return "newer"
    if line.judged.verdict is not Verdict.ACCEPTED:
        return "refused"
    return {Effect.VOID: "void", Effect.FROZEN: "held"}.get(line.effect, "counts")


def _write_state(value: Any, words: Words) -> str:
    return words.text("effect.counts" if value == "counts" else f"state.{value}")


def _mark_state(value: Any) -> tuple[str, Tone] | None:
    return STATES.get(value, ("check", Tone.QUIET)) if value else None


def _mark_type(value: Any) -> tuple[str, Tone] | None:
    if not value or not value[1]:
        return None
    return "alert-triangle", Tone.BAD if any(one.severity is Severity.REFUSE for one in value[1]) else Tone.WARN


def _write_person(value: Any, words: Words) -> str:
    """The post alone; the organisation stands with the device."""
    key, granted = value
    known = next((one.title for one in granted if one.key == key), None)
    return "–" if key is None else known or person_text(key, granted, words)


def _write_device(value: Any, words: Words) -> str:
    return person_text(value[0], value[1], words)


COLUMNS = (
    ShownColumn("made", "entries.column.made", width=4, write=lambda value, words: words.minute(value)),
    ShownColumn("type", "entries.column.type", width=4, write=lambda v, words: type_name(v[0], words), mark=_mark_type),
    ShownColumn("subject", "entries.column.subject", width=4, write=lambda v, words: title_of(v[0], v[1], words)),
    ShownColumn("said", "entries.column.said", width=9, sortable=False, write=told_in_list),
    ShownColumn("person", "entries.column.person", width=3, sortable=False, write=_write_person),
    ShownColumn("effect", "entries.column.effect", width=3, write=_write_state, mark=_mark_state),
    ShownColumn("device", "entries.column.device", width=5, sortable=False, write=_write_device),
)
