"""`jangbu labour payslip|contract|transfers|certificate|verify|bundle`, and what `office_commands` adds."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from core.domains.labour.credential.proof import canonical
from core.domains.labour.credential.reading import certificate_holds, parties
from core.domains.labour.pay.income_tax import Taxpayer
from core.domains.labour.paying import PayChoices
from core.domains.labour.rules.v1.wages import METHODS
from core.errors import InputError
from core.ledger.body_json import value_to_json
from core.vault.vault import Vault
from core.vault.views import find_subject
from desktop.cli.context import Context, read_file, require_writable, write_file
from desktop.cli.parser import whole_number
from desktop.cli.records import recorded_result, signings
from desktop.cli.result import Result
from desktop.domains.labour.certificates import opened_certificate
from desktop.domains.labour.handing import transfer_sheet
from desktop.domains.labour.office_commands import add_office_commands
from desktop.domains.labour.settling import Payment, pay, transfers, waiting_for_pay
from desktop.domains.labour.table_commands import add_table_commands
from desktop.domains.labour.working import (
    CREDENTIAL,
    ISSUE,
    case_of,
    issue_credential,
    issue_payslip,
    work_out,
)
from desktop.tables.export import Format
from desktop.words import Words

BROKEN = 1


def add_commands(commands: Any, common: Any, words: Words) -> None:
    """Add the commands of the labour workspace."""
    labour = commands.add_parser("labour", help=words.text("labour.cli")).add_subparsers(required=True)

    def command(name: str, run: Any) -> Any:
        parser = labour.add_parser(name, parents=[common], help=words.text(f"labour.cli.{name}"))
        parser.set_defaults(run=run)
        return parser

    slip = command("payslip", _payslip)
    slip.add_argument("subject", help=words.text("labour.cli.staff"))
    for option in ("--first", "--last", "--pay-day"):
        slip.add_argument(option, type=_day, required=True, help=words.text("labour.cli.day"))
    slip.add_argument("--family", type=whole_number(), default=1, help=words.text("labour.cli.family"))
    slip.add_argument("--children", type=whole_number(), default=0, help=words.text("labour.cli.children"))
    slip.add_argument("--percent", type=int, default=100, choices=(80, 100, 120), help=words.text("labour.cli.percent"))
    slip.add_argument("--income", type=whole_number(), help=words.text("labour.cli.income"))
    slip.add_argument("--untaxed", type=whole_number(), default=0, help=words.text("labour.cli.untaxed"))
    slip.add_argument("--preview", action="store_true", help=words.text("labour.cli.preview"))
    contract = command("contract", _contract)
    contract.add_argument("subject", help=words.text("labour.cli.staff"))
    career = command("certificate", _certificate)
    career.add_argument("subject", help=words.text("labour.cli.staff"))
    career.add_argument("--pdf", type=Path, help=words.text("labour.cli.pdf"))
    bank = command("transfers", _transfers)
    bank.add_argument("--pay-day", type=_day, required=True, help=words.text("labour.cli.day"))
    payment = command("pay", _pay)
    payment.add_argument("subject", nargs="*", help=words.text("labour.cli.staff"))
    for option in ("--pay-day", "--paid-on"):
        payment.add_argument(option, type=_day, required=True, help=words.text("labour.cli.day"))
    payment.add_argument("--method", choices=METHODS, default="transfer", help=words.text("labour.cli.method"))
    bundle = command("bundle", _bundle)
    bundle.add_argument("subject", help=words.text("labour.cli.staff"))
    for option in ("--first", "--last"):
        bundle.add_argument(option, type=_day, help=words.text("labour.cli.day"))
    for parser in (bank, bundle):
        parser.add_argument("--out", type=Path, required=True, help=words.text("cli.option.out"))
    for parser, needed in ((slip, False), (contract, True), (career, True)):
        parser.add_argument("--out", type=Path, required=needed, help=words.text("cli.option.out"))
        parser.add_argument("--sign", action="append", default=[], help=words.text("cli.option.sign"))
    verify = command("verify", _verify)
    verify.add_argument("file", type=Path, help=words.text("labour.cli.credential"))
    add_office_commands(command, words)
    add_table_commands(command, words)


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _payslip(context: Context) -> Result:
    options = context.options
    if options.out:
        require_writable(options.out)
    taxpayer = Taxpayer(options.family, options.children, options.percent)
    choices = PayChoices(taxpayer, options.income, options.untaxed)
    period = (options.first, options.last)
    with context.open_vault() as vault:
        replica = context.replica(vault)
        case = case_of(replica, find_subject(replica, options.subject))
        network = replica.network_id
        if options.preview:
            worked = work_out(vault, network, case, period, options.pay_day, choices)
            days = [one.isoformat() for one in worked.unrecorded]
            told = [context.words.text("labour.unrecorded", days=", ".join(days))] if days else []
            return Result({"slip": worked.body, "unrecorded": days}, [*_slip_lines(worked.body, context.words), *told])
        signed = signings(context, vault, options.sign)
        issued = issue_payslip(vault, network, case.employment.id, period, options.pay_day, choices, signed)
        if options.out:
            write_file(options.out, _slip_pdf(context, vault, case.shop.state, issued.body))
    result = recorded_result(context, ISSUE, issued.recorded)
    data = {**result.data, "period": issued.period.hex(), "slip": issued.body}
    return Result(data, [*_slip_lines(issued.body, context.words), *result.lines])


def _slip_pdf(context: Context, vault: Vault, shop: Any, body: Any) -> bytes:
    from core.domains.labour.paying import slip_digest  # noqa: PLC0415 - beside what loads Qt
    from desktop.domains.labour.documents import payslip_page  # noqa: PLC0415 - loads Qt
    from desktop.printing.pdf import render_pdf  # noqa: PLC0415

    now = vault.clock.now()
    return render_pdf(payslip_page(body, shop, slip_digest(body), context.words, now), now.local())


def _slip_lines(body: Any, words: Words) -> list[str]:
    rows = [*body["pay"], *body["deductions"]]
    lines = [f"{words.text('labour.line.' + one['item'])}: {words.won(one['won'])}  {one['article']}" for one in rows]
    return [*lines, words.text("labour.cli.net", gross=body["gross"], deducted=body["deducted"], net=body["net"])]


def _contract(context: Context) -> Result:
    from desktop.domains.labour.papers import contract_paper  # noqa: PLC0415 - loads Qt
    from desktop.printing.pdf import render_pdf  # noqa: PLC0415

    options = context.options
    require_writable(options.out)
    with context.open_vault() as vault:
        page, moment = contract_paper(vault, context.network_id(vault), options.subject, context.words)
    write_file(options.out, render_pdf(page, moment))
    return Result({"path": str(options.out)}, [context.words.text("labour.cli.written", path=str(options.out))])


def _transfers(context: Context) -> Result:
    options = context.options
    require_writable(options.out)
    with context.open_vault() as vault:
        rows = transfers(waiting_for_pay(vault, context.network_id(vault), options.pay_day))
    wanted = Format.CSV if options.out.suffix.lower() == ".csv" else Format.XLSX
    write_file(options.out, transfer_sheet(rows, context.words, wanted))
    total = sum(one.won for one in rows)
    told = context.words.text("labour.cli.transferred", path=str(options.out), rows=len(rows), total=total)
    return Result({"path": str(options.out), "rows": len(rows), "total": total}, [told])


def _pay(context: Context) -> Result:
    options, words = context.options, context.words
    with context.open_vault() as vault:
        network = context.network_id(vault)
        waiting = waiting_for_pay(vault, network, options.pay_day)
        rows = [one for one in waiting if not options.subject or one.number in options.subject]
        missing = [one for one in options.subject if one not in {row.number for row in rows}]
        if missing or not rows:
            raise InputError("nobody_to_pay", field="subject", names=", ".join(missing) or "–")
        signed = signings(context, vault, [])
        if not signed:
            raise InputError("sign_shape", field="--as", value="")
        payments = [Payment(one, one.net or 0) for one in rows]
        recorded = pay(vault, network, payments, options.paid_on, options.method, signed[0])
    told = [
        {"entry": entry.hex(), "staff": one.number, "won": one.net}
        for entry, one in zip(recorded.entries, rows, strict=True)
    ]
    total = sum(one.net or 0 for one in rows)
    lines = [f"{one.number}: {words.won(one.net or 0)}" for one in rows]
    return Result({"payments": told, "total": total}, [*lines, words.text("labour.pay.done", count=len(rows))])


def _bundle(context: Context) -> Result:
    from desktop.domains.labour.office_bundle import office_bundle  # noqa: PLC0415 - loads Qt

    options = context.options
    require_writable(options.out)
    with context.open_vault() as vault:
        replica = context.replica(vault)
        employment = find_subject(replica, options.subject).id
        period = (options.first or date(1970, 1, 1), options.last or vault.clock.now().day())
        write_file(options.out, office_bundle(vault, replica.network_id, employment, period, context.words))
    return Result({"path": str(options.out)}, [context.words.text("labour.cli.written", path=str(options.out))])


def _certificate(context: Context) -> Result:
    options = context.options
    require_writable(options.out)
    if options.pdf:
        require_writable(options.pdf)
    with context.open_vault() as vault:
        replica = context.replica(vault)
        signed = {one.role: one for one in signings(context, vault, options.sign)}
        missing = [role for role in ("employer", "worker") if role not in signed]
        if missing:
            raise InputError("certificate_signers", field="--sign", roles=", ".join(missing))
        employment = find_subject(replica, options.subject).id
        made = issue_credential(vault, replica.network_id, employment, signed["employer"], signed["worker"])
    write_file(options.out, canonical(made.document))
    if options.pdf:
        from desktop.domains.labour.documents import certificate_page  # noqa: PLC0415 - loads Qt
        from desktop.printing.pdf import render_pdf  # noqa: PLC0415

        page = certificate_page(made.document, context.words, made.issued)
        write_file(options.pdf, render_pdf(page, made.issued.local()))
    result = recorded_result(context, CREDENTIAL, made.recorded)
    data = {**result.data, "path": str(options.out), "credential": value_to_json(made.document)}
    return Result(data, [context.words.text("labour.cli.written", path=str(options.out)), *result.lines])


def _verify(context: Context) -> Result:
    document = opened_certificate(read_file(context.options.file))
    holds = certificate_holds(document)
    issuer, worker = parties(document)
    said = document.get("credentialSubject")
    told = {name: value for name, value in said.items() if name != "id"} if isinstance(said, dict) else {}
    data = {"verified": holds, "issuer": issuer, "worker": worker, "says": told}
    lines = [context.words.text("labour.cli.holds" if holds else "labour.cli.broken")]
    if holds:
        lines += [f"{context.words.text('choice.certified.' + name)}: {_said(value)}" for name, value in told.items()]
    return Result(data, lines, 0 if holds else BROKEN)


def _said(value: Any) -> str:
    return " · ".join(map(str, value.values())) if isinstance(value, dict) else str(value)
