"""Packages of figures and sheet layouts that an association signs and its shops adopt. Nothing about people is in one.

A package is a JSON document with a proof of the suite eddsa-jcs-2022, so that other software can check it, too.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from core.domains.labour.credential.certificate import proof_by
from core.domains.labour.credential.did_key import public_key_of
from core.domains.labour.credential.proof import canonical, document_holds
from core.domains.labour.filing.layouts import Layout, read_layout
from core.domains.labour.rules.v1.filings import value_findings
from core.domains.labour.rules.v1.tables import PARAMETERS
from core.errors import InputError, RejectedError
from core.ports.clock import Instant

CONTEXT = "urn:jangbu:labour-package:1"
BYTES_MAX = 2_000_000
_MEMBERS = frozenset({"@context", "name", "version", "issued", "rows", "layouts", "proof"})
_ROW = frozenset({"table", "first_day", "last_day", "value", "source"})
_NAME_CHARACTERS, _SOURCE_CHARACTERS, _VALUE_CHARACTERS = 120, 300, 4000


@dataclass(frozen=True, slots=True)
class Row:
    """A figure of a table from a day on."""

    table: str
    first_day: str
    last_day: str | None
    value: str
    """JSON text without blanks, as an adopting entry holds it."""
    source: str


@dataclass(frozen=True, slots=True)
class Package:
    """A package whose proof holds."""

    name: str
    version: int
    issuer: bytes
    """The key that signed it; whose it is, the reader has to know."""
    digest: bytes
    """SHA-256 of the whole document in its one form."""
    rows: tuple[Row, ...]
    layouts: tuple[tuple[Layout, str], ...]
    """Layouts with their files' text."""


def read_row(told: Any) -> Row:
    """A row from JSON.

    Raises:
        InputError: `package_row_wrong` with the table and what is wrong.
    """
    if not isinstance(told, Mapping) or not told.keys() <= _ROW or told.get("table") not in PARAMETERS:
        named = told.get("table") if isinstance(told, Mapping) else told
        raise InputError("package_row_wrong", table=str(named)[:60], part="table")
    table, first, last, source = str(told["table"]), told.get("first_day"), told.get("last_day"), told.get("source")
    if not _is_day(first) or (last is not None and (not _is_day(last) or str(last) < str(first))):
        raise InputError("package_row_wrong", table=table, part="first_day")
    if not isinstance(source, str) or not source.strip() or len(source) > _SOURCE_CHARACTERS:
        raise InputError("package_row_wrong", table=table, part="source")
    value = json.dumps(told.get("value"), ensure_ascii=False, separators=(",", ":"))
    if len(value) > _VALUE_CHARACTERS or value_findings(table, value):
        raise InputError("package_row_wrong", table=table, part="value")
    return Row(table, str(first), last, value, source)


def _is_day(text: Any) -> bool:
    try:
        return isinstance(text, str) and date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def make_package(
    name: str,
    version: int,
    rows: Sequence[Row],
    layouts: Sequence[str],
    public: bytes,
    signer: Callable[[bytes], bytes],
    now: Instant,
) -> bytes:
    """A signed package as a file.

    Raises:
        InputError: `package_empty`, `package_unreadable`: the name or version cannot stand in one, `layout_unreadable`.
    """
    if not rows and not layouts:
        raise InputError("package_empty", field="rows")
    for one in layouts:
        read_layout(one.encode())
    bare = {
        "@context": [CONTEXT],
        "name": name,
        "version": version,
        "issued": now.local().date().isoformat(),
        "rows": [_told(row) for row in rows],
        "layouts": list(layouts),
    }
    data = canonical({**bare, "proof": proof_by(bare, public, signer, now)})
    read_package(data)
    return data


def _told(row: Row) -> dict[str, Any]:
    last = {"last_day": row.last_day} if row.last_day else {}
    return {
        "table": row.table,
        "first_day": row.first_day,
        "value": json.loads(row.value),
        "source": row.source,
        **last,
    }


def read_package(data: bytes) -> Package:
    """A package from a file.

    Raises:
        InputError: `package_unreadable` with the part that is wrong, `package_row_wrong`, `layout_unreadable`.
        RejectedError: `package_proof_wrong`: it was changed after signing, or was never signed.
    """
    document = _document(data)
    if not document_holds(document) or not isinstance(document["proof"], Mapping):
        raise RejectedError("package_proof_wrong")
    name, version = document["name"], document["version"]
    if not isinstance(name, str) or not 0 < len(name.strip()) <= _NAME_CHARACTERS:
        raise InputError("package_unreadable", field="name")
    if type(version) is not int or not 1 <= version <= 1_000_000:
        raise InputError("package_unreadable", field="version")
    if not isinstance(document["rows"], list) or not isinstance(document["layouts"], list):
        raise InputError("package_unreadable", field="rows")
    if not all(isinstance(one, str) for one in document["layouts"]):
        raise InputError("package_unreadable", field="layouts")
    return Package(
        name=name,
        version=version,
        issuer=public_key_of(str(document["proof"]["verificationMethod"])),
        digest=sha256(canonical(document)).digest(),
        rows=tuple(map(read_row, document["rows"])),
        layouts=tuple((read_layout(one.encode()), one) for one in document["layouts"]),
    )


def _document(data: bytes) -> Mapping[str, Any]:
    """The JSON object of a package; a member that packages do not have is refused, for it might be about somebody."""
    if len(data) > BYTES_MAX:
        raise InputError("package_unreadable", field="size")
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise InputError("package_unreadable", field="json") from error
    if not isinstance(document, Mapping) or document.get("@context") != [CONTEXT]:
        raise InputError("package_unreadable", field="@context")
    unknown = sorted(document.keys() ^ _MEMBERS)
    if unknown:
        raise InputError("package_unreadable", field=unknown[0])
    return document
