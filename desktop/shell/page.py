"""A page: its title and main actions on top, filters as one row, the content, and detail at the right."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from desktop.desk import Desk
from desktop.leaving import take_away
from desktop.shell.command_palette import Command
from desktop.widgets.banner import Notice
from desktop.widgets.buttons import button, icon_button
from desktop.widgets.flow_layout import FlowLayout
from desktop.widgets.labels import label
from desktop.widgets.scroll_area import ScrollArea
from desktop.widgets.side_by_side import SideBySide
from desktop.words import error_text

CONTENT_WIDTH_MAX_PX = 720
"""Forms wider than this are hard to read."""
DETAIL_WIDTH_MIN_PX = 340
DETAIL_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class PageAction:
    """One of the few main actions of a page; `keys` such as "Ctrl+N" are shown by Ctrl+/."""

    key: str
    on_click: Callable[[], object]
    icon: str = ""
    keys: str = ""
    primary: bool = False


class Page(QWidget):
    """Base of every page. Override `opened` to ask for data whenever the page comes to the front."""

    notice = Signal(object)
    """A Notice for the window's banner."""
    go = Signal(str, object)
    """Open another page by name, with what it should show (or None)."""
    alone = Signal(bool)
    """Have the whole screen, with no key or button that leads elsewhere; or give it back."""

    def __init__(self, desk: Desk, title_key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.desk = desk
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._title_key = self._remembered_as = title_key
        self.tab_parts: Sequence[QWidget] = ()
        """Parts whose controls Tab visits one after another, where that is not the order in which they were made."""
        self._actions: list[tuple[PageAction, QPushButton]] = []
        self._title = label("title")
        self._buttons = FlowLayout()
        self._above = QWidget()
        self._head = QHBoxLayout(self._above)
        self._head.setContentsMargins(0, 0, 0, 0)
        self._head.setSpacing(12)
        self._head.addWidget(self._title, 1)
        self._head.addLayout(self._buttons)
        self.filters = FlowLayout()
        self._split = QSplitter(Qt.Orientation.Horizontal, self)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(16)
        self._split.splitterMoved.connect(self._on_split_moved)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(12)
        column.addWidget(self._above)
        column.addLayout(self.filters)
        column.addWidget(self._split, 1)
        desk.follow(self, self._show_title)

    def opened(self, target: object = None) -> None:
        """The page comes to the front; `target` is what another page sent along."""

    def leaving(self) -> None:
        """The page is about to be thrown away with what was typed on it: what has to stay is kept now."""

    def set_title(self, text: str) -> None:
        """A title of data instead of the catalog's, such as a battery's number."""
        self._title_key = ""
        self._title.setText(text)

    def add_action(self, action: PageAction) -> QPushButton:
        """Put an action at the right of the title; the button is returned so that it can be switched off."""
        made = button(
            self.desk, action.key, action.on_click, icon=action.icon, kind="primary" if action.primary else ""
        )
        self._buttons.addWidget(made)
        self._actions.append((action, made))
        if action.keys:
            shortcut = QShortcut(QKeySequence(action.keys), self, made.click)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return made

    def show_head(self, *, on: bool) -> None:
        """Show title and actions, or leave their room to the content."""
        self._above.setVisible(on)

    def key_map(self) -> Sequence[tuple[str, str]]:
        """Keys and what they do, for Ctrl+/."""
        return [(action.keys, made.text()) for action, made in self._actions if action.keys]

    def commands(self) -> list[Command]:
        """The actions that can be done now, for the palette."""
        offered = [(action, made) for action, made in self._actions if made.isEnabled() and not made.isHidden()]
        return [Command(made.text(), made.click, action.icon, action.keys) for action, made in offered]

    def set_content(self, content: QWidget, *, scroll: bool = False, narrow: bool = False) -> None:
        """The one thing of the page. `scroll` for what may be taller than the window, `narrow` for forms."""
        shown = content
        if narrow:
            content.setMaximumWidth(round(CONTENT_WIDTH_MAX_PX * max(1.0, self.desk.theme.scale)))
        if scroll:
            shown = ScrollArea(content)
        if self._split.count():
            self._split.replaceWidget(0, shown)
        else:
            self._split.addWidget(shown)
        self._split.setStretchFactor(0, 1)
        self.setFocusProxy(content)

    def set_sides(self, first: QWidget, second: QWidget) -> SideBySide:
        """Two parts as the content: beside each other, or below each other where there is no room."""
        sides = SideBySide(self.desk)
        self.set_content(sides)
        sides.fill(first, second)
        return sides

    def show_detail(self, title: str, detail: QWidget, share: float = 0.0) -> None:
        """Open detail at the right, in place of what was there; Esc closes it.

        `share` is how much of the width it has; what is usual where it is 0.
        """
        self.hide_detail()
        frame = Detail(self.desk, title, detail, self.hide_detail)
        self._split.addWidget(frame)
        self._split.setStretchFactor(1, 0)
        share = self.desk.settings.detail_share(self._remembered_as) or share or DETAIL_SHARE
        self._split.setSizes([max(round(self.width() * (1 - share)), 1), max(round(self.width() * share), 1)])

    def _on_split_moved(self, place: int, index: int) -> None:
        """The person gave the detail more or less room: so it opens on this page from now on."""
        sizes = [int(one) for one in self._split.sizes()]
        if len(sizes) > 1 and any(sizes):
            self.desk.settings.remember_detail_share(self._remembered_as, sizes[1] / sum(sizes))

    def hide_detail(self) -> None:
        """Close the detail at the right; the keyboard comes back from it, for the keys of the page need it."""
        old = self._split.widget(1) if self._split.count() > 1 else None
        if old is not None:
            inside = self.window().focusWidget()
            had_keyboard = inside is not None and old.isAncestorOf(inside)
            old.setParent(None)  # before it is taken away: from here on nothing else keeps it until nothing runs in it
            take_away(old)
            if had_keyboard:
                self.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_error(self, error: BaseException) -> None:
        """Tell an error in the banner; for `on_error` of jobs."""
        self.notice.emit(Notice.of_error(error_text(error, self.desk.words)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold_head()

    def _fold_head(self) -> None:
        """Actions go below the title where both do not fit side by side."""
        title = self._title.fontMetrics().horizontalAdvance(self._title.text())
        beside = title + self._buttons.sizeHint().width() + 80 <= self.width()
        direction = QBoxLayout.Direction.LeftToRight if beside else QBoxLayout.Direction.TopToBottom
        self._head.setDirection(direction)

    def _show_title(self) -> None:
        if self._title_key:
            self._title.setText(self.desk.words.text(self._title_key))
            self.setAccessibleName(self._title.text())
        self._fold_head()


class Detail(QFrame):
    """What opens at the right of a page, with its title and a way to close it."""

    def __init__(self, desk: Desk, title: str, detail: QWidget, on_close: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setAccessibleName(title)
        self.setMinimumWidth(round(DETAIL_WIDTH_MIN_PX * max(1.0, desk.theme.scale)))
        head = QHBoxLayout()
        head.addWidget(label("section", title), 1)
        head.addWidget(icon_button(desk, "detail.close", "x", on_close))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 8, 12)
        column.addLayout(head)
        column.addWidget(ScrollArea(detail), 1)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self, on_close)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)


@dataclass(frozen=True, slots=True)
class PageSpec:
    """A place in the navigation. `group` is a workspace's name, or "" for the common ones above, "shared" below."""

    name: str
    title_key: str
    icon: str
    make: Callable[[Desk], Page]
    group: str = ""
    listed: bool = True
    """Whether it stands in the navigation; others are reached from pages, from the menu and from the palette."""
    opens_alone: bool = True
    """Whether it shows something without being told what."""


def card(*parts: QWidget | QLayout) -> QFrame:
    """A card with parts below each other."""
    frame = QFrame()
    frame.setProperty("kind", "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(16, 16, 16, 16)
    column.setSpacing(12)
    for part in parts:
        if isinstance(part, QWidget):
            column.addWidget(part)
        else:
            column.addLayout(part)
    return frame
