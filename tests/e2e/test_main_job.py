"""The main job through the command line, and what a stranger and a forger find."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pypdfium2
import pytest

from desktop.printing.qr import qr_png
from tests.e2e import main_job
from tests.e2e.main_job import Story
from tests.e2e.parties import run

# Telling the story starts some forty processes, each of which opens a vault with its passphrase.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    return main_job.tell(tmp_path_factory.mktemp("main-job"))


def test_both_laptops_show_the_same_verified_history(story: Story) -> None:
    assert story.yard.digest() == story.centre.digest()
    mine, theirs = story.yard.history(story.battery), story.centre.history(story.battery)
    assert mine == theirs
    assert [row[0] for row in mine[:-1]] == list(story.entries.values())
    assert {row[1:] for row in mine} == {("accepted", "counts")}
    assert story.yard.do("vault", "check")["sound"]


def test_the_capacity_is_that_of_the_file(story: Story) -> None:
    # The file's own counter ends its last 1C discharge at 30.29 Ah (Bitrode column Capacity(Ah)).
    assert story.capacity_mah == pytest.approx(30_290, rel=1e-3)


def test_the_grade_follows_the_rule(story: Story) -> None:
    # 30.29 / 33.1 Ah = 91.5 %; low end 88.5 % >= 80 %, one cell has no spread, nothing excluded: A (jeju-grade v1).
    state = story.yard.do("show", story.battery)["state"]
    assert story.letter == "A"
    assert (state["grade"]["soh_permille"], state["grade"]["low_permille"]) == (915, 885)


def test_the_certificate_verifies_for_a_stranger(story: Story, tmp_path: Path) -> None:
    answer = run("verify", str(story.certificate), cwd=tmp_path)
    assert answer.code == 0, answer
    assert answer.data["intact"]
    assert not answer.data["trusted"], "nobody has confirmed this network yet"
    assert answer.data["grants_not_seen"] == []


def test_a_confirmed_network_makes_it_trusted_and_another_refuses_it(story: Story, tmp_path: Path) -> None:
    words = story.yard.do("vault", "info")["networks"][0]["words"]
    known = run("verify", str(story.certificate), "--network", words, cwd=tmp_path)
    assert (known.code, known.data["trusted"]) == (0, True)
    elsewhere = "abandon-abandon-abandon-abandon-abandon-zoo"
    other = run("verify", str(story.certificate), "--network", elsewhere, cwd=tmp_path)
    assert (other.code, other.data["trusted"]) == (1, False)


def test_a_resaved_or_edited_certificate_fails(story: Story, tmp_path: Path) -> None:
    document = pypdfium2.PdfDocument(story.certificate)
    document.save(tmp_path / "resaved.pdf")
    assert run("verify", "resaved.pdf", cwd=tmp_path).code == 1
    data = bytearray(story.certificate.read_bytes())
    data[len(data) // 3] ^= 1
    (tmp_path / "edited.pdf").write_bytes(data)
    assert run("verify", "edited.pdf", cwd=tmp_path).code == 1


def test_the_qr_code_alone_says_which_grants_it_could_not_see(story: Story, tmp_path: Path) -> None:
    grade = story.entries["grade"]
    text_file = tmp_path / "qr.txt"
    story.centre.do("evidence", grade, "--qr-text", "--out", str(text_file))
    text = text_file.read_text("ascii")
    assert len(text.encode()) <= 1200
    (tmp_path / "qr.png").write_bytes(qr_png(text, 45.0))
    for source in (text, "qr.txt", "qr.png"):
        answer = run("verify", source, cwd=tmp_path)
        assert (answer.code, answer.data["intact"], answer.data["trusted"]) == (0, True, False), source
        kinds = sorted((one["kind"], one["role"]) for one in answer.data["grants_not_seen"])
        assert kinds == [("device", None), ("person", "jtp_grade"), ("person", "jtp_test")]
    middle = len(text) // 2
    swapped = text[:middle] + ("A" if text[middle] != "A" else "B") + text[middle + 1 :]
    assert run("verify", swapped, cwd=tmp_path).code == 1


def test_importing_the_same_stick_twice_changes_nothing(story: Story) -> None:
    before = story.yard.digest()
    again = story.yard.do("bundle", "import", str(story.yard.folder / "stick" / "to-yard.jangbu-bundle"))
    assert again["parts"][0]["accepted"] == []
    assert story.yard.digest() == before


def test_a_cut_off_stick_brings_its_intact_part_and_says_what_is_missing(story: Story, tmp_path: Path) -> None:
    whole = (story.yard.folder / "stick" / "to-yard.jangbu-bundle").read_bytes()
    cut = tmp_path / "cut.jangbu-bundle"
    cut.write_bytes(whole[: len(whole) // 2])
    before = story.yard.digest()
    answer = story.yard.ask("bundle", "import", str(cut))
    assert answer.code == 4
    assert answer.data["parts"][0]["missing"]
    assert story.yard.digest() == before


def test_the_raw_cycler_file_travelled_with_the_entries(story: Story) -> None:
    rows = story.yard.do("show", story.battery)["history"]
    attached = [one for row in rows for one in row["attachments"]]
    assert len(attached) == 1
    assert (story.yard.vault / "attachments" / attached[0]["root"]).is_file()


def test_a_closed_vault_shows_no_readable_name(story: Story) -> None:
    names = ("LEAF-2013-0417", main_job.YARD, main_job.CENTRE, main_job.TESTER, "AESC", "yard", "battery.")
    needles = [encoded for name in names for encoded in (name.encode(), name.encode("utf-16-le"))]
    files = [path for path in story.yard.vault.rglob("*") if path.is_file()]
    assert len(files) >= 3
    for path in files:
        data = path.read_bytes()
        assert not [needle for needle in needles if needle in data], path.name


def test_the_wrong_passphrase_opens_nothing(story: Story, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not the passphrase\n")
    answer = run("vault", "info", "--vault", str(story.yard.vault), "--passphrase-file", str(wrong), cwd=tmp_path)
    assert (answer.code, answer.data["error"]) == (3, "wrong_passphrase")


def test_a_refused_entry_leaves_the_vault_as_it_was(story: Story) -> None:
    before = story.yard.digest()
    file = story.yard.folder / "bad.json"
    file.write_text(json.dumps({**main_job.LEAF, "number": "X", "rated_mah": -5}))
    sign = ("--as", f"{main_job.INTAKE}:yard")
    answer = story.yard.ask("record", "battery.pack.register", "--file", str(file), *sign)
    assert (answer.code, answer.data["error"]) == (1, "not_recordable")
    assert [one["field"] for one in answer.data["findings"]] == ["rated_mah"]
    assert story.yard.digest() == before


def test_another_file_format_is_refused_by_name(story: Story, tmp_path: Path) -> None:
    other = tmp_path / "measurement.xlsx"
    shutil.copy(story.certificate, other)
    days = ("--tested-on", "2026-11-20", "--calibrated-on", "2026-09-01", "--lower-mv", "3000", "--upper-mv", "4200")
    answer = story.centre.ask("import", "cycler", str(other), "--subject", story.battery, "--tester", "x", *days)
    assert answer.code == 2
    assert answer.data["error"] in ("format_not_read_yet", "format_unknown")


@pytest.mark.long
def test_the_story_with_the_original_biologic_file(data_dir: Path, tmp_path: Path) -> None:
    battery = {**main_job.LEAF, "number": "TJU-NCA-1", "rated_mah": 3_500, "nominal_mv": 3_600, "chemistry": "NCA"}
    told = main_job.tell(tmp_path, data_dir / "battery" / "tju" / "CY25-1_1-#1.csv", battery, (2_650, 4_200))
    assert told.yard.digest() == told.centre.digest()
    assert told.capacity_mah == pytest.approx(2_507.9, rel=1e-3)  # the file's own counter, last cycle
