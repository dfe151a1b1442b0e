"""A vault of the first released schema opens for ever, and holds what it held."""

import json
import shutil
from pathlib import Path

import pytest

from core.domains.registry import installed
from core.ledger.content import SUBJECT_BYTES
from core.vault.database import schema_versions
from core.vault.digest import view_digest
from core.vault.vault import Vault
from core.vault.views import history
from tests.golden.make_vault1 import FACTS, FOLDER, NOTE
from tests.support.fixed_clock import FixedClock
from tests.support.seeded_randomness import SeededRandomness

KNOWN = json.loads(FACTS.read_text(encoding="utf-8"))


@pytest.fixture
def vault(tmp_path: Path):
    shutil.copytree(FOLDER, tmp_path / "old.jangbu")
    with Vault.open(
        tmp_path / "old.jangbu", KNOWN["passphrase"], installed(), FixedClock(), SeededRandomness("now")
    ) as opened:
        yield opened


def test_everything_is_there_and_the_views_are_the_same(vault: Vault):
    replica = vault.replica(bytes.fromhex(KNOWN["network"]))
    subject = bytes.fromhex(KNOWN["subject"])
    assert len(subject) == SUBJECT_BYTES
    entries = {one.entry.id.hex(): one for one in history(replica, subject)}
    assert set(entries) == set(KNOWN["entries"])
    attachments = [one for entry in entries.values() for one in entry.entry.content.attachments]
    assert [one.root.hex() for one in attachments] == [KNOWN["attachment"]]
    assert b"".join(vault.attachments.read(attachments[0])) == NOTE
    assert vault.device.public.hex() == KNOWN["device"]
    assert vault.open_person(bytes.fromhex(KNOWN["person"]), KNOWN["pin"]).public.hex() == KNOWN["person"]
    assert len(replica.store.numbers()) == KNOWN["blocks"]
    assert view_digest(replica).hex() == KNOWN["view_digest"]
    vault.rebuild()
    assert view_digest(replica).hex() == KNOWN["view_digest"]


def test_it_is_brought_to_the_present_schema(vault: Vault):
    assert vault.connection.execute("PRAGMA user_version").fetchone()[0] == schema_versions()[-1][0]
