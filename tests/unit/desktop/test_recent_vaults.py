"""The list of recent vaults: it finds what is there, and nothing readable is on the disk."""

import shutil
from pathlib import Path

import pytest

from desktop.recent_vaults import KEPT, place_of, trace_of, with_newest
from desktop.settings import Settings

SALT = bytes(range(16))


def vault(folder: Path, name: str) -> Path:
    made = folder / "한라 폐차장" / f"{name}.jangbu"
    made.mkdir(parents=True)
    (made / "vault.db").touch()
    return made


def test_a_vault_is_found_again_from_its_trace_wherever_it_lies(tmp_path: Path):
    place = vault(tmp_path, "김사장")
    assert place_of(trace_of(place, SALT), SALT) == place
    assert place_of(trace_of(place / "..", SALT), SALT) is None, "a folder that is no vault"
    assert place_of(trace_of(place, SALT), bytes(16)) is None, "another machine's trace"


def test_a_vault_that_is_gone_is_none_and_there_again_when_it_is_back(tmp_path: Path):
    place = vault(tmp_path, "yard")
    trace = trace_of(place, SALT)
    place.parent.rename(tmp_path / "pulled")
    assert place_of(trace, SALT) is None
    (tmp_path / "pulled").rename(place.parent)
    assert place_of(trace, SALT) == place
    shutil.rmtree(place)
    assert place_of(trace, SALT) is None


@pytest.mark.parametrize("trace", [(), ("",), ("zz", "zz"), ("0" * 16,)])
def test_a_damaged_trace_leads_nowhere(trace: tuple[str, ...]):
    assert place_of(trace, SALT) is None


def test_the_newest_comes_first_and_the_oldest_goes():
    kept: list[tuple[str, ...]] = []
    for number in [*range(KEPT + 2), 5]:
        kept = with_newest((str(number),), kept)
    assert kept[:2] == [("5",), (str(KEPT + 1),)]
    assert len(kept) == KEPT


def test_the_settings_keep_it_over_a_restart_and_show_no_name(tmp_path: Path):
    places = [vault(tmp_path / "Dokumente", "김사장"), vault(tmp_path / "stick", "yard-2")]
    settings = Settings(tmp_path / "settings")
    for place in places:
        settings.remember_vault(place)
    again = Settings(tmp_path / "settings")
    assert [place_of(one, again.recent_salt()) for one in again.recent_vaults] == places[::-1]
    settings._store.sync()
    text = (tmp_path / "settings" / "settings.ini").read_text("utf-8")
    for part in (part for place in places for part in place.parts[1:]):
        assert part.removesuffix(".jangbu") not in text
    again.forget_vault(places[0])
    assert [place_of(one, again.recent_salt()) for one in again.recent_vaults] == [places[1]]
