"""Orders of erasure among laptops: hidden, destroyed to the last byte, told; and everything else as it was."""

from datetime import date
from io import SEEK_END, BytesIO
from pathlib import Path

import pytest

from core.actions.erase import erase, report_erasures
from core.actions.make_evidence import evidence_for
from core.actions.read_sealed import read_sealed
from core.actions.record import Draft, SealedPart, Signing, record
from core.errors import InputError, RefusedError, RejectedError, VaultError
from core.ledger.block import Block, signature_is_valid
from core.ledger.evidence_check import check_evidence
from core.ledger.governance.grant import PERSON, grant_body
from core.ledger.governance.grant import TYPE as GRANT
from core.vault.backup import unpack
from core.vault.backup_days import back_up_before, back_up_today, days
from core.vault.drafts import TypedEntry
from core.vault.erasure_log import erasure_log
from core.vault.replica import Replica
from core.vault.search import search
from core.vault.vault import Vault
from core.vault.views import history, list_subjects
from sync.carry import export_bundle, import_bundle
from tests.support.replicas import PIN, admit, digest, fill_jar, findings, make_vault, open_vault, put, verdict
from tests.support.shelf import Shelf
from tests.support.toy import FILL, NOTE, OPEN
from tests.support.vault_bytes import files_with

TEXT = "plums from Gildong Hong, 02-123-4567"
PHOTO = b"a photo of somebody's face " * 20_000


def noted(shelf: Shelf, *recipients: bytes) -> bytes:
    part = SealedPart("recipe", {"text": TEXT}, recipients or (shelf.vault.device.public,))
    photo = shelf.vault.attachments.add(BytesIO(PHOTO), "image/jpeg")
    draft = Draft(NOTE, {"topic": "jam"}, shelf.jar, sealed=(part,), attachments=(photo,))
    return record(shelf.vault, shelf.replica.network_id, [draft]).entries[0]


def block_of(replica: Replica, entry: bytes) -> Block:
    row = replica.connection.execute("SELECT block FROM entries WHERE id = ?", (entry,)).fetchone()
    return replica.store.block(row[0])


def carry(source: Vault, target: Vault, path: Path) -> None:
    export_bundle(source, source.networks()[0], path)
    import_bundle(target, path)


def holds(vault: Vault, *wanted: bytes) -> list[str]:
    return [name for one in wanted for name in files_with(vault.folder, vault.database_key, one)]


def second_holder(shelf: Shelf) -> Signing:
    """A person who may erase, besides the founding device."""
    person = shelf.vault.add_person("Yard", "privacy 1", PIN)
    put(shelf.vault, shelf.replica, GRANT, grant_body(person.key, PERSON, "Yard", "privacy 1", [], ["erase"]))
    return Signing(person.key, "erase", PIN)


def test_what_was_ordered_is_gone_from_every_file_of_every_replica(shelf: Shelf, tmp_path: Path):
    network = shelf.replica.network_id
    with make_vault(tmp_path, "mill") as mill, make_vault(tmp_path, "shop") as shop:
        admit(shelf.vault, mill, network), admit(shelf.vault, shop, network)
        entry = noted(shelf, mill.device.public)
        neighbour = fill_jar(shelf.vault, shelf.replica, shelf.jar)
        for vault in (mill, shop):
            carry(shelf.vault, vault, tmp_path / f"to-{vault.folder.stem}.jangbu-bundle")
        vaults = (shelf.vault, mill, shop)
        before = block_of(shelf.replica, entry)
        (file,) = history(shelf.replica, shelf.jar)[-2].entry.content.attachments
        part = before.blobs[1]
        assert part is not None
        photo = shelf.vault.attachments.path(file.root).read_bytes()
        traces = (part[8:40], part[len(part) // 2 :][:32], part[-40:], photo[:32], photo[-32:])
        assert all(len(holds(vault, *traces)) == len(traces) for vault in vaults)
        views = [digest(vault.replica(network)) for vault in vaults]
        verdicts = [verdict(shelf.replica, id) for id in (entry, neighbour)]
        assert read_sealed(mill, network, entry)[0].body == {"text": TEXT}

        erase(shelf.vault, network, entry, "person_asked", note="file 2026-17")
        assert holds(shelf.vault, *traces) == []
        for vault in (mill, shop):
            carry(shelf.vault, vault, tmp_path / f"order-{vault.folder.stem}.jangbu-bundle")

        for vault in vaults:
            replica = vault.replica(network)
            assert holds(vault, *traces) == []
            assert not vault.attachments.has(file.root)
            assert read_sealed(vault, network, entry)[0].closed == "erased"
            after = block_of(replica, entry)
            assert (after.id, after.header, after.envelope) == (before.id, before.header, before.envelope)
            assert after.leaves == before.leaves
            assert signature_is_valid(after)
            assert [verdict(replica, id) for id in (entry, neighbour)] == verdicts
            (told,) = erasure_log(replica)
            assert (told.entry, told.basis, told.note, told.obeyed) == (entry, "person_asked", "file 2026-17", True)
            assert check_evidence(evidence_for(vault, network, [neighbour])).intact
            assert check_evidence(evidence_for(vault, network, [entry])).intact
        assert len(set(views)) == 1


def test_nothing_is_left_of_a_photo_that_was_damaged_here_and_had_begun_to_come_anew(shelf: Shelf, tmp_path: Path):
    network = shelf.replica.network_id
    with make_vault(tmp_path, "mill") as mill:
        admit(shelf.vault, mill, network)
        entry = noted(shelf)
        carry(shelf.vault, mill, tmp_path / "to-mill.jangbu-bundle")
        (file,) = history(shelf.replica, shelf.jar)[-1].entry.content.attachments
        first, *_ = mill.attachments.chunks(file.root)
        with mill.attachments.path(file.root).open("r+b") as photo:
            photo.seek(-1, SEEK_END)
            photo.write(b"?")
        assert mill.attachments.set_aside_damaged(file.root)
        assert not mill.attachments.receive(file.root, file.size, 0, first)
        folder = mill.folder / "attachments"
        assert len(list(folder.iterdir())) == 2
        erase(shelf.vault, network, entry, "person_asked")
        carry(shelf.vault, mill, tmp_path / "order.jangbu-bundle")
        assert list(folder.iterdir()) == []


def test_views_come_back_to_the_same_digest_and_reports_spread(shelf: Shelf, tmp_path: Path):
    network = shelf.replica.network_id
    with make_vault(tmp_path, "mill") as mill:
        here = admit(shelf.vault, mill, network)
        entry = noted(shelf, mill.device.public)
        carry(shelf.vault, mill, tmp_path / "first.jangbu-bundle")
        erase(shelf.vault, network, entry, "consent_withdrawn")
        carry(shelf.vault, mill, tmp_path / "order.jangbu-bundle")
        assert report_erasures(mill, network) is None, "the import told already"
        carry(mill, shelf.vault, tmp_path / "back.jangbu-bundle")
        assert digest(here) == digest(shelf.replica)
        devices = {shelf.vault.device.public, mill.device.public}
        assert [set(one.reported) for one in erasure_log(shelf.replica)] == [devices]
        for vault in (shelf.vault, mill):
            vault.rebuild()
            assert digest(vault.replica(network)) == digest(shelf.replica)
            assert read_sealed(vault, network, entry)[0].closed == "erased"


def test_an_old_bundle_does_not_bring_it_back(shelf: Shelf, tmp_path: Path):
    network = shelf.replica.network_id
    with make_vault(tmp_path, "mill") as mill, make_vault(tmp_path, "shop") as shop:
        here, there = admit(shelf.vault, mill, network), admit(shelf.vault, shop, network)
        entry = noted(shelf, mill.device.public)
        part = block_of(shelf.replica, entry).blobs[1]
        old = tmp_path / "old.jangbu-bundle"
        export_bundle(shelf.vault, network, old)
        erase(shelf.vault, network, entry, "retention_over")
        new = tmp_path / "new.jangbu-bundle"
        export_bundle(shelf.vault, network, new)
        import_bundle(mill, new)
        import_bundle(shop, old)
        for vault in (mill, shelf.vault):
            carried = import_bundle(vault, old)
            assert carried.attachments == 0
            assert holds(vault, part[8:40]) == []
        assert holds(shop, part[8:40]) == ["vault.db-wal"] or holds(shop, part[8:40]) == ["vault.db"]
        import_bundle(shop, new)
        assert holds(shop, part[8:40]) == []
        assert [read_sealed(vault, network, entry)[0].closed for vault in (mill, shop)] == ["erased", "erased"]
        for replica in (here, there):
            assert verdict(replica, entry) == "accepted"


def test_two_holders_stand_behind_an_order_where_there_are_two(shelf: Shelf):
    network = shelf.replica.network_id
    entry = noted(shelf)
    privacy = second_holder(shelf)
    before = digest(shelf.replica)
    with pytest.raises(RefusedError) as caught:
        erase(shelf.vault, network, entry, "person_asked")
    assert [one.code for one in caught.value.facts["findings"]] == ["erasers_missing"]
    assert digest(shelf.replica) == before
    assert read_sealed(shelf.vault, network, entry)[0].body == {"text": TEXT}
    erase(shelf.vault, network, entry, "person_asked", signings=[privacy])
    (told,) = erasure_log(shelf.replica)
    assert told.persons == (privacy.person,)


def test_who_may_not_erase_is_refused(shelf: Shelf, tmp_path: Path):
    network = shelf.replica.network_id
    entry = noted(shelf)
    with make_vault(tmp_path, "mill") as mill:
        admit(shelf.vault, mill, network)
        with pytest.raises(RefusedError) as caught:
            erase(mill, network, entry, "person_asked")
    assert {one.code for one in caught.value.facts["findings"]} == {"power_missing", "erasers_missing"}
    with pytest.raises(RefusedError) as caught:
        erase(shelf.vault, network, entry, "other")
    assert [one.code for one in caught.value.facts["findings"]] == ["erasure_basis_missing"]
    with pytest.raises(InputError, match="nothing_to_erase"):
        erase(shelf.vault, network, shelf.filled, "person_asked")
    with pytest.raises(InputError, match="part_not_found"):
        erase(shelf.vault, network, entry, "person_asked", parts=[bytes(32)])


def test_one_part_goes_and_the_others_stay(shelf: Shelf):
    network = shelf.replica.network_id
    own = (shelf.vault.device.public,)
    parts = (SealedPart("recipe", {"text": TEXT}, own), SealedPart("price", {"amount_won": 9_860}, own))
    entry = record(shelf.vault, network, [Draft(NOTE, {"topic": "jam"}, shelf.jar, sealed=parts)]).entries[0]
    erase(shelf.vault, network, entry, "purpose_achieved", parts=[read_sealed(shelf.vault, network, entry)[0].leaf])
    assert [one.closed or one.body for one in read_sealed(shelf.vault, network, entry)] == [
        "erased",
        {"amount_won": 9_860},
    ]


def test_text_of_an_entry_goes_while_numbers_and_verdicts_stay(shelf: Shelf, tmp_path: Path):
    network = shelf.replica.network_id
    with make_vault(tmp_path, "mill") as mill:
        here = admit(shelf.vault, mill, network)
        opened = put(shelf.vault, shelf.replica, OPEN, {"label": "jar of Gildong Hong"})
        (jar,) = opened.subjects
        fills = [fill_jar(shelf.vault, shelf.replica, jar, 70), fill_jar(shelf.vault, shelf.replica, jar, 5_000)]
        shelf.vault.drafts.save(
            TypedEntry(network, "core.entry.amend", 1, {"target": opened.entries[0], "reason": "Gildong Hong"})
        )
        carry(shelf.vault, mill, tmp_path / "first.jangbu-bundle")
        told = [(verdict(shelf.replica, one), findings(shelf.replica, one)) for one in (*opened.entries, *fills)]
        assert holds(shelf.vault, b"Gildong Hong")
        erase(shelf.vault, network, opened.entries[0], "recorded_unlawfully", whole=True)
        carry(shelf.vault, mill, tmp_path / "order.jangbu-bundle")
        carry(mill, shelf.vault, tmp_path / "back.jangbu-bundle")
        for vault, replica in ((shelf.vault, shelf.replica), (mill, here)):
            for _ in range(2):
                assert list_subjects(replica, "jar", search="Gildong") == []
                (row,) = [one for one in list_subjects(replica, "jar") if one.id == jar]
                assert row.state["grams"] == 5_070
                assert "Gildong" not in row.title
                entries = (*opened.entries, *fills)
                assert [(verdict(replica, one), findings(replica, one)) for one in entries] == told
                assert digest(replica) == digest(shelf.replica)
                assert holds(vault, b"Gildong Hong") == []
                vault.rebuild()
        assert shelf.vault.drafts.of_network(network) == []
        with pytest.raises(RejectedError, match="erased"):
            evidence_for(mill, network, [opened.entries[0]])
        assert fill_jar(mill, here, jar)


def test_governance_is_never_erased(shelf: Shelf):
    network = shelf.replica.network_id
    rows = shelf.vault.connection.execute(
        "SELECT e.id FROM entries e JOIN types t USING (type) WHERE t.name LIKE 'core.%'"
    ).fetchall()
    for (entry,) in rows:
        with pytest.raises(RefusedError, match="entry_not_erasable"):
            erase(shelf.vault, network, entry, "person_asked", whole=True)
    grant = next(
        block for number in shelf.replica.store.numbers() if (block := shelf.replica.store.block(number)).header.seq
    )
    body = {"block": grant.id, "parts": [], "entries": [grant.leaves[0]], "attachments": [], "basis": "person_asked"}
    put(shelf.vault, shelf.replica, "core.entry.erase", body)
    number = shelf.replica.store.number_of(grant.id)
    assert number is not None
    assert None not in shelf.replica.store.block(number).blobs
    assert fill_jar(shelf.vault, shelf.replica, shelf.jar)


def test_a_vault_that_ended_before_the_wiping_wipes_when_it_opens(shelf: Shelf, tmp_path: Path, monkeypatch):
    network = shelf.replica.network_id
    with make_vault(tmp_path, "mill") as mill:
        admit(shelf.vault, mill, network)
        entry = noted(shelf, mill.device.public)
        part = block_of(shelf.replica, entry).blobs[1]
        carry(shelf.vault, mill, tmp_path / "first.jangbu-bundle")
        erase(shelf.vault, network, entry, "person_asked")
        with monkeypatch.context() as patch:
            patch.setattr("core.vault.ingest.sweep", lambda *_: None)
            patch.setattr("core.actions.record.sweep", lambda *_: None)
            carry(shelf.vault, mill, tmp_path / "order.jangbu-bundle")
        assert holds(mill, part[8:40])
    with open_vault(tmp_path, "mill") as again:
        assert holds(again, part[8:40]) == []
        assert list((again.folder / "attachments").iterdir()) == []
        fill_jar(again, again.replica(network), shelf.jar)


def test_filling_still_works_where_a_number_was_typed(shelf: Shelf):
    """Erasing a fill leaves its grams: no sum changes."""
    erase(shelf.vault, shelf.replica.network_id, shelf.filled, "person_asked", whole=True)
    (row,) = list_subjects(shelf.replica, "jar")
    assert row.state["grams"] == 100
    assert history(shelf.replica, shelf.jar)[1].entry.content.type == FILL


def test_backups_beside_the_vault_hold_nothing_of_it_either(shelf: Shelf):
    network = shelf.replica.network_id
    entry = noted(shelf)
    part = block_of(shelf.replica, entry).blobs[1]
    assert part is not None
    folder, connection = shelf.vault.folder, shelf.vault.connection
    for day in range(20, 24):
        back_up_today(folder, connection, date(2026, 11, day))
    back_up_before(folder, connection, 3)
    erase(shelf.vault, network, entry, "person_asked")
    assert [path.name for _, path in days(folder)] == ["2026-11-23.jangbu-backup"]
    assert len(list((folder / "backups").iterdir())) == 1
    unpack(days(folder)[0][1], folder.parent / "restored.jangbu")
    restored = folder.parent / "restored.jangbu"
    assert files_with(restored, shelf.vault.database_key, part[8:40]) == []
    assert files_with(restored, shelf.vault.database_key, shelf.replica.network_id)


def test_a_disk_without_room_stops_nobody_and_is_not_reported_as_erased(shelf: Shelf, monkeypatch):
    network = shelf.replica.network_id
    entry = noted(shelf)
    part = block_of(shelf.replica, entry).blobs[1]
    assert part is not None
    with monkeypatch.context() as patch:
        patch.setattr("core.vault.sweep.renew_backups", _no_room)
        erase(shelf.vault, network, entry, "person_asked")
        assert [one.reported for one in erasure_log(shelf.replica)] == [()]
        assert fill_jar(shelf.vault, shelf.replica, shelf.jar)
    assert fill_jar(shelf.vault, shelf.replica, shelf.jar)
    assert report_erasures(shelf.vault, network) is not None
    assert holds(shelf.vault, part[8:40]) == []
    assert [one.reported for one in erasure_log(shelf.replica)] == [(shelf.vault.device.public,)]


def _no_room(*_: object) -> None:
    raise VaultError("disk_short", needed=1, free=0)


def test_the_search_index_forgets_with_the_order_and_not_with_the_next_search(shelf: Shelf):
    network = shelf.replica.network_id
    opened = put(shelf.vault, shelf.replica, OPEN, {"label": "zwetschge"})
    assert [one.judged.entry.id for one in search(shelf.replica, "zwetschge")] == list(opened.entries)
    erase(shelf.vault, network, opened.entries[0], "person_asked", whole=True)
    (words,) = shelf.vault.connection.execute("SELECT COUNT(*) FROM search_documents").fetchone()
    assert words == 0
    assert search(shelf.replica, "zwetschge") == []
    assert search(shelf.replica, "plum")
