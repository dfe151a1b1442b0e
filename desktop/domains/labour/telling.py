"""Answers of the insurance assistant and steps at the agency's site, in words."""

from __future__ import annotations

from datetime import date

from core.domains.labour.filing.codes import TABLES
from core.domains.labour.filing.layouts import codes
from core.domains.labour.insuring import LEAVE, Answer
from core.domains.labour.pay.standing import Standing
from core.encoding.words import fingerprint_words
from desktop.domains.labour.packaging import Figure
from desktop.domains.labour.retaining import ERASED, Document
from desktop.words import Words

_STEPS = 5
SITE = "www.4insure.or.kr"


def answer_text(answer: Answer, words: Words) -> str:
    """One insurance in one sentence: what is to be done by when with which code, and why."""
    name = words.text(f"choice.insurances.{answer.insurance}")
    parts = [f"{name}: {todo_text(answer, words)}", why_text(answer.standing, words), *code_texts(answer, words)]
    if answer.worked is not None:
        parts.append(worked_text(answer, answer.worked, words))
    return " ".join(parts)


def todo_text(answer: Answer, words: Words) -> str:
    """What is to be done."""
    facts = {"since": answer.since.isoformat(), "due": "" if answer.due is None else answer.due.isoformat()}
    return words.text(f"labour.insurance.todo.{_state(answer)}", **facts)


def code_texts(answer: Answer, words: Words) -> list[str]:
    """The agency's code with its meaning, where a sheet is to be filed that asks for one."""
    table = codes().get(TABLES["loss" if answer.todo == LEAVE else "acquisition"].get(answer.insurance, ""), {})
    fitting = [(code, meaning) for code, meaning in table.items() if code.lstrip("0") == answer.code.lstrip("0")]
    if answer.due is None or not answer.code:
        return []
    return [words.text("labour.insurance.code", code=code, meaning=meaning) for code, meaning in fitting[:1]]


def _state(answer: Answer) -> str:
    """The words' key: what is to be done, or why nothing is."""
    if answer.todo != "nothing":
        return answer.todo
    if answer.filed:
        return answer.filed
    return "out" if answer.standing.out else "left"


def why_text(standing: Standing, words: Words) -> str:
    """The reason with its figures, and the article."""
    told = words.text(f"labour.insurance.reason.{standing.reason}", **standing.facts)
    return f"{told} ({standing.article})"


def first_month_text(answer: Answer, words: Words) -> str:
    """The first month for which a premium is charged."""
    month = "" if answer.first_month is None else f"{answer.first_month:%Y-%m}"
    return words.text("labour.insurance.first_month", month=month)


def worked_text(answer: Answer, worked: Standing, words: Words) -> str:
    """What the hours really worked would lead to."""
    outcome = words.text(f"labour.insurance.answer.{worked.answer}")
    return words.text("labour.insurance.worked", hours=answer.worked_hours, outcome=outcome)


def document_text(document: Document, words: Words) -> str:
    """What a document is, until when it stays and by which law."""
    kept = document.keeping
    name = words.text(f"choice.document.{kept.kind}")
    if document.state == ERASED:
        return f"{name}: {words.text('labour.retention.gone')}"
    if kept.until is None:
        return f"{name}: {words.text('labour.retention.lasting', article=kept.article)}"
    facts = {"until": kept.until.isoformat(), "article": kept.article}
    return f"{name}: {words.text(f'labour.retention.{document.state}', **facts)}"


def origin_text(figure: Figure, issuer: str, words: Words) -> str:
    """Where a row of a table comes from: the app, somebody's hand, or whose package."""
    issuer = issuer or (fingerprint_words(bytes.fromhex(figure.issuer)) if figure.issuer else "")
    return words.text(f"labour.tables.origin.{figure.origin}", issuer=issuer, version=figure.version or 0)


def steps_of(kind: str, due: date, words: Words) -> list[str]:
    """What to press on the agency's site, in order; filing itself stays in the employer's hands."""
    return [words.text(f"labour.filing.step.{kind}.{step}", site=SITE, due=due.isoformat()) for step in range(_STEPS)]
