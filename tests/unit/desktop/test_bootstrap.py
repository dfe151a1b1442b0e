"""The parts of the bootstrap that need no environment: words, libraries, old Pythons."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from desktop import bootstrap, bootstrap_libraries, bootstrap_words

ROOT = Path(__file__).resolve().parents[3]
SOURCES = ["desktop/__init__.py", "desktop/__main__.py", "tests/__init__.py", "tests/__main__.py"]
SOURCES += [str(path.relative_to(ROOT)) for path in sorted((ROOT / "desktop").glob("bootstrap*.py"))]


@pytest.mark.parametrize("source", SOURCES)
def test_an_older_python_can_read_as_far_as_the_sentence(source):
    tree = ast.parse((ROOT / source).read_text(encoding="utf-8"), feature_version=(3, 8))
    annotated = any(isinstance(node, ast.FunctionDef) for node in tree.body)
    futures = [node.module for node in tree.body if isinstance(node, ast.ImportFrom)]
    assert not annotated or "__future__" in futures


@pytest.mark.parametrize(
    ("language", "expected"), [("ko", "Python 3.11 이상이 필요"), ("en", "needs Python 3.11")]
)
def test_an_old_python_is_told_so(monkeypatch, capsys, language, expected):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 10, 12))
    monkeypatch.setenv("JANGBU_LANG", language)
    with pytest.raises(SystemExit) as stopped:
        bootstrap.ensure()
    assert stopped.value.code == 2
    message = capsys.readouterr().err
    assert expected in message
    assert "3.10.12" in message


def test_every_message_has_both_languages_with_the_same_facts():
    for code, (korean, english) in bootstrap_words.WORDS.items():
        assert re.search("[가-힣]", korean), code
        assert not re.search("[가-힣]", english), code
        assert set(re.findall(r"{\w+}", korean)) == set(re.findall(r"{\w+}", english)), code


def test_every_message_is_said_somewhere():
    source = (ROOT / "desktop" / "bootstrap.py").read_text(encoding="utf-8")
    said = set(re.findall(r'(?:say\(|_stop\(|failure=)"(\w+)"', source))
    assert said == set(bootstrap_words.WORDS)


def test_a_console_without_hangul_shows_marks_instead_of_failing(monkeypatch, capfdbinary):
    monkeypatch.setenv("JANGBU_LANG", "ko")
    with open(2, "w", encoding="ascii", closefd=False) as ascii_only:
        monkeypatch.setattr("sys.stderr", ascii_only)
        bootstrap_words.say("ready", seconds=3)
    assert b"3?" in capfdbinary.readouterr().err


def without(monkeypatch, *libraries: str) -> None:
    monkeypatch.setattr(bootstrap_libraries, "_loads", lambda name: name not in libraries)
    monkeypatch.setattr(bootstrap_libraries.sys, "platform", "linux")


def test_missing_libraries_are_named_by_their_package(monkeypatch):
    without(monkeypatch, "libxcb-cursor.so.0", "libEGL.so.1")
    assert bootstrap_libraries.missing_packages() == ["libegl1", "libxcb-cursor0"]


def test_windows_and_macos_bring_their_libraries(monkeypatch):
    without(monkeypatch, "libEGL.so.1")
    monkeypatch.setattr(bootstrap_libraries.sys, "platform", "win32")
    assert bootstrap_libraries.missing_packages() == []


@pytest.mark.parametrize(
    ("administrator", "sudo_answers", "prefix"),
    [(True, None, []), (False, 0, ["sudo", "-n"]), (False, 1, None), (False, None, None)],
)
def test_who_may_install(monkeypatch, administrator, sudo_answers, prefix):
    monkeypatch.setattr(
        bootstrap_libraries.os, "geteuid", lambda: 0 if administrator else 1000, raising=False
    )
    there = {"apt-get"} | ({"sudo"} if sudo_answers is not None else set())
    monkeypatch.setattr(bootstrap_libraries.shutil, "which", lambda name: name if name in there else None)
    answer = subprocess.CompletedProcess([], sudo_answers or 0)
    monkeypatch.setattr(bootstrap_libraries.subprocess, "run", lambda *_, **__: answer)
    command = bootstrap_libraries.install_command(["libegl1"])
    if prefix is None:
        assert command is None
    else:
        assert command[1][: len(prefix)] == prefix
        assert command[1][-1] == "libegl1"
        assert "update" in command[0]


def test_who_may_not_install_is_given_the_command(monkeypatch, capsys):
    without(monkeypatch, "libEGL.so.1")
    monkeypatch.setattr(bootstrap_libraries, "install_command", lambda _: None)
    monkeypatch.setenv("JANGBU_LANG", "en")
    with pytest.raises(SystemExit) as stopped:
        bootstrap._provide(bootstrap_libraries.missing_packages())
    assert stopped.value.code == 2
    assert "sudo apt-get install --no-install-recommends libegl1\n" in capsys.readouterr().err


@pytest.mark.parametrize("outcome", [100, FileNotFoundError()])
def test_a_failing_installation_ends_with_the_command(monkeypatch, capsys, outcome):
    def run(*_, **__):
        if isinstance(outcome, Exception):
            raise outcome
        return subprocess.CompletedProcess([], outcome, stdout="Err: 저장소에 닿지 않음".encode())

    monkeypatch.setattr(bootstrap_libraries, "install_command", lambda _: [["apt-get"]])
    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    monkeypatch.setenv("JANGBU_LANG", "en")
    with pytest.raises(SystemExit) as stopped:
        bootstrap._provide(["libegl1"])
    assert stopped.value.code == 2
    message = capsys.readouterr().err
    assert "sudo apt-get install --no-install-recommends libegl1\n" in message
    assert isinstance(outcome, Exception) or "Err: 저장소에 닿지 않음" in message


def test_outside_a_checkout_nothing_is_set_up(monkeypatch, tmp_path):
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    assert bootstrap.ensure() is None
    assert list(tmp_path.iterdir()) == []
