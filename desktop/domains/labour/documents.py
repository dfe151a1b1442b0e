"""What the labour workspace prints of a month and of a career: the payslip and the certificate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from core.domains.labour.credential.reading import certificate_text
from core.ledger.contract import State
from core.ports.clock import Instant
from desktop.domains.labour.reasons import reason_text
from desktop.printing.document import PrintedDocument, Row, Section, Signer
from desktop.words import Words

Slip = Mapping[str, Any]
CODE_CHARACTERS_MAX = 1_900
"""Version 32-L, the largest QR code that is printed 48 mm wide, holds 1,952 bytes (ISO/IEC 18004 table 7)."""


def payslip_page(slip: Slip, shop: State, digest: bytes, words: Words, issued: Instant) -> PrintedDocument:
    """A payslip with every item of 시행령 제27조의2: who, when, total, each item with its reason, deductions."""

    def amount(line: Mapping[str, Any]) -> Row:
        return Row(words.text(f"labour.line.{line['item']}"), words.won(line["won"]))

    reasons = tuple(
        Row(words.text(f"labour.line.{line['item']}"), reason_text(line, words, with_article=with_article))
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
        flows=True,
    )


def _hours(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"


def certificate_page(credential: Mapping[str, Any], words: Words, issued: Instant) -> PrintedDocument:
    """A career certificate as paper; its QR code carries the whole credential, so that the paper alone can be checked.

    Where it is too long for a code, the code names it only, and the paper says that the file is needed.
    """
    whole = certificate_text(credential)
    fits = len(whole) <= CODE_CHARACTERS_MAX
    subject = credential["credentialSubject"]
    rows = tuple(
        Row(words.text(f"choice.certified.{name}"), _told(name, value, words))
        for name, value in subject.items()
        if name != "id"
    )
    issuer = credential["issuer"]
    named = issuer["name"] if isinstance(issuer, Mapping) else ""
    signers = tuple(
        Signer(words.text(f"labour.role.{role}"), "", proof["verificationMethod"].split("#")[1])
        for role, proof in zip(("employer", "worker"), credential["proof"], strict=False)
    )
    return PrintedDocument(
        title=words.text("labour.career.title"),
        number=str(credential["id"])[-16:],
        subtitle=named,
        highlight=None,
        sections=(Section(words.text("labour.career.said"), rows, each_on_its_own_line=True),),
        signers_heading=words.text("labour.contract.signatures"),
        signers=signers,
        qr_text=whole if fits else str(credential["id"]),
        qr_caption=words.text("labour.career.qr" if fits else "labour.career.by_file"),
        qr_note=str(credential["id"])[-16:],
        footer=words.text("labour.footer"),
        statement=words.text("labour.career.statement"),
        issued=words.moment(issued),
        issuer=named,
        flows=True,
    )


def _told(name: str, value: Any, words: Words) -> str:
    if name == "position":
        return words.text(f"choice.contract_kind.{value}")
    if name == "reason_of_leaving":
        return words.text(f"choice.reason.{value}")
    if name == "wage":
        return words.text("labour.career.wage", hourly=words.won(value["hourly"]))
    if name == "period":
        return words.text("labour.career.period", begun=value["from"], until=value.get("until", ""))
    if isinstance(value, Mapping):
        return " · ".join(str(one) for one in value.values() if one != "")
    return str(value)
