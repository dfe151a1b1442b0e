"""The main job: a battery's history, offline, on two laptops, verified; here by command line, and see the window.

A yard registers a used battery, inspects it and hands it over on a stick; the test centre imports the cycler file,
grades the battery with two people signing and prints the certificate; the stick goes back and the yard shows the same.

`python -m tests.e2e.main_job [CYCLER_FILE]` tells it twice: by command line, then through two windows by keys
(main_job_window.py). Every call, and every window, is a process of its own.
"""

from __future__ import annotations

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.e2e.parties import ROOT, Party

LEAF_FILE = ROOT / "resources" / "samples" / "battery" / "nissan-leaf-1c-bitrode.csv"
LEAF = {
    "number": "LEAF-2013-0417",
    "number_kind": "serial",
    "level": "cell",
    "maker": "AESC",
    "model": "Leaf 2013",
    "chemistry": "LMO/NMC",
    "rated_mah": 33_100,
    "nominal_mv": 3_750,
    "accident": "none",
    "holder": "한라폐차장",
}
YARD, CENTRE = "한라폐차장", "제주 배터리센터"
INTAKE, TESTER, GRADER = "입고 담당 1", "시험 담당 1", "판정 담당 1"


@dataclass(slots=True)
class Story:
    """What the story left behind."""

    yard: Party
    centre: Party
    battery: str
    capacity_mah: int
    letter: str
    certificate: Path
    entries: dict[str, str]


def tell(
    folder: Path,
    cycler_file: Path = LEAF_FILE,
    battery: dict[str, Any] | None = None,
    cutoffs_mv: tuple[int, int] = (3_000, 4_200),
) -> Story:
    """Run the story below a folder; every step must succeed."""
    yard = Party(folder, "yard", {INTAKE: "111111"})
    centre = Party(folder, "centre", {TESTER: "222222", GRADER: "333333"})
    stick = folder / "stick"
    stick.mkdir()
    _join(yard, centre, stick)
    entries = _at_the_yard(yard, battery or LEAF)
    number = str((battery or LEAF)["number"])
    _carry(yard, centre, stick / "to-centre.jangbu-bundle")
    cutoffs = ("--lower-mv", str(cutoffs_mv[0]), "--upper-mv", str(cutoffs_mv[1]))
    certificate, capacity, letter = _at_the_centre(
        centre, number, (str(cycler_file), *cutoffs), entries, folder / "certificate.pdf"
    )
    _carry(centre, yard, stick / "to-yard.jangbu-bundle")
    return Story(yard, centre, number, capacity, letter, certificate, entries)


def _join(yard: Party, centre: Party, stick: Path) -> None:
    yard.do("vault", "create")
    centre.do("vault", "create")
    named = ("--name", "제주 배터리망", "--member", YARD, "--title", "입고장 노트북")
    yard.do("network", "create", *named, "--role", "yard")
    yard.do("person", "add", "--member", YARD, "--title", INTAKE, "--role", "yard")
    centre.do("person", "add", "--member", CENTRE, "--title", TESTER)
    centre.do("person", "add", "--member", CENTRE, "--title", GRADER)
    request = stick / "centre.jangbu-join"
    roles = ["--person-role", f"{TESTER}:jtp_test", "--person-role", f"{GRADER}:jtp_grade"]
    centre.do(
        "network", "join", str(request), "--member", CENTRE, "--title", "시험실 노트북", "--role", "jtp_test", *roles
    )
    yard.do("network", "grant", str(request))
    _carry(yard, centre, stick / "grant.jangbu-bundle")


def _carry(source: Party, target: Party, path: Path) -> None:
    """A stick: export on one laptop, preview and import on the other."""
    source.do("bundle", "export", str(path))
    preview = target.do("bundle", "preview", str(path))["parts"][0]
    taken = target.do("bundle", "import", str(path))["parts"][0]
    assert sorted(preview["accepted"]) == sorted(taken["accepted"]), "the preview told what the import did"


def _at_the_yard(yard: Party, battery: dict[str, Any]) -> dict[str, str]:
    sign = ("--as", f"{INTAKE}:yard")
    registered = yard.record("battery.pack.register", battery, *sign)
    about = (*sign, "--subject", registered["subject"])
    looks = ("swelling", "leak", "crack", "burn", "corrosion", "water", "connector", "label")
    visual = yard.record("battery.inspect.visual", dict.fromkeys(looks, "none"), *about)
    electric = {
        "isolation_ohm": 500_000_000,
        "isolation_test_mv": 500_000,
        "pack_mv": 3_842,
        "cell_mv": [3_842],
        "temps_dc": [231],
    }
    inspected = yard.record("battery.inspect.electric", electric, *about)
    handed = {"from_member": YARD, "to_member": CENTRE, "transport_class": "SP377"}
    transfer = yard.record("battery.custody.transfer", handed, *about)
    return {
        "register": registered["entry"],
        "visual": visual["entry"],
        "electric": inspected["entry"],
        "transfer": transfer["entry"],
    }


def _at_the_centre(
    centre: Party, number: str, cycler_file: tuple[str, ...], entries: dict[str, str], certificate: Path
) -> tuple[Path, int, str]:
    tester, grader = ("--as", f"{TESTER}:jtp_test"), ("--as", f"{GRADER}:jtp_grade")
    accepted = {"transfer": entries["transfer"], "member": CENTRE}
    entries["accept"] = centre.record("battery.custody.accept", accepted, *tester, "--subject", number)["entry"]
    days = ("--tested-on", "2026-11-20", "--calibrated-on", "2026-09-01", "--temperature-dc", "250")
    imported = centre.do(
        "import", "cycler", *cycler_file, "--subject", number, "--tester", "Bitrode MCV", *days, *tester
    )
    entries["test"] = imported["entry"]
    entries["estimate"] = centre.do("battery", "estimate", number, *tester)["entry"]
    graded = centre.do("battery", "grade", number, *grader, "--sign", f"{TESTER}:jtp_test")
    entries["grade"] = graded["entry"]
    centre.do("battery", "certificate", number, *grader, "--out", str(certificate))
    return certificate, imported["capacity_mah"], graded["letter"]


if __name__ == "__main__":
    from tests.e2e.main_job_window import tell as tell_by_window

    with tempfile.TemporaryDirectory() as name:
        story = tell(Path(name), Path(sys.argv[1]) if len(sys.argv) > 1 else LEAF_FILE)
        assert story.yard.digest() == story.centre.digest()
        digest = story.yard.digest()[:16]
        print(f"{story.battery}: {story.capacity_mah} mAh, {story.letter}; both laptops show {digest}")
    with tempfile.TemporaryDirectory() as name:
        tell_by_window(Path(name))
        print("the same through two windows, by keys only")
