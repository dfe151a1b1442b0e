"""What is signed, in plain words before anybody signs: the clauses of the paper, and which statutory items they say."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from core.domains.labour.rules.v1.contract_check import required_items
from core.domains.labour.rules.v1.contract_form import agreed_week_minutes, items_said
from desktop.desk import Desk
from desktop.domains.labour.clauses import UNSAID, clauses, day_table, has_day_table
from desktop.domains.labour.contract_document import form_languages
from desktop.domains.labour.terms import Terms
from desktop.widgets.labels import label


class ContractSummary(QWidget):
    """The same words as on paper, Korean first; the languages follow the contract's own choice."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._contract: Mapping[str, Any] = {}
        self._papers: Collection[str] = ()
        self._roles: list[str] = []
        self._labels: list[QLabel] = []
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
        return [one.text() for one in self._labels]

    def _show(self) -> None:
        """Lines that stay keep their labels: this is done at every keystroke."""
        lines = list(self._lines())
        if [role for _, role in lines] != self._roles:
            self._build([role for _, role in lines])
        for part, (text, _) in zip(self._labels, lines, strict=True):
            if part.text() != text:
                part.setText(text)

    def _build(self, roles: list[str]) -> None:
        for old in self._labels:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._roles, self._labels = roles, [label(role) for role in roles]
        for part in self._labels:
            self._column.addWidget(part)

    def _lines(self) -> Iterator[tuple[str, str]]:
        """Each line with its role."""
        if "kind" not in self._contract:
            return
        words, contract = self._desk.words, self._contract
        said = items_said(contract)
        for one in required_items(contract["kind"], agreed_week_minutes(contract)):
            mark, role = ("✓", "quiet") if one in said else ("✗", "error")
            yield f"{mark} {words.text(f'choice.item.{one}')}", role
        for terms in form_languages(contract, words):
            yield terms.phrase(f"title.{contract['kind']}"), "section"
            for clause in clauses(contract, self._papers, terms):
                yield clause.title, "label"
                yield "\n".join(clause.lines), ""
                if clause.name == "hours" and has_day_table(contract):
                    yield "\n".join(self._days(terms)), ""

    def _days(self, terms: Terms) -> list[str]:
        days, *rows = day_table(self._contract, terms)
        worked = [place for place in range(1, len(days)) if rows[0][place] != UNSAID]
        return [f"{days[at]} {rows[1][at]}-{rows[2][at]} · {rows[3][0]} {rows[3][at]}" for at in worked]
