"""What can be done with an entry that is shown on a page: correct it, prove it, hand it out, save its files.

A page makes one of these and shows each detail through it; everything opens at the right of that page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from core.actions.read_sealed import read_sealed
from core.ledger.content import Attachment
from core.ledger.contract import EntryType
from core.ledger.governance.erasure import ORDER
from core.ledger.media_types import plain_media_type
from core.vault.drafts import KeptDraft
from core.vault.views import HistoryRow
from desktop.entries.correcting import Correction, correction_type
from desktop.entries.correction_panel import TARGET, CorrectionPanel
from desktop.entries.corrections import corrections_of
from desktop.entries.entry_detail import EntryDetail
from desktop.entries.erase_panel import ErasePanel, may_erase
from desktop.entries.pictures import LARGE_SIDE_PX, SMALL_SIDE_PX, read_bounded, source_of
from desktop.entries.sealed_panel import SealedPanel
from desktop.entries.showing import evidence_bytes, proof_text
from desktop.entries.showing_panels import FilePanel, PicturePanel, ProofPanel
from desktop.entries.story import Story, changeable, current_body
from desktop.holding import Intent
from desktop.jobs import Lane
from desktop.leaving import is_there
from desktop.page_context import PageContext
from desktop.pictures import read_picture
from desktop.shell.page import Page
from desktop.theme import Tone
from desktop.widgets.banner import Notice
from desktop.widgets.keyed import keyed_button
from desktop.widgets.save_field import plain_name

_ENDINGS = {
    "text/csv": ".csv",
    "text/plain": ".txt",
    "image/png": ".png",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "image/gif": ".gif",
    "image/tiff": ".tiff",
    "application/pdf": ".pdf",
}
_PICTURE_SHARE = 0.6


class EntryActions(QObject):
    """`story` gives what the page shows at the moment; a name for files comes from its subject's title."""

    corrected = Signal()

    def __init__(self, page: Page, context: PageContext, story: Callable[[], Story | None]) -> None:
        super().__init__(page)
        self._page, self._context, self._story = page, context, story

    def detail(self, story: Story, row: HistoryRow) -> EntryDetail:
        """The entry whole, with its buttons at work."""
        entry = row.entry.id
        detail = EntryDetail(self._page.desk, story, row)
        detail.correction_asked.connect(partial(self._on_correction_asked, entry))
        detail.proof_asked.connect(partial(self.show_proof, entry))
        detail.evidence_asked.connect(partial(self.show_evidence, (entry,)))
        detail.sealed_asked.connect(partial(self.show_sealed, entry))
        detail.file_asked.connect(self._on_file_asked)
        detail.picture_asked.connect(self._on_picture_asked)
        side_px = round(SMALL_SIDE_PX * max(1.0, self._page.desk.theme.scale))
        for place, file in enumerate(detail.files):
            source = source_of(story, file)
            if source is not None:
                self._ask_picture(source, side_px, detail, partial(detail.show_picture, place))
        if row.entry.content.subject is not None and not row.erased and may_erase(self._context.standing()):
            detail.buttons.addWidget(
                keyed_button(self._page.desk, "erase.order", partial(self._on_erase_asked, row), icon="trash-2")
            )
        return detail

    def _ask_picture(
        self, source: Attachment, side_px: int, owner: QWidget, on_done: Callable[[QImage | None], None]
    ) -> None:
        """Read on the vault's lane, decoded on the one of files: the vault is free for others meanwhile."""
        self._context.session.read(
            lambda vault, replica: read_bounded(vault, source),
            owner=owner,
            on_done=lambda data: self._decode(data, side_px, owner, on_done),
            on_error=lambda error: None,  # told where the file is asked for
        )

    def _decode(self, data: bytes, side_px: int, owner: QWidget, on_done: Callable[[QImage | None], None]) -> None:
        self._page.desk.jobs.run(lambda: read_picture(data, side_px), owner=owner, on_done=on_done, lane=Lane.IO)

    def _on_erase_asked(self, row: HistoryRow, draft: KeptDraft | None = None) -> None:
        panel = ErasePanel(self._page.desk, self._context, row, draft)
        panel.signed.connect(partial(self._hold, self._on_erased, panel))
        self.open(self._page.desk.words.text("erase.title"), panel)

    def _on_erased(self) -> None:
        self.corrected.emit()
        self._page.notice.emit(Notice(self._page.desk.words.text("erase.done"), tone=Tone.GOOD))

    def show_evidence(self, entries: Sequence[bytes]) -> None:
        """Offer the evidence file of these entries."""
        words = self._page.desk.words
        panel = FilePanel(self._page.desk, "evidence.why", "evidence.save_file", "evidence.path")
        self.open(words.text("evidence.title"), panel)
        name = f"{self._name()}.jangbu-evidence"
        self._context.session.read(
            lambda vault, replica: evidence_bytes(vault, replica, entries),
            owner=panel,
            on_done=lambda data: panel.offer(name, data),
            on_error=panel.say_error,
        )

    def show_sealed(self, entry: bytes) -> None:
        """Open the sealed parts of one entry, as far as this laptop may."""
        story = self._story()
        if story is None:
            return
        panel = SealedPanel(self._page.desk, story.types[entry])
        self.open(self._page.desk.words.text("entry.sealed"), panel)
        self._context.session.read(
            lambda vault, replica: read_sealed(vault, replica.network_id, entry),
            owner=panel,
            on_done=panel.show_parts,
            on_error=panel.remarks.say_error,
        )

    def show_proof(self, entry: bytes) -> None:
        """Show the QR code that proves one entry."""
        panel = ProofPanel(self._page.desk)
        self.open(self._page.desk.words.text("proof.title"), panel)
        self._context.session.read(
            lambda vault, replica: proof_text(vault, replica, entry),
            owner=panel,
            on_done=panel.show_text,
            on_error=panel.say_error,
        )

    def open(self, title: str, detail: QWidget, share: float = 0.0) -> None:
        """Open something at the right; `share` is how much of the width it has, what is usual where it is 0."""
        self._page.show_detail(title, detail, share)
        detail.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_correction_asked(self, entry: bytes, name: str) -> None:
        self._ask_correction(name, entry, None)

    def go_on(self, draft: KeptDraft) -> None:
        """Show a correction or an order to erase as it was typed; its entry is shown already."""
        story, target = self._story(), draft.entry.typed[TARGET]
        row = story.row(target) if story else None
        if draft.entry.type != ORDER:
            self._ask_correction(draft.entry.type, target, draft)
        elif row is not None:
            self._on_erase_asked(row, draft)

    def _ask_correction(self, name: str, entry: bytes, draft: KeptDraft | None) -> None:
        self._context.session.read(
            lambda vault, replica: correction_type(replica, name),
            owner=self,
            on_done=lambda kind: self._correct(entry, kind, draft),
            on_error=self._page.show_error,
        )

    def _correct(self, entry: bytes, correction: EntryType, draft: KeptDraft | None) -> None:
        story = self._story()
        row = story.row(entry) if story else None
        kind = story.types.get(entry) if story else None
        if story is None or row is None or kind is None:
            return
        fields = corrections_of(row.entry.content.type, changeable(story, row))
        wanted = Correction(correction.name, story.subject.id, entry, "", target_field=fields[correction.name])
        desk = self._page.desk
        panel = CorrectionPanel(desk, self._context, wanted, correction, kind, current_body(story, row), draft)
        panel.signed.connect(partial(self._hold, partial(self._on_corrected, correction.name), panel))
        self.open(desk.words.text(f"correct.{correction.name}"), panel)

    def _hold(self, done: Callable[[], None], panel: CorrectionPanel | ErasePanel, intent: Intent) -> None:
        self._context.holding.hold(
            intent,
            owner=self,
            on_held=self._page.hide_detail,
            on_signed=lambda recorded: done(),
            on_error=partial(self._tell_refused, panel),
        )

    def _tell_refused(self, panel: CorrectionPanel | ErasePanel, error: BaseException) -> None:
        """Whoever signed may have closed the panel before the vault had answered."""
        tell = panel.tell_refused if is_there(panel) else self._page.show_error
        tell(error)

    def _on_corrected(self, name: str) -> None:
        self.corrected.emit()
        self._page.notice.emit(Notice(self._page.desk.words.text(f"correct.{name}.done"), tone=Tone.GOOD))

    def _on_file_asked(self, attachment: Attachment) -> None:
        panel = FilePanel(self._page.desk, "entry.file.why", "entry.file.write", "attachment.path")
        self.open(self._page.desk.words.text("entry.files"), panel)
        self._ask_file(attachment, panel, partial(self._offer, panel, attachment))

    def _on_picture_asked(self, number: int, attachment: Attachment) -> None:
        panel = PicturePanel(self._page.desk, number)
        self.open(self._page.desk.words.text("entry.picture.title", number=number), panel, share=_PICTURE_SHARE)

        def show(data: bytes) -> None:
            self._offer(panel, attachment, data)
            self._decode(data, LARGE_SIDE_PX, panel, panel.show_picture)

        self._ask_file(attachment, panel, show)

    def _ask_file(self, attachment: Attachment, panel: FilePanel, on_done: Callable[[bytes], None]) -> None:
        self._context.session.read(
            lambda vault, replica: b"".join(vault.attachments.read(attachment)),
            owner=panel,
            on_done=on_done,
            on_error=panel.say_error,
        )

    def _offer(self, panel: FilePanel, attachment: Attachment, data: bytes) -> None:
        ending = _ENDINGS.get(plain_media_type(attachment.media_type), ".bin")
        panel.offer(f"{self._name()}{ending}", data)

    def _name(self) -> str:
        story = self._story()
        return plain_name(story.subject.title if story else "")
