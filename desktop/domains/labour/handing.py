"""What leaves the shop: the sheet for the bank on pay day, and the bundle for the labour office in a dispute."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.actions.make_evidence import evidence_for
from core.domains.labour.pay.shifts import Shift
from core.domains.labour.rules.v1.attendance import shifts
from core.domains.labour.rules.v1.records import Record, records
from core.domains.labour.rules.v1.times import shift_of_body
from core.ledger.body_json import value_to_json
from core.vault.vault import Vault
from core.vault.views import history, subject
from desktop.domains.labour.working import case_of, slip_of
from desktop.printing.check import EVIDENCE_SUFFIX
from desktop.tables.export import Column, Format, Written, as_csv, as_xlsx
from desktop.words import Words

_ZIP_TIME = (2026, 1, 1, 0, 0, 0)
"""One fixed time in the bundle: the same records give the same bytes."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One payment of a pay day."""

    staff: str
    name: str
    account: str
    won: int


def transfer_sheet(rows: Sequence[Transfer], words: Words, wanted: Format) -> bytes:
    """The transfers as a spreadsheet or CSV: account, name, amount; accounts stay text."""
    columns = [
        Column(words.text(f"labour.transfer.{name}"), name == "won") for name in ("staff", "name", "account", "won")
    ]
    told = [(one.staff, one.name, one.account, str(one.won)) for one in rows]
    table = Written(words.text("labour.transfer.title"), columns, told)
    return as_csv(table) if wanted is Format.CSV else as_xlsx(table)


def dispute_bundle(vault: Vault, network: bytes, employment: bytes) -> bytes:
    """A zip for the labour office: every entry with its signers, the shifts, the slips, and evidence to verify it all.

    Raises:
        InputError: `subject_not_found`.
        RefusedError: `not_an_employment`.
    """
    replica = vault.replica(network)
    row = subject(replica, employment)
    case_of(replica, row)
    rows = history(replica, employment)
    slips = [
        {"entry": part["entry"], "slip": value_to_json(dict(slip_of(vault, network, row, part)))}
        for part in records(row.state, "slips")
    ]
    files = {
        "entries.json": _json([_entry(one) for one in rows]),
        "shifts.json": _json([_shift(one, shift_of_body(one)) for one in shifts(row.state)]),
        "slips.json": _json(slips),
        "disputes.json": _json(records(row.state, "disputes")),
        f"evidence{EVIDENCE_SUFFIX}": evidence_for(vault, network, [one.entry.id for one in rows]),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _ZIP_TIME), data)
    return held.getvalue()


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1).encode()


def _entry(row: Any) -> dict[str, Any]:
    content = row.entry.content
    return {
        "entry": row.entry.id.hex(),
        "type": content.type,
        "at": content.occurred_at.local().isoformat(),
        "body": value_to_json(content.body),
        "signers": [{"role": one.role, "key": one.person.hex()} for one in row.entry.cosignatures],
    }


def _shift(record: Record, shift: Shift) -> dict[str, Any]:
    """A shift as it counts, and as it was clocked where both sides corrected it."""
    told = {name: record.get(name) for name in ("entry", "start", "end", "breaks", "original")}
    return {**told, "work_minutes": shift.work_minutes}
