"""The rows of the inbox: facts to sign, drafts, conflicts, flags, and what was told at the bottom of the window."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any, TypedDict

from core.ledger.settling import FlagStatus
from core.ports.clock import Instant
from core.vault.drafts import KeptDraft
from core.vault.inbox import Flagged, ToSign, count_flags, list_flags, list_to_sign
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import FlagView
from desktop.entries.rows import title_of
from desktop.entries.settling import answer_row, flag_tone
from desktop.entries.story import Telling, told_in_list
from desktop.session import ToldNotice
from desktop.standing import Standing, own_persons
from desktop.theme import Tone
from desktop.widgets.paged_rows import Row, ShownColumn, Sort
from desktop.words import Words, finding_text
from desktop.words.sentences import choice_text, type_name


class Section(StrEnum):
    """The parts of the inbox, the most urgent first."""

    SIGN = "sign"
    DRAFTS = "drafts"
    CONFLICTS = "conflicts"
    FLAGS = "flags"
    SETTLED = "settled"
    NOTICES = "notices"


_FLAGS = (Section.CONFLICTS, Section.FLAGS, Section.SETTLED)


class _Which(TypedDict):
    conflicts: bool | None
    settled: bool
    search: str


Item = Flagged | ToSign | KeptDraft | ToldNotice


class InboxRows:
    """A RowSource of one section at a time, over the replica that was shown to it last."""

    def __init__(self) -> None:
        self.section = Section.SIGN
        self.counts: dict[Section, int] = {}
        self._replica: Replica | None = None
        self._to_sign: list[ToSign] = []
        self._notices: Sequence[ToldNotice] = ()
        self._drafts: list[KeptDraft] = []
        self._shown: dict[str, Item] = {}

    def look_at(
        self,
        vault: Vault,
        replica: Replica,
        standing: Standing,
        notices: Sequence[ToldNotice],
        counted: Collection[bytes] = (),
    ) -> None:
        """Read from this replica from now on, without drafts that are counted down; called on the vault lane."""
        self._replica, self._notices = replica, notices
        self._drafts = [one for one in vault.drafts.of_network(replica.network_id) if one.id not in counted]
        self._to_sign = list_to_sign(replica, own_persons(standing))
        self.counts = {
            Section.SIGN: len(self._to_sign),
            Section.DRAFTS: len(self._drafts),
            Section.CONFLICTS: count_flags(replica, conflicts=True),
            Section.FLAGS: count_flags(replica, conflicts=False),
            Section.SETTLED: count_flags(replica, conflicts=None, settled=True),
            Section.NOTICES: len(notices),
        }

    def found(self, id: object) -> Item | None:
        """What stands behind a row that was shown."""
        return self._shown.get(str(id))

    def count(self, filters: Mapping[str, str], sort: Sort | None) -> int:
        if self._replica is None:
            return 0
        if self.section in _FLAGS:
            return count_flags(self._replica, **self._which(filters))
        return len(self._kept(filters))

    def rows(self, filters: Mapping[str, str], sort: Sort | None, offset: int, limit: int) -> Sequence[Row]:
        if self._replica is None:
            return ()
        items: Sequence[Item]
        if self.section in _FLAGS:
            items = list_flags(self._replica, **self._which(filters), offset=offset, limit=limit)
        else:
            items = self._kept(filters)[offset : offset + limit]
        rows = [Row(f"{self.section}.{offset + n}", self._cells(one)) for n, one in enumerate(items)]
        self._shown = ({} if offset == 0 else self._shown) | {
            str(row.id): one for row, one in zip(rows, items, strict=True)
        }
        return rows

    def _which(self, filters: Mapping[str, str]) -> _Which:
        settled = self.section is Section.SETTLED
        conflicts = None if settled else self.section is Section.CONFLICTS
        return {"conflicts": conflicts, "settled": settled, "search": filters.get("", "")}

    def _kept(self, filters: Mapping[str, str]) -> Sequence[Item]:
        text = filters.get("", "").strip().casefold()
        if self.section is Section.DRAFTS:
            return [one for one in self._drafts if text in one.entry.sentence.casefold()]
        if self.section is Section.SIGN:
            return [one for one in self._to_sign if text in one.line.title.casefold()]
        return [one for one in reversed(self._notices) if text in one.notice.what.casefold()]

    def _cells(self, one: Item) -> Mapping[str, Any]:
        if isinstance(one, Flagged):
            return {"what": one.answered, "about": (one.kind, one.title), "when": self._answered_at(one.answered)}
        if isinstance(one, ToldNotice):
            return {"what": one.notice.what, "about": None, "when": one.at}
        if isinstance(one, KeptDraft):
            return {"what": one, "about": None, "when": one.saved_at}
        assert self._replica is not None
        content = one.line.judged.entry.content
        kind = self._replica.rules.entry_type(content.type, content.version)
        told = Telling(one.line.judged, kind)
        return {"what": told, "about": (one.line.kind, one.line.title), "when": content.occurred_at}


    def _answered_at(self, flag: FlagView) -> Instant | None:
        """When somebody answered it last; None where nobody did."""
        assert self._replica is not None
        times = [answer_row(self._replica, one).at for one in flag.answers]
        return max(times, key=lambda at: at.seconds, default=None)


def _write_what(value: Any, words: Words) -> str:
    if isinstance(value, FlagView):
        told = finding_text(value.finding, words)
        if value.status is FlagStatus.OPEN:
            return told
        outcomes = dict.fromkeys(choice_text("outcome", one.outcome, words) for one in value.answers)
        return words.text(f"settle.row.{value.status.value}", outcomes=", ".join(outcomes), flag=told)
    if isinstance(value, KeptDraft):
        return value.entry.sentence or type_name(value.entry.type, words)
    return told_in_list(value, words) if isinstance(value, Telling) else str(value)


def _mark_what(value: Any) -> tuple[str, Tone] | None:
    if isinstance(value, FlagView):
        icon = "circle-check" if value.status is FlagStatus.SETTLED else "alert-triangle"
        return icon, flag_tone(value.finding, value.status)
    return ("pencil", Tone.INFO) if isinstance(value, (Telling, KeptDraft)) else ("info", Tone.INFO)


def _write_about(value: Any, words: Words) -> str:
    return "–" if value is None else title_of(value[0], value[1], words)


def _write_when(value: Instant | None, words: Words) -> str:
    return "–" if value is None else words.minute(value)


COLUMNS = (
    ShownColumn("what", "inbox.column.what", width=8, sortable=False, write=_write_what, mark=_mark_what),
    ShownColumn("about", "inbox.column.about", width=4, sortable=False, write=_write_about),
    ShownColumn("when", "inbox.column.when", width=5, sortable=False, write=_write_when),
)
