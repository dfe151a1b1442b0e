"""The certificate: what it says, that it is derived from the least entries, and that it fits a QR code."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.domains.battery import Certificate, Signer, certificate, certificate_entries, grade_body, propose_grade
from core.domains.battery.telling import decimal_text
from core.errors import RefusedError
from core.ledger.content import encode_content
from desktop.words.catalog import LANGUAGES, Words
from tests.support.battery_bench import (
    BOTH,
    DAY,
    ELECTRIC_BODY,
    GRADER,
    REGISTER_BODY,
    TEST_BODY,
    TESTER,
    VISUAL_BODY,
    Bench,
    folded,
    parameter,
)

SIGNERS = (
    Signer("jtp_test", "시험 1반", "JTP", TESTER),
    Signer("jtp_grade", "판정 책임", "JTP", GRADER),
)
NETWORK = bytes(range(32))


def graded(**bodies: Any) -> tuple[Bench, bytes]:
    bench = Bench().evidence(**bodies)
    body = grade_body(propose_grade(bench.state, DAY, parameter))
    return bench, bench.record("battery.grade.assign", body, signers=BOTH).entry.id


def printed(page: Certificate, language: str) -> dict[str, str]:
    """Label and text of every line."""
    words = Words(language)
    shown = {}
    for section in page.sections:
        for line in section.lines:
            told = {name: ", ".join(words.text(key) for key in keys) for name, keys in line.words.items()}
            shown[words.text(line.key)] = words.text(f"{line.key}.value", **line.facts, **told)
    return shown


@pytest.fixture(autouse=True)
def _strict_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Words, "strict", True)


def test_the_page_in_korean() -> None:
    bench, grade = graded(visual={**VISUAL_BODY, "crack": "minor"})
    page = certificate(bench.state, grade, SIGNERS, NETWORK)
    assert (page.number, page.letter, page.day) == ("JTP-0001", "A", DAY)
    assert printed(page, "ko") == {
        "배터리 번호": "JTP-0001 (센터 번호)",
        "제조사·모델": "Nissan Leaf (팩)",
        "양극재 종류": "LMO/NMC",
        "정격": "100 Ah, 360 V",
        "등급": "A",
        "법정 등급": "재제조",
        "건강상태(SoH)": "잔존용량 91.6 % (구간 88.6-94.6 %)",
        "측정 용량": "91.6 Ah (정격 100 Ah)",
        "허용 용도": "차량용 재제조, 가정용 ESS, 산업용 ESS, 저율 용도(가로등·UPS·농기계, 0.3C 이하)",
        "유효 기한": "2027-05-21 (금)",
        "외관검사": "2026-11-22 (일), 균열(경미)",
        "전기검사": "2026-11-22 (일), 절연저항 500 MΩ, 개방전압 365 V, 전압편차 20 mV",
        "용량시험": "2026-11-20 (금), 25.0 °C, 1 C",
        "시험기": "Bitrode FTV, 교정 2026-03-02 (월)",
        "시험 파일": "Bitrode, 지문 3b9c358f36f0a31b",  # sha256sum of the four letters "file"
        "제외 사유": "확인한 항목에 해당 없음",
        "시험 담당": "시험 1반, JTP (열쇠 0101 0101 0101 0101)",
        "등급판정 담당": "판정 책임, JTP (열쇠 0202 0202 0202 0202)",
        "장부망 지문": printed(page, "ko")["장부망 지문"],
        "기록 번호": printed(page, "ko")["기록 번호"],
        "판정 규칙": "jeju-grade v1",
    }
    assert printed(page, "ko")["장부망 지문"].endswith("(0001 0203 0405 0607)")
    assert printed(page, "ko")["기록 번호"].replace(" ", "") == grade.hex()[:16]


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_excluded_battery_has_a_page_without_figures_of_health(language: str) -> None:
    bench = Bench()
    bench.record("battery.pack.register", REGISTER_BODY)
    bench.record("battery.inspect.visual", {**VISUAL_BODY, "leak": "major"})
    grade = bench.record(
        "battery.grade.assign", grade_body(propose_grade(bench.state, DAY, parameter)), signers=BOTH
    ).entry.id
    page = certificate(bench.state, grade, SIGNERS, NETWORK)
    text = " ".join(printed(page, language).values())
    assert page.letter == "D"
    assert "%" not in text


def test_health_is_never_printed_without_its_band() -> None:
    for capacity_mah in (91_600, 100_000, 61_000, 2_000):
        bench, grade = graded(test={**TEST_BODY, "capacity_mah": capacity_mah})
        page = certificate(bench.state, grade, SIGNERS, NETWORK)
        lines = [line for section in page.sections for line in section.lines if "soh" in line.facts]
        assert len(lines) == 1
        soh, low, high = (Decimal(str(lines[0].facts[name])) for name in ("soh", "low", "high"))
        assert low < soh < high


def test_a_verifier_derives_the_same_page_from_the_least_entries() -> None:
    bench, grade = graded()
    bench.record("battery.inspect.visual", {**VISUAL_BODY, "label": "minor"})
    bench.record("battery.pack.receive", {"site": "JTP", "arrived_on": "2026-11-22", "transport_class": "SP377"})
    needed = certificate_entries(bench.state, grade)
    assert len(needed) == 6
    carried = [one for one in reversed(bench.judged) if one.entry.id in needed]
    assert certificate(folded(carried), grade, SIGNERS, NETWORK) == certificate(bench.state, grade, SIGNERS, NETWORK)
    for left_out in range(6):
        fewer = [one for place, one in enumerate(carried) if place != left_out]
        with pytest.raises(RefusedError):
            certificate(folded(fewer), grade, SIGNERS, NETWORK)


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("battery.pack.register", {"rated_mah": 99_000}),
        ("battery.inspect.visual", {"label": "minor"}),
        ("battery.inspect.electric", {"cell_mv": [3800, 3821]}),
        ("battery.test.capacity", {"capacity_mah": 91_601}),
        ("battery.grade.assign", {"valid_until": "2027-05-22"}),
    ],
)
def test_another_figure_in_an_entry_is_another_page(name: str, change: dict[str, Any]) -> None:
    bench, grade = graded()
    page = certificate(bench.state, grade, SIGNERS, NETWORK)
    changed = [
        one._replace(entry=one.entry._replace(content=one.entry.content._replace(body=body)))
        for one in bench.judged
        for body in [{**one.entry.content.body, **(change if one.entry.content.type == name else {})}]
    ]
    assert certificate(folded(changed), grade, SIGNERS, NETWORK) != page


def test_the_content_of_a_grade_leaves_room_in_a_qr_code() -> None:
    bench, _ = graded(electric={**ELECTRIC_BODY, "cell_mv": [3800, 3860]})
    content = encode_content(bench.judged[-1].entry.content)
    # 1,200 characters of base64url are 900 bytes; two cosignatures, header, signature and key take some 420 of them.
    assert len(content) <= 600


@given(st.integers(-(10**12), 10**12), st.sampled_from([1, 10, 1000, 1_000_000]), st.integers(0, 3))
def test_decimal_text_is_exact(value: int, scale: int, decimals: int) -> None:
    text = decimal_text(value, scale, decimals)
    assert Decimal(text) * scale == value
    places = len(text.partition(".")[2])
    assert places >= min(decimals, len(str(scale)) - 1)
