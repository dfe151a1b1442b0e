"""What the search field in the bar on top found: entries by any part of their words; Enter opens one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.vault.replica import Replica
from core.vault.search import Found, catch_up, search
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.entries.rows import title_of
from desktop.entries.story import Telling, told_in_list
from desktop.page_context import PageContext
from desktop.shell.page import Page
from desktop.widgets.data_table import DataTable
from desktop.widgets.empty_state import EmptyState
from desktop.widgets.paged_rows import Row, ShownColumn, Sort
from desktop.words.sentences import type_name

FOUND_MAX = 200
COLUMNS = (
    ShownColumn("made", "entries.column.made", width=4, write=lambda value, words: words.minute(value)),
    ShownColumn("type", "entries.column.type", width=4, write=type_name),
    ShownColumn("subject", "entries.column.subject", width=4, write=lambda v, words: title_of(v[0], v[1], words)),
    ShownColumn("said", "entries.column.said", width=9, sortable=False, write=told_in_list),
)


class SearchPage(Page):
    """`opened` with the text that is searched; without one what was found last is shown again."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "search.title")
        self._context = context
        self._text = ""
        self._source = _FoundRows()
        self.table = DataTable(desk, "search", self._source, COLUMNS, EmptyState(desk, "search", "search.empty"))
        self.table.opened.connect(lambda entry: self.go.emit("entry", entry))
        self.set_content(self.table)
        context.session.changed.connect(self._reload)

    def opened(self, target: object = None) -> None:
        if isinstance(target, str):
            self._text = target
        self._reload()

    def _reload(self) -> None:
        """In slices, so that other work on the vault finds its turn between them."""
        text = self._text

        def work(vault: Vault, replica: Replica) -> list[tuple[Found, Telling]] | None:
            if catch_up(replica):
                return None
            return [(one, _telling(one, replica)) for one in search(replica, text, FOUND_MAX)]

        self._context.session.read(work, owner=self, on_done=self._on_found, on_error=self.show_error)

    def _on_found(self, found: Sequence[tuple[Found, Telling]] | None) -> None:
        if found is None:
            self._reload()
            return
        self._source.show(found)
        self.set_title(self.desk.words.text("search.found", text=self._text, count=len(found)))
        self.table.reload()


def _telling(one: Found, replica: Replica) -> Telling:
    content = one.judged.entry.content
    return Telling(one.judged, replica.rules.entry_type(content.type, content.version))


class _FoundRows:
    """What was found last, sorted and filtered here: it is few."""

    def __init__(self) -> None:
        self._rows: tuple[Row, ...] = ()

    def show(self, found: Sequence[tuple[Found, Telling]]) -> None:
        self._rows = tuple(_row(one, telling) for one, telling in found)

    def count(self, filters: Mapping[str, str], sort: Sort | None) -> int:
        return len(self._kept(filters))

    def rows(self, filters: Mapping[str, str], sort: Sort | None, offset: int, limit: int) -> Sequence[Row]:
        kept = self._kept(filters)
        if sort is not None:
            kept = sorted(kept, key=lambda row: str(row.cells[sort.column]).casefold(), reverse=sort.descending)
        return kept[offset : offset + limit]

    def _kept(self, filters: Mapping[str, str]) -> list[Row]:
        text = filters.get("", "").casefold()
        return [row for row in self._rows if not text or text in str(row.cells["subject"]).casefold()]


def _row(one: Found, telling: Telling) -> Row:
    content = one.judged.entry.content
    cells = {
        "made": content.occurred_at, "type": content.type, "subject": (one.kind, one.title), "said": telling,
    }  # fmt: skip
    return Row(one.judged.entry.id, cells)
