"""The companion (core.ports.companion): this program once more, as a process that reads along and keeps nothing.

Both sides speak in frames over the process's own input and output: four bytes of length, then so many bytes. The first
frame that the companion sends is empty and says that it listens. It ends when its input ends, or when nobody asked
anything for a while.
"""

from __future__ import annotations

import gc
import os
import queue
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import IO, NoReturn

from core.ports.companion import Line
from core.vault.reading_along import Answering
from desktop.own_process import own_command, own_environment

IDLE_S = 60
_LENGTH_BYTES = 4
_BUFFER_BYTES = 64 * 1024
_PIPE_BYTES = 1024 * 1024
"""So much may wait on its way to the companion or back, where the system lets us say so (Linux)."""
_SWITCH_S = 0.0005
"""Questions shall not wait long for the thread that takes them in, where little may wait in the pipe."""
_Frames = queue.SimpleQueue[bytes | None]


class CompanionProcess:
    """A Companion; the process is started when it is wanted first, and once more where it went away."""

    def __init__(self) -> None:
        self._line: _Started | None = None

    def line(self) -> Line | None:
        """Where there is one processor only, there is no companion."""
        if _processors() < 2:
            return None
        if self._line is None or self._line.has_gone():
            self.close()
            with suppress(OSError):  # no memory, or no more processes: this one does all by itself
                self._line = _Started()
        return self._line if self._line is not None and self._line.listens() else None

    def close(self) -> None:
        if self._line is not None:
            self._line.cut()
            self._line = None


class _Started:
    """One process. It takes in what it is asked at any time, so that whoever asks it does not wait for its answers."""

    def __init__(self) -> None:
        self._listens = threading.Event()
        self._process = subprocess.Popen(
            own_command("read-along"),
            env=own_environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=_BUFFER_BYTES,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._questions, self._answers = self._process.stdin, self._process.stdout
        for stream in (self._questions, self._answers):
            _widen(stream)
        self._greeted = threading.Thread(target=self._hear_greeting, daemon=True)
        self._greeted.start()

    def listens(self) -> bool:
        return self._listens.is_set() and not self.has_gone()

    def has_gone(self) -> bool:
        return self._process.poll() is not None

    def ask(self, question: bytes) -> None:
        with suppress(OSError, ValueError):  # whoever waits for the answer hears that it has gone
            _write(self._questions, question)

    def answer(self) -> bytes:
        answer = None if self._answers.closed else _read(self._answers)
        if answer is None:
            raise EOFError
        return answer

    def cut(self) -> None:
        self._process.kill()
        self._process.wait()
        self._greeted.join()
        self._answers.close()
        with suppress(OSError):  # what was not sent yet
            self._questions.close()

    def _hear_greeting(self) -> None:
        if _read(self._answers) is not None:
            self._listens.set()


def serve() -> NoReturn:
    """Be a companion, and end as one: the thread that waits for input could not be ended otherwise."""
    with suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is meant for who started this
    sys.setswitchinterval(_SWITCH_S)
    gc.disable()  # values only, no circles
    questions: _Frames = queue.SimpleQueue()
    answers: _Frames = queue.SimpleQueue()
    threading.Thread(target=_take_in, args=(questions,), daemon=True).start()
    sender = threading.Thread(target=_send, args=(answers,), daemon=True)
    sender.start()
    answering = Answering()
    answers.put(b"")
    with suppress(queue.Empty):
        while (question := questions.get(timeout=IDLE_S)) is not None:
            answers.put(answering.answer(question))
    answers.put(None)
    sender.join()
    os._exit(0)


def _take_in(questions: _Frames) -> None:
    while (question := _read(sys.stdin.buffer)) is not None:
        questions.put(question)
    questions.put(None)


def _send(answers: _Frames) -> None:
    with suppress(OSError):  # nobody is there any more
        while (answer := answers.get()) is not None:
            _write(sys.stdout.buffer, answer)


def _write(stream: IO[bytes], data: bytes) -> None:
    stream.write(len(data).to_bytes(_LENGTH_BYTES, "big") + data)
    stream.flush()


def _read(stream: IO[bytes]) -> bytes | None:
    """The next frame, None at the end."""
    head = stream.read(_LENGTH_BYTES)
    data = stream.read(int.from_bytes(head, "big"))
    return data if len(head) == _LENGTH_BYTES and len(data) == int.from_bytes(head, "big") else None


def _widen(stream: IO[bytes]) -> None:
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - not on every system

        with suppress(OSError):
            fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, _PIPE_BYTES)


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
