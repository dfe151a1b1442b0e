"""The parser of the command line, speaking the chosen language where argparse only speaks English."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable
from typing import Any, ClassVar, NoReturn

from desktop.cli.result import print_json
from desktop.words import Words

_QUOTES = "'\""


class SpeakingParser(argparse.ArgumentParser):
    """An ArgumentParser whose headings, help and complaints come from the catalogs; see `parser_class`."""

    words: ClassVar[Words]
    as_json: ClassVar[bool]

    def __init__(self, *, add_help: bool = True, options_key: str = "cli.usage.options", **arguments: Any) -> None:
        words = self.words

        class Formatter(argparse.HelpFormatter):
            def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
                # Sub-parsers pass an empty prefix to learn how they are called; everybody else passes none.
                super().add_usage(
                    usage, actions, groups, f"{words.text('cli.usage.usage')} " if prefix is None else prefix
                )

        super().__init__(add_help=False, formatter_class=Formatter, **arguments)
        # argparse offers no public way to name its two groups.
        self._positionals.title = words.text("cli.usage.commands")
        self._optionals.title = words.text(options_key)
        if add_help:
            self.add_argument("-h", "--help", action="help", help=words.text("cli.option.help"))

    def error(self, message: str) -> NoReturn:
        """Say what was not understood and how to see the usage, and stop with code 2."""
        what, do = complaint(message, self.words), self.words.text("cli.usage.help", command=self.prog)
        if self.as_json:
            print_json({"ok": False, "error": "usage", "what": what, "do": do, "facts": {}})
        else:
            print(what, do, sep="\n", file=sys.stderr)
        raise SystemExit(2)


def parser_class(words: Words, *, as_json: bool = False) -> type[SpeakingParser]:
    """A parser class for one language; argparse makes sub-parsers of the same class by itself."""
    return type("Parser", (SpeakingParser,), {"words": words, "as_json": as_json})


def whole_number(least: int = 0, most: int = 1_000_000_000) -> Callable[[str], int]:
    """An argument's `type`: an integer within bounds, so that none is too large for whatever takes it."""

    def read(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise argparse.ArgumentTypeError(f"{least}..{most}: {text}")
        return number

    read.__name__ = "int"  # as argparse calls it when the text is none
    return read


def complaint(message: str, words: Words) -> str:
    """What argparse has to say (its English sentence), in the words of the catalog."""
    for pattern, told in _COMPLAINTS:
        if found := re.fullmatch(pattern, message, re.DOTALL):
            key, facts = told(found)
            return words.text(key, **facts)
    return words.text("cli.usage.other", message=message)


_Told = Callable[[re.Match[str]], tuple[str, dict[str, str]]]
_COMPLAINTS: tuple[tuple[str, _Told], ...] = (
    ("the following arguments are required: (.+)", lambda found: ("cli.usage.required", {"names": found[1]})),
    ("unrecognized arguments: (.+)", lambda found: ("cli.usage.unknown", {"names": found[1]})),
    (
        r"argument (.+?): invalid choice: (.+) \(choose from (.+)\)",
        lambda found: (
            "cli.usage.choice",
            {"argument": found[1], "value": found[2].strip(_QUOTES), "known": found[3].replace("'", "")},
        ),
    ),
    (
        "argument (.+?): invalid int value: (.+)",
        lambda found: ("cli.usage.number", {"argument": found[1], "value": found[2].strip(_QUOTES)}),
    ),
    (
        r"argument (.+?): (-?\d+)\.\.(\d+): (.+)",
        lambda found: (
            "cli.usage.range",
            {"argument": found[1], "least": found[2], "most": found[3], "value": found[4]},
        ),
    ),
    ("argument (.+?): expected .*", lambda found: ("cli.usage.value", {"argument": found[1]})),
)
