"""Linux: an archive that runs wherever it is unpacked, and a Debian package with its place in the menu."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path

from desktop.bootstrap_libraries import PACKAGES
from desktop.resources import resource

_FILES = Path(__file__).parent / "files"
_PROGRAM = Path("usr/lib/jangbu")
_RENAMED = ("libglib2.0-0", "libcups2")
"""Debian packages that later releases call by this name with "t64" behind it."""
_BESIDE = ("fontconfig-config", "libwayland-egl1")
"""Where fonts are looked for, which no library brings; and what only a Wayland desktop with 3D asks for."""


def make_archive(program: Path, target: Path, version: str, epoch: int) -> Path:
    """`jangbu-VERSION-linux-MACHINE.tar.xz`; gives its path."""
    name = f"jangbu-{version}-linux-{platform.machine()}"
    made = target / f"{name}.tar.xz"

    def owned_by_nobody(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = ""
        member.mtime = epoch
        return member

    with tarfile.open(made, "w:xz") as archive:
        for path in (program, *sorted(program.rglob("*"))):
            archive.add(path, name / path.relative_to(program), recursive=False, filter=owned_by_nobody)
    return made


def make_deb(program: Path, target: Path, version: str, epoch: int) -> Path:
    """`jangbu_VERSION_ARCHITECTURE.deb`; gives its path. Raises FileNotFoundError without `dpkg-deb`."""
    architecture = subprocess.run(
        ["dpkg", "--print-architecture"], check=True, capture_output=True, text=True
    ).stdout.strip()
    made = target / f"jangbu_{version}_{architecture}.deb"
    with tempfile.TemporaryDirectory() as name:
        tree = Path(name) / "jangbu"
        shutil.copytree(program, tree / _PROGRAM, symlinks=True)
        _add_menu_entry(tree)
        size_kib = sum(path.lstat().st_size for path in tree.rglob("*")) // 1024
        control = tree / "DEBIAN/control"
        control.parent.mkdir()
        control.write_text(_control(version, architecture, size_kib, depends(program)), "utf-8")
        _even_out(tree, epoch)
        subprocess.run(
            ["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(tree), str(made)],
            check=True, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": str(epoch)},
        )  # fmt: skip
    return made


def depends(program: Path) -> list[str]:
    """Debian packages that the program leans on: the C library it was built with, and what it does not carry itself."""
    carried = {path.name for path in program.rglob("*.so*")}
    lacking = sorted({*_BESIDE, *(package for library, package in PACKAGES.items() if library not in carried)})
    c_library = platform.libc_ver()[1]
    return [f"libc6 (>= {c_library})", *(f"{one} | {one}t64" if one in _RENAMED else one for one in lacking)]


def _add_menu_entry(tree: Path) -> None:
    for source, place in (
        (_FILES / "jangbu.desktop", "usr/share/applications/jangbu.desktop"),
        (_FILES / "jangbu-files.xml", "usr/share/mime/packages/jangbu.xml"),
        (resource("icons/jangbu.svg"), "usr/share/icons/hicolor/scalable/apps/jangbu.svg"),
        (Path(__file__).parents[1] / "LICENSE", "usr/share/doc/jangbu/copyright"),
    ):
        (tree / place).parent.mkdir(parents=True)
        shutil.copyfile(source, tree / place)
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/jangbu").symlink_to("../lib/jangbu/jangbu")


def _control(version: str, architecture: str, size_kib: int, needed: list[str]) -> str:
    text = (_FILES / "control").read_text("utf-8")
    return text.format(version=version, architecture=architecture, size_kib=size_kib, depends=", ".join(needed))


def _even_out(tree: Path, epoch: int) -> None:
    """Modes and times as they are the same for every builder."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            runs = path.is_dir() or path.stat().st_mode & 0o100
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)
