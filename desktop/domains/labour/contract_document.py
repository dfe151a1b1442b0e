"""The contract as the ministry's form: numbered clauses in Korean, and beside them in the language agreed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.encoding.words import fingerprint_hex
from core.ledger.contract import State
from core.ports.clock import Instant
from desktop.domains.labour.clauses import clauses, day_table, has_day_table
from desktop.domains.labour.terms import KOREAN, Terms
from desktop.printing.document import Grid, PrintedDocument, Row, Section, Signer
from desktop.words import Words

SEOUL_MINUTES = 540
_TABLE_AFTER = "hours"


@dataclass(frozen=True, slots=True)
class Side:
    """Who signed: as what, by which key, and what the form says of them."""

    role: str
    name: str
    details: tuple[str, ...]
    key: bytes


@dataclass(frozen=True, slots=True)
class SignedContract:
    """A contract with all that its paper says."""

    contract: Mapping[str, Any]
    shop: State
    person: Mapping[str, Any]
    papers: Sequence[Mapping[str, Any]]
    """Records of a minor's papers, as the employment's state has them."""
    sides: tuple[Side, ...]
    proof: str
    """The signed entry as the text of a QR code."""


def form_languages(contract: Mapping[str, Any], words: Words) -> tuple[Terms, ...]:
    """Korean, and the language agreed beside it; English also for whoever reads this window in English."""
    also = contract.get("also_in") or (words.language if words.language != KOREAN else None)
    return (Terms(KOREAN), Terms(also)) if also else (Terms(KOREAN),)


def contract_page(signed: SignedContract, words: Words, moment: Instant) -> PrintedDocument:
    """The paper of a signed contract; one page where the official form is one."""
    contract, shop = signed.contract, signed.shop["shop"]
    languages = form_languages(contract, words)
    worker = next((side.name for side in signed.sides if side.role == "worker"), "")
    titles = [terms.phrase(f"title.{contract['kind']}") for terms in languages]
    parties = [terms.phrase("parties", shop=shop["name"], worker=worker) for terms in languages]
    return PrintedDocument(
        title=titles[0],
        number=str(contract["entry"])[:16],
        subtitle="\n".join((*titles[1:], *parties)),
        highlight=None,
        sections=(*_sections(signed, languages), *_consent(signed, languages)),
        signers_heading=_joined("signatures", languages),
        signers=tuple(
            Signer(
                _joined(f"side.{side.role}", languages),
                side.name,
                " · ".join((*side.details, fingerprint_hex(side.key))),
            )
            for side in signed.sides
        ),
        qr_text=signed.proof,
        qr_caption=words.text("labour.contract.qr"),
        qr_note=str(contract["signed"])[:16],
        footer=words.text("labour.footer"),
        statement=" ".join(terms.phrase("read") for terms in languages),
        issued=words.moment(moment),
        issuer="",
        flows=True,
    )


def _joined(key: str, languages: Sequence[Terms]) -> str:
    return " / ".join(terms.phrase(key) for terms in languages)


def _sections(signed: SignedContract, languages: Sequence[Terms]) -> list[Section | Grid]:
    """All clauses; the table of days right below the clause that speaks of it."""
    contract, papers = signed.contract, signed.person.get("papers") or ()
    told = [
        tuple(Row(one.title, "\n".join(one.lines)) for one in versions)
        for versions in zip(*(clauses(contract, papers, terms) for terms in languages), strict=True)
    ]
    names = [one.name for one in clauses(contract, papers, languages[0])]
    if not has_day_table(contract):
        return [_section(told)]
    split = names.index(_TABLE_AFTER) + 1
    table = Grid("", tuple(tuple(Row("", cell) for cell in row) for row in day_table(contract, *languages)))
    return [_section(told[:split]), table, _section(told[split:])]


def _section(told: Sequence[tuple[Row, ...]]) -> Section | Grid:
    if all(len(versions) == 1 for versions in told):
        return Section("", tuple(row for (row,) in told), each_on_its_own_line=True)
    return Grid("", tuple(told))


def _consent(signed: SignedContract, languages: Sequence[Terms]) -> list[Section | Grid]:
    """The guardian's consent below a minor's contract."""
    if signed.contract["kind"] != "minor":
        return []
    given = [one for one in signed.papers if one["paper"] == "guardian_consent"]
    told = tuple(Row(terms.phrase("consent"), "\n".join(_given(given, terms))) for terms in languages)
    return [_section([told])]


def _given(given: Sequence[Mapping[str, Any]], terms: Terms) -> list[str]:
    if not given:
        return [terms.phrase("consent.missing")]
    last = given[-1]
    relation = terms.phrase(f"relation.{last.get('relation') or 'unsaid'}")
    day = Instant(last["at"], SEOUL_MINUTES).day().isoformat()
    return [terms.phrase("consent.text"), terms.phrase(f"consent.{last['kept_as']}", relation=relation, day=day)]
