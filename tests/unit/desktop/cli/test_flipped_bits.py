"""One flipped bit in any file of a vault, or beside it: it is named, nothing else is harmed, and a way back is there.

The files are those that a vault in use really has. One of a kind that is not listed here fails: say first what becomes
of a flipped bit in it.
"""

import json
import re
import shutil
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest

from core.domains.registry import installed
from core.errors import RejectedError
from core.ports.clock import SystemClock
from core.ports.randomness import SystemRandomness
from core.vault.vault import Vault
from desktop.outside import OutsideFolder
from desktop.settings import Settings
from tests.unit.desktop.cli.conftest import PASSPHRASE, Line

SEED = 20261126
PACK = {
    "number": "KONA-0042", "number_kind": "serial", "level": "pack", "maker": "Hyundai", "model": "Kona 64",
    "chemistry": "NMC", "rated_mah": 180_000, "nominal_mv": 356_000, "accident": "none", "holder": "Yard",
}  # fmt: skip
RECORDED = ("record", "battery.pack.register", "--as", "keeper:yard")


@dataclass
class Shop:
    """A vault as a killed program leaves it, with everything that may lie in it and outside."""

    line: Line
    folder: Path
    state: Path
    digest: str
    backed_up: str
    """Digests of the views now, and when it was backed up."""


@pytest.fixture
def shop(made: Line, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    state = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(state))
    body, paper = tmp_path / "body.json", tmp_path / "paper.txt"
    paper.write_bytes(Random(SEED).randbytes(600_000))
    for number in range(2):
        body.write_text(json.dumps({**PACK, "number": f"KONA-{number}"}))
        attach = ("--attach", str(paper)) if number == 0 else ()
        assert made(*RECORDED, "--file", str(body), *attach, JANGBU_PIN="111111").code == 0
    assert made("vault", "backup").code == 0
    backed_up = digest(made)
    used = made.vault
    with opened(used) as vault:
        half_arrived(vault)
        for number in range(2, 5):
            vault.settings.put(f"note {number}", Random(number).randbytes(5_000))
        assert (used / "vault.db-wal").stat().st_size > 20_000
        made.vault = tmp_path / "shop" / "yard.jangbu"
        shutil.copytree(used, made.vault)  # the log is not empty: as if the program had been killed now
    Settings(state).text_percent = 120
    return Shop(made, made.vault, state, backed_up, backed_up)


def opened(folder: Path) -> Vault:
    return Vault.open(folder, PASSPHRASE, installed(), SystemClock(), SystemRandomness(), OutsideFolder())


def half_arrived(vault: Vault) -> None:
    """The first chunk of an attachment of which more is to come."""
    ((root, size),) = vault.attachments.all()
    first = next(vault.attachments.chunks(root))
    assert not vault.attachments.receive(bytes(32), size, 0, first)


def digest(line: Line) -> str:
    return str(line("vault", "info").data["networks"][0]["view_digest"])


def flipped(path: Path, place: int, bit: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1 << bit
    path.write_bytes(bytes(data))


def back_from_a_backup(shop: Shop) -> None:
    """The way back that every damage of the vault itself leaves."""
    (backup,) = (shop.folder / "backups").iterdir()
    damaged, shop.line.vault = shop.line.vault, shop.folder.with_name("again.jangbu")
    assert shop.line("vault", "restore", str(backup)).code == 0
    assert digest(shop.line) == shop.backed_up
    shop.line.vault = damaged


# -- what becomes of a flipped bit, by the kind of the file ------------------------------------------------------------


def see_slots(shop: Shop, path: Path) -> None:
    answer = shop.line("vault", "info")
    if answer.code == 0:  # format 0 for format 1
        return
    assert (answer.code, answer.data["error"]) in ((3, "slots_damaged"), (3, "vault_newer"))
    if answer.data["error"] == "slots_damaged":
        assert "--mend" in answer.data["do"]
        assert shop.line("vault", "slots", "--mend").code == 0
        assert digest(shop.line) == shop.digest


def see_database(shop: Shop, path: Path) -> None:
    answer = shop.line("vault", "check")
    if answer.code:
        assert answer.code == 3
        assert answer.data.get("error") == "vault_damaged" or answer.data["pages"]
        back_from_a_backup(shop)
    else:  # the page stood in the log as well, and was written from there
        assert digest(shop.line) == shop.digest


def see_log(shop: Shop, path: Path) -> None:
    """What the log lost is told as a doubt; where it is the very last that was written, nothing of the ledger is."""
    answer = shop.line("vault", "info")
    assert answer.code == 0
    assert {one["reason"] for one in answer.data["doubts"]} <= {"log"}
    assert digest(shop.line) == shop.digest
    with opened(shop.folder) as vault:
        lost = vault.settings.get("note 4") is None
        earlier = vault.settings.get("note 2") is None or vault.settings.get("note 3") is None
    assert lost or not earlier
    assert bool(answer.data["doubts"]) >= earlier


def see_attachment(shop: Shop, path: Path) -> None:
    answer = shop.line("vault", "check")
    assert (answer.code, answer.data["attachments"], answer.data["pages"]) == (3, [path.name], [])
    assert not path.exists()
    assert path.with_suffix(".damaged").exists()
    assert shop.line("vault", "check").code == 0
    assert digest(shop.line) == shop.digest
    back_from_a_backup(shop)


def see_half_attachment(shop: Shop, path: Path) -> None:
    """Found when the rest has come: all of it is asked for again."""
    with opened(shop.folder) as vault:
        ((root, size),) = vault.attachments.all()
        rest = list(vault.attachments.chunks(root))[1:]
        whole = path.with_name(root.hex())
        path.replace(path.with_name(f"{root.hex()}.part"))
        whole.unlink()
        with pytest.raises(RejectedError, match="attachment_damaged"):
            for index, sealed in enumerate(rest, 1):
                vault.attachments.receive(root, size, index, sealed)
        assert [one.suffix for one in (shop.folder / "attachments").iterdir()] == []


def see_backup(shop: Shop, path: Path) -> None:
    """Named, or, where the archive has bytes that mean nothing, still good."""
    answer = shop.line("vault", "check")
    assert answer.data["backups"] == ([path.name] if answer.code else [])
    if not answer.code:
        back_from_a_backup(shop)
        return
    shop.line.vault = shop.folder.with_name("again.jangbu")
    refused = shop.line("vault", "restore", str(path))
    assert (refused.code, refused.data["error"]) in ((3, "backup_damaged"), (3, "backup_newer"))
    assert not shop.line.vault.exists()
    shop.line.vault = shop.folder
    assert digest(shop.line) == shop.digest


def see_head(shop: Shop, path: Path) -> None:
    """It tells nothing then, and is written anew with the next entry."""
    answer = shop.line("vault", "info")
    assert (answer.code, answer.data["doubts"]) == (0, [])
    assert digest(shop.line) == shop.digest


def see_settings(shop: Shop, path: Path) -> None:
    """A choice may be lost; reading them never fails."""
    settings = Settings(path.parent)
    assert settings.language and settings.appearance and settings.density
    assert 80 <= settings.text_percent <= 200


KINDS = {
    r"slots": see_slots,
    r"vault\.db": see_database,
    r"vault\.db-wal": see_log,
    r"attachments/[0-9a-f]{64}": see_attachment,
    r"attachments/[0-9a-f]{64}\.part": see_half_attachment,
    r"backups/.*\.jangbu-backup": see_backup,
    r"jangbu/heads/[0-9a-f]{32}": see_head,
    r"settings\.ini": see_settings,
}


def files(shop: Shop) -> dict[str, Path]:
    found = {str(path.relative_to(top)): path for top in (shop.folder, shop.state) for path in top.rglob("*")}
    return {name: path for name, path in found.items() if path.is_file()}


def test_every_file_of_a_vault_is_of_a_kind_that_is_looked_at(shop: Shop):
    kinds = {name: [kind for kind in KINDS if re.fullmatch(kind, name)] for name in files(shop)}
    assert {name for name, fitting in kinds.items() if len(fitting) != 1} == set()
    assert {fitting[0] for fitting in kinds.values()} == set(KINDS), "a kind that a vault in use does not have"


@pytest.mark.parametrize("where", ["first", "early", "middle", "last"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit_is_named_and_harms_nothing_else(shop: Shop, kind: str, where: str):
    (path,) = (path for name, path in files(shop).items() if re.fullmatch(kind, name))
    size = path.stat().st_size
    place = {"first": 0, "early": min(40, size - 1), "middle": size // 2, "last": size - 1}[where]
    flipped(path, place, Random(f"{SEED} {kind} {where}").randrange(8))
    KINDS[kind](shop, path)


@pytest.mark.long
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("number", range(60))
def test_a_bit_flipped_anywhere_is_named_and_harms_nothing_else(shop: Shop, kind: str, number: int):
    (path,) = (path for name, path in files(shop).items() if re.fullmatch(kind, name))
    random = Random(f"{SEED} {kind} {number}")
    flipped(path, random.randrange(path.stat().st_size), random.randrange(8))
    KINDS[kind](shop, path)
