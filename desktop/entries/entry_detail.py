"""One entry whole: its sentence, every field, who signed, what the rules found, its files; ids are folded away."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from core.ledger.contract import Severity, Verdict
from core.ledger.media_types import original_sha256, plain_media_type
from core.ledger.previews import AttachedFile, files_of
from core.vault.views import HistoryRow
from desktop.desk import Desk
from desktop.entries.corrections import corrections_of
from desktop.entries.differences import Version, changes, versions
from desktop.entries.pictures import source_of
from desktop.entries.plain import is_plain
from desktop.entries.story import Story, changeable, current_body, entry_sentence, entry_state
from desktop.entries.wording import person_text
from desktop.theme import Tone
from desktop.widgets.buttons import tell_apart
from desktop.widgets.differences import Differences
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.key_values import KeyValues
from desktop.widgets.keyed import keyed_button
from desktop.widgets.labels import label
from desktop.widgets.picture import PictureButton, SmallPicture
from desktop.widgets.remarks import Remark, Remarks
from desktop.widgets.state_chip import StateChip
from desktop.words.errors import finding_text
from desktop.words.values import field_values

_NAMED_MAX = 3


class EntryDetail(QWidget):
    """Tells what the person wants with the entry; the page does it."""

    correction_asked = Signal(str)
    proof_asked = Signal()
    evidence_asked = Signal()
    file_asked = Signal(object)
    picture_asked = Signal(int, object)
    """The number of a file, from 1, and its Attachment."""
    sealed_asked = Signal()

    def __init__(self, desk: Desk, story: Story, row: HistoryRow) -> None:
        super().__init__()
        self._desk, self._story, self._row = desk, story, row
        self.files = files_of(row.entry.content.attachments)
        self._pictures: dict[int, SmallPicture | PictureButton] = {}
        words, content = desk.words, row.entry.content
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._sentence = entry_sentence(story, row, words)
        column.addWidget(label("strong", self._sentence))
        chips = FlowLayout(spacing=6)
        state, count = entry_state(story, row)
        chips.addWidget(StateChip(desk, state, count))
        column.addLayout(chips)
        remarks = Remarks(desk)
        remarks.say(
            [Remark(finding_text(one, words, content.type), tone=_tone(one.severity)) for one in row.judged.findings]
        )
        column.addWidget(remarks)
        self._add_pairs(column, "entry.values", self._values())
        if self.files:
            column.addWidget(label("section", words.text("entry.files")))
            for place, one in enumerate(self.files):
                column.addWidget(self._file(place, one))
        self._add_pairs(column, "entry.signed", self._signatures())
        for part in self._versions():
            column.addWidget(part)
        self.buttons = self._buttons()
        """What can be done with the entry; whoever shows it may offer more."""
        column.addLayout(self.buttons)
        column.addWidget(self._folded())
        column.addStretch(1)

    def _values(self) -> list[tuple[str, str]]:
        kind = self._story.types.get(self._row.entry.id)
        if kind is None or self._row.judged.verdict is Verdict.MALFORMED:
            return []
        return field_values(kind, current_body(self._story, self._row), self._desk.words)

    def _signatures(self) -> list[tuple[str, str]]:
        words, granted = self._desk.words, self._story.granted
        entry = self._row.entry
        signatures = self._story.signatures_of(self._row)
        signed = [(words.role(one.role), person_text(one.person, granted, words)) for one in signatures]
        device = person_text(entry.content.device, granted, words)
        return [
            *signed,
            (words.text("entry.device"), device),
            (words.text("entry.when"), words.moment(entry.content.occurred_at)),
            (words.text("entry.held"), words.text("entry.held_by", count=len(self._holders()))),
        ]

    def _versions(self) -> list[QWidget]:
        """What each amendment changed, the latest first; nothing where there was none."""
        kind, words = self._story.types.get(self._row.entry.id), self._desk.words
        if kind is None:
            return []
        known = versions(self._story, self._row)
        parts: list[QWidget] = []
        for before, after in reversed(list(pairwise(known))):
            parts.append(Differences(self._desk, changes(kind, before.body, after.body, words), self._when(after)))
        return [label("section", words.text("entry.versions", count=len(known))), *parts] if parts else []

    def _when(self, version: Version) -> str:
        """Who amended it when, and why."""
        words, content = self._desk.words, version.row.entry.content
        who = person_text(content.person or content.device, self._story.granted, words)
        reason = content.body.get("reason")
        return words.text("entry.amended_by", who=who, at=words.moment(content.occurred_at), reason=reason)

    def _add_pairs(self, column: QVBoxLayout, heading: str, pairs: Sequence[tuple[str, str]]) -> None:
        if pairs:
            made = KeyValues(self._desk)
            made.show_pairs(pairs)
            column.addWidget(label("section", self._desk.words.text(heading)))
            column.addWidget(made)

    def _file(self, place: int, file: AttachedFile) -> QWidget:
        words, one = self._desk.words, file.original
        kind, size = plain_media_type(one.media_type), words.size(one.size)
        line = QWidget()
        row = FlowLayout()
        whole = QVBoxLayout(line)
        whole.setContentsMargins(0, 0, 0, 0)
        self._add_picture(whole, place, file, size)
        whole.addLayout(row)
        row.addWidget(label("", words.text("entry.file", kind=kind, size=size), wrap=False))
        original = original_sha256(one.media_type)
        if original is not None:
            stripped = label("quiet", words.text("entry.file.stripped", start=original[:16]), wrap=False)
            stripped.setToolTip(original)
            row.addWidget(stripped)
        if one.root in self._story.here:
            save = keyed_button(self._desk, "entry.file.save", partial(self.file_asked.emit, one), icon="download")
            tell_apart(self._desk, save, "entry.file.save", lambda: f"{place + 1}. {kind}")
            save.setObjectName(f"entry.file.{place}")
            row.addWidget(save)
        else:
            whole.addWidget(label("quiet", self._elsewhere()))
        return line

    def _add_picture(self, column: QVBoxLayout, place: int, file: AttachedFile, size: str) -> None:
        """Room for a small picture, where there will be one; what is only a preview says so at once."""
        if source_of(self._story, file) is None:
            return
        words, number, photo = self._desk.words, place + 1, file.original
        made: SmallPicture | PictureButton
        if photo.root in self._story.here:
            told = words.text("entry.picture.open", number=number, size=size)
            made = PictureButton(self._desk, told, lambda: self.picture_asked.emit(number, photo))
        else:
            made = SmallPicture(words.text("entry.picture.preview", number=number))
        made.setObjectName(f"entry.preview.{place}")
        made.hide()
        self._pictures[place] = made
        column.addWidget(made)
        if photo.root not in self._story.here:
            column.addWidget(label("", words.text("entry.picture.waits", size=size)))

    def _elsewhere(self) -> str:
        """Who may have a file that has not arrived: whoever holds its entry."""
        words, holders = self._desk.words, self._holders()
        named = [person_text(one, self._story.granted, words) for one in holders[:_NAMED_MAX]]
        if not named:
            return words.text("entry.file.elsewhere")
        more = [f"+{len(holders) - _NAMED_MAX}"] if len(holders) > _NAMED_MAX else []
        return words.text("entry.file.elsewhere_at", who=", ".join([*named, *more]))

    def _holders(self) -> tuple[bytes, ...]:
        return self._story.holders.get(self._row.block, ())

    def show_picture(self, place: int, image: QImage | None) -> None:
        """The small picture of a file, once it has been decoded; None where it cannot be."""
        if image is not None:
            self._pictures[place].show_image(image)
            self._pictures[place].show()

    def _buttons(self) -> FlowLayout:
        row = FlowLayout()
        for name in corrections_of(self._row.entry.content.type, changeable(self._story, self._row)):
            asked = partial(self.correction_asked.emit, name)
            row.addWidget(self._about(keyed_button(self._desk, f"correct.{name}", asked, icon="pencil")))
        kind = self._story.types.get(self._row.entry.id)
        if kind is not None and self._row.entry.content.sealed and is_plain(kind):
            row.addWidget(self._about(keyed_button(self._desk, "entry.sealed", self.sealed_asked.emit, icon="lock")))
        row.addWidget(self._about(keyed_button(self._desk, "entry.proof", self.proof_asked.emit, icon="qr-code")))
        evidence = keyed_button(self._desk, "entry.evidence", self.evidence_asked.emit, icon="shield-check")
        row.addWidget(self._about(evidence))
        return row

    def _about(self, made: QPushButton) -> QPushButton:
        """The page may offer the same for the whole subject: these are about this entry."""
        return tell_apart(self._desk, made, made.objectName(), lambda: self._sentence)

    def _folded(self) -> QWidget:
        """Ids that nobody needs to see, each ready to be copied."""
        words, entry = self._desk.words, self._row.entry
        content = entry.content
        pairs = [
            (words.text("entry.id"), entry.id.hex()),
            (words.text("entry.block"), self._row.block.hex()),
            (words.text("entry.subject"), content.subject.hex() if content.subject else "–"),
            (words.text("entry.device_key"), content.device.hex()),
            (words.text("entry.type"), f"{content.type} v{content.version}"),
        ]
        inside = KeyValues(self._desk)
        inside.show_pairs([(name, _in_fours(value)) for name, value in pairs], frozenset(name for name, _ in pairs[:4]))
        inside.hide()
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        more = self._about(keyed_button(self._desk, "entry.more", icon="chevron-down", kind="plain"))
        more.clicked.connect(lambda checked: inside.setVisible(inside.isHidden()))
        flow = FlowLayout()
        flow.addWidget(more)
        column.addLayout(flow)
        column.addWidget(inside)
        return whole


def _tone(severity: Severity) -> Tone:
    return Tone.BAD if severity is Severity.REFUSE else Tone.WARN


def _in_fours(text: str) -> str:
    """Long ids break between groups of eight."""
    return " ".join(text[place : place + 8] for place in range(0, len(text), 8)) if len(text) > 40 else text
