"""The lanes of work done at once on the calling thread, for tests of pages and presenters."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import QObject

from desktop.jobs import Cancelled, Job, Lane, Progress


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
        future.set_result(work())
        return future

    def _do(self, work, progress, on_done, on_error, on_cancelled, lane) -> Job:
        self.lanes.append(lane)
        job = Job(progress)
        try:
            result = work(progress)
        except Cancelled:
            if on_cancelled:
                on_cancelled()
        except Exception as error:
            (on_error or self.errors.append)(error)
        else:
            if on_done:
                on_done(result)
        return job
