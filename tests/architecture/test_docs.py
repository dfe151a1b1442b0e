"""What the documents promise: links lead somewhere, pictures are there, and quoted commands are understood."""

import argparse
import re
import shlex
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.cli.main import build_parser
from desktop.cli.window import opens_window
from desktop.words import Words

ROOT = Path(__file__).resolve().parents[2]
GUIDES = ("README.md", "README.ko.md", "docs/guide.en.md", "docs/guide.ko.md")
DOCUMENTS = sorted(
    path
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "resources").rglob("*.md")]
    if path.is_file()
)
PICTURES = ROOT / "docs" / "images"
PICTURE_BYTES_MAX, SHEET_BYTES_MAX = 300_000, 1_500_000

_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_PROGRAMS = ("jangbu", "python3", "make", "pip")
_MACHINE_PATH = re.compile(r"(?<![\w.])/(?:home|root|Users|tmp|work|opt|mnt|media|srv)/|\b[A-Z]:\\")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def anchors(text: str) -> set[str]:
    """Where links into a page may lead, named as code hosts do: small letters, no punctuation, hyphens."""
    found: set[str] = set()
    for heading in re.findall(r"^#+ +(.+)$", _FENCE.sub("", text), re.MULTILINE):
        kept = "".join(one for one in heading.lower() if one in " -_" or unicodedata.category(one)[0] in "LN")
        found.add(kept.strip().replace(" ", "-"))
    return found


def commands(text: str) -> Iterator[list[str]]:
    """The command lines in shell blocks and in running text, as the words a shell would make of them."""
    for language, block in _FENCE.findall(text):
        if language in ("sh", ""):
            for line in block.splitlines():
                yield from _command(line.removeprefix("$ "))
    for inline in _INLINE.findall(_FENCE.sub("", text)):
        yield from _command(inline)


def _command(line: str) -> Iterator[list[str]]:
    if line.startswith(_PROGRAMS):
        words = shlex.split(line, comments=True)
        if ">" in words:
            words = words[: words.index(">")]
        if words and words[0] in _PROGRAMS:
            yield words


QUOTED = [(name, words) for name in (*GUIDES, "docs/cli.md") for words in commands((ROOT / name).read_text("utf-8"))]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(path):
    lost = []
    for target in _LINK.findall(path.read_text("utf-8")):
        if re.match(r"https?://", target):
            continue
        file, _, anchor = target.partition("#")
        page = (path.parent / file).resolve() if file else path
        if not page.exists() or (anchor and anchor not in anchors(page.read_text("utf-8"))):
            lost.append(target)
    assert not lost


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_no_document_names_a_place_on_somebodys_machine(path):
    assert not _MACHINE_PATH.findall(path.read_text("utf-8"))


def test_every_picture_is_shown_small_and_in_both_languages():
    shown = {
        (path.parent / target).resolve()
        for path in DOCUMENTS
        for target in _LINK.findall(path.read_text("utf-8"))
        if target.endswith(".png")
    }
    pictures = set(PICTURES.glob("*.png"))
    assert shown == pictures
    sheets = {path for path in pictures if path.name.startswith("screens.")}
    assert not [path.name for path in pictures - sheets if path.stat().st_size > PICTURE_BYTES_MAX]
    assert not [path.name for path in sheets if path.stat().st_size > SHEET_BYTES_MAX]
    korean, english = ({one.name.split(".")[0] for one in PICTURES.glob(f"*.{each}.png")} for each in ("ko", "en"))
    assert korean == english


@pytest.mark.parametrize("pair", [("README.md", "README.ko.md"), ("docs/guide.en.md", "docs/guide.ko.md")])
def test_both_languages_have_the_same_chapters_and_commands(pair):
    """Sentences are nobody's to compare, but a chapter or a command that only one language has is forgotten."""
    first, second = ((ROOT / name).read_text("utf-8") for name in pair)
    assert [depth for depth, _ in headings(first)] == [depth for depth, _ in headings(second)]
    assert [words[:2] for words in commands(first)] == [words[:2] for words in commands(second)]


def headings(text: str) -> list[tuple[int, str]]:
    return [(len(signs), title) for signs, title in re.findall(r"^(#+) +(.+)$", _FENCE.sub("", text), re.MULTILINE)]


@pytest.mark.parametrize(("name", "words"), QUOTED, ids=lambda one: one if isinstance(one, str) else " ".join(one))
def test_quoted_commands_are_understood(name, words, capsys):
    if words[0] == "jangbu" or words[:3] == ["python3", "-m", "desktop"]:
        arguments = words[1:] if words[0] == "jangbu" else words[3:]
        if "ARGS" in arguments or opens_window(arguments):
            return
        parser: argparse.ArgumentParser = build_parser(Words("en"))
        try:
            parser.parse_args(arguments)
        except SystemExit as stop:
            assert stop.code == 0, capsys.readouterr().err
    elif words[:3] == ["python3", "-m", "tests"]:
        known = (ROOT / "tests" / "__main__.py").read_text("utf-8")
        assert all(f'"{option}"' in known for option in words[3:] if option.startswith("-"))
    elif words[0] == "make":
        targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
        assert set(words[1:]) <= targets
    elif words[1:] and words[1] != "-m":
        assert (ROOT / words[1]).is_file()


def test_the_commands_are_found_at_all():
    """The guards above hold nothing if the search for command lines finds nothing."""
    found = [" ".join(words) for _, words in QUOTED]
    assert found.count("python3 -m desktop") >= 4
    assert any(line.startswith("jangbu record battery.pack.register --vault") for line in found)


def test_anchors_are_named_as_code_hosts_name_them():
    page = "# 정정, 취소, 철회\n\n```sh\n# no heading\n```\n\n## Found or join a `network`!\n"
    assert anchors(page) == {"정정-취소-철회", "found-or-join-a-network"}
