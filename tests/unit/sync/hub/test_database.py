"""A hub folder belongs to one process, until that ends in whatever way."""

import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import VaultError
from sync.hub.database import claimed

HOLD = """\
import sys
from pathlib import Path
from sync.hub.database import claimed
with claimed(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_is_refused_until_the_first_one_is_gone(tmp_path: Path):
    first = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        with pytest.raises(VaultError) as told, claimed(tmp_path):
            pass
        assert (told.value.code, told.value.facts["path"]) == ("hub_in_use", str(tmp_path))
        first.kill()
    with claimed(tmp_path):
        pass


def test_a_folder_that_is_none_is_told(tmp_path: Path):
    with pytest.raises(VaultError, match="hub_store_trouble"), claimed(tmp_path / "none"):
        pass
