"""The contract on paper: the ministry's clauses, every value with its spaces, and nothing cut where it is long."""

import re
from string import Formatter

import pypdfium2
import pytest

from core.domains.labour.rules.v1.contract_form import KINDS, LANGUAGES
from core.ports.clock import Instant
from desktop.domains.labour import terms as terms_module
from desktop.domains.labour.clauses import clauses
from desktop.domains.labour.contract_document import Side, SignedContract, contract_page
from desktop.domains.labour.terms import Terms, phrases
from desktop.printing.check import read_pdf_qr
from desktop.printing.fonts import missing_characters
from desktop.printing.pdf import render_pdf
from desktop.printing.pdfium import page_texts
from desktop.words import Words
from tests.support.labour_bench import CONTRACT, HANA, OWNER, SHOP, Bench
from tests.support.pdf_reading import copied
from tests.support.printed_documents import LONGEST_QR_TEXT

MOMENT = Instant(1_796_000_000, 540)
CONSENT = {"paper": "guardian_consent", "kept_as": "own_signature", "relation": "parent", "at": MOMENT.seconds}
WORDY = {
    "other_pay": "명절 상여 100,000원",
    "lodging": "기숙사 2인 1실, 월 150,000원",
    "meals": "점심 제공",
    "clauses": ["근무복은 사업주가 제공한다", "교육 시간은 근로시간이다"],
    "probation_months": 1,
}
SIDES = (
    Side("employer", "한빛카페 · 이사장", ("02-333-4444", "서울 마포구 양화로 1"), OWNER),
    Side("worker", "김하나", ("서울 서대문구 신촌로 12", "010-1234-5678"), HANA),
)


def signed(changed, sides=SIDES, papers=(), **more):
    bench = Bench()
    bench.record("labour.workplace.open", SHOP)
    contract = {**CONTRACT, **WORDY, **changed, "entry": "6a" * 32, "signed": "7b" * 32}
    contract = {name: value for name, value in contract.items() if value is not None}
    kept = {"papers": [one["paper"] for one in papers]}
    return SignedContract(contract, bench.state, kept, papers, sides, more.get("proof", LONGEST_QR_TEXT[:700]))


def printed(paper, language="ko"):
    return render_pdf(contract_page(paper, Words(language), MOMENT), MOMENT.local())


TOLD = {
    "full_time": ("표준근로계약서 (기간의 정함이 없는 경우)", "1. 근로개시일", "2026-11-02부터"),
    "fixed_term": ("표준근로계약서 (기간의 정함이 있는 경우)", "1. 근로계약기간", "2026-11-02부터 2027-10-31까지"),
    "part_time": ("단시간근로자 표준근로계약서", "4. 근로일 및 근로일별 근로시간", "초과근로에 대한 가산임금률: 50%"),
    "minor": (
        *("연소근로자(18세 미만인 자) 표준근로계약서", "8. 가족관계증명서 및 동의서", "12. 그 밖의 사항"),
        "18세 미만인 자의 근로시간은 1일 7시간, 1주에 35시간을 초과하지 못함",
        *("친권자 또는 후견인의 동의서 구비 여부: 갖춤", "가족관계기록사항에 관한 증명서 제출 여부: 갖추지 않음"),
        *("친권자이(가) 자기 열쇠로 서명함, 2026-11-30", "본인은 위 연소근로자가 위 사업장에서 근로를 하는 것에"),
    ),
    "foreign": (
        *("외국인근로자 표준근로계약서", "5. 휴게시간", "1일 30분", "8. 임금지급일", "9. 지급방법", "10. 숙식제공"),
        *("숙박시설: 기숙사 2인 1실, 월 150,000원", "식사: 점심 제공"),
    ),
    "construction_day": ("건설일용근로자 표준근로계약서", "1. 근로계약기간"),
}
EVERYWHERE = (
    *("한빛카페(이하", "김하나(이하", "서울 마포구 한빛카페", "홀 서빙, 음료 제조", "10,700원", "명절 상여 100,000원"),
    *("주휴일 매주 일요일", "매월 10일 (휴일의 경우는 전날 지급)", "근로자 명의 계좌에 입금", "근로기준법에 따름"),
    *("가입: 국민연금, 건강보험, 고용보험, 산재보험", "근무복은 사업주가 제공한다", "교육 시간은 근로시간이다"),
    *("수습기간: 1개월", "1주 20시간", "한빛카페 · 이사장", "서울 서대문구 신촌로 12 · 010-1234-5678"),
)


@pytest.mark.parametrize("kind", KINDS)
def test_each_form_is_one_page_that_says_every_value(qapp, kind):
    paper = signed({"kind": kind, "ends": None if kind == "full_time" else CONTRACT["ends"]}, papers=(CONSENT,))
    pdf = printed(paper)
    (text,) = page_texts(pdf)
    for told in (*TOLD[kind], *EVERYWHERE):
        assert copied(text, told), told
    numbers = [int(number) for number in re.findall(r"(?m)^(\d+)\. ", text)]
    assert numbers == list(range(1, len(numbers) + 1))
    width, height = pypdfium2.PdfDocument(pdf)[0].get_size()
    assert (width, height) == (pytest.approx(595.28, abs=0.5), pytest.approx(841.89, abs=0.5))
    assert read_pdf_qr(pdf) == (paper.proof,)


@pytest.mark.parametrize(
    ("also_in", "told"),
    [
        ("en", ("Standard Labour Contract for Foreign Workers", "Hourly wage: KRW 10,700", "weekly holiday: Sunday")),
        ("vi", ("Hợp đồng lao động tiêu chuẩn cho người lao động nước ngoài", "Lương theo giờ: 10,700 won")),
        ("zh", ("外国劳动者标准劳动合同", "小时工资：10,700韩元", "自2026-11-02起至2027-10-31止")),
    ],
)
def test_the_other_language_stands_beside_the_korean(qapp, also_in, told):
    text = "\n".join(page_texts(printed(signed({"kind": "foreign", "also_in": also_in}))))
    for one in (*told, *TOLD["foreign"], *EVERYWHERE):
        assert copied(text, one), one


def test_a_window_in_english_prints_english_beside_the_korean(qapp):
    text = "\n".join(page_texts(printed(signed({}), "en")))
    assert copied(text, "단시간근로자 표준근로계약서")
    assert copied(text, "Standard Labour Contract for Part-time Workers")


@pytest.mark.parametrize("also_in", [None, "vi"])
def test_what_is_long_goes_on_and_nothing_of_it_is_cut(qapp, also_in):
    name = "가나다라마바사아자차" * 6
    address = ("서울특별시 서대문구 연희로 " * 20)[:199].strip()
    days = [{"weekday": day, "start": f"0{day}:1{day}", "end": f"0{day + 2}:4{day}"} for day in range(7)]
    clauses_said = [f"제{number}호 " + ("길게 이어지는 조항의 말 " * 25)[:280].strip() for number in range(1, 13)]
    long = {"also_in": also_in, "place": address, "duties": address, "days": days, "clauses": clauses_said}
    sides = (Side("employer", name, (address,), OWNER), Side("worker", name, (address, address), HANA))
    pdf = printed(signed(long, sides, proof=LONGEST_QR_TEXT))
    pages = page_texts(pdf)
    assert len(pages) > 1
    text = "\n".join(re.sub(r"6a6a6a6a6a6a6a6a · \d/\d\s*$", "", page) for page in pages)
    for told in (*clauses_said, address, f"{name}(이하"):
        assert copied(text, told), told
    for day in range(7):
        assert f"0{day}:1{day}" in text
        assert f"0{day + 2}:4{day}" in text
    assert read_pdf_qr(pdf) == (LONGEST_QR_TEXT,)


def test_every_language_has_every_phrase_with_the_same_facts_and_it_can_be_printed(qapp):
    assert set(terms_module.LANGUAGES) == {"ko", *LANGUAGES}

    def facts(text):
        return sorted(name for _, name, _, _ in Formatter().parse(text) if name)

    korean = phrases("ko")
    for language in LANGUAGES:
        found = phrases(language)
        assert found.keys() == korean.keys()
        assert {key: facts(text) for key, text in found.items()} == {key: facts(text) for key, text in korean.items()}
        assert missing_characters("".join(found.values())) == ""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", terms_module.LANGUAGES)
def test_a_contract_that_is_only_begun_can_be_shown(kind, language):
    shown = clauses({"kind": kind}, (), Terms(language))
    assert all(one.lines and all(one.lines) for one in shown)
