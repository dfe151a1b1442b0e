"""A file put into a PDF and taken out again, so that not one byte can change in between.

`attach` appends one incremental update (ISO 32000-1 §7.5.6) to what QPdfWriter wrote: an embedded file stream, its
file specification and a catalog that names both. It is a pure function, so whoever has the base and the evidence can
make the PDF again and compare: `detach` accepts exactly what `attach` makes and nothing else.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.errors import RejectedError

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")
_TRAILER = re.compile(
    rb"trailer\n<<\n/Size (\d{1,7}) \n/Info (\d{1,7}) 0 R\n/Root (\d{1,7}) 0 R\n/ID (\[[ <>0-9A-Fa-f]{1,300}\])\n>>\n"
    rb"startxref\n(\d{1,10}) \n%%EOF\n\Z"
)
_CATALOG = re.compile(rb"(\d{1,7}) 0 obj\n<<\n/Type /Catalog\n([^<>]{0,500})>>\nendobj\n")
_NO_NAMES = b"\n%d 0 obj\n<<\n>>\nendobj\n"
_NAMES_REFERENCE = re.compile(rb"/Names (\d{1,7}) 0 R\n")
_FILE_STREAM_FORM = (
    b"<<\n/Type /EmbeddedFile\n/Subtype /application#2Foctet-stream\n/Length %d\n/Params << /Size %d >>\n>>\n"
    b"stream\n%s\nendstream"
)
_SPECIFICATION_FORM = (
    b"<<\n/Type /Filespec\n/F (%s)\n/UF (%s)\n/AFRelationship /Data\n/EF << /F %d 0 R /UF %d 0 R >>\n>>"
)
_FILE_STREAM = re.compile(
    rb"(\d{1,7}) 0 obj\n<<\n/Type /EmbeddedFile\n/Subtype /application#2Foctet-stream\n"
    rb"/Length (\d{1,10})\n/Params << /Size \d{1,10} >>\n>>\nstream\n"
)
_FILE_NAME = re.compile(rb"/Type /Filespec\n/F \(([A-Za-z0-9._-]{1,128})\)\n")
_UPDATE_TRAILER = re.compile(rb"/Prev (\d{1,10})\n>>\nstartxref\n\d{1,10}\n%%EOF\n\Z")
_END = b"%%EOF\n"


@dataclass(frozen=True, slots=True)
class Attached:
    """The parts of a PDF that `attach` made."""

    base: bytes
    name: str
    evidence: bytes


@dataclass(frozen=True, slots=True)
class _Trailer:
    size: int
    info: int
    root: int
    file_id: bytes
    table_at: int


def attach(base: bytes, name: str, evidence: bytes) -> bytes:
    """Return the PDF `base` with the file attached; equal arguments give equal bytes.

    `name` is an ASCII file name. Raises RejectedError("pdf_form_unknown") when `base` is not a PDF as QPdfWriter
    writes it without attachments.
    """
    assert _NAME.fullmatch(name), f"{name!r} is no plain file name"
    trailer = _trailer(base)
    file_name = name.encode()
    stream, specification = trailer.size, trailer.size + 1
    objects = {
        stream: _FILE_STREAM_FORM % (len(evidence), len(evidence), evidence),
        trailer.root: _catalog(base, trailer.root, file_name, specification),
        specification: _SPECIFICATION_FORM % (file_name, file_name, stream, stream),
    }
    update = bytearray()
    table = bytearray(b"xref\n")
    for number, content in objects.items():  # the file first: `detach` looks for it right behind the base
        table += b"%d 1\n%010d 00000 n \n" % (number, len(base) + len(update))
        update += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table_at = len(base) + len(update)
    end = b"trailer\n<<\n/Size %d\n/Info %d 0 R\n/Root %d 0 R\n/ID %s\n/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n" % (
        specification + 1,
        trailer.info,
        trailer.root,
        trailer.file_id,
        trailer.table_at,
        table_at,
    )
    return b"".join((base, update, table, end))


def detach(pdf: bytes) -> Attached:
    """Return the base and the file of a PDF that is byte for byte what `attach` makes of them.

    Raises RejectedError("pdf_changed") for everything else.
    """
    update = _UPDATE_TRAILER.search(pdf, max(0, len(pdf) - 200))
    if update is None:
        raise RejectedError("pdf_changed")
    base_end = pdf.find(_END, int(update[1])) + len(_END)
    stream = _FILE_STREAM.match(pdf, base_end)
    if stream is None:
        raise RejectedError("pdf_changed")
    evidence_end = stream.end() + int(stream[2])
    name = _FILE_NAME.search(pdf, evidence_end)
    if name is None:
        raise RejectedError("pdf_changed")
    found = Attached(pdf[:base_end], name[1].decode(), pdf[stream.end() : evidence_end])
    if not _NAME.fullmatch(found.name) or not _makes(found, pdf):
        raise RejectedError("pdf_changed")
    return found


def _makes(parts: Attached, pdf: bytes) -> bool:
    try:
        return attach(parts.base, parts.name, parts.evidence) == pdf
    except RejectedError:
        return False


def _trailer(base: bytes) -> _Trailer:
    found = _TRAILER.search(base, max(0, len(base) - 600))
    if found is None or not base.startswith(b"%PDF-1."):
        raise RejectedError("pdf_form_unknown")
    size, info, root, table_at = (int(found[number]) for number in (1, 2, 3, 5))
    return _Trailer(size, info, root, found[4], table_at)


def _catalog(base: bytes, root: int, name: bytes, specification: int) -> bytes:
    found = [match for match in _CATALOG.finditer(base) if int(match[1]) == root]
    if len(found) != 1:
        raise RejectedError("pdf_form_unknown")
    entries = found[0][2]
    names = _NAMES_REFERENCE.search(entries)
    if names is None or b"/AF" in entries or _NO_NAMES % int(names[1]) not in base:
        raise RejectedError("pdf_form_unknown")
    kept = entries.replace(names[0], b"")
    return b"<<\n/Type /Catalog\n%s/Names << /EmbeddedFiles << /Names [(%s) %d 0 R] >> >>\n/AF [%d 0 R]\n>>" % (
        kept,
        name,
        specification,
        specification,
    )
