"""An erasure as people meet it: two laptops and a hub, each a process of its own, and afterwards no byte anywhere."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.domains.registry import installed
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.digest import view_digest
from core.vault.erasure_log import erasure_log
from core.vault.vault import Vault
from tests.e2e.hub_process import HubProcess, hub_processes
from tests.e2e.parties import Party
from tests.support.vault_bytes import files_with

pytestmark = pytest.mark.timeout(300)
PACK = {
    "number": "KONA-0042",
    "number_kind": "serial",
    "level": "pack",
    "maker": "Hyundai",
    "model": "Kona 64",
    "chemistry": "NMC",
    "rated_mah": 180_000,
    "nominal_mv": 356_000,
    "accident": "none",
    "holder": "Gildong Hong, 02-123-4567",
}
PHOTO = b"somebody's face " * 1_000


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[HubProcess]:
    with hub_processes(tmp_path, 1) as (made,):
        yield made


def opened(party: Party) -> Vault:
    passphrase = (party.folder / f"{party.vault.stem}.passphrase").read_text(encoding="utf-8").splitlines()[0]
    return Vault.open(party.vault, passphrase, installed(), SystemClock(), SystemRandomness())


def traces_of(party: Party, entry: str) -> list[bytes]:
    """Pieces of the entry's blob and of its file, as they lie on disks."""
    with opened(party) as vault:
        replica = vault.replica(vault.networks()[0])
        number, leaf = vault.connection.execute(
            "SELECT block, leaf FROM entries WHERE id = ?", (bytes.fromhex(entry),)
        ).fetchone()
        blob = replica.store.block(number).blobs[leaf]
        assert blob is not None
    (file,) = (party.vault / "attachments").iterdir()
    photo = file.read_bytes()
    return [blob[60:92], blob[-32:], photo[:32], photo[-32:]]


def holding(party: Party, traces: list[bytes]) -> list[str]:
    with opened(party) as vault:
        key = vault.database_key
    return [name for trace in (*traces, b"Gildong Hong") for name in files_with(party.vault, key, trace)]


def stored(hub: HubProcess) -> bytes:
    return b"".join(path.read_bytes() for path in hub.folder.rglob("*") if path.is_file())


def test_nothing_of_an_erased_entry_is_left_on_two_laptops_and_a_hub(hub: HubProcess, tmp_path: Path):
    yard, centre = Party(tmp_path, "yard", {}), Party(tmp_path, "centre", {})
    for party in (yard, centre):
        party.do("vault", "create")
    made = yard.do("network", "create", "--name", "Jeju", "--member", "Yard", "--title", "Laptop 1", "--role", "yard")
    request, photo = tmp_path / "centre.join", tmp_path / "photo.jpg"
    centre.do("network", "join", str(request), "--member", "Centre", "--title", "Desk 1", "--role", "jtp_test")
    yard.do("network", "grant", str(request))
    photo.write_bytes(PHOTO)
    recorded = yard.record("battery.pack.register", PACK, "--attach", str(photo))
    yard.do("sync", hub.url)
    centre.do("sync", hub.url, "--network", made["id"])
    traces = traces_of(yard, recorded["entry"])
    for party in (yard, centre):
        assert len(holding(party, traces)) >= len(traces)
    assert all(trace in stored(hub) for trace in traces)

    order = yard.do("erase", recorded["entry"], "--basis", "person_asked", "--note", "2026-17", "--whole")
    # Without witnesses an order is carried out at once, wherever it comes to be known.
    assert holding(yard, traces) == []
    yard.do("sync", hub.url)
    assert not any(trace in stored(hub) for trace in traces)
    taken = centre.do("sync", hub.url, "--network", made["id"])
    assert taken["equal"] is True
    assert holding(centre, traces) == []
    with opened(centre) as vault:
        replica = vault.replica(vault.networks()[0])
        (told,) = erasure_log(replica)
        assert told.order.hex() == order["order"]
        assert (told.obeyed, len(told.reported)) == (True, 2)
        before = view_digest(replica)
        vault.rebuild()
        assert view_digest(replica) == before
