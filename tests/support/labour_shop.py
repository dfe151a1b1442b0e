"""A shop's real vault with an employer and workers, filled through core actions, for tests of the labour desk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from core.actions.create_network import create_network
from core.actions.join import grant_person
from core.actions.record import Draft, Recorded, Signing, record
from core.domains.registry import installed
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from core.vault.views import SubjectRow, subject
from desktop.domains.labour.keeping import deliver, enrol, sign_contract
from tests.support.fixed_clock import FixedClock
from tests.support.labour_bench import CONTRACT, PERSON, SHOP

PIN = "123456"
IDENTITY = {"name": "김하나", "born": "2005-03-01", "contact": "010-0000-0000"}
PRIVATE = {"resident_number": "050301-4000000", "account": "은행 1-2-3"}


class Shop:
    """One vault, one workplace; workers are hired with a key of their own."""

    def __init__(self, folder: Path, clock: FixedClock | None = None) -> None:
        self.vault = Vault.create(
            folder / "shop.jangbu", "sample data only", installed(), clock or FixedClock(), SystemRandomness()
        )
        self.network = create_network(self.vault, "한빛카페", "한빛카페", "계산대", ["employer"], ["labour"])
        self.employer = self._person("이사장", "employer")
        self.workplace = self.record("labour.workplace.open", SHOP, None, self.employer).subjects[0]

    def _person(self, title: str, role: str) -> Signing:
        person = self.vault.add_person("한빛카페", title, PIN)
        grant_person(self.vault, self.network, person.key, [role])
        return Signing(person.key, role, PIN)

    def record(self, name: str, body: Mapping[str, Any], about: bytes | None, *signers: Signing) -> Recorded:
        return record(self.vault, self.network, [Draft(name, body, about, signers)])

    def enrol(
        self, number: str = "H-01", identity: Mapping[str, str] = IDENTITY, private: Mapping[str, str] = PRIVATE
    ) -> tuple[bytes, Signing]:
        worker = self._person(f"직원 {number}", "worker")
        body = {name: value for name, value in PERSON.items() if name not in ("workplace", "worker_key")}
        sealed = {"identity": identity, "private": private}
        enrolled = enrol(self.vault, self.network, {**body, "staff_number": number}, sealed, self.employer, worker)
        return enrolled.subjects[0], worker

    def contract(self, employment: bytes, worker: Signing, **changes: Any) -> None:
        """A contract that both signed, and a copy in the worker's hand."""
        body = {name: value for name, value in {**CONTRACT, **changes}.items() if value is not None}
        sign_contract(self.vault, self.network, employment, body, self.employer, worker)
        deliver(self.vault, self.network, employment, "printed", worker)

    def hire(self, number: str = "H-01", **changes: Any) -> tuple[bytes, Signing]:
        employment, worker = self.enrol(number)
        self.contract(employment, worker, **changes)
        return employment, worker

    def work(
        self,
        employment: bytes,
        worker: Signing,
        days: Sequence[str],
        start: str = "10:00",
        end: str = "14:30",
        pause: tuple[str, str] | None = ("12:00", "12:30"),
    ) -> None:
        for day in days:
            breaks = [{"start": f"{day}T{pause[0]}", "end": f"{day}T{pause[1]}"}] if pause else []
            self.record("labour.clock.in", {"at": f"{day}T{start}", "method": "pin"}, employment, worker)
            out = {"end": f"{day}T{end}", "method": "pin", "breaks": breaks}
            self.record("labour.clock.out", out, employment, worker)

    def row(self, about: bytes) -> SubjectRow:
        return subject(self.vault.replica(self.network), about)
