"""When the command line means the window."""

import pytest

from desktop.cli.main import build_parser
from desktop.cli.window import opens_window
from desktop.words import Words

PATH = "yard.jangbu"


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        [PATH],
        [f"{PATH}/"],
        [PATH, "--lang", "en"],
        ["--lang", "en", PATH],
        ["--lang=en", PATH, "--json"],
        ["--lang", "en"],
        ["--vault", PATH],
        ["from the yard.jangbu-bundle", "--vault", PATH],
    ],
)
def test_a_path_or_nothing_opens_the_window_whatever_options_stand_beside_it(arguments):
    assert opens_window(arguments)
    options = build_parser(Words("en")).parse_args(["open", *arguments])
    assert options.lang == ("en" if any("lang" in one for one in arguments) else None)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["--version"],
        ["list"],
        ["list", "--vault", PATH],
        [PATH, "list"],
        ["verify", PATH],
        ["--colour", PATH],
    ],
)
def test_commands_and_unknown_options_do_not(arguments):
    assert not opens_window(arguments)


def test_a_folder_named_as_a_command_hides_no_command_but_a_vault_of_any_name_is_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "list").mkdir()
    assert not opens_window(["list", "--vault", PATH])
    (tmp_path / "yard").mkdir()
    (tmp_path / "yard" / "vault.db").write_bytes(b"")
    assert opens_window(["yard"])
