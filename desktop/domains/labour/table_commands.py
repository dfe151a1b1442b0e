"""`jangbu labour tables|adopt|package`: rule tables with their sources, and packages that an association shares."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from core.domains.labour.packages import Package, Row, read_package, read_row
from core.domains.labour.rules.v1.tables import PARAMETERS
from core.encoding.words import fingerprint_hex, fingerprint_words
from core.errors import InputError
from desktop.cli.context import Context, read_file, read_json, require_writable, write_file
from desktop.cli.parser import whole_number
from desktop.cli.records import signings
from desktop.cli.result import Result
from desktop.domains.labour.keeping import workplaces
from desktop.domains.labour.packaging import (
    Figure,
    adopt_by_hand,
    export_package,
    figures,
    import_package,
    issuer_title,
)
from desktop.domains.labour.telling import origin_text
from desktop.words import Words


def add_table_commands(command: Any, words: Words) -> None:
    """Add these commands; `command` makes a parser from a name and what it runs."""
    tables = command("tables", _tables)
    tables.add_argument("--table", choices=sorted(PARAMETERS), help=words.text("labour.cli.table"))
    adopt = command("adopt", _adopt)
    adopt.add_argument("--table", choices=sorted(PARAMETERS), required=True, help=words.text("labour.cli.table"))
    adopt.add_argument("--first-day", type=date.fromisoformat, required=True, help=words.text("labour.cli.first_day"))
    adopt.add_argument("--last-day", type=date.fromisoformat, help=words.text("labour.cli.last_day"))
    adopt.add_argument("--value", required=True, help=words.text("labour.cli.value"))
    adopt.add_argument("--source", required=True, help=words.text("labour.cli.source"))
    out = command("export-package", _export)
    out.add_argument("--name", required=True, help=words.text("labour.cli.package_name"))
    out.add_argument("--version", type=whole_number(1), required=True, help=words.text("labour.cli.package_version"))
    out.add_argument("--rows", type=Path, help=words.text("labour.cli.rows"))
    out.add_argument("--layout", type=Path, action="append", default=[], help=words.text("labour.cli.layout"))
    out.add_argument("--out", type=Path, required=True, help=words.text("cli.option.out"))
    taken = command("import-package", _import)
    taken.add_argument("file", type=Path, help=words.text("labour.cli.package"))
    taken.add_argument("--issuer", default="", help=words.text("labour.cli.issuer"))
    taken.add_argument("--preview", action="store_true", help=words.text("labour.cli.preview"))
    for parser in (adopt, out, taken):
        parser.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))


def _tables(context: Context) -> Result:
    wanted = context.options.table
    with context.open_vault() as vault:
        replica = context.replica(vault)
        shops = workplaces(replica)
        found = [one for one in figures(shops[0].state if shops else None) if wanted in (None, one.row.table)]
        titles = {one.issuer: issuer_title(replica, bytes.fromhex(one.issuer)) for one in found if one.issuer}
    words = context.words
    lines = [
        f"{words.text(f'parameter.{one.row.table}')}  {one.row.first_day}  {one.row.value}  {one.row.source}  "
        f"{origin_text(one, titles.get(one.issuer, ''), words)}"
        for one in found
    ]
    return Result({"rows": [_figure_json(one) for one in found]}, lines)


def _figure_json(one: Figure) -> dict[str, Any]:
    return {
        "table": one.row.table,
        "first_day": one.row.first_day,
        "last_day": one.row.last_day,
        "value": json.loads(one.row.value),
        "source": one.row.source,
        "origin": one.origin,
        "issuer": one.issuer,
        "package_version": one.version,
    }


def _adopt(context: Context) -> Result:
    options = context.options
    try:
        value = json.loads(options.value)
    except (ValueError, RecursionError) as error:
        raise InputError("package_row_wrong", table=options.table, part="value") from error
    told = {"table": options.table, "first_day": options.first_day.isoformat(), "value": value}
    last = {"last_day": options.last_day.isoformat()} if options.last_day else {}
    row = read_row({**told, **last, "source": options.source})
    with context.open_vault() as vault:
        signed = signings(context, vault, options.sign)
        count = adopt_by_hand(vault, context.network_id(vault), row, signed)
    return Result({"workplaces": count}, [context.words.text("labour.tables.adopted", rows=1, layouts=0)])


def _export(context: Context) -> Result:
    options = context.options
    require_writable(options.out)
    rows = _rows(options.rows)
    layouts = [_text(path) for path in options.layout]
    with context.open_vault() as vault:
        signed = signings(context, vault, options.sign)
        if not signed:
            raise InputError("package_signer", field="--sign")
        network = context.network_id(vault)
        data = export_package(vault, network, options.name, options.version, rows, layouts, signed[0])
    write_file(options.out, data)
    package = read_package(data)
    told = context.words.text("labour.cli.written", path=str(options.out))
    return Result({"path": str(options.out), **_package_json(package)}, [told, *_package_lines(package, context.words)])


def _rows(path: Path | None) -> list[Row]:
    if path is None:
        return []
    told = read_json(path)
    if not isinstance(told, list):
        raise InputError("package_row_wrong", table=str(path), part="table")
    return [read_row(one) for one in told]


def _text(path: Path) -> str:
    try:
        return read_file(path).decode()
    except UnicodeDecodeError as error:
        raise InputError("file_unreadable", path=str(path)) from error


def _import(context: Context) -> Result:
    options, words = context.options, context.words
    package = read_package(read_file(options.file))
    data, lines = _package_json(package), _package_lines(package, words)
    if options.preview:
        return Result(data, lines)
    with context.open_vault() as vault:
        network = context.network_id(vault)
        signed = signings(context, vault, options.sign)
        adopted = import_package(vault, network, package, options.issuer, signed)
    told = words.text("labour.tables.adopted", rows=adopted.rows, layouts=adopted.layouts)
    return Result({**data, "adopted_rows": adopted.rows, "adopted_layouts": adopted.layouts}, [*lines, told])


def _package_json(package: Package) -> dict[str, Any]:
    return {
        "name": package.name,
        "version": package.version,
        "issuer": package.issuer.hex(),
        "issuer_words": fingerprint_words(package.issuer),
        "sha256": package.digest.hex(),
        "rows": len(package.rows),
        "layouts": len(package.layouts),
    }


def _package_lines(package: Package, words: Words) -> list[str]:
    facts = {"name": package.name, "version": package.version, "rows": len(package.rows)}
    return [
        words.text("labour.tables.package", **facts, layouts=len(package.layouts)),
        words.text(
            "labour.tables.issuer", words=fingerprint_words(package.issuer), hex=fingerprint_hex(package.issuer)
        ),
    ]
