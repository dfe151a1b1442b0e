"""Results come back on the GUI thread, once, and only to an owner that still lives."""

import threading

import pytest
from PySide6.QtCore import QObject
from shiboken6 import delete

from core.errors import VaultError
from desktop.jobs import Cancelled, JobRunner, Lane, turns_on
from tests.support.watchdog import Ticks


@pytest.fixture
def jobs(qapp):
    runner = JobRunner()
    yield runner
    runner.close()


@pytest.fixture
def owner(qapp):
    return QObject()


def test_results_are_told_on_the_gui_thread(qtbot, jobs, owner):
    told = []
    jobs.run(threading.get_ident, owner=owner, on_done=lambda there: told.append((there, threading.get_ident())))
    qtbot.waitUntil(lambda: bool(told))
    there, here = told[0]
    assert here == threading.get_ident() != there


def test_each_lane_is_one_thread_and_keeps_the_order(qtbot, jobs, owner):
    lanes = (Lane.VAULT, Lane.IO)
    order, threads = [], {lane: set() for lane in lanes}
    for number in range(20):
        for lane in lanes:
            jobs.run(
                lambda lane=lane: threads[lane].add(threading.get_ident()),
                owner=owner,
                on_done=lambda _, lane=lane, number=number: order.append((lane, number)),
                lane=lane,
            )
    qtbot.waitUntil(lambda: len(order) == 40)
    assert [number for lane, number in order if lane is Lane.VAULT] == list(range(20))
    assert len(threads[Lane.VAULT]) == len(threads[Lane.IO]) == 1
    assert threads[Lane.VAULT] != threads[Lane.IO]


def test_an_error_goes_to_whoever_asked(qtbot, jobs, owner):
    told = []

    def fail():
        raise VaultError("disk_full")

    jobs.run(fail, owner=owner, on_done=told.append, on_error=lambda error: told.append(error.code))
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["disk_full"]


def test_an_error_that_nobody_takes_is_told_by_the_runner(qtbot, jobs, owner):
    with qtbot.waitSignal(jobs.failed) as told:
        jobs.run(lambda: 1 / 0, owner=owner)
    assert isinstance(told.args[0], ZeroDivisionError)


def test_a_dead_owner_is_told_nothing(qtbot, jobs, owner):
    told, gate = [], threading.Event()
    gone = QObject()
    jobs.run(gate.wait, owner=gone, on_done=told.append)
    delete(gone)
    gate.set()
    jobs.run(lambda: "later", owner=owner, on_done=told.append)
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["later"]


def test_a_long_job_reports_and_stops(qtbot, jobs, owner):
    steps, told, started = [], [], threading.Event()

    def work(progress):
        for number in range(10**9):
            progress.report(number, 10**9)
            started.set()

    job = jobs.run_long(
        work,
        owner=owner,
        on_done=lambda result: told.append("done"),
        on_progress=lambda done, total: steps.append((done, total)),
        on_cancelled=lambda: told.append("cancelled"),
    )
    qtbot.waitUntil(lambda: len(steps) > 1)
    assert started.is_set()
    job.cancel()
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["cancelled"]


def test_a_job_that_waits_can_be_cancelled(qtbot, jobs, owner):
    gate, told = threading.Event(), []
    jobs.run(gate.wait, owner=owner)
    waiting = jobs.run(lambda: told.append("ran"), owner=owner)
    waiting.cancel()
    gate.set()
    jobs.run(lambda: None, owner=owner, on_done=lambda _: told.append("end"))
    qtbot.waitUntil(lambda: "end" in told)
    assert told == ["end"]


def test_busy_counts_what_is_under_way(qtbot, jobs, owner):
    counts = []
    jobs.busy_changed.connect(counts.append)
    jobs.run(lambda: None, owner=owner)
    qtbot.waitUntil(lambda: counts[-1:] == [0])
    assert counts == [1, 0]


def test_closing_waits_and_tells_nothing(qapp, owner):
    runner, told = JobRunner(), []
    runner.run(lambda: 1, owner=owner, on_done=told.append)
    runner.close()
    qapp.processEvents()
    assert told == []


def test_work_off_the_thread_leaves_the_window_free(qtbot, jobs, owner):
    told = []
    with Ticks() as ticks:
        jobs.run(lambda: threading.Event().wait(0.5), owner=owner, on_done=told.append)
        qtbot.waitUntil(lambda: bool(told))
    assert ticks.worst_gap_s < 0.2


def test_nothing_waits_for_a_line_that_hangs(qtbot, owner):
    runner, hanging = JobRunner(), threading.Event()
    told, begun = [], threading.Event()

    def hang():
        begun.set()
        hanging.wait()

    runner.run(hang, owner=owner, on_done=told.append, lane=Lane.LINE)
    runner.run(lambda: "printed", owner=owner, on_done=told.append, lane=Lane.IO)
    qtbot.waitUntil(lambda: told == ["printed"])
    assert begun.wait(10)
    runner.close()  # returns although the line hangs
    hanging.set()
    assert told == ["printed"]


def test_work_may_be_given_from_another_thread_until_the_end(qapp):
    jobs = JobRunner()
    assert jobs.submit(lambda: 1, Lane.VAULT).result(10) == 1
    assert jobs.submit(lambda: 2, Lane.LINE).result(10) == 2
    jobs.close()
    for lane in Lane:
        with pytest.raises(RuntimeError):
            jobs.submit(lambda: 3, lane)


def test_long_work_takes_turns_and_what_was_asked_for_before_comes_first(qtbot, jobs, owner):
    order, told, asked = [], [], threading.Event()

    def work(progress):
        turn = turns_on(Lane.VAULT, jobs, progress)
        first = turn(threading.get_ident)
        asked.wait(10)
        turn(lambda: order.append("second turn"))
        return first, threading.get_ident()

    jobs.run_long(work, owner=owner, on_done=told.append, lane=Lane.LONG)
    there = []
    jobs.run(threading.get_ident, owner=owner, on_done=there.append)
    qtbot.waitUntil(lambda: bool(there))
    jobs.run(lambda: order.append("a person"), owner=owner)
    asked.set()
    qtbot.waitUntil(lambda: bool(told))
    ((in_turn, outside),) = told
    assert in_turn == there[0] != outside
    assert order == ["a person", "second turn"]


def test_no_turn_begins_once_nobody_wants_the_work(qtbot, jobs, owner):
    told, taken, held = [], [], threading.Event()

    def work(progress):
        turns_on(Lane.VAULT, jobs, progress)(lambda: taken.append(1))

    jobs.run(lambda: held.wait(10), owner=owner)  # the turn waits for it
    begun = jobs.run_long(work, owner=owner, on_cancelled=lambda: told.append("cancelled"), lane=Lane.LONG)
    begun.cancel()
    held.set()
    qtbot.waitUntil(lambda: bool(told))
    assert (told, taken) == (["cancelled"], [])


def test_an_error_in_a_turn_is_the_error_of_the_work(qtbot, jobs, owner):
    told = []

    def work(progress):
        turns_on(Lane.VAULT, jobs, progress)(lambda: {}["gone"])

    jobs.run_long(work, owner=owner, on_error=told.append, lane=Lane.LONG)
    qtbot.waitUntil(lambda: bool(told))
    assert isinstance(told[0], KeyError)


def test_closing_ends_work_that_waits_for_its_turn(qapp, owner):
    runner, ended, waits = JobRunner(), [], threading.Event()

    def work(progress):
        turn = turns_on(Lane.VAULT, runner, progress)
        waits.set()
        try:
            while True:
                turn(lambda: None)
        except Cancelled:
            ended.append(True)
            raise

    runner.run_long(work, owner=owner, lane=Lane.LONG)
    assert waits.wait(10)
    runner.close()
    assert ended == [True]
