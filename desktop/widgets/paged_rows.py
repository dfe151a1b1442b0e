"""Rows of a table that are fetched page by page, so that a million of them cost what is on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.desk import Desk
from desktop.jobs import Job, Lane
from desktop.theme import Tone
from desktop.words import Words

PAGE_ROWS = 100
_PAGES_KEPT = 64
_PAGES_AWAITED = 3
"""A bar that is dragged passes many pages: only the last few that were asked for are fetched."""
_COUNT = -1
"""What the count is awaited under, beside the pages."""
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Sort:
    """By which column, and which way."""

    column: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what it is, and its values by column name."""

    id: bytes | str
    cells: Mapping[str, Any]


class RowSource(Protocol):
    """Where rows come from; called on the vault lane. Filters are by column name; "" searches everywhere.

    The first rows are asked for before the count, so that they are there at once; later ones after it.
    """

    def count(self, filters: Mapping[str, str], sort: Sort | None) -> int: ...

    def rows(self, filters: Mapping[str, str], sort: Sort | None, offset: int, limit: int) -> Sequence[Row]: ...


def _plain(value: Any, words: Words) -> str:
    if value is None:
        return "–"
    return words.number(value) if type(value) is int else str(value)


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """How a column is shown. The heading's words are `heading_key`; the unit stands in the heading."""

    name: str
    heading_key: str
    unit: str = ""
    figures: bool = False
    """Right-aligned."""
    width: int = 1
    """Share of the room."""
    sortable: bool = True
    write: Callable[[Any, Words], str] = _plain
    mark: Callable[[Any], tuple[str, Tone] | None] | None = None
    """An icon and its tone before the words."""


class PagedRows(QAbstractTableModel):
    """Fetches what the view asks for and forgets it when filter, sort or data change."""

    counted = Signal(int)
    """How many rows there are; told after every reload."""
    failed = Signal(object)

    def __init__(
        self, desk: Desk, source: RowSource, columns: Sequence[ShownColumn], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk, self._source, self.columns = desk, source, tuple(columns)
        self._filters: dict[str, str] = {}
        self._sort: Sort | None = None
        self._count = 0
        self._pages: dict[int, Sequence[Row]] = {}
        self._old: dict[int, Sequence[Row]] = {}
        self._awaited: dict[int, Job | None] = {}
        desk.follow(self, self._on_words_changed)

    def reload(self) -> None:
        """Begin anew: the first rows are shown at once, whatever it takes to count them all."""
        self._give_all_up()
        self._fetch(0, self._on_first)

    def refresh(self) -> None:
        """The data have changed under somebody who is in the middle of them: old rows stay until new ones come."""
        self._give_all_up()
        self._count_all(self._on_changed)

    def _on_first(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self._pages, self._old, self._count = {0: rows}, {}, len(rows)
        self.endResetModel()
        if len(rows) < PAGE_ROWS:
            self.counted.emit(len(rows))
        else:
            self._count_all(self._on_counted)

    def _on_changed(self, count: int) -> None:
        self.beginResetModel()
        self._pages, self._old, self._count = {}, self._pages or self._old, count
        self.endResetModel()
        self.counted.emit(count)

    def _on_counted(self, count: int) -> None:
        if count > self._count:
            self.beginInsertRows(QModelIndex(), self._count, count - 1)
            self._count = count
            self.endInsertRows()
        self.counted.emit(self._count)

    def set_filter(self, name: str, text: str) -> None:
        """Show only rows whose column holds the text; "" as the name searches all columns."""
        changed = {**self._filters, name: text}
        self._filters = {key: value for key, value in changed.items() if value}
        self.reload()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column, in the source."""
        wanted = self.columns[column] if 0 <= column < len(self.columns) else None
        if wanted is None or wanted.sortable:
            self._sort = None if wanted is None else Sort(wanted.name, order is Qt.SortOrder.DescendingOrder)
            self.reload()

    def asked(self) -> tuple[RowSource, dict[str, str], Sort | None]:
        """The source, and what is asked of it now: filters and sort."""
        return self._source, dict(self._filters), self._sort

    def row(self, place: int) -> Row | None:
        """The row at a place; None while it is being fetched."""
        page, offset = divmod(place, PAGE_ROWS)
        rows = self._pages.get(page)
        if rows is None:
            self._await(page)
            rows = self._old.get(page, ())
        return rows[offset] if offset < len(rows) else None

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._count

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.figures else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.DecorationRole):
            return None
        row = self.row(index.row())
        if row is None:
            return "…" if role == Qt.ItemDataRole.DisplayRole else None
        value = row.cells.get(column.name)
        if role == Qt.ItemDataRole.DecorationRole:
            mark = column.mark(value) if column.mark else None
            return self._desk.theme.icon(*mark) if mark else None
        return column.write(value, self._desk.words)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        column = self.columns[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if column.figures else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return self.heading(column) if role == Qt.ItemDataRole.DisplayRole else None

    def heading(self, column: ShownColumn) -> str:
        """A column's heading with its unit, in the person's language."""
        heading = self._desk.words.text(column.heading_key)
        return f"{heading} ({column.unit})" if column.unit else heading

    def _count_all(self, on_done: Callable[[int], None]) -> None:
        source, filters, sort = self.asked()
        self._run(_COUNT, lambda: source.count(filters, sort), on_done)

    def _await(self, page: int) -> None:
        if page in self._awaited:
            return
        passed = [one for one in self._awaited if one != _COUNT]
        for one in passed[: max(len(passed) + 1 - _PAGES_AWAITED, 0)]:
            self._give_up(one)
        self._fetch(page, lambda rows: self._on_page(page, rows))

    def _fetch(self, page: int, on_done: Callable[[Sequence[Row]], None]) -> None:
        source, filters, sort = self.asked()
        self._run(page, lambda: source.rows(filters, sort, page * PAGE_ROWS, PAGE_ROWS), on_done)

    def _run(self, page: int, work: Callable[[], Any], on_done: Callable[[Any], None]) -> None:
        def done(found: Any) -> None:  # not told any more once it is given up
            del self._awaited[page]
            on_done(found)

        self._awaited[page] = None
        job = self._desk.jobs.run(work, owner=self, on_done=done, on_error=self.failed.emit, lane=Lane.VAULT)
        if page in self._awaited:
            self._awaited[page] = job

    def _give_all_up(self) -> None:
        for page in list(self._awaited):
            self._give_up(page)

    def _give_up(self, page: int) -> None:
        job = self._awaited.pop(page)
        if job is not None:
            job.cancel()

    def _on_page(self, page: int, rows: Sequence[Row]) -> None:
        while len(self._pages) >= _PAGES_KEPT:
            del self._pages[next(iter(self._pages))]
        self._pages[page] = rows
        self._old.pop(page, None)
        last = min((page + 1) * PAGE_ROWS, self._count) - 1
        self.dataChanged.emit(self.index(page * PAGE_ROWS, 0), self.index(last, len(self.columns) - 1))

    def _on_words_changed(self) -> None:
        if self.columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(self.columns) - 1))
