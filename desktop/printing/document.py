"""What a printed page says, as text already in the reader's language, and in which order it is said.

The same value is laid out on paper and re-derived from signed evidence by whoever checks a paper, so it holds no
layout and no Qt: two equal documents print the same words.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled statement: `Row("용량시험", "2026-11-20 · 25.0 ℃")`."""

    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its rows, printed as one ruled table: two rows on a line where they fit, or each on its own.

    A value of a row on its own line may have several lines.
    """

    heading: str
    rows: tuple[Row, ...]
    each_on_its_own_line: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A heading and a ruled table of equal columns; a cell says its label above the lines of its value."""

    heading: str
    rows: tuple[tuple[Row, ...], ...]


@dataclass(frozen=True, slots=True)
class Highlight:
    """The one thing the page is about: a letter or a word in large type, its label, and the lines that qualify it."""

    label: str
    figure: str
    lines: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Signer:
    """Who signed, as what, and how the signature is recognised (organisation, key fingerprint)."""

    role: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class PrintedDocument:
    """One A4 page in official order: number, title, highlight, sections, signers, statement, QR code, footer.

    A document that `flows` goes on over further pages, marked with its number and theirs, where one does not hold it.
    """

    title: str
    number: str
    subtitle: str
    highlight: Highlight | None
    sections: tuple[Section | Grid, ...]
    signers_heading: str
    signers: tuple[Signer, ...]
    qr_text: str
    qr_caption: str
    qr_note: str
    footer: str
    statement: str = ""
    issued: str = ""
    issuer: str = ""
    flows: bool = False

    def printed(self) -> Iterator[Printed]:
        """Yield every printed text in the order in which the page carries it; empty texts are left out."""
        for printed in self._all():
            if printed.text.strip():
                yield printed

    def _all(self) -> Iterator[Printed]:
        yield Printed("", self.number)
        yield Printed("", self.title)
        yield Printed("", self.subtitle)
        if self.highlight is not None:
            yield Printed("", self.highlight.label)
            yield Printed(self.highlight.label, self.highlight.figure)
            yield from _rows(self.highlight.lines)
        for section in self.sections:
            yield Printed("", section.heading)
            lines = section.rows if isinstance(section, Grid) else (section.rows,)
            for line in lines:
                yield from _rows(line)
        yield Printed("", self.signers_heading)
        for signer in self.signers:
            yield Printed("", signer.role)
            yield Printed(signer.role, signer.name)
            yield Printed(signer.role, signer.detail)
        yield Printed("", self.statement)
        yield Printed("", self.issued)
        yield Printed("", self.issuer)
        yield Printed("", self.qr_caption)
        yield Printed(self.qr_caption, self.qr_note)
        yield Printed("", self.footer)


@dataclass(frozen=True, slots=True)
class Printed:
    """A text on the page; `label` names what it is the value of and is empty where the text is a label itself."""

    label: str
    text: str


def _rows(rows: tuple[Row, ...]) -> Iterator[Printed]:
    for row in rows:
        yield Printed("", row.label)
        yield Printed(row.label, row.value)


def page_mark(number: str, page: int, pages: int) -> str:
    """What stands at the foot of each page of a document that has several; `page` counts from 1."""
    return f"{number} · {page}/{pages}"


def printable(text: str) -> str:
    """Return the text as it is set: composed (no font here has conjoining jamo) and on one line."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def squeezed(text: str) -> str:
    """Return the text without any space, composed: where lines break is layout and says nothing."""
    return "".join(unicodedata.normalize("NFC", text).split())
