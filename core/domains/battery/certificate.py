"""The grade certificate: what one A4 page says, re-derived from the entries that its evidence file carries.

Nothing is printed that is not in those entries, the grants of the two signers, or the network's id; health is never
printed without its band.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from core.domains.battery.rules.v1.fields import LOOKS
from core.domains.battery.rules.v1.records import GRADES, Record, find
from core.domains.battery.rules.v1.weighing import Evidence, gather
from core.domains.battery.telling import Line, decimal_text
from core.encoding.words import fingerprint_hex, fingerprint_words
from core.errors import RefusedError
from core.ledger.contract import State


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed in a role, as the grant of that person's key says."""

    role: str
    title: str
    member: str
    key: bytes


@dataclass(frozen=True, slots=True)
class Section:
    """Lines under a heading; the heading's words are `certificate.section.<key>`."""

    key: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Certificate:
    """The page: a line's label is `<line.key>`, its text `<line.key>.value` in the catalogs."""

    number: str
    letter: str
    day: date
    sections: tuple[Section, ...]


def certificate_entries(state: State, grade: bytes) -> tuple[bytes, ...]:
    """The entries that the certificate of a grade rests on, least possible: register, evidence, grade.

    Amendments of these entries belong to the evidence as well; who keeps the entries knows them.

    Raises:
        RefusedError: `grade_unknown`, or `evidence_unknown` where an entry of it is not in the state.
    """
    record, evidence = _graded(state, grade)
    identity = evidence.identity or {}
    return tuple(bytes.fromhex(id) for id in (identity["entry"], *evidence.ids(), record["entry"]))


def certificate(state: State, grade: bytes, signers: Sequence[Signer], network: bytes) -> Certificate:
    """The page for a grade.

    Raises:
        RefusedError: `grade_unknown`, or `evidence_unknown` where an entry of it is not in the state.
    """
    record, evidence = _graded(state, grade)
    identity = evidence.identity or {}
    return Certificate(
        number=identity["number"],
        letter=record["letter"],
        day=date.fromisoformat(record["day"]),
        sections=(
            Section("battery", _battery_lines(identity)),
            Section("result", _result_lines(record, evidence, identity)),
            Section("evidence", _evidence_lines(record, evidence)),
            Section("signers", tuple(_signer_line(one) for one in signers)),
            Section("proof", _proof_lines(record, network)),
        ),
    )


def _graded(state: State, grade: bytes) -> tuple[Record, Evidence]:
    record = find(state, GRADES, grade.hex())
    if record is None or record["day"] is None:
        raise RefusedError("grade_unknown", entry=grade)
    evidence, unknown = gather(state, record["evidence"])
    if unknown or evidence.identity is None:
        raise RefusedError("evidence_unknown", entry=grade)
    return record, evidence


def _line(key: str, words: dict[str, tuple[str, ...]] | None = None, /, **facts: Any) -> Line:
    return Line(f"certificate.{key}", facts, words or {})


def _chosen(name: str, value: str) -> dict[str, tuple[str, ...]]:
    return {name: (f"choice.{name}.{value}",)}


def _battery_lines(identity: Record) -> tuple[Line, ...]:
    lines = [
        _line("number", _chosen("number_kind", identity["number_kind"]), number=identity["number"]),
        _line("product", _chosen("level", identity["level"]), maker=identity["maker"], model=identity["model"]),
        _line("chemistry", _chosen("chemistry", identity["chemistry"])),
        _line(
            "rated",
            rated_ah=decimal_text(identity["rated_mah"], 1000),
            nominal_v=decimal_text(identity["nominal_mv"], 1000),
        ),
    ]
    return tuple(lines)


def _result_lines(grade: Record, evidence: Evidence, identity: Record) -> tuple[Line, ...]:
    lines = [
        _line("letter", letter=grade["letter"]),
        _line("legal_grade", _chosen("legal_grade", grade["legal_grade"])),
    ]
    if grade.get("soh_permille") is None:
        lines.append(_line("soh_not_measured"))
    else:
        names = ("soh_permille", "low_permille", "high_permille")
        soh, low, high = (decimal_text(grade[name], 10, 1) for name in names)
        lines.append(_line("soh", soh=soh, low=low, high=high))
    if evidence.test:
        lines.append(
            _line(
                "capacity",
                measured_ah=decimal_text(evidence.test["capacity_mah"], 1000),
                rated_ah=decimal_text(identity["rated_mah"], 1000),
            )
        )
    lines.append(_line("uses", {"uses": tuple(f"choice.uses.{one}" for one in grade["uses"])}))
    lines.append(_line("valid_until", valid_until=date.fromisoformat(grade["valid_until"])))
    return tuple(lines)


def _evidence_lines(grade: Record, evidence: Evidence) -> tuple[Line, ...]:
    lines = []
    if evidence.visual:
        lines.append(_visual_line(evidence.visual))
    if evidence.electric:
        lines.append(_electric_line(evidence.electric))
    if evidence.test:
        test = evidence.test
        lines += [
            _line(
                "test",
                tested_on=date.fromisoformat(test["tested_on"]),
                temp_c=decimal_text(test["temp_dc"], 10, 1),
                rate_c=decimal_text(test["rate_milli_c"], 1000),
            ),
            _line("instrument", tester=test["tester"], calibrated_on=date.fromisoformat(test["calibrated_on"])),
            _line("file", sha256=test["file_sha256"][:16], file_format=test["file_format"]),
        ]
    found = tuple(f"choice.exclusions.{one}" for one in grade.get("exclusions", []))
    lines.append(_line("exclusions", {"exclusions": found}) if found else _line("exclusions_none"))
    return tuple(lines)


def _visual_line(visual: Record) -> Line:
    day = None if visual["day"] is None else date.fromisoformat(visual["day"])
    found = tuple(f"look.{look}.{visual[look]}" for look in LOOKS if visual[look] != "none")
    return _line("visual_found", {"found": found}, day=day) if found else _line("visual_clean", day=day)


def _electric_line(electric: Record) -> Line:
    facts: dict[str, Any] = {
        "day": None if electric["day"] is None else date.fromisoformat(electric["day"]),
        "isolation_mohm": decimal_text(electric["isolation_ohm"], 1_000_000),
        "pack_v": decimal_text(electric["pack_mv"], 1000),
    }
    if electric["spread_mv"] is None:
        return _line("electric_without_spread", **facts)
    return _line("electric", spread_mv=electric["spread_mv"], **facts)


def _signer_line(signer: Signer) -> Line:
    return Line(
        f"certificate.signer_{signer.role}",
        {"title": signer.title, "member": signer.member, "key": fingerprint_hex(signer.key)},
    )


def _proof_lines(grade: Record, network: bytes) -> tuple[Line, ...]:
    return (
        _line("network", fingerprint=fingerprint_words(network), digits=fingerprint_hex(network)),
        _line("entry", entry=fingerprint_hex(bytes.fromhex(grade["entry"]))),
        _line("rule", rule=grade["rule"], version=grade["rule_version"]),
    )
