"""The settings of this person on this machine: looks, sizes, traces of vaults; no vault's name or content."""

from __future__ import annotations

import locale
import re
import secrets
from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from desktop.recent_vaults import Trace, trace_of, with_newest
from desktop.words import LANGUAGES

TEXT_PERCENT_MIN, TEXT_PERCENT_MAX, TEXT_PERCENT_STEP = 80, 200, 10


class Appearance(StrEnum):
    """Which set of colours; SYSTEM follows the desktop."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


class Density(StrEnum):
    """FIELD has targets of 44 px, for gloves."""

    DESK = "desk"
    FIELD = "field"


class Settings:
    """Remembered choices in `settings.ini` of the given folder; an unreadable value counts as not set."""

    def __init__(self, folder: Path) -> None:
        self._store = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)

    @property
    def language(self) -> str:
        known = self._text("language")
        return known if known in LANGUAGES else system_language()

    @language.setter
    def language(self, value: str) -> None:
        self._store.setValue("language", value)

    @property
    def appearance(self) -> Appearance:
        known = self._text("appearance")
        return Appearance(known) if known in list(Appearance) else Appearance.SYSTEM

    @appearance.setter
    def appearance(self, value: Appearance) -> None:
        self._store.setValue("appearance", value.value)

    @property
    def density(self) -> Density:
        known = self._text("density")
        return Density(known) if known in list(Density) else Density.DESK

    @density.setter
    def density(self, value: Density) -> None:
        self._store.setValue("density", value.value)

    @property
    def text_percent(self) -> int:
        known = self._text("text_percent")
        percent = int(known) if known.isdecimal() else 100
        return min(max(percent, TEXT_PERCENT_MIN), TEXT_PERCENT_MAX)

    @text_percent.setter
    def text_percent(self, value: int) -> None:
        self._store.setValue("text_percent", str(value))  # read back as text, before and after a restart

    @property
    def recent_vaults(self) -> list[Trace]:
        """Traces of the vaults that were opened here, the last one first."""
        return [tuple(one.split(".")) for one in self._text("vaults/recent").split(" ") if one]

    def remember_vault(self, vault: Path) -> None:
        """This vault was opened just now."""
        self._keep_recent(with_newest(trace_of(vault, self.recent_salt()), self.recent_vaults))

    def forget_vault(self, vault: Path) -> None:
        """This vault is no more."""
        gone = trace_of(vault, self.recent_salt())
        self._keep_recent([one for one in self.recent_vaults if one != gone])

    def recent_salt(self) -> bytes:
        """What the traces are keyed with; drawn once, and anew where somebody changed it."""
        known = self._text("vaults/salt")
        if not re.fullmatch("[0-9a-f]{32}", known):
            known = secrets.token_hex(16)
            self._store.setValue("vaults/salt", known)
            self._keep_recent([])
        return bytes.fromhex(known)

    def _keep_recent(self, traces: Sequence[Trace]) -> None:
        self._store.setValue("vaults/recent", " ".join(".".join(one) for one in traces))

    @property
    def window_geometry(self) -> QByteArray:
        known = self._store.value("window_geometry")
        return known if isinstance(known, QByteArray) else QByteArray()

    @window_geometry.setter
    def window_geometry(self, value: QByteArray) -> None:
        self._store.setValue("window_geometry", value)

    def detail_share(self, page: str) -> float:
        """How much of the width the person gave to the detail of a page, 0 where they never moved it."""
        known = self._text(f"pages/{page}/detail_permille")
        permille = int(known) if known.isdecimal() else 0
        return permille / 1000 if 100 <= permille <= 900 else 0.0

    def remember_detail_share(self, page: str, share: float) -> None:
        self._store.setValue(f"pages/{page}/detail_permille", str(round(share * 1000)))

    def page_number(self, page: str, name: str, usual: int) -> int:
        """A whole number that the person chose on a page, such as minutes; `usual` where they chose none."""
        known = self._text(f"pages/{page}/{name}")
        return int(known) if known.isdecimal() else usual

    def remember_page_number(self, page: str, name: str, value: int) -> None:
        self._store.setValue(f"pages/{page}/{name}", str(value))

    def hidden_columns(self, table: str) -> frozenset[str]:
        """Columns that the person put away in a table."""
        return frozenset(name for name in self._text(f"tables/{table}/hidden").split(" ") if name)

    def hide_columns(self, table: str, names: frozenset[str]) -> None:
        self._store.setValue(f"tables/{table}/hidden", " ".join(sorted(names)))

    def column_widths(self, table: str) -> dict[str, int]:
        """Per mille of the table's room by column, once a person moved an edge; empty before."""
        pairs = (one.partition(":") for one in self._text(f"tables/{table}/widths").split(" "))
        return {name: int(width) for name, _, width in pairs if name and width.isdecimal()}

    def remember_column_widths(self, table: str, widths: Mapping[str, int]) -> None:
        told = " ".join(f"{name}:{width}" for name, width in widths.items())
        self._store.setValue(f"tables/{table}/widths", told)

    def _text(self, key: str) -> str:
        value = self._store.value(key, "")
        return value if isinstance(value, str) else ""


def system_language() -> str:
    """Korean where the machine speaks it, else English."""
    return "ko" if (locale.getlocale()[0] or "").lower().startswith(("ko", "korean")) else "en"
