"""Notices when the GUI thread is kept from its events.

`Watchdog` is woken for every few milliseconds of work, and looks which call into the window's code is under way (the
outermost frame of `desktop`) and how much processor time the thread has spent in it, measured against a fixed piece of
work at that moment, so that nothing is reported that is the machine's fault. What tests do inline that the program does
on a lane, or as a command, is left out, and so is what is imported for the first time; what a lane tells is a call of
its own, as it is in the program. Python's garbage collector is left out too: it comes to whoever makes the next list,
and in a test process it goes through everything that pytest and all tests hold, which no window of a person's does.

`Ticks` measures what a person feels, on an idle machine: the widest gap between ticks of a timer, by the wall clock.
"""

from __future__ import annotations

import gc
import signal
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from PySide6.QtCore import QTimer

from desktop.theme.theme import Theme
from tests.support.inline_jobs import on_lane, tell

LIMIT_S = 0.2
"""On a machine of its own (see `slowness`). `tests.responsiveness` measures what a person feels."""
_REFERENCE_S = 0.0075
"""What `_reference` takes there."""
LOOK_S = 0.01
_LOOKS_AFTERWARDS = 5
_FRAMES_TOLD = 12
_ROOT = Path(__file__).resolve().parents[2]
_WINDOW = str(_ROOT / "desktop")
_IMPORT = "<frozen importlib"
_COMMAND_LINE = str(_ROOT / "desktop" / "cli")
_ON_LANE, _TELL = on_lane.__code__, tell.__code__
_DRESS = Theme._dress.__code__
"""Another look is one call of Qt's for all there is, windows of earlier tests as well; a person seldom asks for it."""


@dataclass(frozen=True, slots=True)
class Block:
    """One call that took the GUI thread's time: how much of the processor's, and where it was when it became late."""

    cpu_s: float
    where: tuple[str, ...]


class Watchdog:
    """Used as `with Watchdog() as watchdog: …` on the main thread; `blocks` are the calls that took too long."""

    def __init__(self, limit_s: float = LIMIT_S, slower: Callable[[], float] | None = None) -> None:
        """`slower` says how much longer work takes here and now; `slowness` unless told otherwise."""
        self._limit_s, self._slower = limit_s, slower or slowness
        self._spent_s = self._before_s = 0.0
        self._told = self._measuring = False
        self._collecting, self._before_collecting_s = False, 0.0
        self._kept: Any = None
        self.blocks: list[Block] = []

    def __enter__(self) -> Watchdog:
        self._before_s = time.thread_time()
        # Of processor time, not of the clock: an idle program is never woken. Handlers run on the main thread, between
        # two steps of Python, so that its frames can be looked at in safety.
        self._kept = signal.signal(signal.SIGPROF, self._look)
        signal.setitimer(signal.ITIMER_PROF, LOOK_S, LOOK_S)
        gc.callbacks.append(self._on_collector)
        return self

    def __exit__(self, *_: object) -> None:
        gc.callbacks.remove(self._on_collector)
        if self._kept in (signal.SIG_DFL, None):
            signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, self._kept)
        if self.blocks:
            # What slows a machine comes and goes within a call: one look in the middle of it may have missed it.
            least_s = self._limit_s * max(self._slower() for _ in range(_LOOKS_AFTERWARDS))
            self.blocks = [one for one in self.blocks if one.cpu_s > least_s]

    def _look(self, number: int, frame: FrameType | None) -> None:
        if self._measuring or self._collecting:
            return
        now_s = time.thread_time()
        outermost, elsewhere = _call_into_the_window(frame)
        if outermost is None or not outermost.f_trace_opcodes:
            self._spent_s, self._told = 0.0, False
        elif not elsewhere:
            self._spent_s += now_s - self._before_s
        self._before_s = now_s
        if outermost is not None:
            outermost.f_trace_opcodes = True  # nobody traces here: a mark that is new with every call
        if self._spent_s > self._limit_s and not self._told and self._spent_s > self._limit_s * self._slowness():
            self._told = True
            self.blocks.append(Block(self._spent_s, tuple(_lines(frame))))

    def _on_collector(self, phase: str, facts: dict[str, int]) -> None:
        """Go on afterwards as if it had not come; on another thread it costs this one no processor time."""
        if threading.current_thread() is not threading.main_thread():
            return
        now_s = time.thread_time()
        self._collecting = phase == "start"
        if self._collecting:
            self._before_collecting_s = now_s
        else:
            self._before_s += now_s - self._before_collecting_s

    def _slowness(self) -> float:
        """How much longer work takes here and now: others on the core, and in its caches, cost processor time too."""
        self._measuring = True
        slower = self._slower()
        self._measuring, self._before_s = False, time.thread_time()
        return slower


def slowness() -> float:
    """Processor time of a fixed piece of work against that of an idle machine (a core of 2025); at least 1."""
    return max(1.0, _reference() / _REFERENCE_S)


def _reference() -> float:
    before_s, kept = time.thread_time(), dict[int, str]()
    for number in range(60_000):
        kept[number % 997] = str(number)
    return time.thread_time() - before_s


def _call_into_the_window(frame: FrameType | None) -> tuple[FrameType | None, bool]:
    """The outermost frame of the window's code, and whether what runs now is no work of the window."""
    outermost, elsewhere = None, False
    while frame is not None and frame.f_code is not _TELL:
        name = frame.f_code.co_filename
        if name.startswith(_WINDOW):
            outermost = frame
        elsewhere = elsewhere or frame.f_code in (_ON_LANE, _DRESS) or name.startswith((_COMMAND_LINE, _IMPORT))
        frame = frame.f_back
    return outermost, elsewhere


def _lines(frame: FrameType | None) -> list[str]:
    lines: list[str] = []
    while frame is not None and len(lines) < _FRAMES_TOLD:
        lines.append(f"{frame.f_code.co_filename}:{frame.f_lineno} {frame.f_code.co_name}")
        frame = frame.f_back
    return lines


class Ticks:
    """Used as `with Ticks() as ticks: …`; afterwards `ticks.worst_gap_s` tells the longest stall.

    `ticks.worst_work_s` is the most that the thread itself worked between two ticks: the rest of a stall is others'.
    """

    def __init__(self, tick_ms: int = 5) -> None:
        self.worst_gap_s = self.worst_work_s = 0.0
        self._timer = QTimer(interval=tick_ms)
        self._timer.timeout.connect(self._tick)
        self._last = self._worked = 0.0

    def __enter__(self) -> Ticks:
        self._last, self._worked = time.monotonic(), time.thread_time()
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.stop()
        self._tick()

    def _tick(self) -> None:
        now, worked = time.monotonic(), time.thread_time()
        self.worst_gap_s = max(self.worst_gap_s, now - self._last)
        self.worst_work_s = max(self.worst_work_s, worked - self._worked)
        self._last, self._worked = now, worked
