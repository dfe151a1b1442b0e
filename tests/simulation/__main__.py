"""`python3 -m tests --sim SEEDS`: many seeds; one that fails is told, and kept in corpus.txt to be tried ever after."""

import argparse
import multiprocessing
import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from tests.simulation.known import MUST_HAPPEN
from tests.simulation.test_simulation import CORPUS
from tests.simulation.world import HAPPENINGS, Report, Template, World, make_template
from tests.support.cheap_argon2 import cheaply

WORKERS_MAX = 2
SEED_S = 300
"""Longer than any seed takes on a busy machine; one that does not end has failed."""
SEEDS_FOR_ALL = 100
"""In so many seeds everything happens that may happen."""
MEMORY = Path("/dev/shm")
FOLDER = MEMORY if MEMORY.is_dir() and os.access(MEMORY, os.W_OK) else None
_OF_WORKER = ExitStack()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests --sim")
    parser.add_argument("seeds", type=int)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--until-failed", action="store_true", help="end at the first seed that fails; keep nothing")
    options = parser.parse_args()
    started, failed, reports = time.monotonic(), list[int](), list[Report]()
    for seed, report in _lived(range(options.first, options.first + options.seeds)):
        if report is not None:
            reports.append(report)
            continue
        failed.append(seed)
        if options.until_failed:
            return 1
    if failed:
        known = set(map(int, CORPUS.read_text(encoding="ascii").split()))
        CORPUS.write_text("".join(f"{seed}\n" for seed in sorted({*known, *failed})), encoding="ascii")
    _tell(reports, time.monotonic() - started)
    never = _tell_census(reports)
    print(f"{len(reports)} of {options.seeds} seeds passed; failed: {failed}")
    return 1 if failed or never else 0


def _lived(seeds: range) -> Iterator[tuple[int, Report | None]]:
    """Each seed with its report, or None where it failed; in their order."""
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        with cheaply():
            template = make_template(Path(folder))
        workers = min(WORKERS_MAX, os.cpu_count() or 1)
        with multiprocessing.Pool(workers, initializer=_cheaply_for_good) as pool:
            yield from pool.imap(partial(_lives, template=template), seeds)


def _cheaply_for_good() -> None:
    """For the life of a worker."""
    _OF_WORKER.enter_context(cheaply())


def _too_long(*_: object) -> None:
    raise TimeoutError(f"a seed takes some seconds, not {SEED_S}")


def _lives(seed: int, template: Template) -> tuple[int, Report | None]:
    if hasattr(signal, "SIGALRM"):
        signal.signal(signal.SIGALRM, _too_long)
        signal.alarm(SEED_S)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder:
        world = World(seed, Path(folder), template)
        try:
            report = world.run()
        except Exception:  # whatever it was, the seed is what matters
            log = "\n".join(world.report.log)
            print(f"{traceback.format_exc()}seed {seed} FAILED\n{log}", flush=True)
            return seed, None
    print(f"seed {seed}: {report.blocks} blocks, {report.crashes} crashes, {report.bytes} bytes", flush=True)
    return seed, report


def _tell(reports: list[Report], took_s: float) -> None:
    safety = sum(not one.bounded for one in reports)
    crashes, blocks = sum(one.crashes for one in reports), sum(one.blocks for one in reports)
    longest_s = max((one.meetings_s for one in reports), default=0)
    print(f"{len(reports) - safety} seeds with bounded faults came together, after {longest_s:.0f} s of calm at most")
    print(f"{safety} seeds with faults to the end stayed safe; {blocks} blocks, {crashes} crashes, {took_s:.0f} s")


def _tell_census(reports: list[Report]) -> list[str]:
    """How often each thing happened, and in how many seeds; of so many that all should, what never did."""
    names = {*HAPPENINGS, *MUST_HAPPEN, *(name for one in reports for name in one.census)}
    for name in sorted(names):
        counts = [one.census[name] for one in reports if one.census[name]]
        print(f"{sum(counts):9}  in {len(counts):4} seeds  {name}")
    if len(reports) < SEEDS_FOR_ALL:
        return []
    never = sorted(name for name in (*HAPPENINGS, *MUST_HAPPEN) if not any(one.census[name] for one in reports))
    if never:
        print(f"NEVER HAPPENED, so nothing was tried: {', '.join(never)}")
    return never


if __name__ == "__main__":
    sys.exit(main())
