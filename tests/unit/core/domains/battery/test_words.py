"""Everything that this workspace says has words in both languages, and every sentence gets the facts it asks for."""

import re
from datetime import date
from pathlib import Path

import pytest

from core.domains import battery
from core.domains.battery import WORKSPACE, grade_body, propose_grade
from core.domains.battery.rules.v1 import weighing
from core.domains.battery.rules.v1.fields import LOOKS
from core.domains.battery.rules.v1.standing import STATUSES
from core.ledger.body import days_ahead
from core.ledger.contract import FieldKind, Finding
from desktop.words.catalog import LANGUAGES, Words, load, placeholders
from desktop.words.errors import finding_text
from desktop.words.sentences import sentence_text
from tests.support.battery_bench import (
    BOTH,
    DAY,
    ELECTRIC_BODY,
    REGISTER_BODY,
    RULES,
    TEST_BODY,
    Bench,
    entry_type,
    findings_on,
    parameter,
)

FOLDER = Path(battery.__file__).parent
SOURCES = [*FOLDER.glob("rules/**/*.py"), *(FOLDER / name for name in ("certificate.py", "columns.py"))]
SHARED = {"parameter_missing"}
"""Findings that the ledger itself also gives; their words are in the common catalog."""


def all_sources() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in SOURCES)


def finding_codes() -> set[str]:
    text = all_sources()
    codes = set(re.findall(r'Finding\(\s*"([a-z_]+)"', text))
    soft = {"temperature_outside", "rate_outside"}
    signatures = {"signature_missing_jtp_test", "signature_missing_jtp_grade"}
    lapsed = {f"grade_lapsed_{reason}" for reason in ("revoked", "incident", "evidence", "day")}
    return (codes | soft | signatures | lapsed) - SHARED


def error_codes() -> set[str]:
    return set(re.findall(r'Error\("([a-z_]+)"', all_sources()))


def certificate_keys() -> set[str]:
    text = (FOLDER / "certificate.py").read_text(encoding="utf-8")
    keys = set(re.findall(r'_line\(\s*"([a-z_]+)"', text)) | {"signer_jtp_test", "signer_jtp_grade"}
    return {f"certificate.{key}" for key in keys} | {f"certificate.{key}.value" for key in keys}


def wanted() -> set[str]:
    keys = {"battery.name", "battery.kind", "certificate.title"}
    keys |= {f"battery.role.{role}" for role in WORKSPACE.roles}
    keys |= {f"status.{status}" for status in STATUSES}
    keys |= {f"column.{column.name}" for column in WORKSPACE.subject_kinds["battery"].columns}
    keys |= {f"finding.{code}" for code in finding_codes()}
    keys |= {f"error.{code}.{part}" for code in error_codes() for part in ("what", "do")}
    keys |= {f"look.{look}.{severity}" for look in LOOKS for severity in ("minor", "major")}
    keys |= {f"check.{name}" for name in weighing._SHOWN}
    keys |= {f"certificate.section.{key}" for key in ("battery", "result", "evidence", "signers", "proof")}
    keys |= certificate_keys()
    for (name, _), own in RULES.entry_types.items():
        keys |= {f"type.{name}", f"sentence.{name}"}
        for field in own.fields:
            keys.add(f"field.{name}.{field.name}")
            keys |= {f"choice.{field.name}.{value}" for value in field.choices}
    return keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_without_words(language: str) -> None:
    assert sorted(wanted() - load(language).keys()) == []


def told_findings() -> list[Finding]:
    """One finding of every code whose words ask for more than the field."""
    bench = Bench()
    graded = Bench().evidence()
    proposed = grade_body(propose_grade(graded.state, DAY, parameter))
    graded.record("battery.test.capacity", {**TEST_BODY, "capacity_mah": 70_000, "cycle": 2})
    bad_register = {**REGISTER_BODY, "rated_wh": 1, "made_on": "2001-01-01", "series": 2}
    bench.record("battery.pack.register", bad_register)
    transfer = {"from_member": "JTP", "to_member": "사용자", "transport_class": "none"}
    transferred = bench.record("battery.custody.transfer", transfer).entry.id
    bench.record("battery.custody.accept", {"transfer": transferred, "member": "다른 기관"})
    bench.record("battery.inspect.electric", ELECTRIC_BODY)
    late_test = {**TEST_BODY, "calibrated_on": "2026-11-21", "importer_findings": ["gap"]}
    bench.record("battery.test.capacity", {**late_test, "capacity_mah": 130_000})
    bench.record("battery.test.capacity", {**late_test, "capacity_mah": 2_100_000})
    found = [finding for one in (*bench.judged, *graded.judged) for finding in one.findings]
    attempts = (
        graded.entry("battery.grade.assign", proposed, BOTH),
        graded.entry("battery.grade.assign", {**proposed, "letter": "D"}, BOTH),
    )
    found += [finding for entry in attempts for finding in findings_on(entry, graded.past())]
    lower = Bench().evidence(test={**TEST_BODY, "capacity_mah": 70_000})
    better = {**grade_body(propose_grade(lower.state, DAY, parameter)), "letter": "A"}
    found += findings_on(lower.entry("battery.grade.assign", better, BOTH), lower.past())
    issued = {"print_sha256": bytes(32), "print_bytes": 1, "form": 1, "language": "ko"}
    standing = Bench().evidence()
    issued["grade"] = standing.record("battery.grade.assign", proposed, signers=BOTH).entry.id
    late = standing.entry("battery.certificate.issue", issued, day=date(2028, 1, 1))
    found += findings_on(late, standing.past())
    found += days_ahead(entry_type("battery.test.capacity").fields, TEST_BODY, date(2026, 1, 1))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_gives_the_facts_that_its_words_ask_for(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Words, "strict", True)
    found = told_findings()
    asking = {code for code in finding_codes() if placeholders(load(language)[f"finding.{code}"]) - {"field"}}
    assert asking <= {one.code for one in found}
    for one in found:
        text = finding_text(one, Words(language), "battery.test.capacity")
        assert "{" not in text and "⟨" not in text


def test_findings_have_two_parts_what_and_what_to_do() -> None:
    for code in finding_codes():
        for language in LANGUAGES:
            text = load(language)[f"finding.{code}"]
            assert re.search(r"[.;]", text.rstrip(".")), f"{code} in {language} only says what, not what to do"
            assert text.endswith(".")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_history_sentence_gets_its_facts(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Words, "strict", True)
    words = Words(language)
    samples = {
        FieldKind.TEXT: "글",
        FieldKind.INTEGER: 1000,
        FieldKind.YES_NO: True,
        FieldKind.DAY: "2026-11-22",
        FieldKind.INTEGERS: [1000],
        FieldKind.TEXTS: ["글"],
        FieldKind.ENTRY: bytes(32),
        FieldKind.ENTRIES: [bytes(32)],
        FieldKind.BYTES: bytes(32),
    }
    for own in RULES.entry_types.values():
        body = {
            field.name: samples.get(field.kind)
            or (field.choices[0] if field.kind is FieldKind.CHOICE else list(field.choices))
            for field in own.fields
        }
        text = sentence_text(own, body, words)
        assert text
        assert "⟨" not in text and "{" not in text
        absent = sentence_text(own, {field.name: body[field.name] for field in own.fields if field.required}, words)
        assert "⟨" not in absent and "{" not in absent


def test_a_day_is_told_as_a_day_and_what_is_absent_as_a_dash() -> None:
    body = {"site": "JTP", "arrived_on": "2026-11-22", "transport_class": "SP377"}
    told = sentence_text(RULES.entry_types["battery.pack.receive", 1], body, Words("ko"))
    assert told == "2026-11-22 (일)에 JTP에 입고했습니다. 보관 위치 –."
