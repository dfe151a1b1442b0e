"""The log of the program on this machine: what happened and where it went wrong, and nothing about whom.

A line holds a time, an event of ours, and codes and numbers: no name, no path, no text that anybody typed can get in,
for only words of the form `a_code` and integers are taken. Rotated at LOG_BYTES, LOG_FILES kept.
"""

from __future__ import annotations

import platform
import re
from pathlib import Path

import platformdirs

from core import VERSION
from core.errors import JangbuError
from core.ports.clock import Clock
from desktop.mistakes import mistake_lines

LOG_BYTES, LOG_FILES = 256 * 1024, 5
_CODE = re.compile(r"[a-z][a-z0-9_.]{0,63}")


def logs_folder() -> Path:
    """Where the log lies, after the custom of the system."""
    return Path(platformdirs.user_log_dir("jangbu", appauthor=False))


class Log:
    """Writes lines; what cannot be written is let go, for a log stops nobody's work."""

    def __init__(self, clock: Clock, folder: Path | None = None) -> None:
        self._clock, self._folder = clock, folder or logs_folder()

    def note(self, event: str, **facts: int | str) -> None:
        """One line: an event, and facts that are integers or codes; anything else is left out."""
        told = [f"{name}={value}" for name, value in facts.items() if _is_plain(value)]
        self._write([" ".join([event if _CODE.fullmatch(event) else "event", *told])])

    def error(self, error: BaseException) -> None:
        """What went wrong: a code of ours, or for a mistake of ours the kinds and places."""
        if isinstance(error, JangbuError):
            self.note("error", code=error.code)
        else:
            self._write(["mistake", *(f"  {line}" for line in mistake_lines(error))])

    def text(self) -> str:
        """Everything that is kept, the oldest line first."""
        parts = [_read(path) for path in reversed(self._files())]
        return "".join(parts)

    def diagnostics(self) -> str:
        """What a maintainer asks for first: versions and the log. It may be sent to anybody."""
        versions = f"jangbu {VERSION} · Python {platform.python_version()} · {platform.system()} {platform.machine()}"
        return f"{versions}\n\n{self.text()}"

    def _files(self) -> list[Path]:
        """The newest first."""
        return [self._folder / "jangbu.log", *(self._folder / f"jangbu.log.{number}" for number in range(1, LOG_FILES))]

    def _write(self, lines: list[str]) -> None:
        moment = self._clock.now().local().isoformat(timespec="seconds")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            newest = self._files()[0]
            if newest.is_file() and newest.stat().st_size > LOG_BYTES:
                self._rotate()
            with newest.open("a", encoding="utf-8") as out:
                out.write("".join(f"{moment} {line}\n" for line in lines))
        except OSError:
            return

    def _rotate(self) -> None:
        files = self._files()
        for older, newer in zip(reversed(files), list(reversed(files))[1:], strict=False):
            if newer.is_file():
                newer.replace(older)


def _is_plain(value: int | str) -> bool:
    return isinstance(value, int) or _CODE.fullmatch(value) is not None


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError:
        return ""
