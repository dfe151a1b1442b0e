"""What a worker or an owner takes to the labour office: an index to read, the papers, and evidence that verifies.

The index says every shift with what was clocked first, every slip, and what each side said; the papers are those that
were handed over. Loads Qt, for the PDFs.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.actions.make_evidence import evidence_for
from core.domains.labour.paying import slip_digest
from core.domains.labour.rules.v1.records import Record, records
from core.errors import RefusedError
from core.vault.vault import Vault
from core.vault.views import HistoryRow, history, subject
from desktop.domains.labour.documents import payslip_page
from desktop.domains.labour.handing import as_json, told_entry, told_shift
from desktop.domains.labour.hours import WorkedShift, worked_shifts
from desktop.domains.labour.papers import contract_paper
from desktop.domains.labour.settling import slip_periods
from desktop.domains.labour.typed_times import told_breaks
from desktop.domains.labour.working import Case, case_of, part_of, slip_of
from desktop.printing.check import EVIDENCE_SUFFIX
from desktop.printing.document import PrintedDocument, Row, Section
from desktop.printing.pdf import render_pdf
from desktop.words import Words

_ZIP_TIME = (2026, 1, 1, 0, 0, 0)
"""One fixed time in the bundle: when it was made stands in the index."""
Period = tuple[date, date]


@dataclass(frozen=True, slots=True)
class _Told:
    """Everything of the period, opened as far as this device may."""

    case: Case
    name: str
    period: Period
    shifts: Sequence[WorkedShift]
    slips: Sequence[tuple[Record, Mapping[str, Any]]]
    rows: Sequence[HistoryRow]


def office_bundle(vault: Vault, network: bytes, employment: bytes, period: Period, words: Words) -> bytes:
    """A zip over an employment and the days asked about; the evidence covers all of its entries.

    Raises:
        InputError: `subject_not_found`.
        RefusedError: `not_an_employment`, `slip_closed`.
    """
    replica = vault.replica(network)
    row = subject(replica, employment)
    case = case_of(replica, row)
    name = part_of(vault, network, case, "identity").get("name", "")
    slips = [(one, slip_of(vault, network, row, one)) for one in slip_periods(row.state, *period)]
    rows = history(replica, employment)
    told = _Told(case, name, period, worked_shifts(row.state, *period), slips, rows)
    files = dict(_papers(vault, network, told, words))
    names = [*files, f"evidence{EVIDENCE_SUFFIX}", "entries.json", "shifts.json", "slips.json", "disputes.json"]
    index = _index(told, names, words, vault)
    moment = vault.clock.now().local()
    files = {
        "index.html": _as_html(index),
        "index.pdf": render_pdf(index, moment),
        **files,
        f"evidence{EVIDENCE_SUFFIX}": evidence_for(vault, network, [one.entry.id for one in rows]),
        "entries.json": as_json([told_entry(one) for one in rows]),
        "shifts.json": as_json([told_shift(one.record, one.minutes) for one in told.shifts]),
        "slips.json": as_json([{"entry": one["entry"], "slip": dict(body)} for one, body in slips]),
        "disputes.json": as_json(records(row.state, "disputes")),
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, data in files.items():
            archive.writestr(zipfile.ZipInfo(file, _ZIP_TIME), data, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _papers(vault: Vault, network: bytes, told: _Told, words: Words) -> Iterator[tuple[str, bytes]]:
    """The contract as it is in force, and each slip of the period."""
    try:
        page, signed = contract_paper(vault, network, told.case.employment.id.hex(), words)
        yield "contract.pdf", render_pdf(page, signed)
    except RefusedError as error:
        if error.code != "contract_missing":
            raise
    now = vault.clock.now()
    for number, (_, body) in enumerate(told.slips, 1):
        paper = payslip_page(body, told.case.shop.state, slip_digest(body), words, now)
        yield f"payslip-{number}.pdf", render_pdf(paper, now.local())


def _index(told: _Told, names: Sequence[str], words: Words, vault: Vault) -> PrintedDocument:
    shop, employment = told.case.shop.state["shop"], told.case.employment
    first, last = told.period
    now = vault.clock.now()
    about = (
        Row(words.text("labour.office.shop"), f"{shop['name']} · {shop['head']} · {shop['business_number']}"),
        Row(words.text("labour.slip.worker"), f"{told.name} ({employment.title})"),
        Row(words.text("labour.office.period"), f"{first} ~ {last}"),
        Row(words.text("labour.office.made"), words.moment(now)),
    )
    sections = (
        Section(words.text("labour.office.about"), about, each_on_its_own_line=True),
        Section(words.text("labour.hours.title"), tuple(_shift_rows(told, words)), each_on_its_own_line=True),
        Section(words.text("labour.office.slips"), tuple(_slip_rows(told, words)), each_on_its_own_line=True),
        Section(words.text("labour.office.disputes"), tuple(_dispute_rows(told, words)), each_on_its_own_line=True),
        Section(words.text("labour.office.files"), tuple(_file_rows(names, words)), each_on_its_own_line=True),
    )
    return PrintedDocument(
        title=words.text("labour.office.title"),
        number=employment.id.hex()[:16],
        subtitle=shop["name"],
        highlight=None,
        sections=tuple(one for one in sections if one.rows),
        signers_heading="",
        signers=(),
        qr_text=f"jangbu:employment:{employment.id.hex()}",
        qr_caption=words.text("labour.office.qr"),
        qr_note=employment.id.hex(),
        footer=words.text("labour.footer"),
        statement=words.text("labour.office.statement"),
        issued=words.moment(now),
        issuer=shop["name"],
        flows=True,
    )


def _span(record: Mapping[str, Any]) -> str:
    breaks = told_breaks(record.get("breaks") or [])
    return f"{record['start'][11:]}–{record['end'][11:]}" + (f" ({breaks})" if breaks else "")


def _shift_rows(told: _Told, words: Words) -> Iterator[Row]:
    for one in told.shifts:
        hours = f"{one.minutes // 60}:{one.minutes % 60:02d}"
        lines = [words.text("labour.office.shift", times=_span(one.record), hours=hours)]
        if one.original is not None:
            lines.append(words.text("labour.hours.original", times=_span(one.original)))
        if one.proposal is not None and (one.original is not None or one.proposal["status"] != "agreed"):
            status = words.text(f"labour.office.correction.{one.proposal['status']}")
            reason = one.proposal["reason"] or "–"
            lines.append(
                words.text("labour.office.correction", times=_span(one.proposal), status=status, reason=reason)
            )
        yield Row(words.day(one.record["start"][:10]), "\n".join(lines))


def _slip_rows(told: _Told, words: Words) -> Iterator[Row]:
    for slip, body in told.slips:
        totals = {name: body[name] for name in ("gross", "deducted", "net")}
        paid = [one for one in records(told.case.employment.state, "payments") if one["slip"] == slip["entry"]]
        lines = [words.text("labour.cli.net", **totals)]
        lines += [words.text("labour.office.paid", day=one["paid_on"]) for one in paid]
        yield Row(str(body["period"]), "\n".join(lines))


def _dispute_rows(told: _Told, words: Words) -> Iterator[Row]:
    for one in records(told.case.employment.state, "disputes"):
        lines = [words.text("labour.dispute.claim", line=_line(one, words), claim=one["claim"])]
        if one.get("answer"):
            lines.append(words.text("labour.dispute.said", answer=one["answer"]))
        if one.get("outcome"):
            lines.append(words.text(f"choice.outcome.{one['outcome']}"))
        yield Row(words.text(f"labour.office.dispute.{one['status']}"), "\n".join(lines))


def _line(dispute: Record, words: Words) -> str:
    return words.text(f"labour.line.{dispute['line']}") if dispute.get("line") else words.text("labour.hours.title")


def _file_rows(names: Sequence[str], words: Words) -> Iterator[Row]:
    for name in names:
        kind = name.split("-")[0].split(".")[0]
        yield Row(name, words.text(f"labour.office.file.{kind}"))


def _as_html(page: PrintedDocument) -> bytes:
    """The same words for a browser: nothing in it runs or is fetched."""
    parts = [f"<h1>{html.escape(page.title)}</h1><p>{html.escape(page.statement)}</p>"]
    for section in page.sections:
        assert isinstance(section, Section)
        lines = "".join(
            f"<tr><th>{html.escape(row.label)}</th><td>{html.escape(row.value).replace(chr(10), '<br>')}</td></tr>"
            for row in section.rows
        )
        parts.append(f"<h2>{html.escape(section.heading)}</h2><table>{lines}</table>")
    style = "body{font-family:sans-serif;max-width:50em;margin:2em auto} th{text-align:left;vertical-align:top}"
    head = f'<meta charset="utf-8"><title>{html.escape(page.title)}</title><style>{style}</style>'
    return f"<!doctype html><html><head>{head}</head><body>{''.join(parts)}</body></html>".encode()
