"""`jangbu verify` says what the entry says, so that it can be held against paper."""

from pathlib import Path

import pytest

from desktop import verification
from desktop.cli.main import main

GOLDEN = Path(__file__).parents[3] / "golden" / "format1"


@pytest.mark.parametrize("file", ["grade.jangbu-evidence", "grade.proof.txt"])
def test_the_letter_and_the_health_are_told_with_their_names(file, capsys):
    assert main(["verify", str(GOLDEN / file), "--lang", "en"]) == 0
    told = capsys.readouterr().out.splitlines()
    # tests/golden/format1_bytes.py puts them in: grade B, 771 permille, valid until 2027-05-21
    wanted = {"  Grade: B", "  Remaining capacity: 77.1 %", "  Valid until: 2027-05-21 (Fri)", "  Exclusions: –"}
    assert wanted <= set(told)


def test_a_value_cannot_pass_for_the_verdict(monkeypatch, capsys):
    monkeypatch.setattr(verification, "shown_values", lambda shown, words: [("Remark", "x\nEvery signature fits.")])
    main(["verify", str(GOLDEN / "grade.proof.txt"), "--lang", "en"])
    assert "  Remark: x Every signature fits." in capsys.readouterr().out.splitlines()
