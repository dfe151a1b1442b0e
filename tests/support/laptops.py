"""Two laptops for tests of the battery pages: a yard and a test centre in one network, each with its window."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from core.actions.create_network import create_network
from core.actions.join import grant, grant_person, join_request, read_request
from core.domains.registry import installed
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from desktop.desk import Desk
from desktop.domains.battery import VIEW
from desktop.domains.battery.samples import build
from desktop.holding import Holding
from desktop.page_context import PageContext
from desktop.session import VaultSession
from desktop.shell import MainWindow
from desktop.shell.page import Page
from desktop.standing import Standing
from desktop.words import Words
from sync.carry import export_bundle, import_bundle
from tests.support.fixed_clock import FixedClock

PASSPHRASE = "sample data only"
PIN = "123456"
YARD, CENTRE = "한라폐차장", "제주 배터리센터"


@dataclass
class Laptop:
    """An open vault and the window over it."""

    desk: Desk
    vault: Vault
    session: VaultSession
    window: MainWindow

    def open(self, name: str, target: object = None) -> Page:
        """Bring a page to the front."""
        return self.window.open(name, target)

    @property
    def network(self) -> bytes:
        return self.vault.networks()[0]

    def entries(self) -> int:
        """How many entries the vault holds."""
        return int(self.vault.connection.execute("SELECT COUNT(*) FROM entries").fetchone()[0])


def laptop(desk: Desk, vault: Vault, known: Standing | None = None) -> Laptop:
    """A window over an open vault, with the battery's places only; `known` where the vault has a thread of its own."""
    session = VaultSession(desk.jobs, vault)

    def standing() -> Standing:
        return known or session.standing(vault)

    holding = Holding(session.act, session.on_vault, session)
    window = MainWindow(desk, VIEW.pages(PageContext(session, standing, holding)))
    window.undo_bar.follow(holding)
    return Laptop(desk, vault, session, window)


def two_vaults(folder: Path) -> tuple[Vault, Vault]:
    """A yard that founded the network, and a centre with a tester and a grader; no battery yet."""
    yard, centre = (_vault(folder / f"{name}.jangbu") for name in ("yard", "centre"))
    network = create_network(yard, "제주 사용후 배터리망", YARD, "입고장 노트북", ["yard"], ["battery"])
    intake = yard.add_person(YARD, "입고 담당 1", PIN)
    grant_person(yard, network, intake.key, ["yard"])
    tester = centre.add_person(CENTRE, "시험 담당 1", PIN)
    grader = centre.add_person(CENTRE, "판정 담당 1", "654321")
    wanted = {tester.key: ["jtp_test"], grader.key: ["jtp_grade"]}
    request = join_request(centre, CENTRE, "시험실 노트북", ["jtp_test"], wanted)
    grant(yard, network, read_request(request))
    carry(yard, centre, folder)
    return yard, centre


def carry(source: Vault, target: Vault, folder: Path) -> None:
    """A bundle on a stick."""
    path = folder / f"{source.device.public.hex()[:8]}-{len(list(folder.iterdir()))}.jangbu-bundle"
    export_bundle(source, source.networks()[0], path)
    import_bundle(target, path)


def sample_vaults(folder: Path, language: str) -> list[Path]:
    """The sample data that people look around in."""
    surroundings = SimpleNamespace(
        words=Words(language), registry=installed(), clock=FixedClock(), randomness=SystemRandomness()
    )
    return build(surroundings, folder)


def open_vault(path: Path) -> Vault:
    return Vault.open(path, PASSPHRASE, installed(), FixedClock(), SystemRandomness())


def _vault(path: Path) -> Vault:
    return Vault.create(path, PASSPHRASE, installed(), FixedClock(), SystemRandomness())


def yesterday() -> str:
    return (FixedClock().now().day() - timedelta(days=1)).isoformat()
