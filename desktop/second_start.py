"""A second start of the window: it raises the one that is open and ends (ADR 7: one process per vault).

A window listens on a local socket of this account for its vault, and the first one also for starts that name no vault.
The sockets' names are hashes: nobody reads a vault's name or place in them. Nothing is said but the wish to be raised,
and the path of a bundle that somebody opened: the window looks into it and takes nothing in before it is told to.
"""

from __future__ import annotations

import hashlib
import os
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from desktop import paths

BUNDLE_SUFFIX = ".jangbu-bundle"
_PATIENCE_MS = 2000
"""How long an open window may take to answer; a start does not wait longer for one that hangs."""
_RAISED = b"raised"
_PATH_BYTES_MAX = 32 * 1024
"""The longest path that a system has (Windows); whoever sends more is not heard."""


class SecondStarts(QObject):
    """`raise_asked` when somebody starts the program again for what this window stands for."""

    raise_asked = Signal()
    bundle_given = Signal(Path)
    """Somebody opened this bundle; it is there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._any = self._server()
        self._vault = self._server()
        self._listen(self._any, None)

    def stand_for(self, vault: Path) -> None:
        """From now on this is the window of that vault, and no longer of the one before."""
        self._vault.close()
        self._listen(self._vault, vault)

    def _server(self) -> QLocalServer:
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(lambda: self._on_asked(server))
        return server

    def _listen(self, server: QLocalServer, vault: Path | None) -> None:
        """Where another window answers at this name it keeps it; what a killed one left behind is cleared away."""
        name = socket_name(vault)
        # Asked first: with an access option `listen` would put its socket in the place of a living one.
        if _connected(name) is None:
            QLocalServer.removeServer(name)
            server.listen(name)

    def _on_asked(self, server: QLocalServer) -> None:
        while (socket := server.nextPendingConnection()) is not None:
            said = bytearray()
            socket.readyRead.connect(partial(self._on_saying, socket, said))
            socket.disconnected.connect(partial(self._on_said, said))
            socket.disconnected.connect(socket.deleteLater)
            socket.write(_RAISED)
            socket.flush()
            self.raise_asked.emit()

    def _on_saying(self, socket: QLocalSocket, said: bytearray) -> None:
        said += socket.readAll().data()
        if len(said) > _PATH_BYTES_MAX:
            said.clear()
            socket.abort()

    def _on_said(self, said: bytearray) -> None:
        """The other start has ended; all that it had to say is here."""
        bundle = Path(os.fsdecode(bytes(said))) if said and b"\0" not in said else None
        if bundle is not None and is_bundle(bundle):
            self.bundle_given.emit(bundle)


def raise_open_window(vault: Path | None, bundle: Path | None = None) -> bool:
    """Ask the open window of this vault, or any where None, to come to the front; whether there is one that answers.

    A bundle is handed to it.
    """
    socket = _connected(socket_name(vault))
    if socket is None or not (socket.bytesAvailable() > 0 or socket.waitForReadyRead(_PATIENCE_MS)):
        return False
    if bundle is not None:
        socket.write(os.fsencode(bundle.expanduser().resolve()))
        socket.waitForBytesWritten(_PATIENCE_MS)
    socket.disconnectFromServer()
    return socket.state() is QLocalSocket.LocalSocketState.UnconnectedState or socket.waitForDisconnected(_PATIENCE_MS)


def is_bundle(path: Path) -> bool:
    """Whether a path is that of a bundle, by its name; what is in it is looked at by the page."""
    return path.suffix == BUNDLE_SUFFIX and path.is_file()


def socket_name(vault: Path | None) -> str:
    """What the window of a vault listens at: the same for every way to write its path."""
    place = str(vault.expanduser().resolve()) if vault else ""
    told = f"{paths.config_folder()}\0{place}".encode(errors="surrogateescape")
    return f"jangbu-{hashlib.sha256(told).hexdigest()[:32]}"


def _connected(name: str) -> QLocalSocket | None:
    socket = QLocalSocket()
    socket.connectToServer(name)
    return socket if socket.waitForConnected(_PATIENCE_MS) else None
