"""Rows of a table that are fetched page by page, so that a million of them cost what is on the screen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from desktop.desk import Desk
from desktop.jobs import Lane
from desktop.theme import Tone
from desktop.words import Words

PAGE_ROWS = 100
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
    """Where rows come from; called on the vault lane. Filters are by column name; "" searches everywhere."""

    def count(self, filters: Mapping[str, str]) -> int: ...

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
    mark: Callable[[Any], tuple[str, Tone] | None] = field(default=lambda value: None)
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
        self._asked: set[int] = set()
        self._generation = 0
        desk.follow(self, self._on_words_changed)

    def reload(self) -> None:
        """Ask anew, as after a change of the data."""
        self._generation += 1
        mine, filters, sort = self._generation, dict(self._filters), self._sort

        def work() -> tuple[int, Sequence[Row]]:
            return self._source.count(filters), self._source.rows(filters, sort, 0, PAGE_ROWS)

        self._desk.jobs.run(
            work,
            owner=self,
            on_done=lambda found: self._on_counted(mine, *found),
            on_error=self.failed.emit,
            lane=Lane.VAULT,
        )

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
            self._ask(page)
            return None
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
            mark = column.mark(value)
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

    def _ask(self, page: int) -> None:
        if page in self._asked:
            return
        self._asked.add(page)
        mine, filters, sort = self._generation, dict(self._filters), self._sort
        self._desk.jobs.run(
            lambda: self._source.rows(filters, sort, page * PAGE_ROWS, PAGE_ROWS),
            owner=self,
            on_done=lambda rows: self._on_page(mine, page, rows),
            on_error=self.failed.emit,
            lane=Lane.VAULT,
        )

    def _on_counted(self, generation: int, count: int, first: Sequence[Row]) -> None:
        if generation != self._generation:
            return
        self.beginResetModel()
        self._count, self._pages, self._asked = count, {0: first}, {0}
        self.endResetModel()
        self.counted.emit(count)

    def _on_page(self, generation: int, page: int, rows: Sequence[Row]) -> None:
        if generation != self._generation:
            return
        self._pages[page] = rows
        last = min((page + 1) * PAGE_ROWS, self._count) - 1
        self.dataChanged.emit(self.index(page * PAGE_ROWS, 0), self.index(last, len(self.columns) - 1))

    def _on_words_changed(self) -> None:
        if self.columns:
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)
        if self._count:
            self.dataChanged.emit(self.index(0, 0), self.index(self._count - 1, len(self.columns) - 1))
