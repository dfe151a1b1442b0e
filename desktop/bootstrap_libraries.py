"""The system libraries that Qt needs on Linux, and how they get installed."""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys

# Library name -> Debian and Ubuntu package. From the NEEDED entries of the Qt libraries and of their xcb,
# wayland and printing plug-ins; what those packages bring along by themselves is not repeated.
# apt turns libglib2.0-0 and libcups2 into their "t64" names where a release has renamed them.
PACKAGES = {
    # any window, also one that is never shown
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libbrotlidec.so.1": "libbrotli1",
    # X11
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    # Wayland
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    # printing
    "libcups.so.2": "libcups2",
}


def missing_packages() -> list[str]:
    """Return the packages whose library cannot be loaded, sorted; always empty on Windows and macOS."""
    if not sys.platform.startswith("linux"):
        return []
    return sorted({package for library, package in PACKAGES.items() if not _loads(library)})


def install_command(packages: list[str]) -> list[list[str]] | None:
    """Return the commands that install them without asking anybody, or None where that cannot be done."""
    if shutil.which("apt-get") is None:
        return None
    prefix = _elevation()
    if prefix is None:
        return None
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq"]
    return [
        [*prefix, *quiet, "update"],
        [*prefix, *quiet, "install", "-y", "--no-install-recommends", *packages],
    ]


def spelled_out(packages: list[str]) -> str:
    """Return what a person types to install them."""
    # Other systems use other package managers; the Debian names still say which libraries are meant.
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"


def _elevation() -> list[str] | None:
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ["sudo", "-n"] if asked.returncode == 0 else None


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
