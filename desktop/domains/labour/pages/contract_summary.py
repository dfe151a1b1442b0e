"""What is signed, in plain words before anybody signs: the clauses of the paper, and which statutory items they say."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.domains.labour.rules.v1.contract_check import required_items
from core.domains.labour.rules.v1.contract_form import agreed_week_minutes, items_said
from desktop.desk import Desk
from desktop.domains.labour.clauses import UNSAID, clauses, day_table, has_day_table
from desktop.domains.labour.contract_document import form_languages
from desktop.widgets.labels import label


class ContractSummary(QWidget):
    """The same words as on paper, Korean first; the languages follow the contract's own choice."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._contract: Mapping[str, Any] = {}
        self._papers: Collection[str] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(4)
        self.setObjectName("labour.summary")
        desk.follow(self, self._show)

    def show_contract(self, contract: Mapping[str, Any], papers: Collection[str]) -> None:
        """Show a contract as far as it is written."""
        if (dict(contract), list(papers)) != (dict(self._contract), list(self._papers)):
            self._contract, self._papers = contract, papers
            self._show()

    def said(self) -> list[str]:
        """Every line that is shown."""
        items = (self._column.itemAt(place) for place in range(self._column.count()))
        parts = [item.widget() for item in items if item is not None]
        return [one.text() for one in parts if isinstance(one, QLabel)]

    def _show(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            if (old := item.widget()) is not None:
                old.hide()
                old.deleteLater()
        if "kind" not in self._contract:
            return
        words, contract = self._desk.words, self._contract
        said = items_said(contract)
        for one in required_items(contract["kind"], agreed_week_minutes(contract)):
            mark, role = ("✓", "quiet") if one in said else ("✗", "error")
            self._say(f"{mark} {words.text(f'choice.item.{one}')}", role)
        for terms in form_languages(contract, words):
            self._column.addSpacing(12)
            self._say(terms.phrase(f"title.{contract['kind']}"), "strong")
            for clause in clauses(contract, self._papers, terms):
                self._say(clause.title, "label")
                self._say("\n".join(clause.lines), "")
                if clause.name == "hours" and has_day_table(contract):
                    days, *rows = day_table(contract, terms)
                    worked = [place for place in range(1, len(days)) if rows[0][place] != UNSAID]
                    lines = [f"{days[at]} {rows[1][at]}-{rows[2][at]} · {rows[3][0]} {rows[3][at]}" for at in worked]
                    self._say("\n".join(lines), "")

    def _say(self, text: str, role: str) -> None:
        self._column.addWidget(label(role, text))
