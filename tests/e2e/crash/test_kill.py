"""kill -9 at any instant: every id that was printed is there afterwards, and the vault is whole."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from core.domains.registry import installed
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.soundness import damaged_pages
from core.vault.vault import Vault
from core.vault.views import history, list_subjects
from tests.e2e.main_job import LEAF, LEAF_FILE
from tests.e2e.parties import COMMAND, ROOT, Party, environment
from tests.support.cheap_argon2 import cheaply
from tests.support.replicas import digest, found, make_vault, open_jar, open_vault

SHORT = 5
"""Kills of one test; `--long` says how many of each, in rounds with a vault of their own."""
RECORDING, COMMANDS, ROUNDS = 25, 60, 4

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="needs kill -9"),
    pytest.mark.timeout(600),
]


def check_whole(vault: Vault) -> set[str]:
    """The ids of all entries, after the file, the blocks and the views were found sound."""
    assert vault.connection.execute("PRAGMA cipher_integrity_check").fetchall() == []
    assert vault.connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    replica = vault.replica(vault.networks()[0])
    before = digest(replica)
    vault.rebuild()
    assert digest(replica) == before
    ids = set()
    for row in list_subjects(replica, "jar"):
        for one in history(replica, row.id):
            ids.add(one.entry.id.hex())
            for attachment in one.entry.content.attachments:
                assert sum(map(len, vault.attachments.read(attachment))) == attachment.size
    return ids


@pytest.mark.parametrize("round", [0, *(pytest.param(one, marks=pytest.mark.long) for one in range(1, ROUNDS))])
def test_a_recorder_that_is_killed_loses_nothing_it_printed(tmp_path: Path, round: int, pytestconfig: pytest.Config):
    random, kills = Random(9 + round), RECORDING if pytestconfig.getoption("--long") else SHORT
    with cheaply(), make_vault(tmp_path, "yard") as vault:
        open_jar(vault, found(vault))
    printed: set[str] = set()
    for run in range(kills):
        command = [sys.executable, "-m", "tests.e2e.crash.record_forever", str(tmp_path), "yard", str(run)]
        with subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "open\n"
            for _ in range(random.randint(1, 120)):
                printed.add(process.stdout.readline().strip())
            process.send_signal(signal.SIGKILL)
            # What was still in the pipe was printed too; a line that was cut off was not.
            rest = process.stdout.read()
            printed |= {line.strip() for line in rest.splitlines(keepends=True) if line.endswith("\n")}
        assert process.returncode == -signal.SIGKILL
        with open_vault(tmp_path, "yard") as vault:
            assert printed <= check_whole(vault)
    assert len(printed) > kills


def killed_after(command: list[str], cwd: Path, seconds: float) -> str:
    """What a process printed before it was killed (or ended)."""
    with subprocess.Popen(
        command, cwd=cwd, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            told, _ = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            told, _ = process.communicate()
    return told


def make_cheap_vault(party: Party) -> None:
    """A vault that opens at once, so that the kills meet the work and not the passphrase."""
    with cheaply():
        Vault.create(party.vault, party.passphrase, installed(), SystemClock(), SystemRandomness()).close()


def opened(party: Party) -> Vault:
    return Vault.open(party.vault, party.passphrase, installed(), SystemClock(), SystemRandomness())


def ids_in(told: str) -> list[str]:
    try:
        return [str(json.loads(told)["entry"])]
    except (json.JSONDecodeError, KeyError):
        return []


def test_the_real_command_line_loses_nothing_it_printed(tmp_path: Path, pytestconfig: pytest.Config):
    """`jangbu record` and `jangbu import`, each killed somewhere between its start and a little after its end."""
    random, kills = Random(10), COMMANDS if pytestconfig.getoption("--long") else SHORT
    yard = Party(tmp_path, "yard", {"담당": "111111"})
    make_cheap_vault(yard)
    named = ("--name", "망", "--member", "한라폐차장", "--title", "노트북", "--role", "yard", "--role", "jtp_test")
    yard.do("network", "create", *named)
    battery = yard.record("battery.pack.register", LEAF)["subject"]
    body = tmp_path / "visual.json"
    looks = ("swelling", "leak", "crack", "burn", "corrosion", "water", "connector", "label")
    body.write_text(json.dumps(dict.fromkeys(looks, "none")), encoding="utf-8")
    days = ("--tested-on", "2026-11-20", "--calibrated-on", "2026-09-01", "--temperature-dc", "250")
    cutoffs = ("--lower-mv", "3000", "--upper-mv", "4200")
    commands = (
        ("record", "battery.inspect.visual", "--file", str(body), "--subject", battery),
        ("import", "cycler", str(LEAF_FILE), *cutoffs, "--subject", battery, "--tester", "Bitrode", *days),
    )
    printed: list[str] = []
    for number in range(kills):
        command = [*COMMAND, *commands[number % 2], *yard.options, "--json"]
        # The first two run to their end, so that the test is not about processes that never wrote.
        printed += ids_in(killed_after(command, tmp_path, 60 if number < 2 else random.uniform(0.2, 1.5)))
        with opened(yard) as vault:
            assert set(printed) <= {row[0].hex() for row in vault.connection.execute("SELECT id FROM entries")}
            assert damaged_pages(vault.connection) == []
    assert len(printed) >= 2
    assert yard.do("vault", "check")
    before = yard.digest()
    yard.do("vault", "rebuild")
    assert yard.digest() == before
