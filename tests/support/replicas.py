"""Vaults of the toy workspace and what happens between them, without a wire."""

from pathlib import Path
from typing import Any

from core.actions.create_network import create_network
from core.actions.join import grant, grant_person, join_request, read_request
from core.actions.record import Draft, Recorded, Signing, record
from core.ledger.contract import Registry
from core.ledger.governance.grant import DEVICE, grant_body
from core.ledger.governance.grant import TYPE as GRANT
from core.vault.database import transaction
from core.vault.digest import view_digest
from core.vault.ingest import IngestReport, ingest
from core.vault.replica import Replica
from core.vault.vault import Vault
from tests.support.fixed_clock import FixedClock
from tests.support.seeded_randomness import SeededRandomness
from tests.support.toy import FILL, INSPECTOR, KEEPER, NAME, OPEN, REGISTRY, RELEASE

PASSPHRASE = "correct horse battery"
PIN = "246810"


def make_vault(folder: Path, name: str, registry: Registry = REGISTRY) -> Vault:
    """A new vault; everything it draws follows from its name."""
    return Vault.create(folder / f"{name}.jangbu", PASSPHRASE, registry, FixedClock(), SeededRandomness(name))


def open_vault(folder: Path, name: str, registry: Registry = REGISTRY) -> Vault:
    path = folder / f"{name}.jangbu"
    return Vault.open(path, PASSPHRASE, registry, FixedClock(), SeededRandomness(f"{name} again"))


def found(vault: Vault, roles: tuple[str, ...] = (KEEPER, INSPECTOR)) -> Replica:
    """A network of this vault."""
    return vault.replica(create_network(vault, "Shelf", "Yard", "desk 1", roles, [NAME]))


def send(source: Replica, target: Replica) -> IngestReport:
    """Everything that the target lacks, in causal order, in one batch."""
    return ingest(target, [wire for id, wire in blocks_of(source) if target.store.placed(id) is None])


def blocks_of(replica: Replica) -> list[tuple[bytes, bytes]]:
    """Id and wire bytes of every block, each after its past."""
    blocks = [replica.store.block(number) for number in replica.store.numbers()]
    return [(block.id, block.wire) for block in blocks]


def empty_copy(vault: Vault, network_id: bytes) -> Replica:
    """Room for a network in a vault that holds nothing of it yet."""
    return vault.add_network(network_id)


def admit(granter: Vault, newcomer: Vault, network_id: bytes, roles: tuple[str, ...] = (KEEPER,)) -> Replica:
    """The newcomer asks, is granted, and receives everything."""
    member = newcomer.folder.stem
    asked = {one.key: [INSPECTOR, KEEPER] for one in newcomer.persons()}
    request = read_request(join_request(newcomer, member, "desk 1", roles, asked))
    grant(granter, network_id, request)
    replica = empty_copy(newcomer, network_id)
    send(granter.replica(network_id), replica)
    return replica


def give_role(granter: Vault, network_id: bytes, device: bytes, member: str, role: str) -> Recorded:
    """A further role for a device that is a member already."""
    return record(granter, network_id, [Draft(GRANT, grant_body(device, DEVICE, member, "desk 1", [role]))])


def add_signer(vault: Vault, network_id: bytes, title: str, role: str) -> Signing:
    """A person of a vault that may grant, with one role."""
    person = vault.add_person("Yard", title, PIN)
    grant_person(vault, network_id, person.key, [role])
    return Signing(person.key, role, PIN)


def put(
    vault: Vault, replica: Replica, type_name: str, body: dict[str, Any], subject: bytes | None = None, **more: Any
) -> Recorded:
    """Record one entry."""
    return record(vault, replica.network_id, [Draft(type_name, body, subject, **more)])


def open_jar(vault: Vault, replica: Replica, label: str = "plum") -> bytes:
    """A new subject's id."""
    return put(vault, replica, OPEN, {"label": label}).subjects[0]


def fill_jar(vault: Vault, replica: Replica, jar: bytes, grams: int = 100) -> bytes:
    """Id of the entry that filled a jar."""
    return put(vault, replica, FILL, {"grams": grams}, jar).entries[0]


def release_jar(
    vault: Vault, replica: Replica, jar: bytes, evidence: bytes, signings: tuple[Signing, ...], grams: int = 10
) -> Recorded:
    body = {"grams": grams, "evidence": evidence}
    return put(vault, replica, RELEASE, body, jar, signings=signings, refs=(evidence,))


def tables(replica: Replica) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table: two equal ones mean that nothing was changed. What `search` holds lies in others."""
    connection = replica.connection
    listed = "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'search' ORDER BY name"
    names = [row[0] for row in connection.execute(listed)]
    return {name: sorted(map(tuple, connection.execute(f"SELECT * FROM {name}")), key=repr) for name in names}


def files(vault: Vault) -> dict[str, int]:
    """Names and sizes of all that lies in the folder but the write-ahead log, whose size says nothing."""
    found = [path for path in vault.folder.rglob("*") if path.is_file() and not path.name.startswith("vault.db-")]
    return {str(path.relative_to(vault.folder)): path.stat().st_size for path in found if path.name != "vault.db"}


def digest(replica: Replica) -> str:
    return view_digest(replica).hex()


def verdict(replica: Replica, id: bytes) -> str:
    row = replica.connection.execute("SELECT verdict FROM entries WHERE id = ?", (id,)).fetchone()
    return "" if row is None else str(row[0])


def findings(replica: Replica, id: bytes) -> str:
    """The findings of an entry as they are stored."""
    return str(replica.connection.execute("SELECT findings FROM entries WHERE id = ?", (id,)).fetchone()[0])


def state(replica: Replica, subject: bytes) -> str:
    row = replica.connection.execute(
        "SELECT json(state) FROM subjects WHERE network = ? AND id = ?", (replica.network, subject)
    ).fetchone()
    return str(row[0])


def tamper(replica: Replica, statement: str, values: tuple[Any, ...] = ()) -> None:
    """Change a table behind the vault's back."""
    with transaction(replica.connection):
        replica.connection.execute(statement, values)
