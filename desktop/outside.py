"""What this machine keeps apart from the vaults: the last heads, in the person's state folder. It names no vault."""

from __future__ import annotations

import os
import sys
from hashlib import blake2b
from pathlib import Path

import platformdirs

_MACHINE_FILES = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))


class OutsideFolder:
    """An Outside; what cannot be read or written there is as if it were not there."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder or Path(platformdirs.user_state_dir("jangbu", appauthor=False)) / "heads"

    def read(self, name: str) -> bytes | None:
        try:
            return (self._folder / name).read_bytes()
        except OSError:
            return None

    def write(self, name: str, data: bytes) -> None:
        """Replace it whole: a crash leaves the earlier one, which is behind the vault and so raises no doubt."""
        beside = self._folder / f"{name}.{os.getpid()}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            beside.write_bytes(data)
            beside.replace(self._folder / name)
        except OSError:
            return

    def machine(self) -> bytes | None:
        """A hash of what the system calls itself (Linux, Windows); elsewhere there is none."""
        known = _windows_machine() if sys.platform == "win32" else _linux_machine()
        return blake2b(b"jangbu/machine/1" + known, digest_size=16).digest() if known else None


def _linux_machine() -> bytes:
    for path in _MACHINE_FILES:
        try:
            return path.read_bytes().strip()
        except OSError:
            continue
    return b""


def _windows_machine() -> bytes:
    if sys.platform != "win32":
        return b""
    import winreg  # noqa: PLC0415 - exists on Windows only

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, r"SOFTWARE\Microsoft\Cryptography") as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0]).encode()
    except OSError:
        return b""
