"""Backups: whole or not there, opened by the passphrase alone, and never over anything."""

import io
import json
import tarfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from core.actions.restore import Restored, restore
from core.errors import VaultError
from core.vault.backup import SUFFIX, Stopped, back_up, is_vault_file
from core.vault.backup_days import KEPT, back_up_today, days
from core.vault.last_head import Reason
from core.vault.vault import Vault
from tests.support.fixed_clock import FixedClock
from tests.support.replicas import PASSPHRASE, digest, found, make_vault, open_jar, open_vault, put
from tests.support.seeded_randomness import SeededRandomness
from tests.support.toy import FILL, REGISTRY

PAPER = b"a weighing slip" * 40_000


@pytest.fixture
def vault(tmp_path: Path):
    with make_vault(tmp_path, "yard") as made:
        replica = found(made)
        slip = made.attachments.add(io.BytesIO(PAPER), "text/plain")
        put(made, replica, FILL, {"grams": 3}, open_jar(made, replica, "plum of nobody"), attachments=(slip,))
        yield made


def whole(vault: Vault, target: Path) -> Path:
    return back_up(vault.folder, vault.connection, target, attachments=True).path


def read_all(folder: Path) -> tuple[str, bytes]:
    """View digest and the plaintext of the one attachment."""
    with open_vault(folder.parent, folder.stem) as vault:
        replica = vault.replica(vault.networks()[0])
        row = replica.connection.execute("SELECT id FROM entries ORDER BY entry DESC LIMIT 1").fetchone()
        from core.vault.subjects import EntryIndex  # noqa: PLC0415

        found_entry = EntryIndex(replica.connection, replica.reader).find(row[0])
        assert found_entry is not None
        (slip,) = found_entry[0].entry.content.attachments
        return digest(replica), b"".join(vault.attachments.read(slip))


def test_what_is_recorded_while_the_attachments_are_written_is_not_in_it(vault: Vault, tmp_path: Path):
    replica = vault.replica(vault.networks()[0])
    held, turns = replica.store.count(), []

    def turn(work):
        answer = work()
        turns.append(open_jar(vault, replica, f"jar {len(turns)}"))
        return answer

    target = tmp_path / f"stick{SUFFIX}"
    back_up(vault.folder, vault.connection, target, attachments=True, turn=turn)
    assert replica.store.count() == held + len(turns) and len(turns) == 2
    restore(target, tmp_path / "back.jangbu", PASSPHRASE)
    with open_vault(tmp_path, "back") as back:
        kept = back.replica(vault.networks()[0])
        assert kept.store.count() == held + 1, "what came before its second turn, in which the database is written"
        assert all(back.attachments.has(root) for root in kept.attachments())


def trouble(call, *arguments: object) -> str:
    with pytest.raises(VaultError) as caught:
        call(*arguments)
    return caught.value.code


def test_a_backup_gives_everything_back(vault: Vault, tmp_path: Path):
    before = digest(vault.replica(vault.networks()[0]))
    made = back_up(vault.folder, vault.connection, tmp_path / f"stick{SUFFIX}", attachments=True)
    assert made.bytes == made.path.stat().st_size
    assert made.files == 3
    open_jar(vault, vault.replica(vault.networks()[0]), "after the backup")
    assert restore(made.path, tmp_path / "back.jangbu", PASSPHRASE) == Restored(tmp_path / "back.jangbu", 1, 0)
    assert read_all(tmp_path / "back.jangbu") == (before, PAPER)
    assert not list(tmp_path.glob("*.new"))


def test_a_restored_vault_doubts_its_chains(vault: Vault, tmp_path: Path):
    restore(whole(vault, tmp_path / f"stick{SUFFIX}"), tmp_path / "back.jangbu", PASSPHRASE)
    for _ in range(2):
        with open_vault(tmp_path, "back") as back:
            assert [one.reason for one in back.doubts()] == [Reason.RESTORED]
    with open_vault(tmp_path, "back") as back:
        back.head_watch.settle()
        assert back.doubts() == ()


def test_no_byte_of_a_backup_is_readable(vault: Vault, tmp_path: Path):
    data = whole(vault, tmp_path / f"stick{SUFFIX}").read_bytes()
    for secret in (b"plum of nobody", b"Shelf", b"weighing slip", vault.database_key, b"SQLite format"):
        assert secret not in data


def test_a_backup_without_its_end_or_with_another_byte_is_none(vault: Vault, tmp_path: Path):
    source = whole(vault, tmp_path / f"stick{SUFFIX}")
    data = source.read_bytes()
    cuts = [data[:length] for length in (0, 100, 512, 5000, len(data) // 2, len(data) - 11_000)]
    for place in range(700, len(data) - 12_000, len(data) // 23):
        flipped = bytearray(data)
        flipped[place] ^= 1
        cuts.append(bytes(flipped))
    for number, changed in enumerate(cuts):
        source.write_bytes(changed)
        assert trouble(restore, source, tmp_path / "back.jangbu", PASSPHRASE) == "backup_damaged", number
        assert not (tmp_path / "back.jangbu").exists()
        assert not list(tmp_path.glob("*.new"))
    source.write_bytes(data)
    restore(source, tmp_path / "back.jangbu", PASSPHRASE)


def test_what_does_not_belong_into_a_backup_is_not_unpacked(vault: Vault, tmp_path: Path):
    source = whole(vault, tmp_path / f"stick{SUFFIX}")
    with tarfile.open(source, "a") as archive:
        for name in ("../escaped", "/escaped", "attachments/../escaped", "attachments/" + "g" * 64, "vault.db-wal"):
            member = tarfile.TarInfo(name)
            member.size = 4
            archive.addfile(member, io.BytesIO(b"evil"))
    restore(source, tmp_path / "back.jangbu", PASSPHRASE)
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.read_bytes() == b"evil"]
    assert is_vault_file("slots")
    assert not is_vault_file("attachments/")


def test_each_trouble_is_told_apart_and_touches_nothing(vault: Vault, tmp_path: Path):
    source, target = whole(vault, tmp_path / f"stick{SUFFIX}"), tmp_path / "back.jangbu"
    assert trouble(restore, tmp_path / "nothing", target, PASSPHRASE) == "backup_missing"
    assert trouble(restore, source, target, "not the passphrase") == "wrong_passphrase"
    assert not target.exists()
    assert trouble(restore, source, vault.folder, PASSPHRASE) == "vault_exists"
    newer = tmp_path / f"newer{SUFFIX}"
    with tarfile.open(newer, "w") as archive:
        data = json.dumps({"format": 2, "files": {}}).encode()
        member = tarfile.TarInfo("manifest")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    assert trouble(restore, newer, target, PASSPHRASE) == "backup_newer"
    target.mkdir()
    assert trouble(restore, source, target, PASSPHRASE) == "vault_exists"


def test_an_older_file_stays_until_the_new_one_is_whole(vault: Vault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    target = whole(vault, tmp_path / f"stick{SUFFIX}")
    before = target.read_bytes()

    def pulled(number: int) -> None:
        raise OSError(5, "Input/output error")

    def stopped() -> None:
        back_up(vault.folder, vault.connection, target, attachments=True, progress=lambda done, total: False)

    with pytest.raises(Stopped):
        stopped()
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", pulled)
        assert trouble(whole, vault, target) == "disk_trouble"
    with monkeypatch.context() as patch:
        patch.setattr("core.vault.disk.SPARE_BYTES", 2**60)
        assert trouble(whole, vault, target) == "disk_short"
    assert target.read_bytes() == before
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [target.name]


def test_one_backup_a_day_and_seven_are_kept(vault: Vault):
    first = date(2026, 11, 1)
    for number in range(10):
        today = first + timedelta(days=number)
        made = back_up_today(vault.folder, vault.connection, today)
        assert made is not None
        assert back_up_today(vault.folder, vault.connection, today) is None
    kept = [day for day, _ in days(vault.folder)]
    assert kept == [first + timedelta(days=number) for number in range(9, 9 - KEPT, -1)]
    (vault.folder / "backups" / "mine.txt").write_text("not a backup")
    back_up_today(vault.folder, vault.connection, first + timedelta(days=10))
    assert (vault.folder / "backups" / "mine.txt").is_file()


def test_a_daily_backup_takes_the_attachments_that_lie_beside_it(vault: Vault, tmp_path: Path):
    made = back_up_today(vault.folder, vault.connection, date(2026, 11, 22))
    assert made is not None
    assert made.files == 2
    assert restore(made.path, tmp_path / "back.jangbu", PASSPHRASE).missing == 0
    assert read_all(tmp_path / "back.jangbu")[1] == PAPER
    alone = tmp_path / "elsewhere" / f"x{SUFFIX}"
    alone.parent.mkdir()
    alone.write_bytes(made.path.read_bytes())
    assert restore(alone, tmp_path / "alone.jangbu", PASSPHRASE) == Restored(tmp_path / "alone.jangbu", 0, 1)


def test_a_vault_is_kept_as_it_was_before_its_format_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from core.vault import database  # noqa: PLC0415

    with make_vault(tmp_path, "yard") as vault:
        open_jar(vault, found(vault))
        before = digest(vault.replica(vault.networks()[0]))
    newest = database.schema_versions()
    number = newest[-1][0] + 1
    more = [*newest, (number, "CREATE TABLE one_more (name TEXT PRIMARY KEY)")]
    monkeypatch.setattr(database, "schema_versions", lambda: more)
    with monkeypatch.context() as patch:
        patch.setattr("core.vault.disk.SPARE_BYTES", 2**60)
        assert trouble(open_vault, tmp_path, "yard") == "disk_short"
    kept = tmp_path / "yard.jangbu" / "backups" / f"before-format-{number}{SUFFIX}"
    assert not kept.exists()
    with open_vault(tmp_path, "yard") as vault:
        assert vault.connection.execute("PRAGMA user_version").fetchone() == (number,)
    assert kept.is_file()
    monkeypatch.undo()
    monkeypatch.setattr(database, "schema_versions", lambda: newest)
    restore(kept, tmp_path / "old.jangbu", PASSPHRASE)
    with Vault.open(tmp_path / "old.jangbu", PASSPHRASE, REGISTRY, FixedClock(), SeededRandomness("o")) as old:
        assert digest(old.replica(old.networks()[0])) == before
