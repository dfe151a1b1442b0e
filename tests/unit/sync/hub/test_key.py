"""What lies in a hub's folder is the operator's alone."""

import os
from pathlib import Path

import pytest

from sync.hub.key import hub_key
from tests.support.seeded_randomness import SeededRandomness


@pytest.mark.skipif(os.name != "posix", reason="rights of files as POSIX has them")
def test_a_new_folder_and_its_key_are_readable_by_its_user_only(tmp_path: Path):
    folder = tmp_path / "hub-data"
    key = hub_key(folder, SeededRandomness("hub"))
    assert [path.stat().st_mode & 0o077 for path in (folder, folder / "key")] == [0, 0]
    assert hub_key(folder, SeededRandomness("other")).public == key.public
