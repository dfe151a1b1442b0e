"""What the labour workspace prints: the payslip, the contract and the career certificate, each on one A4 page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from core.domains.labour.rules.v1.contract_form import agreed_day_minutes
from core.encoding.words import fingerprint_hex
from core.ledger.contract import State
from core.ports.clock import Instant
from desktop.printing.document import PrintedDocument, Row, Section, Signer
from desktop.words import Words

Slip = Mapping[str, Any]


def payslip_page(slip: Slip, shop: State, digest: bytes, words: Words, issued: Instant) -> PrintedDocument:
    """A payslip with every item of 시행령 제27조의2: who, when, total, each item with its reason, deductions."""

    def amount(line: Mapping[str, Any]) -> Row:
        return Row(words.text(f"labour.line.{line['item']}"), words.won(line["won"]))

    reasons = tuple(
        Row(words.text(f"labour.line.{line['item']}"), reason_text(line, with_article=with_article))
        for with_article, lines in ((True, slip["pay"]), (False, slip.get("deductions", ())))
        for line in lines
        if line["won"]
    )
    hours = Row(
        words.text("labour.slip.hours"),
        words.text(
            "labour.slip.hours.value",
            work=_hours(slip["work_minutes"]),
            overtime=_hours(slip["overtime_minutes"]),
            night=_hours(slip["night_minutes"]),
            holiday=_hours(slip["holiday_minutes"]),
        ),
    )
    return PrintedDocument(
        title=words.text("labour.slip.title"),
        number=digest.hex()[:16],
        subtitle=shop["shop"]["name"],
        highlight=None,
        sections=(
            Section(
                words.text("labour.slip.title"),
                (
                    Row(words.text("labour.slip.worker"), slip["worker"]),
                    Row(words.text("labour.slip.period"), slip["period"]),
                    Row(words.text("labour.slip.pay_day"), slip["pay_day"]),
                    Row(words.text("labour.slip.net"), words.won(slip["net"])),
                ),
            ),
            Section(
                words.text("labour.slip.pay"),
                (*map(amount, slip["pay"]), Row(words.text("labour.slip.gross"), words.won(slip["gross"]))),
            ),
            Section(
                words.text("labour.slip.deductions"),
                (
                    *map(amount, slip.get("deductions", ())),
                    Row(words.text("labour.slip.deducted"), words.won(slip["deducted"])),
                ),
            ),
            Section(words.text("labour.slip.reasons"), (hours, *reasons)),
        ),
        signers_heading="",
        signers=(),
        qr_text=f"jangbu:payslip:{digest.hex()}",
        qr_caption=words.text("labour.slip.qr"),
        qr_note=digest.hex(),
        footer=words.text("labour.footer"),
        statement=words.text("labour.slip.statement"),
        issued=words.moment(issued),
        issuer=shop["shop"]["name"],
    )


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def reason_text(line: Mapping[str, Any], *, with_article: bool = True) -> str:
    """The formula with its figures in the place of their names, equal terms counted, and the article behind it."""
    told = dict(one.split("=", 1) for one in line.get("inputs", ()))
    formula = line.get("formula", "")
    for name in sorted(told, key=len, reverse=True):
        formula = formula.replace(name, told[name])
    terms = Counter(formula.split(" + "))
    shortened = " + ".join(f"{times} × ({term})" if times > 1 else term for term, times in terms.items())
    return f"{shortened} ({line['article']})" if with_article and line.get("article") else shortened


def contract_page(
    contract: Mapping[str, Any],
    shop: State,
    worker: str,
    signers: Sequence[tuple[str, str, bytes]],
    words: Words,
    signed: Instant,
) -> PrintedDocument:
    """A contract in the order of the ministry's part-time form; signers are role, name and key."""
    hours = tuple(
        Row(
            words.text(f"labour.weekday.{row['weekday']}"),
            words.text(
                "labour.contract.hours",
                start=row["start"],
                end=row["end"],
                pause=row.get("break_minutes") or 0,
                agreed=_hours(agreed_day_minutes(row) or 0),
            ),
        )
        for row in contract.get("days", ())
    )
    return PrintedDocument(
        title=words.text("labour.contract.title"),
        number=str(contract["entry"])[:16],
        subtitle=words.text("labour.contract.subtitle", shop=shop["shop"]["name"], worker=worker),
        highlight=None,
        sections=(
            Section(words.text("labour.contract.terms"), tuple(_terms(contract, words))),
            Section(words.text("labour.contract.days"), hours),
            Section(words.text("labour.contract.wages"), tuple(_wages(contract, words))),
            Section(words.text("labour.contract.other"), tuple(_other(contract, words))),
        ),
        signers_heading=words.text("labour.contract.signatures"),
        signers=tuple(
            Signer(words.text(f"labour.role.{role}"), name, fingerprint_hex(key)) for role, name, key in signers
        ),
        qr_text=f"jangbu:contract:{contract['entry']}",
        qr_caption=words.text("labour.contract.qr"),
        qr_note=str(contract["entry"]),
        footer=words.text("labour.footer"),
        statement=words.text("labour.contract.statement"),
        issued=words.moment(signed),
        issuer=shop["shop"]["name"],
    )


def _terms(contract: Mapping[str, Any], words: Words) -> list[Row]:
    ends = contract.get("ends") or words.text("labour.contract.open_ended")
    return [
        Row(_label("starts", words), words.text("labour.contract.period", starts=contract["starts"], ends=ends)),
        Row(_label("place", words), contract.get("place", "")),
        Row(_label("duties", words), contract.get("duties", "")),
        Row(words.text("labour.contract.holiday"), words.text(f"labour.weekday.{contract['weekly_holiday']}")),
    ]


def _wages(contract: Mapping[str, Any], words: Words) -> list[Row]:
    method = words.text(f"choice.pay_method.{contract['pay_method']}")
    rows = [
        Row(_label("hourly", words), words.won(contract["hourly"])),
        Row(_label("other_pay", words), contract.get("other_pay") or words.text("labour.contract.none")),
        Row(_label("excess_percent", words), f"{contract.get('excess_percent', 0)} %"),
        Row(_label("pay_day", words), words.text("labour.contract.pay_day", day=contract["pay_day"], method=method)),
    ]
    if contract.get("probation_months"):
        rows.append(Row(_label("probation_months", words), str(contract["probation_months"])))
    return rows


def _other(contract: Mapping[str, Any], words: Words) -> list[Row]:
    joined = ", ".join(words.text(f"choice.insurances.{one}") for one in contract.get("insurances", ()))
    return [
        Row(_label("leave", words), contract.get("leave", "")),
        Row(_label("insurances", words), joined or words.text("labour.contract.none")),
        Row(words.text("labour.contract.copy"), words.text("labour.contract.copy.value")),
        *(Row(_label("clauses", words), clause) for clause in contract.get("clauses", ())),
    ]


def _label(field: str, words: Words) -> str:
    return words.text(f"field.labour.contract.propose.{field}")


def certificate_page(credential: Mapping[str, Any], words: Words, issued: Instant) -> PrintedDocument:
    """A career certificate as paper; the QR names the credential's digest, the file itself is what software checks."""
    subject = credential["credentialSubject"]
    rows = tuple(
        Row(words.text(f"choice.certified.{name}"), _told(value)) for name, value in subject.items() if name != "id"
    )
    issuer = credential["issuer"]
    proofs = credential["proof"]
    signers = tuple(
        Signer(words.text(f"labour.role.{role}"), "", proof["verificationMethod"].split("#")[1])
        for role, proof in zip(("employer", "worker"), proofs, strict=False)
    )
    return PrintedDocument(
        title=words.text("labour.career.title"),
        number=str(credential["id"])[-16:],
        subtitle=issuer["name"],
        highlight=None,
        sections=(Section(words.text("labour.career.said"), rows),),
        signers_heading=words.text("labour.contract.signatures"),
        signers=signers,
        qr_text=str(credential["id"]),
        qr_caption=words.text("labour.career.qr"),
        qr_note=str(credential["id"]),
        footer=words.text("labour.footer"),
        statement=words.text("labour.career.statement"),
        issued=words.moment(issued),
        issuer=issuer["name"],
    )


def _told(value: Any) -> str:
    if isinstance(value, Mapping):
        return " · ".join(str(one) for one in value.values() if one != "")
    return str(value)
