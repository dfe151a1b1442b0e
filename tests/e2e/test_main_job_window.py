"""The main job through two real windows by keys, and that what they made is what the command line reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e import main_job_window
from tests.e2e.main_job import LEAF, Party
from tests.e2e.parties import run


@pytest.mark.timeout(400)
def test_two_windows_tell_the_same_verified_story(tmp_path: Path) -> None:
    yard_vault, centre_vault, certificate = main_job_window.tell(tmp_path)
    yard, centre = (_reader(vault) for vault in (yard_vault, centre_vault))
    assert yard.digest() == centre.digest()
    history = yard.history(str(LEAF["number"]))
    assert history == centre.history(str(LEAF["number"]))
    assert len(history) == 10
    assert {row[1:] for row in history} == {("accepted", "counts")}
    assert yard.do("vault", "check")["sound"]
    answer = run("verify", str(certificate), cwd=tmp_path)
    assert (answer.code, answer.data["intact"], answer.data["grants_not_seen"]) == (0, True, [])


def _reader(vault: Path) -> Party:
    party = Party(vault.parent, vault.stem, {})
    (vault.parent / f"{vault.stem}.passphrase").write_text(main_job_window.PASSPHRASE + "\n", encoding="utf-8")
    assert party.vault == vault
    return party
