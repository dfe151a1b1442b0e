"""After an unclean end pages are checked before anything is believed; before a batch the disk is."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.errors import VaultError
from core.vault.disk import SPARE_BYTES, require_space
from core.vault.soundness import damaged_pages, ended_uncleanly
from tests.support.replicas import fill_jar, found, make_vault, open_jar, open_vault

ROOT = Path(__file__).resolve().parents[4]
PAGE = 4096
SCRIPT = (
    "import sys, time\n"
    "from pathlib import Path\n"
    "from tests.support.replicas import fill_jar, open_jar, open_vault\n"
    "vault = open_vault(Path(sys.argv[1]), 'yard')\n"
    "replica = vault.replica(vault.networks()[0])\n"
    "fill_jar(vault, replica, open_jar(vault, replica, 'while it ran'))\n"
    "(vault.folder / 'attachments' / 'half.new').write_bytes(b'half')\n"
    "print('recorded', flush=True)\n"
    "sys.stdin.read()\n"
)


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """The folder of a vault whose process was killed after it had recorded."""
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        for number in range(20):
            fill_jar(vault, replica, open_jar(vault, replica, f"jar {number}"))
    command = [sys.executable, "-c", SCRIPT, str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "recorded\n"
        process.send_signal(signal.SIGKILL)
    return tmp_path / "yard.jangbu"


def test_a_killed_process_is_noticed_and_what_it_recorded_is_there(killed: Path):
    assert ended_uncleanly(killed)
    with open_vault(killed.parent, "yard") as vault:
        assert damaged_pages(vault.connection) == []
        titles = {row[0] for row in vault.connection.execute("SELECT title FROM subjects")}
        assert "while it ran" in titles
        assert not list((killed / "attachments").glob("*.new"))
    assert not ended_uncleanly(killed)


def test_after_an_unclean_end_a_flipped_bit_stops_the_opening_or_is_mended(killed: Path):
    """One bit in every page in turn, also in those that opening does not read; the log mends what it holds anew."""
    data = (killed / "vault.db").read_bytes()
    stopped = 0
    for start in range(PAGE, len(data), PAGE):
        tried = shutil.copytree(killed, killed.parent / f"{start}" / "yard.jangbu")
        changed = bytearray(data)
        changed[start + 2000] ^= 1
        (tried / "vault.db").write_bytes(bytes(changed))
        try:
            with open_vault(tried.parent, "yard") as vault:
                assert damaged_pages(vault.connection) == []
        except VaultError as error:
            assert error.code == "vault_damaged"
            stopped += 1
        shutil.rmtree(tried.parent)
    assert stopped > len(data) // PAGE // 3


def test_a_page_that_was_torn_on_its_way_from_the_log_is_whole_again(killed: Path):
    """A power cut in the middle of copying the log into the file: the log still has the page."""
    tried = shutil.copytree(killed, killed.parent / "first" / "yard.jangbu")
    with open_vault(tried.parent, "yard"):
        pass
    after = (tried / "vault.db").read_bytes()
    before = (killed / "vault.db").read_bytes()
    pages = range(0, len(before), PAGE)
    changed = [start for start in pages if before[start : start + PAGE] != after[start : start + PAGE]]
    torn = bytearray(before)
    for start in changed:
        torn[start : start + PAGE // 2] = after[start : start + PAGE // 2]
    assert changed
    (killed / "vault.db").write_bytes(bytes(torn))
    with open_vault(killed.parent, "yard") as vault:
        assert damaged_pages(vault.connection) == []
        titles = {row[0] for row in vault.connection.execute("SELECT title FROM subjects")}
        assert "while it ran" in titles


def test_a_batch_is_not_begun_on_a_disk_that_cannot_hold_it(tmp_path: Path):
    free = shutil.disk_usage(tmp_path).free
    require_space(tmp_path, 1)
    with pytest.raises(VaultError) as caught:
        require_space(tmp_path, free)
    assert caught.value.code == "disk_short"
    assert caught.value.facts["needed"] == free + SPARE_BYTES
