"""A call loads the module of its command: the table must name all commands that the modules bring."""

import argparse

import pytest

from desktop.cli.main import build_parser
from desktop.words import Words


def commands_of(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return next(action.choices for action in parser._actions if isinstance(action, argparse._SubParsersAction))


ALL = commands_of(build_parser(Words("en")))


def test_the_whole_command_line_is_there():
    assert {"open", "vault", "record", "import", "bundle", "sync", "hub", "verify", "battery", "labour"} <= set(ALL)


@pytest.mark.parametrize("command", sorted(ALL))
def test_each_command_is_found_by_its_word(command):
    alone = commands_of(build_parser(Words("en"), command))
    assert alone[command].format_help() == ALL[command].format_help()
    assert len(alone) < len(ALL), "the word is in no line of the table, so everything was loaded"


def test_an_unknown_word_is_told_among_all_commands(capsys):
    with pytest.raises(SystemExit):
        build_parser(Words("en"), "lsit").parse_args(["lsit"])
    assert "record" in capsys.readouterr().err
