"""Bytes to lines: which encodings to try, and a reader that holds no more than a chunk."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from typing import BinaryIO

from core.domains.battery.cyclers.limits import CHUNK_BYTES, LINE_CHARACTERS_MAX
from core.domains.battery.cyclers.refusal import CyclerRefused, ReadingCancelled

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_EC_LAB_MARKS = (b"EC-Lab ASCII FILE", b"BT-Lab ASCII FILE")


def candidate_encodings(head: bytes) -> tuple[str, ...]:
    """The encodings to try for a file that begins so, most likely first.

    CP949 comes before CP1252 because nearly every byte string is valid in the latter; EC-Lab writes CP1252 itself.
    """
    if head.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    sample = head[:4096]
    if len(sample) >= 4 and not any(sample[0::2]) and all(sample[1:20:2]):
        return ("utf-16-be",)
    if len(sample) >= 4 and not any(sample[1::2]) and all(sample[0:20:2]):
        return ("utf-16-le",)
    if head.startswith(_EC_LAB_MARKS):
        return ("utf-8", "cp1252")
    return ("utf-8", "cp949", "cp1252")


def head_lines(head: bytes, encoding: str, *, whole: bool) -> list[str] | None:
    """The complete lines of a file's first bytes, or None when they are not text of this encoding.

    `whole` says that `head` is the entire file, so that the last line counts without a line end.
    """
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
    try:
        text = decoder.decode(head, final=False)
    except UnicodeDecodeError:
        return None
    lines = text.split("\n")
    return lines if whole else lines[:-1]


def split_cells(line: str, delimiter: str) -> list[str]:
    """The cells of one line; quotes are undone, also around the delimiter."""
    if '"' not in line:
        return line.split(delimiter)
    return next(csv.reader([line], delimiter=delimiter, skipinitialspace=True), [])


class Lines:
    """The lines of an open file, in lists of about a megabyte; LF, CR LF and lone CR all end a line.

    After the last list, `ended` tells whether the last line had its line end.
    """

    def __init__(
        self, file: BinaryIO, encoding: str, size_bytes: int, progress: Progress | None, cancelled: Cancelled | None
    ) -> None:
        self._file = file
        self._size_bytes = size_bytes
        self._progress = progress
        self._cancelled = cancelled
        self._decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(), translate=True)
        self.ended = True
        self.number = 1
        """Line number of the first line of the list given last."""

    def __iter__(self) -> Iterator[list[str]]:
        """Lists of lines.

        Raises:
            UnicodeDecodeError: a byte that the encoding does not know.
            CyclerRefused: line_too_long.
            ReadingCancelled: the person stopped it.
        """
        rest = ""
        done_bytes = 0
        while chunk := self._file.read(CHUNK_BYTES):
            if self._cancelled is not None and self._cancelled():
                raise ReadingCancelled
            lines = (rest + self._decoder.decode(chunk)).split("\n")
            rest = lines.pop()
            self._check_length(rest, lines)
            yield lines
            self.number += len(lines)
            done_bytes += len(chunk)
            if self._progress is not None:
                self._progress(min(done_bytes, self._size_bytes), self._size_bytes)
        rest += self._tail()
        if rest.endswith("\n"):
            # A carriage return as the last byte of all: only now is it known that no line feed follows.
            yield [rest[:-1]]
        elif rest:
            self.ended = False
            yield [rest]

    def _tail(self) -> str:
        try:
            return self._decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            # Cut in the middle of a character: the last line is judged as cut, its last sign does not matter.
            return "\ufffd"

    def _check_length(self, rest: str, lines: list[str]) -> None:
        longest = max(lines, key=len, default="")
        if max(len(rest), len(longest)) <= LINE_CHARACTERS_MAX:
            return
        ahead = len(lines) if len(rest) > LINE_CHARACTERS_MAX else lines.index(longest)
        raise CyclerRefused("line_too_long", line=self.number + ahead, limit_characters=LINE_CHARACTERS_MAX)
