"""Names under which keyboard scripts and tests find fields and buttons: `field.<name>`, and a button's word key."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QPushButton

from core.ledger.contract import Field, FieldKind
from desktop.desk import Desk
from desktop.widgets.buttons import button
from desktop.widgets.entry_form import EntryForm

TYPED = frozenset(FieldKind) - {FieldKind.ENTRY, FieldKind.ENTRIES, FieldKind.BYTES, FieldKind.RECORDS}
"""Kinds of fields that people type; pages fill in the others."""


def keyed_button(
    desk: Desk, key: str, on_click: Callable[[], object] | None = None, *, icon: str = "", kind: str = ""
) -> QPushButton:
    """A button that is found by its word key."""
    made = button(desk, key, on_click, icon=icon, kind=kind)
    made.setObjectName(key)
    return made


def name_fields(form: EntryForm, fields: Sequence[Field]) -> None:
    """Name what takes the focus in each field; buttons of a choice carry the choice behind it."""
    for field in fields:
        if not form.has(field.name):
            continue
        editor = form.editor(field.name)
        for made, choice in zip(editor.findChildren(QPushButton), field.choices, strict=False):
            made.setObjectName(f"field.{field.name}.{choice}")
        editor.target().setObjectName(f"field.{field.name}")
