"""Documents to print in tests: a realistic certificate in both languages, and the longest that must fit."""

import base64
import dataclasses
import hashlib

from desktop.printing.document import Highlight, PrintedDocument, Row, Section, Signer

# As long as a proof in a QR code may be: 1,200 characters that do not compress.
_NOISE = b"".join(hashlib.sha256(bytes([number])).digest() for number in range(28))[:894]
LONGEST_QR_TEXT = "JANGBU1:" + base64.urlsafe_b64encode(_NOISE).decode()

KOREAN = PrintedDocument(
    title="사용후 배터리 등급 확인서",
    number="제 JB-7K3F-21A9호",
    subtitle="제주 사용후 배터리 장부망",
    highlight=Highlight(
        "등급",
        "B",
        (
            Row("잔존용량", "91.6 % (구간 88.6-94.6 %)"),
            Row("법정 등급", "재사용"),
            Row("유효기한", "2027-05-21 (금)까지"),
        ),
    ),
    sections=(
        Section(
            "1. 배터리",
            (
                Row("식별번호", "KR-EVB-2019-004512"),
                Row("단위", "팩"),
                Row("제조사", "한빛셀"),
                Row("모델", "코나 일렉트릭 64 kWh"),
                Row("화학계", "NMC"),
                Row("제조일", "2019-03-14"),
                Row("정격용량", "180.0 Ah · 356 V · 64.1 kWh"),
                Row("실측용량", "164.9 Ah · 58.7 kWh"),
            ),
        ),
        Section(
            "2. 근거",
            (
                Row("외관검사", "2026-11-18 · 이상 없음"),
                Row("절연저항", "2.4 MΩ (500 V)"),
                Row("용량시험", "2026-11-20 14:32 · 0.33 C · 25.0 ℃"),
                Row("전압편차", "12 mV (기준 30 mV 이하)"),
                Row("시험장비", "충방전기 3호 · 교정 2026-02-11"),
                Row("예측구간", "90 % · 허용오차 ±3 %"),
                Row("추정방법", "전용량 시험 v1"),
                Row("원본파일", "BioLogic CSV · 12.4 MB"),
            ),
        ),
        Section(
            "3. 제외 사유 확인",
            (
                Row("팽창", "없음"),
                Row("누액", "없음"),
                Row("침수", "없음"),
                Row("화재 이력", "없음"),
                Row("절연 100 Ω/V 미만", "해당 없음"),
                Row("셀 전압 1.5-4.3 V", "해당 없음"),
                Row("자기방전", "측정하지 않음"),
                Row("BMS 절연 고장", "없음"),
            ),
        ),
        Section(
            "4. 판정",
            (
                Row("적용 기준", "jeju-grade v1 (2026-01-01부터)"),
                Row("판정일", "2026-11-22 (일) 14:32"),
                Row("허용 용도", "가정용·산업용 에너지저장장치(ESS), 저율 용도(가로등, 무정전전원, 농기계 0.3C 이하)"),
                Row("장부망 지문", "사과 바다 구름 나무 하늘 노래 · 91ab 22cd 03ef 7788"),
            ),
        ),
    ),
    signers_heading="서명",
    signers=(
        Signer("시험 담당", "시험원 1", "제주 시험센터 · 키 3fa2 91c0 7be1 5521"),
        Signer("판정 담당", "판정관 2", "제주 시험센터 · 키 a81d 02f4 cc93 10be"),
    ),
    statement="위 배터리의 등급을 위와 같이 확인합니다.",
    issued="2026년 11월 22일",
    issuer="제주 시험센터",
    qr_text=LONGEST_QR_TEXT,
    qr_caption="오프라인 확인",
    qr_note="기록 9f2c-11ab-77d0",
    footer="이 확인서는 인터넷 없이 QR 또는 첨부된 증거 파일로 확인할 수 있습니다.",
)

ENGLISH = PrintedDocument(
    title="Used Battery Grade Certificate",
    number="No. JB-7K3F-21A9",
    subtitle="Jeju used battery ledger",
    highlight=Highlight(
        "Grade",
        "A",
        (
            Row("Remaining capacity", "91.6 % (range 88.6-94.6 %)"),
            Row("Legal grade", "Reuse"),
            Row("Valid until", "2027-05-21 (Fri)"),
        ),
    ),
    sections=(
        Section(
            "1. Battery",
            (
                Row("Battery ID", "KR-EVB-2019-004512"),
                Row("Level", "Pack"),
                Row("Maker", "Hanbit Cell"),
                Row("Model", "Kona Electric 64 kWh"),
                Row("Rated capacity", "180.0 Ah · 356 V · 64.1 kWh"),
                Row("Measured capacity", "164.9 Ah · 58.7 kWh"),
            ),
        ),
        Section(
            "2. Evidence",
            (
                Row("Visual inspection", "2026-11-18 · no findings"),
                Row("Insulation below 100 Ω/V", "No"),
                Row("Capacity test", "2026-11-20 14:32 · 0.33 C · 25.0 °C"),
                Row("Allowed uses", "Home and industrial energy storage; low-rate uses such as street lights"),
            ),
        ),
    ),
    signers_heading="Signatures",
    signers=(
        Signer("Tested by", "Tester 1", "Jeju test centre · key 3fa2 91c0 7be1 5521"),
        Signer("Graded by", "Grader 2", "Jeju test centre · key a81d 02f4 cc93 10be"),
    ),
    statement="The grade of the above battery is confirmed as stated.",
    issued="22 November 2026",
    issuer="Jeju test centre",
    qr_text=LONGEST_QR_TEXT,
    qr_caption="Check offline",
    qr_note="Entry 9f2c-11ab-77d0",
    footer="This certificate can be checked without a network by its QR code or by the attached evidence file.",
)

_LONG = "기준 100 Ω/V 이상, 재측정 포함 이상 없음, 시험성적서 원본은 시험센터에 보관"

# 32 rows, of which 8 need a whole line, and a third signer.
LONGEST = dataclasses.replace(
    KOREAN,
    sections=tuple(
        Section(
            f"{part}. 항목",
            tuple(
                Row(f"확인 항목 {part}-{number}", _LONG if number > 6 else "기준 100 Ω/V 이상 · 2026-11-20")
                for number in range(1, 9)
            ),
        )
        for part in range(1, 5)
    ),
    signers=(*KOREAN.signers, Signer("입회", "검사관 3", "안전성검사기관 · 키 11aa 22bb 33cc 44dd")),
)


def replaced_value(document: PrintedDocument, label: str, value: str) -> PrintedDocument:
    """Return the document with another value in the row of that label, wherever it stands."""

    def changed(rows):
        return tuple(Row(row.label, value) if row.label == label else row for row in rows)

    return dataclasses.replace(
        document,
        highlight=dataclasses.replace(document.highlight, lines=changed(document.highlight.lines)),
        sections=tuple(Section(section.heading, changed(section.rows)) for section in document.sections),
    )
