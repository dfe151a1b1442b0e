"""The window: navigation at the left, the bar on top, pages in the middle, banners at the bottom, and the lock."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QIcon, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget

from core.ports.clock import Instant
from desktop.desk import Desk
from desktop.leaving import take_away
from desktop.resources import resource
from desktop.shell.command_palette import Command, CommandPalette
from desktop.shell.help_card import HelpCard
from desktop.shell.key_list import PALETTE_KEYS, KeyList
from desktop.shell.lock_screen import LockScreen
from desktop.shell.navigation import Navigation
from desktop.shell.page import Page, PageSpec
from desktop.shell.tab_walk import next_stop, stops_of
from desktop.shell.top_bar import TopBar
from desktop.shell.undo_bar import UndoBar
from desktop.widgets.banner import Banner, Notice
from desktop.words import error_text

FOLD_BELOW_PX = 1100
DEFAULT_SIZE_PX = (1280, 800)


class MainWindow(QMainWindow):
    """Pages are made when they are first opened, and thrown away with everything they showed when the vault locks."""

    lock_asked = Signal()
    closing = Signal()

    def __init__(self, desk: Desk, places: Sequence[PageSpec], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._specs: dict[str, PageSpec] = {}
        self._pages: dict[str, Page] = {}
        self._current = ""
        self._counts: dict[str, int] = {}
        self._alone = False
        self.setWindowIcon(QIcon(str(resource("icons/jangbu.svg"))))
        self.lock_screen = LockScreen(desk)
        self.lock_screen.hide()
        self.top_bar = TopBar(desk)
        self.top_bar.lock_asked.connect(self.lock_asked)
        self.banner = Banner(desk)
        self.undo_bar = UndoBar(desk)
        self.navigation = Navigation(desk, ())
        self._stack = QStackedWidget()
        self._work = QWidget()
        self._between = QHBoxLayout()
        self._below = QWidget()
        self._lay_out()
        self._whole = QStackedWidget()
        self._whole.addWidget(self._work)
        self._whole.addWidget(self.lock_screen)
        self.setCentralWidget(self._whole)
        self.top_bar.menu.add_command("keys.title", self.show_keys)
        self.top_bar.menu.add_command("palette.title", self.show_palette)
        self.top_bar.menu.add_command("help.this", self.show_help)
        self._keys = [
            QShortcut(QKeySequence("Ctrl+L"), self, self._on_lock_keys),
            QShortcut(QKeySequence("F1"), self, self.show_help),
            QShortcut(QKeySequence("Ctrl+/"), self, self.show_keys),
            QShortcut(QKeySequence(PALETTE_KEYS), self, self._on_palette_keys),
            QShortcut(QKeySequence("F6"), self, self._on_next_region),
        ]
        self.set_places(places)
        self.resize(*DEFAULT_SIZE_PX)
        self.restoreGeometry(desk.settings.window_geometry)
        desk.follow(self, self._show)

    def set_places(self, places: Sequence[PageSpec]) -> None:
        """Replace the places, as when a network with other workspaces is opened; the first one is shown."""
        self.stand_alone(False)  # the page that had the screen goes
        self._forget_pages()
        self._show_places(places)
        if places:
            self.open(places[0].name)

    def change_places(self, places: Sequence[PageSpec]) -> None:
        """As `set_places`, but the page in front stays as it is where its place is still there."""
        if self._current not in {spec.name for spec in places}:
            self.set_places(places)
            return
        kept = self._pages.pop(self._current)
        name = self._current
        self._forget_pages()
        self._pages[name], self._current = kept, name
        self._show_places(places)
        self.navigation.mark(name)

    def _show_places(self, places: Sequence[PageSpec]) -> None:
        self._specs = {spec.name: spec for spec in places}
        old = self.navigation
        self.navigation = Navigation(self._desk, places)
        self.navigation.chosen.connect(self.open)
        for name, count in self._counts.items():
            self.navigation.set_count(name, count)
        self._between.replaceWidget(old, self.navigation)
        self.navigation.setVisible(not self._alone)
        old.hide()
        old.deleteLater()
        self._fold()

    def open(self, name: str, target: object = None) -> Page:
        """Bring a page to the front and tell it what it should show."""
        page = self._pages.get(name)
        if page is None:
            page = self._specs[name].make(self._desk)
            page.notice.connect(self.tell)
            page.go.connect(self.open)
            page.alone.connect(self.stand_alone)
            self._pages[name] = page
            self._stack.addWidget(page)
        self._current = name
        self._stack.setCurrentWidget(page)
        self.navigation.mark(name)
        page.opened(target)
        page.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()
        return page

    def stand_alone(self, on: bool) -> None:
        """Give the page in front the whole screen: no key leads away, and the window cannot be closed."""
        if on == self._alone:
            return
        self._alone = on
        for part in (self.top_bar, self.navigation, self._below):
            part.setVisible(not on)
        for key in self._keys:
            key.setEnabled(not on)
        self.showFullScreen() if on else self.showNormal()

    def is_alone(self) -> bool:
        """Whether a page has the whole screen; it then stands open all day and is not locked for being idle."""
        return self._alone

    def set_count(self, name: str, count: int) -> None:
        """How many things wait at a place; kept when the places change."""
        self._counts[name] = count
        self.navigation.set_count(name, count)

    def current_page(self) -> Page | None:
        return self._pages.get(self._current)

    def come_to_front(self) -> None:
        """Out of the task bar and above the others, as far as the system allows it."""
        self.setWindowState((self.windowState() & ~Qt.WindowState.WindowMinimized) | Qt.WindowState.WindowActive)
        self.show()
        self.raise_()
        self.activateWindow()

    def show_again(self, *, in_front: bool, minimised: bool) -> None:
        """Show a window that was there a moment ago; a person who works elsewhere is not called back to it."""
        if minimised:
            self.showMinimized()
        elif in_front:
            self.show()
        else:
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self.show()
            self.lower()
            self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, on=False)

    def tell(self, notice: Notice) -> None:
        """Show a notice at the bottom."""
        self.banner.tell(notice)

    def tell_error(self, error: BaseException) -> None:
        """Show an error at the bottom; for `JobRunner.failed`."""
        self.tell(Notice.of_error(error_text(error, self._desk.words)))

    def lock(self, reason_key: str, since: Instant, waiting: int, *, has_pin: bool = False) -> None:
        """Cover everything and forget all pages; nothing of the vault stays in a widget."""
        self.stand_alone(False)
        self._forget_pages()
        self.banner.clear()
        self._counts.clear()
        self.top_bar.search.clear()
        self.lock_screen.show_lock(reason_key, since, waiting, has_pin=has_pin)
        self._whole.setCurrentWidget(self.lock_screen)

    def unlock(self) -> None:
        """Show the first place again."""
        self._whole.setCurrentWidget(self._work)
        if self._specs:
            self.open(next(iter(self._specs)))

    def is_locked(self) -> bool:
        return self._whole.currentWidget() is self.lock_screen

    def show_instead(self, widget: QWidget) -> None:
        """Show a widget in place of the whole window's inside: the first run."""
        self._whole.addWidget(widget)
        self._whole.setCurrentWidget(widget)

    def show_work(self) -> None:
        """Back from `show_instead`; what was shown is thrown away."""
        shown = self._whole.currentWidget()
        self._whole.setCurrentWidget(self._work)
        if shown is not None and shown not in (self._work, self.lock_screen):
            self._whole.removeWidget(shown)
            shown.deleteLater()

    def show_keys(self) -> None:
        """List every key."""
        page = self.current_page()
        dialog = KeyList(
            self._desk, page.key_map() if page else (), self, searching=self.top_bar.is_search_available()
        )
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_help(self) -> None:
        """What the open page is for, and its keys."""
        page, spec = self.current_page(), self._specs.get(self._current)
        if page is None or spec is None or self._whole.currentWidget() is not self._work:
            return
        title = self._desk.words.text(spec.title_key)
        dialog = HelpCard(self._desk, self._current, title, page.key_map(), self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def show_palette(self) -> None:
        """Everything that can be done now, found by typing."""
        dialog = CommandPalette(self._desk, self.commands(), self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def commands(self) -> list[Command]:
        """What the page in front offers, every place, and the window's own; what is switched off is left out."""
        page, words = self.current_page(), self._desk.words
        found = page.commands() if page else []
        for spec in self._specs.values():
            if spec.opens_alone and spec.name != self._current:
                title = words.text("palette.place", place=words.text(spec.title_key))
                found.append(Command(title, partial(self.open, spec.name), spec.icon))
        found += [
            Command(words.text("lock.now"), self.lock_asked.emit, "lock"),
            Command(words.text("keys.title"), self.show_keys, "list", "Ctrl+/"),
            Command(words.text("help.this"), self.show_help, "circle-help", "F1"),
        ]
        return found + self.top_bar.menu.commands()

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab and Shift+Tab: through the bar on top, the places, the page, what is told below, and round again."""
        page = self.current_page()
        shown = self._whole.currentWidget() or self._whole
        if shown is self._work and page is not None:
            stops = [*stops_of(self.top_bar), *stops_of(self.navigation), *stops_of(page, page.tab_parts)]
            stops += [*stops_of(self.undo_bar), *stops_of(self.banner)]
        else:
            stops = stops_of(shown)
        target = next_stop(stops, self.focusWidget(), forward=next)
        if target is None:
            return super().focusNextPrevChild(next)
        target.setFocus(Qt.FocusReason.TabFocusReason if next else Qt.FocusReason.BacktabFocusReason)
        return True

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fold()

    def closeEvent(self, event: QCloseEvent) -> None:
        application = QGuiApplication.instance()
        if self._alone and not (isinstance(application, QGuiApplication) and application.isSavingSession()):
            event.ignore()
            return
        self._desk.settings.window_geometry = self.saveGeometry()
        self.closing.emit()
        super().closeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self._fold()

    def _on_lock_keys(self) -> None:
        if self._whole.currentWidget() is self._work:
            self.lock_asked.emit()

    def _on_palette_keys(self) -> None:
        if self._whole.currentWidget() is self._work:
            self.show_palette()

    def _on_next_region(self) -> None:
        """F6 goes round: navigation, page, top bar."""
        regions: list[QWidget] = [self.navigation, self._stack, self.top_bar]
        focused = self.focusWidget()
        place = next((n for n, one in enumerate(regions) if focused and one.isAncestorOf(focused)), -1)
        region = regions[(place + 1) % len(regions)]
        page = self.current_page()
        target = page if region is self._stack and page is not None else _first_focus(region)
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _forget_pages(self) -> None:
        for page in self._pages.values():
            page.leaving()
            self._stack.removeWidget(page)
            take_away(page)
        self._pages.clear()
        self._current = ""

    def _fold(self) -> None:
        narrow = self.width() < FOLD_BELOW_PX * self._desk.theme.scale
        self.navigation.fold(narrow)
        self.top_bar.narrow(narrow)

    def _lay_out(self) -> None:
        middle = QVBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.addWidget(self._stack, 1)
        below = QVBoxLayout(self._below)
        below.setContentsMargins(24, 0, 24, 12)
        below.setSpacing(6)
        below.addWidget(self.undo_bar)
        below.addWidget(self.banner)
        middle.addWidget(self._below)
        self._between.setContentsMargins(0, 0, 0, 0)
        self._between.setSpacing(0)
        self._between.addWidget(self.navigation)
        self._between.addLayout(middle, 1)
        whole = QVBoxLayout(self._work)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.top_bar)
        whole.addLayout(self._between, 1)

    def _show(self) -> None:
        words = self._desk.words
        spec = self._specs.get(self._current)
        name = words.text("app.name")
        self.setWindowTitle(f"{words.text(spec.title_key)} — {name}" if spec else name)
        self._fold()


def _first_focus(region: QWidget) -> QWidget:
    """The first widget inside that Tab would reach."""
    widget = region.nextInFocusChain()
    while widget is not None and widget is not region:
        inside = region.isAncestorOf(widget) and widget.isVisible() and widget.isEnabled()
        if inside and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return widget
        widget = widget.nextInFocusChain()
    return region
