"""A disk that keeps only what was flushed: the calls of a process replayed up to a power cut, and what is left then.

Stricter than the file systems of Linux: a flushed file without a flush of its folder may have no name; of what was not
flushed every sector of 512 bytes is kept or lost by itself, names are kept in their order up to some point.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.support.write_recorder import Call

_SECTOR = 512


@dataclass(slots=True, eq=False)
class _File:
    durable: bytes = b""
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Offset and bytes of a write; a size and None for a truncation."""

    def after(self, random: Random | None, keep: float) -> bytes:
        data = bytearray(self.durable)
        for offset, written in self.pending:
            if written is None:
                if random is None or random.random() < keep:
                    del data[offset:]
                    data.extend(bytes(offset - len(data)))
                continue
            start = offset
            while start < offset + len(written):
                end = min((start // _SECTOR + 1) * _SECTOR, offset + len(written))
                if random is None or random.random() < keep:
                    data.extend(bytes(max(0, end - len(data))))
                    data[start:end] = written[start - offset : end - offset]
                start = end
        return bytes(data)


_Names = dict[str, _File | None]
"""None is a folder."""


@dataclass(frozen=True, slots=True, eq=False)
class _Change:
    """A change of names, durable once one of its folders was flushed."""

    paths: tuple[str, ...]
    make: Callable[[_Names], object]


class TornDisk:
    """Replays calls in the folder `root`, which was empty before them."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._durable: _Names = {self._root: None}
        self._names: _Names = dict(self._durable)
        self._pending: list[_Change] = []
        self._open: dict[int, _File | None] = {}
        self._places: dict[int, int] = {}
        self.told = b""
        """What was written to standard output."""

    def play(self, call: Call) -> None:
        """One call more."""
        if call.fd == 1:
            self.told += call.data
        elif call.name == "openat":
            self._open_file(call)
        elif call.name in ("write", "pwrite64", "ftruncate"):
            self._write(call)
        elif call.name in ("fsync", "fdatasync"):
            self._flush(call)
        elif call.name == "lseek":
            self._places[call.fd] = call.number
        elif call.name == "close":
            self._open.pop(call.fd, None)
        elif call.name.startswith("mkdir"):
            self._change(call.paths, lambda names: names.setdefault(call.paths[0], None))
        elif call.name.startswith("rename"):
            self._change(call.paths, lambda names: _move(names, *call.paths))
        else:
            self._change(call.paths, lambda names: names.pop(call.paths[0], None))

    def leave(self, folder: Path, random: Random | None, keep: float) -> None:
        """Write what is left after a power cut now, of what was not flushed about a share of `keep`.

        Without `random` everything that was written is left.
        """
        names = dict(self._durable)
        kept = len(self._pending) if random is None else round(len(self._pending) * min(1, random.random() * 2 * keep))
        for change in self._pending[:kept]:
            change.make(names)
        for path, file in sorted(names.items()):
            target = folder / os.path.relpath(path, self._root)
            if file is None:
                target.mkdir(parents=True, exist_ok=True)
            elif target.parent.is_dir():  # else its folder has no name
                target.write_bytes(file.after(random, keep))

    def _change(self, paths: tuple[str, ...], make: Callable[[_Names], object]) -> None:
        change = _Change(paths, make)
        change.make(self._names)
        self._pending.append(change)

    def _open_file(self, call: Call) -> None:
        (path,) = call.paths
        if path not in self._names and "O_CREAT" in call.flags:
            made = _File()
            self._change(call.paths, lambda names: names.update({path: made}))
        file = self._open[call.fd] = self._names.get(path)
        self._places[call.fd] = 0
        if file is not None and "O_TRUNC" in call.flags:
            file.pending.append((0, None))

    def _write(self, call: Call) -> None:
        file = self._open[call.fd]
        assert file is not None
        if call.name == "ftruncate":
            file.pending.append((call.number, None))
            return
        place = call.number if call.name == "pwrite64" else self._places[call.fd]
        file.pending.append((place, call.data))
        if call.name == "write":
            self._places[call.fd] = place + len(call.data)

    def _flush(self, call: Call) -> None:
        file = self._open[call.fd]
        if file is not None:
            file.durable = file.after(None, 1)
            file.pending.clear()
            return
        (folder,) = call.paths
        mine = [one for one in self._pending if any(str(Path(path).parent) == folder for path in one.paths)]
        for one in mine:
            one.make(self._durable)
        self._pending = [one for one in self._pending if one not in mine]


def _move(names: _Names, source: str, target: str) -> None:
    """A file or a folder with all that is in it; nothing where the source never got its name."""
    moved = {path: names.pop(path) for path in list(names) if path == source or path.startswith(f"{source}/")}
    names.update({target + path.removeprefix(source): file for path, file in moved.items()})
