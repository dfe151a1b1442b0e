"""The vault's page and its panels on sample data, for pictures."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtWidgets import QWidget

from core.errors import VaultError
from desktop.desk import Desk
from desktop.pages.vault_page import PANELS
from desktop.shell import MainWindow
from tests.support.sample_program import YARD, sample_window


def vault_screens() -> Iterator[tuple[str, Callable[[Desk], QWidget]]]:
    """A name and a builder for each picture."""
    yield "vault", lambda desk: _page(desk)[0]
    for key in PANELS:
        yield key.replace(".", "-"), partial(_panel, key)
    yield "vault-recovery-words", _words
    yield "lock-pin", _pin_lock
    yield "lock-damaged", _damaged_lock


def _page(desk: Desk) -> tuple[MainWindow, QWidget]:
    window = sample_window(desk, YARD)
    return window, window.open("vault")


def _panel(key: str, desk: Desk) -> MainWindow:
    window, page = _page(desk)
    page.open_panel(key)
    return window


def _words(desk: Desk) -> MainWindow:
    window, page = _page(desk)
    panel = page.open_panel("vault.recovery")
    panel._on_make("ko")
    panel.form.submit()
    return window


def _pin_lock(desk: Desk) -> MainWindow:
    window, _ = _page(desk)
    window.lock("lock.reason.idle", desk.clock.now(), 3, has_pin=True)
    return window


def _damaged_lock(desk: Desk) -> MainWindow:
    window, _ = _page(desk)
    window.lock("lock.reason.start", desk.clock.now(), 0)
    window.lock_screen.show_error(VaultError("slots_damaged", path=""))
    return window
