"""What lies on the disk: nothing readable without the key, and an ordinary SQLCipher 4 database with it."""

import io
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import apsw
import pytest

from core.actions.create_network import create_network
from core.actions.join import grant_person
from core.actions.record import Draft, record
from core.vault.vault import Vault
from tests.support.replicas import PASSPHRASE, PIN, make_vault, open_vault
from tests.support.toy import FILL, KEEPER, NAME, OPEN

NAMES = {
    "network": "가을 자두 장부망",
    "member": "Cheongju Plum Works",
    "title": "presser of the north shed",
    "person": "scales clerk seven",
    "label": "자두 항아리 plum-jar",
    "attachment": "weighing slip of the tenth of November",
    "passphrase": PASSPHRASE,
    "type": FILL,
    "role": "keeper",
    "table": "CREATE TABLE",
}


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Vault]:
    """An open vault in which every name was used."""
    vault = make_vault(tmp_path, "secret")
    network = create_network(vault, NAMES["network"], NAMES["member"], NAMES["title"], [KEEPER], [NAME])
    person = vault.add_person(NAMES["member"], NAMES["person"], PIN)
    grant_person(vault, network, person.key, [KEEPER])
    jar = record(vault, network, [Draft(OPEN, {"label": NAMES["label"]})]).subjects[0]
    slip = vault.attachments.add(io.BytesIO(NAMES["attachment"].encode() * 20_000), "text/x-weighing-slip")
    record(vault, network, [Draft(FILL, {"grams": 5}, jar, attachments=(slip,))])
    vault.settings.put("label", NAMES["label"].encode())
    yield vault
    vault.close()


def readable(folder: Path) -> list[str]:
    """Which names stand in which files."""
    found = []
    for path in sorted(item for item in folder.rglob("*") if item.is_file()):
        data = path.read_bytes()
        for name, text in {**NAMES, "media": "text/x-weighing-slip"}.items():
            for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
                if text.encode(encoding) in data or text.encode(encoding) in path.name.encode(encoding):
                    found.append(f"{name} as {encoding} in {path.name}")
    return found


def test_no_file_of_an_open_or_closed_vault_shows_a_name(told: Vault):
    seeds = [told.device.seed, told.database_key]
    assert {path.name for path in told.folder.iterdir()} >= {"vault.db", "vault.db-wal", "slots", "attachments"}
    assert readable(told.folder) == []
    told.connection.close()
    assert readable(told.folder) == []
    for path in told.folder.rglob("*"):
        if path.is_file():
            assert not any(seed in path.read_bytes() or seed.hex().encode() in path.read_bytes() for seed in seeds)


def test_the_search_finds_what_is_readable(told: Vault):
    (told.folder / "slip").write_text(NAMES["label"], encoding="utf-16-le")
    assert readable(told.folder) == ["label as utf-16-le in slip"]


def other_program(path: Path, key: bytes | None) -> list[str]:
    """Names of the tables as the second SQLCipher 4 implementation reads them."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        connection.pragma("cipher", "sqlcipher")
        connection.pragma("legacy", 4)
        if key is not None:
            connection.pragma("key", f"raw:{key.hex()}")
        listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'search'"
        return [row[0] for row in connection.execute(listed)]
    finally:
        connection.close()


def test_another_program_opens_the_database_with_the_raw_key_and_not_without(told: Vault):
    path, key = told.folder / "vault.db", told.database_key
    told.close()
    assert {"blocks", "entries", "settings", "persons"} <= set(other_program(path, key))
    for wrong in (None, bytes(32), key[::-1]):
        with pytest.raises(apsw.NotADBError):
            other_program(path, wrong)


def test_the_passphrase_alone_opens_it(told: Vault):
    told.close()
    with open_vault(told.folder.parent, "secret") as again:
        assert again.persons()[0].title == NAMES["person"]


def test_full_cost_keeps_a_passphrase_for_a_moment(tmp_path: Path):
    """The one test that pays the whole Argon2id price, in a process whose constants nobody changed."""
    script = (
        "import sys, json\n"
        "from pathlib import Path\n"
        "from tests.support.replicas import make_vault, open_vault\n"
        "folder = Path(sys.argv[1])\n"
        "make_vault(folder, 'full').close()\n"
        "open_vault(folder, 'full').close()\n"
        "slot = json.loads((folder / 'full.jangbu' / 'slots').read_text())['slots'][0]\n"
        "print(slot['kdf'], slot['operations'], slot['memory_bytes'])\n"
    )
    root = Path(__file__).resolve().parents[4]
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path)], cwd=root, capture_output=True, text=True, check=True
    )
    # libsodium's "moderate": 3 passes over 256 MiB.
    assert done.stdout.split() == ["argon2id13", "3", str(256 * 1024 * 1024)]
