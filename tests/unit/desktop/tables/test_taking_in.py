"""Taking a sheet in: full blocks, one PIN, told on the way, and stopped between two blocks."""

from collections.abc import Callable
from pathlib import Path

import pytest

from core.errors import RefusedError
from core.ports.limits import BLOCK_ENTRIES_MAX
from core.ports.turn import at_once
from core.vault.vault import Vault
from desktop.entries.signers import Signer
from desktop.jobs import Cancelled, Progress
from desktop.session import Errand
from desktop.tables.mapping import SUBJECT, guess
from desktop.tables.sheet import Sheet
from desktop.tables.taking_in import look_at, take_in, without_doubles
from tests.support.replicas import add_signer, fill_jar, found, make_vault, open_jar
from tests.support.toy import FILL, KEEPER, OPEN

ROWS = 2 * BLOCK_ENTRIES_MAX + 44


class Import:
    """A sheet of jars that somebody looked at and is to sign."""

    def __init__(self, folder: Path) -> None:
        self.vault: Vault = make_vault(folder, "yard")
        self.replica = found(self.vault)
        self.signing = add_signer(self.vault, self.replica.network_id, "keeper 1", KEEPER)
        self.signer = Signer(self.signing.person, "keeper 1", KEEPER)
        self.kind = self.replica.rules.newest(OPEN)
        self.opened: list[bytes] = []
        self.vault.open_person = self._opening(self.vault.open_person)

    def _opening(self, open_person: Callable) -> Callable:
        def told(key: bytes, pin: str) -> object:
            self.opened.append(key)
            return open_person(key, pin)

        return told

    def look(self, labels: list[str], progress: Progress) -> list:
        sheet = Sheet("jars", ("label",), tuple((label,) for label in labels), tuple(range(2, 2 + len(labels))))
        column_of = guess(self.kind, sheet.headings)
        return look_at(self.errand(progress), self.kind, sheet, column_of, self.signer)

    def take(self, rows: list, progress: Progress, pin: str) -> int:
        return take_in(self.errand(progress), self.kind, rows, self.signer, pin)

    def errand(self, progress: Progress) -> Errand:
        return Errand(self.vault, self.replica.network_id, at_once, progress)

    @property
    def subjects(self) -> int:
        rows = self.vault.connection.execute("SELECT COUNT(*) FROM subjects WHERE kind = 'jar'")
        return int(rows.fetchone()[0])


@pytest.fixture
def sheet(tmp_path: Path):
    made = Import(tmp_path)
    yield made
    made.vault.close()


def test_rows_go_in_under_one_pin_and_are_told_block_by_block(sheet: Import):
    told: list[tuple[int, int]] = []
    rows = sheet.look([f"jar {number}" for number in range(ROWS)], Progress())
    blocks = sheet.replica.store.count()
    assert sheet.take(rows, Progress(lambda done, total: told.append((done, total))), sheet.signing.pin) == ROWS
    assert sheet.subjects == ROWS
    assert sheet.replica.store.count() == blocks + 3
    assert sheet.opened == [sheet.signing.person]
    assert told[0] == (BLOCK_ENTRIES_MAX, ROWS)
    assert told[-1] == (ROWS, ROWS)


def test_a_stop_keeps_the_blocks_before_it(sheet: Import):
    rows = sheet.look([f"jar {number}" for number in range(ROWS)], Progress())
    progress = Progress(lambda done, total: progress.stop())  # heard while the first block of three is written
    assert sheet.take(rows, progress, sheet.signing.pin) == 2 * BLOCK_ENTRIES_MAX
    assert sheet.subjects == 2 * BLOCK_ENTRIES_MAX
    assert sheet.take(rows, progress, sheet.signing.pin) == 0


def test_a_wrong_pin_records_nothing(sheet: Import):
    rows = sheet.look(["jar 1"], Progress())
    with pytest.raises(RefusedError):
        sheet.take(rows, Progress(), "000000")
    assert sheet.subjects == 0


def test_what_is_there_already_or_twice_in_the_file_is_left_out(sheet: Import):
    open_jar(sheet.vault, sheet.replica, "plum")
    rows = sheet.look(["plum", "fig", "fig", "pear"], Progress())
    assert [one.row.body["label"] for one in without_doubles(rows)] == ["fig", "pear"]


def test_rows_about_a_subject_name_it_by_its_title_or_the_beginning_of_its_id(sheet: Import):
    jar = open_jar(sheet.vault, sheet.replica, "plum")
    sheet.kind = sheet.replica.rules.newest(FILL)
    fills = Sheet("fills", ("subject", "grams"), (("plum", "5"), (jar.hex()[:10], "6"), ("no such", "7")), (2, 3, 4))
    rows = look_at(sheet.errand(Progress()), sheet.kind, fills, {SUBJECT: 0, "grams": 1}, sheet.signer)
    assert [one.subject for one in rows] == [jar, jar, None]
    assert [one.refused for one in rows] == [False, False, True]


def test_the_same_about_another_subject_is_not_twice(sheet: Import):
    jars = [open_jar(sheet.vault, sheet.replica, label) for label in ("plum", "fig")]
    fill_jar(sheet.vault, sheet.replica, jars[0], 5)
    sheet.kind = sheet.replica.rules.newest(FILL)
    rows = (("plum", "5"), ("fig", "5"), ("plum", "6"), ("fig", "5"))
    fills = Sheet("fills", ("subject", "grams"), rows, (2, 3, 4, 5))
    rows = look_at(sheet.errand(Progress()), sheet.kind, fills, {SUBJECT: 0, "grams": 1}, sheet.signer)
    assert [one.twice for one in rows] == [True, False, False, True]


def test_looking_is_told_row_by_row_and_stopped(sheet: Import):
    seen: list[int] = []

    def tell(done: int, total: int) -> None:
        seen.append(done)
        progress.stop()

    progress = Progress(tell)
    with pytest.raises(Cancelled):
        sheet.look(["plum", "fig", "pear"], progress)
    assert seen == [0]
