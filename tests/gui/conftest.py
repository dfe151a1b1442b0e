"""A window in a test never touches this machine's settings, and a missing word fails the test."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QLineEdit, QWidget

from desktop.syncing import nearby
from desktop.widgets.secret_fields import PassphraseField
from desktop.words import Words
from tests.support.desks import make_desk
from tests.support.pretend_lan import PretendLan
from tests.support.watchdog import Watchdog

_PARTS = (QAbstractButton, QLabel, QLineEdit, PassphraseField)


def pytest_itemcollected(item):
    # The offscreen platform says so of every window that has a least size; it means nothing.
    item.add_marker(pytest.mark.qt_log_ignore("propagateSizeHints", extend=True))


@pytest.fixture(autouse=True)
def _nothing_left_over(qapp):
    """Closed windows really go: otherwise every change of the look dresses those of all earlier tests as well."""
    yield
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def _window_is_never_blocked(request, qapp):
    """What takes time belongs on a lane: no call into the window's code may keep the GUI thread for long."""
    if request.node.get_closest_marker("on_a_lane"):
        yield
        return
    with Watchdog() as watchdog:
        yield
    told = "\n\n".join(f"{one.cpu_s:.2f} s of work in\n  " + "\n  ".join(one.where) for one in watchdog.blocks)
    assert not watchdog.blocks, told


@pytest.fixture(autouse=True)
def _nothing_is_a_window_by_mistake(monkeypatch):
    """A part that is shown before it has a place flashes on the screen, and takes the keyboard from the real window."""
    shown = QWidget.setVisible

    def set_visible(widget, on):
        stray = on and widget.isWindow() and isinstance(widget, _PARTS)
        assert not stray, f"{widget!r} {widget.objectName()} is shown without a parent"
        shown(widget, on)

    monkeypatch.setattr(QWidget, "setVisible", set_visible)


@pytest.fixture(autouse=True)
def _no_vault_was_met_before(monkeypatch, tmp_path):
    """Another test may have gone on in another copy of a vault: to what is kept outside, this one would be set back."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


@pytest.fixture(autouse=True)
def _strict_words(monkeypatch):
    monkeypatch.setattr(Words, "strict", True)


@pytest.fixture(autouse=True)
def _no_lan(monkeypatch):
    """Windows that may be found are found on loopback, and multicast nothing."""
    monkeypatch.setattr(nearby, "local_addresses", lambda: ["127.0.0.1"])
    monkeypatch.setattr(nearby, "Lan", PretendLan)


@pytest.fixture
def desk(qapp, tmp_path):
    """Korean, 100 %, following an offscreen system (light)."""
    return make_desk(tmp_path)
