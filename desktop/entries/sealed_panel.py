"""The sealed parts of an entry, opened for this laptop where it may; else why they stay closed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.ledger.contract import EntryType
from core.vault.sealed_parts import PartView
from desktop.desk import Desk
from desktop.entries.wording import sealed_name
from desktop.widgets.key_values import KeyValues
from desktop.widgets.labels import label
from desktop.widgets.remarks import Remarks
from desktop.words.errors import field_label
from desktop.words.values import value_text


class SealedPanel(QWidget):
    """Empty until the parts were read."""

    def __init__(self, desk: Desk, kind: EntryType) -> None:
        super().__init__()
        self._desk, self._kind = desk, kind
        self.remarks = Remarks(desk)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self._column.addWidget(self.remarks)
        self._column.addStretch(1)

    def show_parts(self, parts: Sequence[PartView]) -> None:
        """Each part under its name."""
        words = self._desk.words
        for part in parts:
            self._add(label("section", sealed_name(self._kind.name, part.name, words)))
            if part.body is None:
                self._add(label("", words.text(f"sealed.closed.{part.closed}", count=len(part.recipients))))
                continue
            fields = next((form.fields for form in self._kind.sealed if form.name == part.name), ())
            pairs = [
                (field_label(one.name, words, f"{self._kind.name}.{part.name}"), value_text(one, value, words))
                for one in fields
                if (value := part.body.get(one.name)) is not None
            ]
            values = KeyValues(self._desk)
            values.show_pairs(pairs)
            self._add(values)
            self._add(label("quiet", words.text("sealed.for", count=len(part.recipients))))

    def _add(self, part: QWidget) -> None:
        self._column.insertWidget(self._column.count() - 1, part)
