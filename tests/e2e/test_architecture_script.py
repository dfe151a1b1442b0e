"""The script in docs/architecture.md does what the page says, as it stands there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from core.actions.create_network import create_network
from core.actions.join import grant_person
from core.domains.registry import installed
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from tests.e2e.parties import ROOT, environment

PASSPHRASE = "the passphrase"
PIN = "123456"


def test_the_script_records_and_lists(tmp_path: Path) -> None:
    page = (ROOT / "docs" / "architecture.md").read_text("utf-8")
    script = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert script is not None
    assert len(script[1].splitlines()) <= 24
    with Vault.create(tmp_path / "yard.jangbu", PASSPHRASE, installed(), SystemClock(), SystemRandomness()) as vault:
        network = create_network(vault, "Jeju", "Halla Yard", "Laptop 1", ["yard"], ["battery"])
        person = vault.add_person("Halla Yard", "Intake 1", PIN)
        grant_person(vault, network, person.key, ["yard"])
    done = subprocess.run(
        [sys.executable, "-c", script[1]],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "KONA-0042 registered []"
