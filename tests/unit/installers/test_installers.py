"""Installers of a stand-in program: what is in them is read back by other programs."""

import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from desktop.bootstrap_libraries import PACKAGES
from installers.__main__ import main, version
from installers.linux import depends

needs_dpkg = pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="needs dpkg-deb, which Debian has")
needs_nsis = pytest.mark.skipif(shutil.which("makensis") is None, reason="needs makensis, the compiler of NSIS")


def stand_in(folder: Path, program: str) -> Path:
    (folder / "_internal").mkdir(parents=True)
    (folder / program).write_text("#!/bin/sh\necho here\n", "utf-8")
    (folder / program).chmod(0o700)
    (folder / "_internal/libfontconfig.so.1").write_bytes(b"a library")
    (folder / "_internal/libfont.so").symlink_to("libfontconfig.so.1")
    return folder


@pytest.fixture
def built(tmp_path: Path) -> Path:
    return stand_in(tmp_path / "built", "jangbu")


def made(program: Path, target: Path) -> dict[str, bytes]:
    assert main([str(program), str(target)]) == 0
    return {path.name: path.read_bytes() for path in target.iterdir()}


@needs_dpkg
def test_a_debian_package_puts_the_program_its_menu_entry_and_its_files_in_place(built: Path, tmp_path: Path):
    made(built, tmp_path / "out")
    (deb,) = (tmp_path / "out").glob("*.deb")
    subprocess.run(["dpkg-deb", "-x", deb, tmp_path / "system"], check=True)
    system = tmp_path / "system"
    run = subprocess.run([(system / "usr/bin/jangbu").resolve()], check=True, capture_output=True, text=True)
    assert run.stdout == "here\n"
    assert (system / "usr/bin/jangbu").readlink() == Path("../lib/jangbu/jangbu")
    assert (system / "usr/lib/jangbu/_internal/libfont.so").is_symlink()
    entry = (system / "usr/share/applications/jangbu.desktop").read_text("utf-8")
    (kind,) = [line.partition("=")[2].strip(";") for line in entry.splitlines() if line.startswith("MimeType=")]
    assert kind in (system / "usr/share/mime/packages/jangbu.xml").read_text("utf-8")
    assert (system / "usr/share/icons/hicolor/scalable/apps/jangbu.svg").stat().st_mode & 0o777 == 0o644
    said = subprocess.run(["dpkg-deb", "-f", deb, "Version"], check=True, capture_output=True, text=True).stdout
    assert said.strip() == version()


@needs_dpkg
def test_the_same_program_gives_the_same_bytes(built: Path, tmp_path: Path):
    first = made(built, tmp_path / "first")
    for path in built.rglob("*"):
        if not path.is_symlink():
            os.utime(path, (1, 1))
    assert made(built, tmp_path / "second") == first
    assert len(first) == 2


@needs_dpkg
def test_an_archive_runs_where_it_is_unpacked(built: Path, tmp_path: Path):
    made(built, tmp_path / "out")
    (archive,) = (tmp_path / "out").glob("*.tar.xz")
    with tarfile.open(archive) as opened:
        assert {(member.uid, member.uname) for member in opened.getmembers()} == {(0, "")}
        opened.extractall(tmp_path / "there", filter="data")
    (folder,) = (tmp_path / "there").iterdir()
    assert folder.name.startswith(f"jangbu-{version()}-linux-")
    assert subprocess.run([folder / "jangbu"], check=True, capture_output=True, text=True).stdout == "here\n"


def test_a_package_leans_on_what_the_program_does_not_carry(built: Path):
    needed = " ".join(depends(built))
    assert needed.startswith("libc6 (>= ")
    assert "libgl1" in needed
    assert "libglib2.0-0 | libglib2.0-0t64" in needed
    assert PACKAGES["libfontconfig.so.1"] not in needed.split()


@needs_nsis
def test_a_windows_folder_gives_a_setup_program(tmp_path: Path):
    (name,) = (files := made(stand_in(tmp_path / "built", "jangbu.exe"), tmp_path / "out"))
    assert name == f"jangbu-{version()}-setup.exe"
    assert files[name].startswith(b"MZ")


def test_a_folder_without_the_program_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as stop:
        main([str(tmp_path), str(tmp_path / "out")])
    assert stop.value.code == 2
    assert "make package" in capsys.readouterr().err
