"""Rule tables: every figure with its source and origin; packages of an association, and figures typed by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from core.domains.labour.packages import Package, Row, read_package, read_row
from core.domains.labour.rules.v1.fields import choice, count, day, text
from core.domains.labour.rules.v1.tables import PARAMETERS
from core.encoding.words import fingerprint_words
from core.errors import InputError
from core.vault.drafts import KeptDraft
from desktop.desk import Desk
from desktop.domains.labour.keeping import workplaces
from desktop.domains.labour.packaging import (
    ADOPT,
    Figure,
    adopt_by_hand,
    export_package,
    figures,
    import_package,
    issuer_title,
)
from desktop.domains.labour.pages.slots import EMPLOYER
from desktop.domains.labour.pages.waiting import Step, Waiting
from desktop.domains.labour.telling import origin_text
from desktop.entries.sign_panel import SignPanel
from desktop.page_context import PageContext
from desktop.shell.page import Page, card
from desktop.theme import Tone
from desktop.widgets.entry_form import EntryForm
from desktop.widgets.flag_card import FlagCard, said_by
from desktop.widgets.keyed import name_fields
from desktop.widgets.labels import label, labelled
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.save_row import SaveRow
from desktop.widgets.side_by_side import stacked
from desktop.words import Words

TAKE_IN, BY_HAND, GIVE_OUT = "take_in", "by_hand", "give_out"
_FIELDS = (
    choice("tables_way", (TAKE_IN, BY_HAND, GIVE_OUT)),
    text("package_path", 400, required=False),
    text("issuer", 120, required=False),
    day("first_day", ahead=True, required=False),
    day("last_day", ahead=True, required=False),
    text("value", 4000, required=False),
    text("source", 300, required=False),
    text("package_name", 120, required=False),
    count("package_version", 1, 1_000_000, required=False),
)
_OF = {
    TAKE_IN: ("package_path", "issuer"),
    BY_HAND: ("first_day", "last_day", "value", "source"),
    GIVE_OUT: ("package_name", "package_version"),
}


class TablesPage(Page):
    """One table at the left, row by row; at the right a package is taken in or made, or a figure typed."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "labour.tables.title")
        self._context = context
        self.waiting = Waiting(context, "labour.tables", self)
        self._found: list[Figure] = []
        self._titles: dict[str, str] = {}
        self._name = label("label")
        self.table = QComboBox(self)
        self.table.setObjectName("field.table")
        self.table.currentIndexChanged.connect(lambda place: self._show_rows())
        self.rows = QWidget(self)
        self._column = QVBoxLayout(self.rows)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(8)
        self.form = EntryForm(desk, _FIELDS, "labour.tables")
        name_fields(self.form, _FIELDS)
        self.form.changed.connect(self._show_fields)
        self._heading = label("section")
        self.outcome = Remarks(desk)
        self.sign_panel = SignPanel(desk, "labour.tables.sign")
        self.sign_panel.signed.connect(self._on_signed)
        self.save = SaveRow(desk, "labour.tables.save", "package_out")
        self.save.hide()
        left = stacked(card(labelled(self._name, self.table), self.rows))
        right = stacked(self.outcome, card(self._heading, self.form, self.sign_panel, self.save))
        self.set_sides(left, right)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self.outcome.clear()
        self.form.set_values({"tables_way": TAKE_IN})
        if isinstance(target, KeptDraft):
            typed = self.waiting.go_on(target)
            self.table.setCurrentIndex(max(0, self.table.findData(typed["table"])))
            self.form.set_typed(typed)
        self.sign_panel.ask([EMPLOYER], self._context.standing())
        self._look()

    def said(self) -> list[str]:
        """The rows that are shown, in their order."""
        return said_by(self.rows)

    def _look(self) -> None:
        def work(vault: Any, replica: Any) -> tuple[list[Figure], dict[str, str]]:
            shops = workplaces(replica)
            found = figures(shops[0].state if shops else None)
            return found, {one.issuer: issuer_title(replica, bytes.fromhex(one.issuer)) for one in found if one.issuer}

        self._context.session.read(work, owner=self, on_done=self._on_found, on_error=self.show_error)

    def _on_found(self, answer: tuple[list[Figure], dict[str, str]]) -> None:
        self._found, self._titles = answer
        self._show_rows()

    def _on_signed(self) -> None:
        values = self.form.values()
        if values.findings:
            return
        body = values.body
        try:
            if body["tables_way"] == BY_HAND:
                self._adopt_by_hand(body)
                return
            work, done = self._asked(body, self.sign_panel.signers()[0].signing(self.sign_panel.pins()[0]))
        except InputError as error:
            self.sign_panel.tell(error)
            return
        # A package is looked at before, or waited for: at once (docs/adr/0021-ten-seconds.md).
        self._context.session.act(work, owner=self, on_done=done, on_error=self.sign_panel.tell)

    def _adopt_by_hand(self, body: Any) -> None:
        """A figure that somebody typed waits like all that is typed; raises InputError as `_typed`."""
        table, words = str(self.table.currentData()), self.desk.words
        row = _typed(table, body)
        told = {"table": self.table.currentText(), "value": body["value"], "day": row.first_day}
        self.waiting.hold(
            Step(
                ADOPT,
                (),
                {"table": table, **self.form.typed()},
                words.text("labour.tables.waits", **told),
                lambda vault, replica, signing, attached: adopt_by_hand(vault, replica.network_id, row, (signing,)),
            ),
            self.sign_panel,
            on_held=lambda: None,
            on_signed=lambda shops: self._on_done(words.text("labour.tables.adopted", rows=1, layouts=0)),
        )

    def _asked(self, body: Any, signing: Any) -> tuple[Any, Any]:
        """What to do on the vault, and what to do with the answer."""
        words, way = self.desk.words, body["tables_way"]
        if way == GIVE_OUT:
            name, version = body.get("package_name") or "", body.get("package_version") or 1
            return (
                lambda vault, replica: export_package(vault, replica.network_id, name, version, (), (), signing),
                lambda data: self._on_made(data, name, version),
            )
        path, issuer = body.get("package_path") or "", body.get("issuer") or ""
        return (
            lambda vault, replica: import_package(vault, replica.network_id, _read(path), issuer, (signing,)),
            lambda adopted: self._on_done(
                words.text("labour.tables.adopted", rows=adopted.rows, layouts=adopted.layouts)
            ),
        )

    def _on_made(self, data: bytes, name: str, version: int) -> None:
        self.save.offer(f"{name}-{version}.jangbu-package", lambda: data)
        self.save.show()
        issuer = fingerprint_words(read_package(data).issuer)
        self._on_done(self.desk.words.text("labour.tables.made", words=issuer))

    def _on_done(self, told: str) -> None:
        self.sign_panel.clear()
        self.outcome.say([Remark(told, tone=Tone.GOOD)])
        self._look()

    def _show(self) -> None:
        words = self.desk.words
        self._name.setText(words.text("labour.tables.table"))
        self.table.setAccessibleName(self._name.text())
        self._heading.setText(words.text("labour.tables.share"))
        chosen = self.table.currentData()
        self.table.blockSignals(True)
        self.table.clear()
        for name in sorted(PARAMETERS, key=lambda one: words.text(f"parameter.{one}")):
            self.table.addItem(words.text(f"parameter.{name}"), name)
        self.table.setCurrentIndex(max(self.table.findData(chosen or "minimum_wage"), 0))
        self.table.blockSignals(False)
        self._show_rows()
        self._show_fields()

    def _show_rows(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        wanted = self.table.currentData()
        for one in reversed([figure for figure in self._found if figure.row.table == wanted]):
            self._column.addWidget(self._card(one))

    def _card(self, one: Figure) -> FlagCard:
        words, row = self.desk.words, one.row
        days = {"first": row.first_day, "last": row.last_day or ""}
        period = words.text("labour.tables.until" if row.last_day else "labour.tables.from", **days)
        tone = Tone.INFO if one.origin == "built_in" else Tone.GOOD if one.issuer else Tone.WARN
        origin = origin_text(one, self._titles.get(one.issuer, ""), words)
        return FlagCard(self.desk, tone, f"{period}: {_shown(json.loads(row.value), words)}", why=row.source, do=origin)

    def _show_fields(self) -> None:
        way = self.form.peek().get("tables_way", TAKE_IN)
        for name, fields in _OF.items():
            for field in fields:
                self.form.set_field_visible(field, name == way)
        self.save.setVisible(self.save.isVisibleTo(self) and way == GIVE_OUT)


def _shown(value: Any, words: Words) -> str:
    """A value for people: a plain figure where it is one, else its parts; one that has no words keeps its name."""
    if isinstance(value, dict):
        return " · ".join(f"{_part(name, words)} {_inside(one, words)}" for name, one in value.items())
    return _inside(value, words)


def _part(name: str, words: Words) -> str:
    key = f"labour.part.{name}"
    return words.text(key) if words.has(key) else name


def _inside(value: Any, words: Words) -> str:
    if isinstance(value, dict):
        return f"({_shown(value, words)})"
    if isinstance(value, list):
        return ", ".join(_inside(one, words) for one in value)
    return words.number(value) if type(value) is int else json.dumps(value, ensure_ascii=False).strip('"')


def _typed(table: str, body: Any) -> Row:
    try:
        value = json.loads(body.get("value") or "")
    except (ValueError, RecursionError) as error:
        raise InputError("package_row_wrong", table=table, part="value") from error
    last = {"last_day": body["last_day"]} if body.get("last_day") else {}
    told = {"table": table, "first_day": body.get("first_day"), "source": body.get("source")}
    return read_row({**told, "value": value, **last})


def _read(path: str) -> Package:
    try:
        return read_package(Path(path).expanduser().read_bytes())
    except OSError as error:
        raise InputError("file_unreadable", path=path) from error
