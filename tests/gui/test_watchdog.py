"""The watchdog reports work of the window, and nothing else."""

import importlib.util
import time

from tests.support.inline_jobs import InlineJobs
from tests.support.watchdog import Watchdog

LIMIT_S = 0.05
_CODE = """
import gc
import time
def work(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        pass
def leave_to_the_collector(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        gc.collect()
def work_between_collections(seconds):
    for _ in range(8):
        leave_to_the_collector(seconds / 8)
        work(seconds / 8)
"""


def window_code():
    """A module that the watchdog takes for one of the window's."""
    import desktop  # noqa: PLC0415 - its place only

    made = importlib.util.module_from_spec(importlib.util.spec_from_loader("window_code", loader=None))
    exec(compile(_CODE, f"{desktop.__path__[0]}/window_code.py", "exec"), made.__dict__)
    return made


def test_a_call_that_works_too_long_is_told_with_its_place():
    code = window_code()
    with Watchdog(LIMIT_S, lambda: 1.0) as watchdog:
        code.work(4 * LIMIT_S)
    (block,) = watchdog.blocks
    assert block.cpu_s > LIMIT_S
    assert any("window_code.py" in line and "work" in line for line in block.where)


def test_many_short_calls_are_no_long_one():
    code = window_code()
    with Watchdog(LIMIT_S, lambda: 1.0) as watchdog:
        for _ in range(20):
            code.work(LIMIT_S / 4)
    assert watchdog.blocks == []


def test_waiting_is_not_working(qtbot):
    with Watchdog(LIMIT_S, lambda: 1.0) as watchdog:
        time.sleep(4 * LIMIT_S)
    assert watchdog.blocks == []


def test_what_belongs_on_a_lane_is_left_out_but_not_what_follows_on_it(qapp):
    code, jobs = window_code(), InlineJobs()
    with Watchdog(LIMIT_S, lambda: 1.0) as watchdog:
        jobs.run(lambda: code.work(4 * LIMIT_S), owner=qapp)
    assert watchdog.blocks == []
    with Watchdog(LIMIT_S, lambda: 1.0) as watchdog:
        jobs.run(lambda: None, owner=qapp, on_done=lambda nothing: code.work(4 * LIMIT_S))
    assert len(watchdog.blocks) == 1


def test_the_collector_goes_through_what_tests_hold_and_is_left_out_but_not_the_work_around_it():
    code = window_code()
    with Watchdog(LIMIT_S, lambda: 1.0) as watchdog:
        code.leave_to_the_collector(4 * LIMIT_S)
    assert watchdog.blocks == []
    with Watchdog(LIMIT_S, lambda: 1.0) as watchdog:
        code.work_between_collections(4 * LIMIT_S)
    assert len(watchdog.blocks) == 1
