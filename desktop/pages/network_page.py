"""What the network agreed and what became of its keys: charter, epochs, chains that exist twice, rights taken back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.ledger.reckoning import Standing
from core.vault.governance_view import CutRow, EpochRow, ForkRow, GovernanceView, governance_view
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import Granted, NetworkView, network_view
from desktop.desk import Desk
from desktop.entries.wording import person_text
from desktop.page_context import PageContext
from desktop.shell import Page
from desktop.shell.page import card
from desktop.theme import Tone
from desktop.widgets.flag_card import FlagCard
from desktop.widgets.key_values import KeyValues
from desktop.widgets.labels import label

NETWORK = "network"
Pairs = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Found:
    network: NetworkView
    governance: GovernanceView

    @property
    def known(self) -> tuple[Granted, ...]:
        return (*self.network.granted, *self.network.shut_out)


class NetworkPage(Page):
    """Cards below each other; values can be copied."""

    def __init__(self, desk: Desk, context: PageContext) -> None:
        super().__init__(desk, "network.title")
        self._context = context
        self._found: _Found | None = None
        content = QWidget()
        self._column = QVBoxLayout(content)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(12)
        self.set_content(content, scroll=True, narrow=True)
        context.session.changed.connect(self._load)
        desk.follow(self, self._show)

    def opened(self, target: object = None) -> None:
        self._load()

    def _load(self) -> None:
        def work(vault: Vault, replica: Replica) -> _Found:
            return _Found(network_view(replica), governance_view(replica))

        self._context.session.read(work, owner=self, on_done=self._on_found, on_error=self.show_error)

    def _on_found(self, found: _Found) -> None:
        self._found = found
        self._show()

    def _show(self) -> None:
        while (item := self._column.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        if self._found is None:
            return
        for fork in self._found.governance.forks:
            self._column.addWidget(FlagCard(self.desk, Tone.WARN, self._fork_text(fork)))
        self._card("network.charter", self._agreed(), self._fingerprints())
        self._card("network.epochs", [self._epoch(one) for one in self._found.governance.epochs])
        self._card("network.cuts", [self._cut(one) for one in self._found.governance.cuts])
        self._column.addStretch(1)

    def _card(self, title_key: str, pairs: Sequence[tuple[str, str]], copyable: frozenset[str] = frozenset()) -> None:
        words = self.desk.words
        title = label("strong", words.text(title_key))
        if not pairs:
            self._column.addWidget(card(title, label("quiet", words.text(f"{title_key}.none"))))
            return
        facts = KeyValues(self.desk)
        facts.show_pairs(pairs, copyable)
        self._column.addWidget(card(title, facts))

    def _fingerprints(self) -> frozenset[str]:
        return frozenset({self.desk.words.text("network.words"), self.desk.words.text("network.hex")})

    def _agreed(self) -> Pairs:
        assert self._found is not None
        words, view, agreed = self.desk.words, self._found.network, self._found.governance
        witnesses = ", ".join(self._who(key) for key in agreed.witnesses) or words.text("network.witnesses.none")
        pairs = [
            (words.text("network.name"), view.name),
            (words.text("network.words"), view.words),
            (words.text("network.hex"), view.hex),
            (words.text("network.witnesses"), witnesses),
        ]
        if agreed.witnesses:
            needed = words.text("network.needed.text", needed=agreed.witnesses_needed, count=len(agreed.witnesses))
            pairs.append((words.text("network.needed"), needed))
        pairs += [
            (words.text(f"power.{power}"), words.text("network.quorum.text", count=count))
            for power, count in agreed.quorums
        ]
        rules = [(words.text(f"{name}.name"), rule_set.hex()[:16]) for name, rule_set in agreed.rules]
        return [*pairs, *rules]

    def _epoch(self, one: EpochRow) -> tuple[str, str]:
        words = self.desk.words
        state = "writing" if one.writing else "held" if one.held else "locked"
        told = words.text(f"network.epoch.{state}", count=one.devices, by=self._who(one.by))
        return words.moment(one.at), told

    def _cut(self, one: CutRow) -> tuple[str, str]:
        words = self.desk.words
        key = "network.cut.text" if one.holds else "network.cut.void"
        named = self._who(one.named) if one.kind in ("device", "person") else one.named.hex()[:16]
        reason = words.text(f"choice.reason.{one.reason}")
        kind = words.text(f"choice.kind.{one.kind}")
        return words.moment(one.at), words.text(key, kind=kind, named=named, reason=reason, by=self._who(one.by))

    def _fork_text(self, one: ForkRow) -> str:
        words, standings = self.desk.words, {standing for _, standing in one.branches}
        state = "lost" if Standing.LOST in standings else "beyond" if Standing.BEYOND in standings else "frozen"
        if one.device == self._context.standing().device:
            became = words.text(f"network.fork.own.{state}")
            return words.text("network.fork.own", count=len(one.branches), state=became)
        return words.text(f"network.fork.{state}", who=self._who(one.device), since=one.since, count=len(one.branches))

    def _who(self, key: bytes) -> str:
        assert self._found is not None
        return person_text(key, self._found.known, self.desk.words)
