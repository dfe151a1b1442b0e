"""Work off the GUI thread, in lanes: one thread that alone holds the vault, one for files and printing, some that wait.

1. Jobs of a lane run one after another, in the order they were given, but for lines.
2. Whatever a job comes to is told on the GUI thread, and only while its owner lives.
3. A job that nobody waits for any more is cancelled; a running one notices through its Progress.
4. An error without `on_error` is told by `failed`, so that none is ever lost.
5. What waits for the network does so on the LINE lane, whose threads the end of the program does not wait for.
6. What waits for a slow stick does so on the LONG lane. It takes turns with the vault (`turns_on`), as everything does
   that goes on for longer than a person waits: whatever they ask of the vault comes in between.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from enum import StrEnum
from typing import Any, Protocol, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from core.ports.turn import Turn

PROGRESS_INTERVAL_S = 0.05
LINES = 4
"""How many may wait for the network at a time."""
T = TypeVar("T")


class Lane(StrEnum):
    """VAULT owns the database handle; LINE waits for the network, LONG for sticks; IO is for everything else that takes
    time."""

    VAULT = "vault"
    IO = "io"
    LINE = "line"
    LONG = "long"


class Cancelled(Exception):
    """Raised inside a job by `Progress.check` once nobody wants its result."""


class Progress:
    """A job's line to the person who waits: how far it is, and whether it should stop."""

    def __init__(self, tell: Callable[[int, int], None] | None = None) -> None:
        self._tell = tell
        self._stop = threading.Event()
        self._told_at = 0.0

    def report(self, done: int, total: int) -> None:
        """Say how much is done of the whole; may be called as often as convenient, and stops a cancelled job."""
        self.check()
        now = time.monotonic()
        if self._tell is not None and (done >= total or now - self._told_at >= PROGRESS_INTERVAL_S):
            self._told_at = now
            self._tell(done, total)

    def cancelled(self) -> bool:
        return self._stop.is_set()

    def check(self) -> None:
        """Raise Cancelled when the job should stop."""
        if self._stop.is_set():
            raise Cancelled

    def stop(self) -> None:
        self._stop.set()


class Job:
    """A job under way, for whoever may want to stop it."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self.future: Future[Any] | None = None

    def cancel(self) -> None:
        """Nobody wants the result: it will not be told, and the job stops at its next report."""
        self._progress.stop()
        if self.future is not None:
            self.future.cancel()

    @property
    def wanted(self) -> bool:
        return not self._progress.cancelled()


class _Lines:
    """An executor whose threads nobody has to wait for: they may hang on a network that is gone."""

    def __init__(self, count: int) -> None:
        self._waiting: queue.SimpleQueue[tuple[Future[Any], Callable[[], Any]] | None] = queue.SimpleQueue()
        self._count = count
        for number in range(count):
            threading.Thread(target=self._work, name=f"jangbu-line-{number}", daemon=True).start()

    def submit(self, work: Callable[..., Any], *arguments: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._waiting.put((future, lambda: work(*arguments)))
        return future

    def close(self) -> None:
        """No more; each thread goes when its present work ends."""
        for _ in range(self._count):
            self._waiting.put(None)

    def _work(self) -> None:
        while (given := self._waiting.get()) is not None:
            future, work = given
            if not future.set_running_or_notify_cancel():
                continue
            try:
                answer = work()
            except BaseException as error:  # whatever it is, it is the job's
                future.set_exception(error)
            else:
                future.set_result(answer)


class Jobs(Protocol):
    """What pages and presenters need of the lanes; tests run the same inline."""

    def submit(self, work: Callable[[], Any], lane: Lane) -> Future[Any]:
        """Work for another thread than the GUI's, which takes the result itself; RuntimeError once all is closed."""
        ...

    def run(
        self,
        work: Callable[[], Any],
        *,
        owner: QObject,
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        lane: Lane = Lane.VAULT,
    ) -> Job: ...

    def run_long(
        self,
        work: Callable[[Progress], Any],
        *,
        owner: QObject,
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        lane: Lane = Lane.IO,
    ) -> Job: ...


def turns_on(lane: Lane, jobs: Jobs, progress: Progress) -> Turn:
    """Turns on a lane, for a job on another: it waits for each, and what was asked for before comes first.

    Once nobody wants the job any more, and when the lanes are closed, no turn begins: it raises Cancelled.
    """

    def turn(work: Callable[[], T], /) -> T:
        def unless_stopped() -> T:
            progress.check()
            return work()

        progress.check()
        try:
            asked = jobs.submit(unless_stopped, lane)
        except RuntimeError as error:
            raise Cancelled from error
        try:
            return cast(T, asked.result())
        except CancelledError as error:
            raise Cancelled from error

    return turn


class JobRunner(QObject):
    """The lanes themselves; made on the GUI thread, closed by the one who made it."""

    failed = Signal(object)
    """An error that no page took."""
    busy_changed = Signal(int)
    """How many jobs are waiting or running."""
    _told = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lanes = {
            lane: ThreadPoolExecutor(1, thread_name_prefix=f"jangbu-{lane.value}")
            for lane in (Lane.VAULT, Lane.IO, Lane.LONG)
        }
        self._lines = _Lines(LINES)
        self._jobs: set[Job] = set()
        self._closed = False
        self._told.connect(self._run_here, Qt.ConnectionType.QueuedConnection)

    def run(
        self,
        work: Callable[[], Any],
        *,
        owner: QObject,
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        lane: Lane = Lane.VAULT,
    ) -> Job:
        """Do short work on a lane; `on_done(result)` or `on_error(error)` follow on the GUI thread."""
        return self._start(lambda progress: work(), lane, owner, Progress(), on_done, on_error, None)

    def run_long(
        self,
        work: Callable[[Progress], Any],
        *,
        owner: QObject,
        on_done: Callable[[Any], None] | None = None,
        on_error: Callable[[BaseException], None] | None = None,
        on_progress: Callable[[int, int], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        lane: Lane = Lane.IO,
    ) -> Job:
        """Do work that reports how far it is and can be stopped."""
        progress = Progress(None if on_progress is None else self._teller(owner, on_progress))
        return self._start(work, lane, owner, progress, on_done, on_error, on_cancelled)

    def submit(self, work: Callable[[], Any], lane: Lane) -> Future[Any]:
        """Work for another thread than the GUI's, which takes the result itself; RuntimeError once all is closed."""
        if self._closed:
            raise RuntimeError("the lanes are closed")
        return (self._lanes.get(lane) or self._lines).submit(work)

    def close(self) -> None:
        """Stop everything and wait for the running jobs; nothing is told any more, and nothing new is begun."""
        self._closed = True
        for job in list(self._jobs):
            job.cancel()
        self._told.disconnect(self._run_here)
        for lane in self._lanes.values():
            lane.shutdown(wait=True, cancel_futures=True)
        self._lines.close()
        self._jobs.clear()

    def _teller(self, owner: QObject, on_progress: Callable[[int, int], None]) -> Callable[[int, int], None]:
        def tell(done: int, total: int) -> None:
            self._told.emit(lambda: on_progress(done, total) if isValid(owner) else None)

        return tell

    def _start(
        self,
        work: Callable[[Progress], Any],
        lane: Lane,
        owner: QObject,
        progress: Progress,
        on_done: Callable[[Any], None] | None,
        on_error: Callable[[BaseException], None] | None,
        on_cancelled: Callable[[], None] | None,
    ) -> Job:
        job = Job(progress)
        if self._closed:  # the window is going; what would still be asked has nobody to tell
            job.cancel()
            return job
        self._jobs.add(job)
        self.busy_changed.emit(len(self._jobs))

        def settle(done: Future[Any]) -> None:  # on the worker, or wherever it was cancelled
            if not self._closed and isValid(self):  # a line may outlive the window
                self._told.emit(lambda: finish(done))

        def finish(done: Future[Any]) -> None:
            self._jobs.discard(job)
            self.busy_changed.emit(len(self._jobs))
            if not isValid(owner):
                return
            if done.cancelled() or not job.wanted:
                if on_cancelled is not None:
                    on_cancelled()
                return
            error = done.exception()
            if error is not None:
                (on_error or self.failed.emit)(error)
            elif on_done is not None:
                on_done(done.result())

        job.future = (self._lanes.get(lane) or self._lines).submit(work, progress)
        job.future.add_done_callback(settle)
        return job

    @Slot(object)
    def _run_here(self, thunk: Callable[[], None]) -> None:
        thunk()
