"""A forger's workbench: objects of a PDF with a classic cross-reference table, changed and written out again."""

import re
import zlib


class Objects:
    """The objects of one PDF body; `rebuilt` writes them in the same form with true offsets."""

    def __init__(self, pdf: bytes) -> None:
        table_at = int(re.search(rb"startxref\n(\d+) \n%%EOF\n\Z", pdf)[1])
        table = re.match(rb"xref\n0 (\d+)\n((?:\d{10} \d{5} [nf] \n)+)trailer\n", pdf[table_at:])
        offsets = [int(line[:10]) for line in table[2].splitlines()][1:]
        ends = sorted([*offsets, table_at])
        self._head = pdf[: min(offsets)]
        self._trailer = re.search(rb"trailer\n.*?>>\n(?=startxref)", pdf[table_at:], re.DOTALL)[0]
        self.bodies = {
            number: pdf[offset : ends[ends.index(offset) + 1]] for number, offset in enumerate(offsets, start=1)
        }

    def rebuilt(self) -> bytes:
        out = bytearray(self._head)
        offsets = {}
        for number, body in self.bodies.items():
            offsets[number] = len(out)
            out += body
        lines = b"".join(b"%010d 00000 n \n" % offsets[number] for number in sorted(offsets))
        table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(offsets) + 1, lines)
        trailer = re.sub(rb"/Size \d+", b"/Size %d" % (len(offsets) + 1), self._trailer)
        return bytes(out) + table + trailer + b"startxref\n%d \n%%%%EOF\n" % len(out)

    def reference(self, name: bytes) -> int:
        """Return the number of the first object that some dictionary names, e.g. b"/Contents"."""
        return int(re.search(name + rb" (\d+) 0 R", b"".join(self.bodies.values()))[1])

    def content(self) -> bytes:
        """Return the drawing operators of the page."""
        body = self.bodies[self.reference(b"/Contents")]
        return zlib.decompress(body[body.index(b"stream\n") + 7 : body.rindex(b"\nendstream")])

    def set_content(self, operators: bytes) -> None:
        number = self.reference(b"/Contents")
        self.bodies[number] = b"%d 0 obj\n<<\n/Length %d\n>>\nstream\n%s\nendstream\nendobj\n" % (
            number,
            len(operators),
            operators,
        )

    def draw_on_top(self, operators: bytes) -> None:
        """Add operators after the page's own, measured in points from the lower left."""
        self.set_content(b"q\n" + self.content() + b"\nQ q\n" + operators + b"\nQ\n")

    def map_glyphs(self, font: bytes, glyphs: list[int]) -> None:
        """Let each character code of a font, from 0, draw the glyph given for it."""
        descendant = int(re.search(rb"/DescendantFonts \[(\d+) 0 R\]", self.bodies[self.reference(b"/" + font)])[1])
        added = max(self.bodies) + 1
        stream = b"".join(glyph.to_bytes(2, "big") for glyph in glyphs)
        form = b"%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        self.bodies[added] = form % (added, len(stream), stream)
        identity, mapped = b"/CIDToGIDMap /Identity", b"/CIDToGIDMap %d 0 R" % added
        self.bodies[descendant] = self.bodies[descendant].replace(identity, mapped)

    def character_map(self, font: bytes) -> tuple[int, list[str]]:
        """Return the number of a font's ToUnicode object, and the characters of the codes 1, 2, 3 ..."""
        font_number = self.reference(b"/" + font)
        number = int(re.search(rb"/ToUnicode (\d+) 0 R", self.bodies[font_number])[1])
        found = []
        for line in re.findall(rb"\[((?:<[0-9A-F]{4}> ?)+)\]", self.bodies[number]):
            found += [chr(int(code, 16)) for code in re.findall(rb"[0-9A-F]{4}", line)]
        return number, found


def code_of(characters: list[str], character: str) -> bytes:
    """Return how the content stream writes that character, e.g. b"<0007>"."""
    return b"<%04X>" % (characters.index(character) + 1)
