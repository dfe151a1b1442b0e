"""The lanes of work done at once on the calling thread, for tests of pages and presenters."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject

from desktop.jobs import Cancelled, Job, Lane, Progress


def on_lane(work: Callable[[], Any]) -> Any:
    """What the program does on another thread; the watchdog knows it by this name."""
    return work()


def tell(on_done: Callable[[Any], None], result: Any) -> None:
    """What the program does in a later turn of the window; the watchdog knows it by this name."""
    on_done(result)


class InlineJobs:
    """Every job is over when `run` returns; `lanes` says on which lane each would have run."""

    def __init__(self) -> None:
        self.lanes: list[Lane] = []
        self.errors: list[BaseException] = []

    def run(self, work: Callable[[], Any], *, owner: QObject, on_done=None, on_error=None, lane=Lane.VAULT) -> Job:
        return self._do(lambda progress: work(), Progress(), on_done, on_error, None, lane)

    def run_long(
        self, work: Callable[[Progress], Any], *, owner: QObject, on_done=None, on_error=None, on_progress=None,
        on_cancelled=None, lane=Lane.IO,
    ) -> Job:  # fmt: skip
        return self._do(work, Progress(on_progress), on_done, on_error, on_cancelled, lane)

    def submit(self, work: Callable[[], Any], lane: Lane) -> Future:
        self.lanes.append(lane)
        future = Future()
        try:
            future.set_result(on_lane(work))
        except BaseException as error:  # it belongs to whoever takes the result
            future.set_exception(error)
        return future

    def _do(self, work, progress, on_done, on_error, on_cancelled, lane) -> Job:
        self.lanes.append(lane)
        job = Job(progress)
        try:
            result = on_lane(lambda: work(progress))
        except Cancelled:
            if on_cancelled:
                on_cancelled()
        except Exception as error:
            (on_error or self.errors.append)(error)
        else:
            if on_done:
                tell(on_done, result)
        return job
