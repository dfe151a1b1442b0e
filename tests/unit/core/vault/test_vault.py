"""Opening and closing: each trouble is told apart, and nothing is lost by it."""

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest
from nacl.exceptions import RuntimeError as NaclRuntimeError
from sqlcipher3 import dbapi2

from core.errors import InputError, JangbuError, VaultError
from core.vault import database, slots
from core.vault.vault import Vault
from core.vault.views import history, list_subjects, network_view
from tests.support.cheap_argon2 import cheaply
from tests.support.fixed_clock import FixedClock
from tests.support.replicas import PASSPHRASE, digest, fill_jar, found, make_vault, open_jar, open_vault, tamper
from tests.support.seeded_randomness import SeededRandomness
from tests.support.toy import REGISTRY

ROOT = Path(__file__).resolve().parents[4]
PAGE = 4096


@pytest.fixture
def closed(tmp_path: Path) -> Path:
    """A closed vault with ten jars."""
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        for number in range(10):
            fill_jar(vault, replica, open_jar(vault, replica, f"jar {number}"))
    return tmp_path / "yard.jangbu"


def opening(folder: Path, passphrase: str = PASSPHRASE) -> Vault:
    return Vault.open(folder, passphrase, REGISTRY, FixedClock(), SeededRandomness("x"))


def trouble(folder: Path, passphrase: str = PASSPHRASE) -> VaultError:
    with pytest.raises(VaultError) as caught:
        opening(folder, passphrase).close()
    return caught.value


def everything(vault: Vault) -> None:
    """Read all that the vault holds."""
    for network in vault.networks():
        replica = vault.replica(network)
        digest(replica)
        network_view(replica)
        for row in list_subjects(replica, "jar"):
            history(replica, row.id)
        list(replica.store.wires())


def test_what_was_recorded_is_there_after_closing(closed: Path):
    with opening(closed) as vault:
        replica = vault.replica(vault.networks()[0])
        assert {row.title for row in list_subjects(replica, "jar")} == {f"jar {number}" for number in range(10)}
        before = digest(replica)
    with opening(closed) as vault:
        assert digest(vault.replica(vault.networks()[0])) == before


def test_a_vault_is_not_made_over_anything(closed: Path, tmp_path: Path):
    for folder in (closed, tmp_path):
        held = sorted(path.name for path in folder.iterdir())
        with pytest.raises(VaultError) as caught:
            Vault.create(folder, PASSPHRASE, REGISTRY, FixedClock(), SeededRandomness("y"))
        assert caught.value.code == "vault_exists"
        assert sorted(path.name for path in folder.iterdir()) == held
    opening(closed).close()


def test_a_vault_is_made_in_an_empty_folder_and_not_in_a_file(tmp_path: Path):
    (tmp_path / "empty").mkdir()
    Vault.create(tmp_path / "empty", PASSPHRASE, REGISTRY, FixedClock(), SeededRandomness("y")).close()
    (tmp_path / "file").write_text("mine")
    with pytest.raises(VaultError) as caught:
        Vault.create(tmp_path / "file", PASSPHRASE, REGISTRY, FixedClock(), SeededRandomness("y"))
    assert caught.value.code == "vault_unopenable"
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.parametrize(
    ("passphrase", "fine"), [("", False), ("x" * 7, False), ("x" * 8, True), ("가나다라마바사아", True)]
)
def test_a_passphrase_has_eight_characters(tmp_path: Path, passphrase: str, fine: bool):
    folder = tmp_path / "v.jangbu"
    if fine:
        Vault.create(folder, passphrase, REGISTRY, FixedClock(), SeededRandomness("y")).close()
        opening(folder, passphrase).close()
        return
    with pytest.raises(InputError) as caught:
        Vault.create(folder, passphrase, REGISTRY, FixedClock(), SeededRandomness("y"))
    assert (caught.value.code, caught.value.facts["minimum"]) == ("passphrase_short", 8)
    assert not folder.exists()


def test_a_passphrase_is_the_same_however_its_hangul_was_typed(tmp_path: Path):
    """Macs give decomposed jamo, others composed syllables."""
    folder = tmp_path / "v.jangbu"
    composed = "\ud55c\uae00 \uc554\ud638 \ubb38\uad6c"
    Vault.create(folder, composed, REGISTRY, FixedClock(), SeededRandomness("y")).close()
    decomposed = "\u1112\u1161\u11ab\u1100\u1173\u11af \u110b\u1161\u11b7\u1112\u1169 \u1106\u116e\u11ab\u1100\u116e"
    opening(folder, decomposed).close()


def test_a_wrong_passphrase_is_told(closed: Path):
    assert trouble(closed, PASSPHRASE + " ").code == "wrong_passphrase"
    opening(closed).close()


def test_a_missing_vault_is_told(closed: Path, tmp_path: Path):
    assert trouble(tmp_path / "nowhere.jangbu").code == "vault_missing"
    assert trouble(closed / "vault.db").code == "vault_unopenable"
    (closed / "vault.db").unlink()
    assert trouble(closed).code == "vault_missing"


# -- slots -------------------------------------------------------------------------------------------------------------


def resealed(path: Path, change: dict) -> None:
    """Change the first slot and give the file a fitting checksum."""
    value = json.loads(path.read_text())
    value["slots"][0].update(change)
    value["checksum"] = sha256(json.dumps(value["slots"], sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps(value))


def test_slots_hold_no_name_and_cost_what_guessing_should(tmp_path: Path):
    text = json.dumps(slots.passphrase_slot(bytes(32), PASSPHRASE, SeededRandomness("s")))
    assert set(json.loads(text)) == {"kind", "kdf", "operations", "memory_bytes", "salt", "box"}
    assert PASSPHRASE not in text


def test_any_damaged_byte_of_the_slots_is_found(closed: Path):
    path = closed / "slots"
    data = path.read_bytes()
    for place in range(0, len(data), 7):
        changed = bytearray(data)
        changed[place] ^= 0x01
        path.write_bytes(bytes(changed))
        try:
            opening(closed).close()
        except VaultError as error:
            assert error.code in ("slots_damaged", "vault_newer")
        else:
            assert bytes(changed).split() == data.split(), "only white space may change unseen"
    path.write_bytes(data)
    opening(closed).close()


@pytest.mark.parametrize("text", ["", "{}", "[]", "5", "{", '{"format": 1}', '{"format": "x", "slots": []}', "\ufeff"])
def test_slots_of_another_form_are_damaged(closed: Path, text: str):
    (closed / "slots").write_text(text, encoding="utf-8")
    assert trouble(closed).code == "slots_damaged"


def test_slots_of_a_newer_version_say_so(closed: Path):
    value = json.loads((closed / "slots").read_text())
    (closed / "slots").write_text(json.dumps({**value, "format": 2}))
    error = trouble(closed)
    assert (error.code, error.facts) == ("vault_newer", {"found": 2, "known": 1})


@pytest.mark.parametrize(
    "change", [{"salt": "zz"}, {"salt": "00"}, {"operations": 0}, {"operations": "1"}, {"memory_bytes": 1}, {"box": ""}]
)
def test_a_slot_that_cannot_be_is_damaged(closed: Path, change: dict):
    resealed(closed / "slots", change)
    assert trouble(closed).code == "slots_damaged"


def test_a_slot_of_an_unknown_kind_is_passed_over(closed: Path):
    resealed(closed / "slots", {"kind": "token"})
    assert trouble(closed).code == "wrong_passphrase"


def test_too_little_memory_is_not_a_wrong_passphrase(closed: Path, monkeypatch: pytest.MonkeyPatch):
    def no_memory(*arguments: object) -> bytes:
        raise NaclRuntimeError("failed during key derivation")

    monkeypatch.setattr(slots.argon2id, "kdf", no_memory)
    assert trouble(closed).code == "memory_short"


def test_new_slots_replace_the_old_ones_whole(closed: Path, monkeypatch: pytest.MonkeyPatch):
    """A crash while writing leaves the old file."""
    monkeypatch.setattr(os, "fsync", lambda number: 1 // 0)
    with pytest.raises(ZeroDivisionError):
        slots.write_slots(closed / "slots", [])
    monkeypatch.undo()
    with cheaply():
        opening(closed).close()


# -- the database ------------------------------------------------------------------------------------------------------


def test_another_process_on_the_vault_is_told(closed: Path):
    """Both ways round: whoever comes second is told, and the first goes on."""
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from core.errors import VaultError\n"
        "from tests.support.replicas import open_vault\n"
        "try:\n"
        "    vault = open_vault(Path(sys.argv[1]), 'yard')\n"
        "except VaultError as error:\n"
        "    print(error.code, flush=True)\n"
        "else:\n"
        "    print('open', flush=True)\n"
        "    sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", script, str(closed.parent)]
    with opening(closed) as vault:
        second = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, input="", check=True)
        assert second.stdout.split() == ["vault_in_use"]
        replica = vault.replica(vault.networks()[0])
        open_jar(vault, replica, "still mine")
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as first:
        assert first.stdout is not None
        assert first.stdout.readline().strip() == "open"
        assert trouble(closed).code == "vault_in_use"
        first.communicate("")
    opening(closed).close()


def test_the_same_process_cannot_open_twice_either(closed: Path):
    with opening(closed):
        assert trouble(closed).code == "vault_in_use"


def test_a_newer_schema_is_told_and_left_alone(closed: Path):
    with opening(closed) as vault:
        vault.connection.execute("PRAGMA user_version = 99")
    data = (closed / "vault.db").read_bytes()
    error = trouble(closed)
    assert (error.code, error.facts["found"]) == ("vault_newer", 99)
    assert (closed / "vault.db").read_bytes() == data


def test_another_key_does_not_open_the_file(closed: Path):
    with pytest.raises(VaultError) as caught:
        database.open_database(closed / "vault.db", bytes(32))
    assert caught.value.code == "vault_damaged"
    opening(closed).close()


def test_a_damaged_page_is_told_wherever_it_is_met(closed: Path):
    """One bit in every page in turn: reading everything either works (a free page) or says `vault_damaged`.

    Of this small vault half the pages are the roots of tables and indices that nothing was written to.
    """
    path = closed / "vault.db"
    data = path.read_bytes()
    told = 0
    for start in range(0, len(data), PAGE):
        changed = bytearray(data)
        changed[start + 2000] ^= 1
        path.write_bytes(bytes(changed))
        try:
            with opening(closed) as vault:
                everything(vault)
        except JangbuError as error:
            assert error.code == "vault_damaged"
            told += 1
    assert told > len(data) // PAGE // 3
    path.write_bytes(data)
    with opening(closed) as vault:
        everything(vault)


@pytest.mark.parametrize("left", [0, 100, PAGE, 3 * PAGE, 10 * PAGE + 7])
def test_a_truncated_file_is_damaged(closed: Path, left: int):
    path = closed / "vault.db"
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(VaultError) as caught, opening(closed) as vault:
        everything(vault)
    assert caught.value.code == "vault_damaged"


def test_a_vault_without_its_device_key_is_damaged(closed: Path):
    with opening(closed) as vault:
        vault.connection.execute("DELETE FROM settings")
    error = trouble(closed)
    assert (error.code, error.facts["detail"]) == ("vault_damaged", "device_seed")
    assert trouble(closed).code == "vault_damaged", "the file was closed again"


def test_a_full_disk_is_told_and_nothing_is_lost(closed: Path):
    with opening(closed) as vault:
        replica = vault.replica(vault.networks()[0])
        before = digest(replica)
        pages = vault.connection.execute("PRAGMA page_count").fetchone()[0]
        vault.connection.execute(f"PRAGMA max_page_count = {pages}")
        with pytest.raises(VaultError) as caught:
            for number in range(200):
                open_jar(vault, replica, f"more {number} " + "x" * 20)
        assert caught.value.code == "disk_full"
        vault.connection.execute("PRAGMA max_page_count = 1073741823")
        assert len(list_subjects(replica, "jar", limit=1000)) < 210
        open_jar(vault, replica, "there is room again")
        assert digest(replica) != before


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user whom read-only folders stop")
def test_a_read_only_folder_is_told(closed: Path):
    (closed / "vault.db").chmod(0o400)
    closed.chmod(0o500)
    try:
        assert trouble(closed).code in ("vault_readonly", "vault_unopenable")
    finally:
        closed.chmod(0o700)
        (closed / "vault.db").chmod(0o600)
    opening(closed).close()


def test_the_schema_and_its_views_are_made_in_one_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "vault.db"
    with monkeypatch.context() as patch:
        patch.setattr(database, "make_views", lambda connection: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            database.open_database(path, bytes(32), create=True)
    connection = database.open_database(path, bytes(32))
    assert connection.execute("SELECT COUNT(*) FROM entries").fetchone() == (0,)
    connection.close()


def test_keys_are_gone_after_closing(closed: Path):
    vault = opening(closed)
    assert len(vault.database_key) == 32
    vault.close()
    assert vault.database_key == b""
    with pytest.raises(dbapi2.ProgrammingError):
        vault.networks()


def test_settings_are_kept(closed: Path):
    with opening(closed) as vault:
        assert vault.settings.get("zone") is None
        vault.settings.put("zone", b"Asia/Seoul")
        vault.settings.put("zone", b"UTC")
    with opening(closed) as vault:
        assert vault.settings.get("zone") == b"UTC"


def test_an_undone_transaction_leaves_no_network(closed: Path):
    with opening(closed) as vault:
        count = len(vault.networks())
        with pytest.raises(ZeroDivisionError), database.transaction(vault.connection):
            vault.add_network(bytes(32))
            raise ZeroDivisionError
        vault.forget_networks()
        assert len(vault.networks()) == count


def test_a_tampered_table_is_set_right_by_a_rebuild(closed: Path):
    with opening(closed) as vault:
        replica = vault.replica(vault.networks()[0])
        before = digest(replica)
        tamper(replica, "UPDATE entries SET verdict = 'refused'")
        tamper(replica, "DROP TABLE flags")
        vault.rebuild()
        assert digest(replica) == before
        fill_jar(vault, replica, open_jar(vault, replica, "after"))
    with open_vault(closed.parent, "yard") as vault:
        vault.add_network(bytes(32))
        empty = digest(vault.replica(bytes(32)))
        vault.rebuild()
        assert digest(vault.replica(bytes(32))) == empty
