"""A second start raises the open window: real processes, real sockets."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop import paths
from desktop.second_start import SecondStarts, raise_open_window, socket_name

# Not `-m desktop`: the process that is started must be the one that is killed, also where the launcher starts another.
PROGRAM = (sys.executable, "-c", "import sys; from desktop.cli.main import main; sys.exit(main(sys.argv[1:]))")


@pytest.fixture
def account(tmp_path, monkeypatch) -> Path:
    """An account of its own, for this process and those it starts."""
    for name in ("HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    (tmp_path / "yard.jangbu").mkdir()
    return tmp_path


@pytest.fixture
def start(account):
    """Starts the program; whatever still runs at the end is killed."""
    started = []

    def start(*arguments: str) -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen([*PROGRAM, "open", *arguments], env=dict(os.environ)))
        return started[-1]

    yield start
    for one in started:
        one.kill()
        one.wait(60)


@pytest.mark.qt_log_ignore(r"This plugin does not support (raise|propagateSizeHints)\(\)")  # offscreen
def test_a_second_start_of_a_vault_raises_its_minimised_window(account, hands, qtbot, start):
    window = hands("yard").window
    starts = SecondStarts()
    starts.raise_asked.connect(window.come_to_front)
    starts.stand_for(account / "yard.jangbu")
    window.showMinimized()
    with qtbot.waitSignal(starts.raise_asked, timeout=60_000):
        second = start(str(account / "yard.jangbu"))
    assert not window.windowState() & Qt.WindowState.WindowMinimized
    assert second.wait(60) == 0


@pytest.mark.qt_log_ignore(r"This plugin does not support (raise|propagateSizeHints)\(\)")  # offscreen
def test_a_bundle_that_is_opened_is_looked_into_by_the_open_window(account, hands, qtbot, start, tmp_path):
    yard = hands("yard")
    yard.found("yard", "한라폐차장", "입고 담당", "battery.role.yard", "제주 배터리망")
    bundle = tmp_path / "받은 것.jangbu-bundle"
    yard.export(bundle)
    yard.open("today")
    starts = SecondStarts()
    starts.bundle_given.connect(yard.program.take_bundle)
    with qtbot.waitSignal(starts.bundle_given, timeout=60_000) as given:
        second = start(str(bundle))
    assert given.args == [bundle]
    assert second.wait(60) == 0
    yard.wait(lambda: yard.window.current_page().taking.told() != "")
    assert yard.window.current_page().taking.file.path() == bundle


def test_what_is_said_and_is_no_bundle_is_not_heard(account, qtbot, tmp_path):
    starts = SecondStarts()
    paper, gone = tmp_path / "paper.txt", tmp_path / "gone.jangbu-bundle"
    paper.touch()
    with qtbot.assertNotEmitted(starts.bundle_given):
        for said in (str(paper).encode(), str(gone).encode(), b"\0", b"x" * 100_000, b""):
            socket = QLocalSocket()
            socket.connectToServer(socket_name(None))
            with qtbot.waitSignal(starts.raise_asked):
                socket.write(said)
            socket.disconnectFromServer()
            qtbot.waitUntil(lambda: not starts.findChildren(QLocalSocket))


def test_a_bundle_waits_for_the_vault_to_be_opened(hands, tmp_path):
    yard = hands("yard")
    yard.found("yard", "한라폐차장", "입고 담당", "battery.role.yard", "제주 배터리망")
    bundle = tmp_path / "all.jangbu-bundle"
    yard.export(bundle)
    yard.keys(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    yard.program.take_bundle(bundle)
    yard.unlock()
    yard.wait(lambda: yard.window.current_page() is not None and hasattr(yard.window.current_page(), "taking"))
    yard.wait(lambda: yard.window.current_page().taking.told() != "")


def test_the_first_window_keeps_the_start_that_names_no_vault(account, qtbot):
    first, later = SecondStarts(), SecondStarts()
    later.deleteLater()
    with qtbot.waitSignal(later.destroyed):
        pass
    server = first.findChildren(QLocalServer)[0]
    assert server.isListening()
    with qtbot.waitSignal(first.raise_asked):
        socket = QLocalSocket()
        socket.connectToServer(socket_name(None))


@pytest.mark.long
def test_two_processes_the_second_ends_and_the_socket_of_a_killed_one_hinders_nobody(account, qtbot, start):
    vault = account / "yard.jangbu"
    first = start(str(vault))
    qtbot.waitUntil(lambda: raise_open_window(vault), timeout=60_000)
    assert start(str(vault)).wait(60) == 0
    assert start().wait(60) == 0  # without a vault: the window that is open
    assert not raise_open_window(account / "other.jangbu")
    assert first.poll() is None
    first.send_signal(signal.SIGKILL)
    first.wait(60)
    starts = SecondStarts()
    starts.stand_for(vault)
    with qtbot.waitSignal(starts.raise_asked, timeout=60_000):
        second = start(str(vault))
    assert second.wait(60) == 0


def test_the_sockets_name_tells_no_vault_and_is_one_for_all_ways_to_write_a_path(account, monkeypatch):
    monkeypatch.chdir(account)
    (account / "link").symlink_to(account / "yard.jangbu")
    names = {socket_name(Path(one)) for one in ("yard.jangbu", "./yard.jangbu/", "link", str(account / "yard.jangbu"))}
    assert len(names) == 1
    assert "yard" not in names.pop()
    other = socket_name(account / "yard.jangbu")
    monkeypatch.setattr(paths, "config_folder", lambda: Path("/another/account"))
    assert socket_name(account / "yard.jangbu") != other
