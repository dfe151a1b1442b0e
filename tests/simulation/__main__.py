"""`python3 -m tests --sim SEEDS`: many seeds; one that fails is told, and kept in corpus.txt to be tried ever after."""

import argparse
import sys
import tempfile
import traceback
from pathlib import Path

from tests.simulation.test_simulation import CORPUS
from tests.simulation.world import Template, World, make_template
from tests.support.cheap_argon2 import cheaply


def main() -> int:
    parser = argparse.ArgumentParser(prog="python3 -m tests --sim")
    parser.add_argument("seeds", type=int)
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    failed = []
    with tempfile.TemporaryDirectory() as folder, cheaply():
        template = make_template(Path(folder))
        for seed in range(options.first, options.first + options.seeds):
            if not _passes(seed, template):
                failed.append(seed)
    if failed:
        known = set(map(int, CORPUS.read_text(encoding="ascii").split()))
        CORPUS.write_text("".join(f"{seed}\n" for seed in sorted({*known, *failed})), encoding="ascii")
    print(f"{options.seeds - len(failed)} of {options.seeds} seeds passed; failed: {failed}")
    return 1 if failed else 0


def _passes(seed: int, template: Template) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        world = World(seed, Path(folder), template)
        try:
            report = world.run()
        except Exception:  # whatever it was, the seed is what matters
            traceback.print_exc()
            print(f"seed {seed} FAILED\n" + "\n".join(world.report.log), flush=True)
            return False
    print(f"seed {seed}: {report.blocks} blocks, {report.crashes} crashes, {report.bytes} bytes", flush=True)
    return True


if __name__ == "__main__":
    sys.exit(main())
