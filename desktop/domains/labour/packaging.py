"""Rule tables of a shop: what came with the app, what was adopted and from whom; packages are made and taken in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.actions.record import Draft, Signing, record
from core.actions.signing import open_signer
from core.domains.labour.filing.layouts import KINDS, Layout, read_layout, standard_layout
from core.domains.labour.packages import Package, Row, make_package, read_row
from core.domains.labour.rules.v1.records import Record, records
from core.domains.labour.statute import STATUTE
from core.encoding.words import fingerprint_hex, fingerprint_matches, fingerprint_words
from core.errors import RefusedError
from core.ledger.contract import State
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import SubjectRow, granted_keys
from desktop.domains.labour.keeping import workplaces

ADOPT, ADOPT_LAYOUT = "labour.parameter.adopt", "labour.layout.adopt"
BUILT_IN, BY_HAND, PACKAGE = "built_in", "by_hand", "package"


@dataclass(frozen=True, slots=True)
class Figure:
    """A row of a table with where it comes from."""

    row: Row
    origin: str
    issuer: str
    """Hexadecimal; empty unless it came in a package."""
    version: int | None


def figures(shop: State | None) -> list[Figure]:
    """Every row of every table, by table and day; a row that was adopted later stands for the one of the same day."""
    found = {
        (name, row["first_day"]): Figure(read_row({"table": name, **row}), BUILT_IN, "", None)
        for name, rows in STATUTE.rows.items()
        for row in rows
    }
    for one in records(shop or {}, "adopted"):
        last = {"last_day": one["last_day"]} if one.get("last_day") else {}
        told = {"table": one["table"], "first_day": one["first_day"], "source": one["source"], **last}
        row = read_row({**told, "value": json.loads(one["value"])})
        origin = BY_HAND if one["typed_by_hand"] else PACKAGE
        found[one["table"], one["first_day"]] = Figure(row, origin, one.get("issuer", ""), one.get("package_version"))
    return [found[key] for key in sorted(found)]


def layout_of(shop: State, kind: str, day: str) -> Layout:
    """The layout of a kind that is in force on a day: the newest one adopted, else the one that came with the app."""
    begun = [one for one in map(_layout, _of_kind(shop, kind)) if one.first_day <= day]
    return max(begun, key=lambda one: (one.first_day, one.version), default=standard_layout(kind))


def _of_kind(shop: State, kind: str) -> list[Record]:
    return [one for one in records(shop, "layouts") if one["filing_kind"] == kind]


def _layout(one: Mapping[str, Any]) -> Layout:
    return read_layout(one["layout"].encode())


def export_package(
    vault: Vault, network: bytes, name: str, version: int, rows: Sequence[Row], layouts: Sequence[str], signing: Signing
) -> bytes:
    """A package of these rows and layouts, or of all that this vault's workplaces have adopted where none are given.

    Raises:
        InputError: `package_empty`, `package_unreadable`, `layout_unreadable`.
        RefusedError: `person_unknown`, `wrong_pin`.
    """
    replica = vault.replica(network)
    if not rows and not layouts:
        shops = workplaces(replica)
        rows = [one.row for shop in shops for one in figures(shop.state) if one.origin != BUILT_IN]
        layouts = [one["layout"] for shop in shops for kind in KINDS for one in _of_kind(shop.state, kind)]
    key = open_signer(vault, signing)
    unique = list(dict.fromkeys(rows)), list(dict.fromkeys(layouts))
    return make_package(name, version, *unique, key.public, key.sign, vault.clock.now())


def issuer_title(replica: Replica, issuer: bytes) -> str:
    """What the issuer is called in this network; empty where the key is not known here."""
    return next((one.title for one in granted_keys(replica) if one.key == issuer), "")


@dataclass(frozen=True, slots=True)
class Adopted:
    """What a package brought."""

    rows: int
    layouts: int


def import_package(
    vault: Vault, network: bytes, package: Package, confirmed: str, signings: tuple[Signing, ...]
) -> Adopted:
    """Adopt what is new in a package for every workplace; taking it in again changes nothing.

    `confirmed` is the issuer's fingerprint as a person typed it, for a key that is not known in this network.

    Raises:
        RefusedError: `issuer_unknown` with the fingerprint, `workplace_missing`, what recording raises.
    """
    replica = vault.replica(network)
    if not issuer_title(replica, package.issuer) and not fingerprint_matches(confirmed, package.issuer):
        facts = {"words": fingerprint_words(package.issuer), "hex": fingerprint_hex(package.issuer)}
        raise RefusedError("issuer_unknown", **facts)
    shops = workplaces(replica)
    if not shops:
        raise RefusedError("workplace_missing")
    rows = layouts = 0
    for shop in shops:
        drafts = _drafts(package, shop, signings)
        for draft in drafts:
            record(vault, network, [draft])
        rows += sum(one.type == ADOPT for one in drafts)
        layouts += sum(one.type == ADOPT_LAYOUT for one in drafts)
    return Adopted(rows, layouts)


def _drafts(package: Package, shop: SubjectRow, signings: tuple[Signing, ...]) -> list[Draft]:
    origin = {
        "typed_by_hand": False,
        "package_sha256": package.digest,
        "package_version": package.version,
        "issuer": package.issuer,
    }
    known = {one.row for one in figures(shop.state)}
    held = {bytes.fromhex(one["layout_sha256"]) for one in records(shop.state, "layouts")}
    drafts = [Draft(ADOPT, {**row_body(row), **origin}, shop.id, signings) for row in package.rows if row not in known]
    for layout, text in package.layouts:
        if layout.digest not in held:
            body = {"filing_kind": layout.kind, "layout_sha256": layout.digest, "layout": text, "source": layout.source}
            drafts.append(Draft(ADOPT_LAYOUT, {**body, **origin}, shop.id, signings))
    return drafts


def row_body(row: Row) -> dict[str, Any]:
    """The part of an adopting entry that says the figure."""
    last = {"last_day": row.last_day} if row.last_day else {}
    return {"table": row.table, "first_day": row.first_day, "value": row.value, "source": row.source, **last}


def adopt_by_hand(vault: Vault, network: bytes, row: Row, signings: tuple[Signing, ...]) -> int:
    """Adopt a figure that somebody typed, marked as such, for every workplace; answers for how many.

    Raises:
        RefusedError: `workplace_missing`, what recording raises.
    """
    shops = workplaces(vault.replica(network))
    if not shops:
        raise RefusedError("workplace_missing")
    for shop in shops:
        record(vault, network, [Draft(ADOPT, {**row_body(row), "typed_by_hand": True}, shop.id, signings)])
    return len(shops)
