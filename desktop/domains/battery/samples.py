"""Sample data: a dismantling yard and a test centre on Jeju with a handful of batteries, one of them graded.

The measured file is a real one: 1C discharges of a 2013 Nissan Leaf cell (batterysim/nissan-leaf-data, MIT licence).
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from core.actions.create_network import create_network
from core.actions.join import grant, grant_person, join_request, read_request
from core.actions.record import Draft, Signing, record
from core.domains.battery.measured import Circumstances, capacity_test_body, chosen_test, read_file
from core.vault.vault import Vault
from core.vault.views import subject
from desktop.attaching import attach
from desktop.cli.context import Context
from desktop.cli.samples import PASSPHRASE, PIN
from desktop.domains.battery.grading import assign, estimate
from desktop.resources import resource
from sync.carry import export_bundle, import_bundle

_PEOPLE = {
    "ko": {
        "network": "제주 사용후 배터리망 (견본)",
        "yard": "한라폐차장",
        "centre": "제주 배터리센터",
        "yard_device": "입고장 노트북",
        "centre_device": "시험실 노트북",
        "yard_person": "입고 담당 1",
        "tester": "시험 담당 1",
        "grader": "판정 담당 1",
        "site": "1동",
        "instrument": "Bitrode MCV 2-200-5",
    },
    "en": {
        "network": "Jeju used batteries (sample)",
        "yard": "Halla Yard",
        "centre": "Jeju Battery Centre",
        "yard_device": "Intake laptop",
        "centre_device": "Test laptop",
        "yard_person": "Intake 1",
        "tester": "Tester 1",
        "grader": "Grader 1",
        "site": "Hall 1",
        "instrument": "Bitrode MCV 2-200-5",
    },
}
_LEAF = {
    "number": "LEAF-2013-0417",
    "number_kind": "serial",
    "level": "cell",
    "maker": "AESC",
    "model": "Leaf 2013",
    "chemistry": "LMO/NMC",
    "rated_mah": 33_100,
    "nominal_mv": 3_750,
    "accident": "none",
}
_OTHERS: tuple[Mapping[str, Any], ...] = (
    {
        "number": "IONIQ-2016-1102",
        "number_kind": "serial",
        "level": "pack",
        "maker": "Hyundai",
        "model": "Ioniq 28",
        "chemistry": "NMC",
        "rated_mah": 78_000,
        "nominal_mv": 360_000,
        "accident": "none",
    },
    {
        "number": "SM3-2015-0093",
        "number_kind": "serial",
        "level": "pack",
        "maker": "Renault Samsung",
        "model": "SM3 Z.E.",
        "chemistry": "NMC",
        "rated_mah": 65_000,
        "nominal_mv": 400_000,
        "accident": "collision",
    },
)


def build(context: Context, folder: Path) -> list[Path]:
    """Make the two vaults with their shared history."""
    names = _PEOPLE[context.words.language]
    paths = [folder / f"{names['yard']}.jangbu", folder / f"{names['centre']}.jangbu"]
    with _made(context, paths[0]) as yard, _made(context, paths[1]) as centre:
        network = create_network(yard, names["network"], names["yard"], names["yard_device"], ["yard"], ["battery"])
        intake = yard.add_person(names["yard"], names["yard_person"], PIN)
        grant_person(yard, network, intake.key, ["yard"])
        tester = centre.add_person(names["centre"], names["tester"], PIN)
        grader = centre.add_person(names["centre"], names["grader"], PIN)
        wanted = {tester.key: ["jtp_test"], grader.key: ["jtp_grade"]}
        request = join_request(centre, names["centre"], names["centre_device"], ["jtp_test"], wanted)
        grant(yard, network, read_request(request))
        batteries = _at_the_yard(yard, network, Signing(intake.key, "yard", PIN), names)
        _carry(yard, centre, network)
        signing = Signing(tester.key, "jtp_test", PIN)
        _at_the_centre(centre, network, batteries[0], signing, Signing(grader.key, "jtp_grade", PIN), names)
        _carry(centre, yard, network)
    return paths


def _made(context: Context, path: Path) -> Vault:
    return Vault.create(path, PASSPHRASE, context.registry, context.clock, context.randomness)


def _at_the_yard(yard: Vault, network: bytes, signing: Signing, names: Mapping[str, str]) -> list[bytes]:
    today = yard.clock.now().day()
    batteries = []
    for place, body in enumerate((_LEAF, *_OTHERS)):
        named = {**body, "holder": names["yard"]}
        recorded = record(yard, network, [Draft("battery.pack.register", named, signings=(signing,))])
        battery = recorded.subjects[0]
        batteries.append(battery)
        arrived = {
            "site": names["site"],
            "shelf": f"A-{place + 1:02d}",
            "arrived_on": (today - timedelta(days=3 + 80 * place)).isoformat(),
            "transport_class": "SP377",
        }
        record(yard, network, [Draft("battery.pack.receive", arrived, subject=battery, signings=(signing,))])
    looks = ("swelling", "leak", "crack", "burn", "corrosion", "water", "connector", "label")
    clean = dict.fromkeys(looks, "none") | {"label": "minor"}
    record(yard, network, [Draft("battery.inspect.visual", clean, subject=batteries[0], signings=(signing,))])
    electric = {
        "isolation_ohm": 500_000_000,
        "isolation_test_mv": 500_000,
        "pack_mv": 3_842,
        "cell_mv": [3_842],
        "temps_dc": [231],
    }
    record(yard, network, [Draft("battery.inspect.electric", electric, subject=batteries[0], signings=(signing,))])
    handed = {"from_member": names["yard"], "to_member": names["centre"], "transport_class": "SP377"}
    record(yard, network, [Draft("battery.custody.transfer", handed, subject=batteries[0], signings=(signing,))])
    return batteries


def _at_the_centre(
    centre: Vault, network: bytes, battery: bytes, tester: Signing, grader: Signing, names: Mapping[str, str]
) -> None:
    replica = centre.replica(network)
    state = subject(replica, battery).state
    transfer = bytes.fromhex(state["transfers"][-1]["entry"])
    accepted = {"transfer": transfer, "member": names["centre"]}
    record(centre, network, [Draft("battery.custody.accept", accepted, subject=battery, signings=(tester,))])
    today = centre.clock.now().day()
    circumstances = Circumstances(
        names["instrument"], today.isoformat(), (today - timedelta(days=60)).isoformat(), 3_000, 4_200, temp_dc=250
    )
    file = resource("samples/battery/nissan-leaf-1c-bitrode.csv")
    reading = read_file(file, subject(replica, battery).state, circumstances)
    body = capacity_test_body(reading, chosen_test(reading), circumstances)
    attachment = attach(centre, file)
    draft = Draft("battery.test.capacity", body, subject=battery, signings=(tester,), attachments=(attachment,))
    record(centre, network, [draft])
    estimate(centre, network, battery, None, (tester,))
    assign(centre, network, battery, (grader, tester))


def _carry(source: Vault, target: Vault, network: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sample.jangbu-bundle"
        export_bundle(source, network, path)
        import_bundle(target, path)
