"""The command line speaks the chosen language even where argparse complains by itself."""

import io
import json
import re
from pathlib import Path

import pytest

from desktop.cli.main import build_parser, main
from desktop.words import Words

HANGUL = re.compile("[가-힣]")
WRONG = {
    "nothing after a command that needs more": ["vault"],
    "a file is missing": ["bundle", "export"],
    "no such command": ["frobnicate"],
    "no such language": ["list", "--lang", "xx"],
    "no number": ["list", "--limit", "many"],
    "a number below what there is": ["list", "--offset", "-1"],
    "a number beyond all": ["list", "--limit", "99999999999999999999"],
    "a port that is none": ["hub", "serve", "hub-data", "--port", "65536"],
    "no value": ["list", "--limit"],
    "no such option": ["list", "--colour"],
}


@pytest.fixture(autouse=True)
def _strict(monkeypatch):
    monkeypatch.setattr(Words, "strict", True)
    monkeypatch.setenv("COLUMNS", "200")


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG.keys())
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_complaint_has_two_sentences_in_the_chosen_language(arguments, language, capsys):
    assert main(["--lang", language, *arguments]) == 2
    said, hint = capsys.readouterr().err.splitlines()
    assert bool(HANGUL.search(said)) == (language == "ko")
    assert "--help" in hint
    assert bool(HANGUL.search(hint)) == (language == "ko")


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG.keys())
def test_a_program_is_told_in_json(arguments, capsys):
    assert main(["--lang", "en", *arguments, "--json"]) == 2
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert (told["ok"], told["error"], said.err) == (False, "usage", "")
    assert told["what"] and "--help" in told["do"]


def test_a_console_without_hangul_loses_nothing_of_the_json(monkeypatch):
    told = io.BytesIO()
    console = io.TextIOWrapper(told, encoding="ascii", write_through=True)
    with monkeypatch.context() as patch:
        patch.setattr("sys.stdout", console)
        assert main(["frobnicate", "--lang", "ko", "--json"]) == 2
    assert HANGUL.search(json.loads(told.getvalue())["what"])


def test_what_was_wrong_is_named(capsys):
    main(["--lang", "en", "list", "--limit", "many"])
    assert "--limit" in (said := capsys.readouterr().err)
    assert "many" in said
    main(["--lang", "en", "frobnicate"])
    assert "frobnicate" in (said := capsys.readouterr().err)
    assert "verify" in said


@pytest.mark.parametrize("command", [[], ["vault", "create"], ["import", "cycler"], ["battery", "certificate"]])
def test_help_in_korean_holds_no_heading_of_argparse(command, capsys):
    assert main(["--lang", "ko", *command, "--help"]) == 0
    said = capsys.readouterr().out
    assert not re.search("usage:|options:|positional arguments|show this help", said, re.IGNORECASE)
    assert said.startswith(f"쓰는 법: jangbu{''.join(f' {word}' for word in command)} ")


@pytest.mark.parametrize("language", ["ko", "en"])
def test_every_argument_has_help(language):
    waiting, silent = [build_parser(Words(language))], []
    while waiting:
        parser = waiting.pop()
        for action in parser._actions:
            if isinstance(action.choices, dict):
                waiting += action.choices.values()
            elif not action.help:
                silent.append((parser.prog, action.dest))
    assert silent == []


def test_a_mistake_of_ours_is_said_to_be_one(monkeypatch, capsys):
    def fails(_context):
        raise ZeroDivisionError

    monkeypatch.setattr("desktop.cli.window._open", fails)
    assert main(["--lang", "en", "open"]) == 70
    assert (
        "Something unexpected happened (ZeroDivisionError). Entries already recorded are safe."
        in capsys.readouterr().err
    )


def test_a_file_that_cannot_be_written_is_no_traceback(tmp_path, capsys):
    passphrase = tmp_path / "passphrase"
    passphrase.write_text("four plain words here\n", encoding="utf-8")
    options = ["--vault", str(tmp_path / "v.jangbu"), "--passphrase-file", str(passphrase), "--lang", "en"]
    assert main(["vault", "create", *options]) == 0
    request = tmp_path / "nowhere" / "x.jangbu-join"
    assert main(["network", "join", *options, "--member", "Yard", "--title", "Laptop", str(request)]) == 2
    assert "could not be written" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no device that is always full")
def test_an_answer_for_which_the_disk_has_no_room_is_told(capsys, monkeypatch):
    with open("/dev/full", "w", encoding="utf-8") as full, monkeypatch.context() as patch:  # noqa: PTH123 - a device
        patch.setattr("sys.stdout", full)
        code = main(["types", "--lang", "en"])
    assert (code, "could not be written" in capsys.readouterr().err) == (3, True)
