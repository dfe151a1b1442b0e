"""What leaves the shop: the sheet for the bank on pay day, and entries and shifts as others read them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.domains.labour.rules.v1.records import Record
from core.ledger.body_json import value_to_json
from core.vault.views import HistoryRow
from desktop.tables.export import Column, Format, Written, as_csv, as_xlsx
from desktop.words import Words


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


def as_json(value: Any) -> bytes:
    """For people and programs alike."""
    return json.dumps(value_to_json(value), ensure_ascii=False, indent=1).encode()


def told_entry(row: HistoryRow) -> dict[str, Any]:
    """An entry with its signers."""
    content = row.entry.content
    return {
        "entry": row.entry.id.hex(),
        "type": content.type,
        "at": content.occurred_at.local().isoformat(),
        "body": value_to_json(content.body),
        "signers": [{"role": one.role, "key": one.person.hex()} for one in row.entry.cosignatures],
    }


def told_shift(record: Record, work_minutes: int) -> dict[str, Any]:
    """A shift as it counts, and as it was clocked where both sides corrected it."""
    told = {name: record.get(name) for name in ("entry", "start", "end", "breaks", "original")}
    return {**told, "work_minutes": work_minutes}
