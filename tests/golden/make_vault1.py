"""Makes tests/golden/vault1: a vault as the first released schema wrote it. Run once, at the commit of that schema.

`python -m tests.golden.make_vault1`: the folder, and vault1.json with what must be found in it for ever. It holds a
network of the battery workspace, a person, an entry with an attachment, and a parked block's table.
"""

import io
import json
import shutil
from pathlib import Path

from core.actions.create_network import create_network
from core.actions.join import grant_person
from core.actions.record import Draft, Signing, record
from core.domains.registry import installed
from core.vault.database import schema_versions
from core.vault.digest import view_digest
from core.vault.vault import Vault
from tests.support.fixed_clock import FixedClock
from tests.support.seeded_randomness import SeededRandomness

FOLDER = Path(__file__).parent / "vault1"
FACTS = Path(__file__).parent / "vault1.json"
PASSPHRASE = "golden 장부 passphrase"
PIN = "135790"
PACK = {
    "number": "KONA-0042", "number_kind": "serial", "level": "pack", "maker": "Hyundai", "model": "Kona 64",
    "chemistry": "NMC", "rated_mah": 180_000, "nominal_mv": 356_000, "accident": "none", "holder": "한라폐차장",
}  # fmt: skip
NOTE = "사진 대신 글".encode() * 100


def main() -> None:
    assert schema_versions()[-1][0] == 1, "a later schema makes its own golden vault"
    shutil.rmtree(FOLDER, ignore_errors=True)
    with Vault.create(FOLDER, PASSPHRASE, installed(), FixedClock(), SeededRandomness("golden vault")) as vault:
        network = create_network(vault, "제주 배터리망", "한라폐차장", "노트북 1", ["yard"], ["battery"])
        person = vault.add_person("한라폐차장", "입고 담당 1", PIN)
        grant_person(vault, network, person.key, ["yard"])
        signing = (Signing(person.key, "yard", PIN),)
        registered = record(vault, network, [Draft("battery.pack.register", PACK, signings=signing)])
        slip = vault.attachments.add(io.BytesIO(NOTE), "text/plain")
        received = record(
            vault,
            network,
            [
                Draft(
                    "battery.pack.receive",
                    {"arrived_on": "2026-11-20", "site": "한라", "transport_class": "SP377"},
                    registered.subjects[0],
                    signings=signing,
                    attachments=(slip,),
                )
            ],
        )
        facts = {
            "passphrase": PASSPHRASE,
            "pin": PIN,
            "device": vault.device.public.hex(),
            "person": person.key.hex(),
            "network": network.hex(),
            "entries": [one.hex() for one in (*registered.entries, *received.entries)],
            "subject": registered.subjects[0].hex(),
            "attachment": slip.root.hex(),
            "blocks": len(vault.replica(network).store.numbers()),
            "view_digest": view_digest(vault.replica(network)).hex(),
        }
    FACTS.write_text(json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
