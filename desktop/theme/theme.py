"""The look in force: which colours, how large the text, how large the targets."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, QSize, Qt, QTemporaryDir, Signal, Slot
from PySide6.QtGui import QColor, QIcon, QPalette, QPixmap
from PySide6.QtWidgets import QAbstractButton, QApplication

from desktop.settings import Appearance, Density, Settings
from desktop.theme.fonts import body_font, load_fonts
from desktop.theme.icons import tinted_drawing, tinted_icon, tinted_pixmap
from desktop.theme.stylesheet import ROW_PX, TARGET_PX, stylesheet
from desktop.theme.tokens import CONTRAST, DARK, LIGHT, Tokens
from desktop.tone import Tone

ICON_PX = 18
ICON_GAP_PX = 3
_BY_NAME = {Appearance.LIGHT: LIGHT, Appearance.DARK: DARK, Appearance.CONTRAST: CONTRAST}


class Theme(QObject):
    """Applies the settings to the application and follows the system's light or dark until one is chosen."""

    changed = Signal()

    def __init__(self, application: QApplication, settings: Settings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._application = application
        self._settings = settings
        self._drawings = QTemporaryDir()
        load_fonts()
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
        self._tokens = self._wanted()
        self._dress()

    @property
    def tokens(self) -> Tokens:
        return self._tokens

    @property
    def scale(self) -> float:
        """1.0 at 100 % text; icons and the folding of the window follow it."""
        return self._settings.text_percent / 100

    @property
    def row_px(self) -> int:
        """Height of a row in a table: 36, or 44 for gloves, growing with the text."""
        return round(ROW_PX[self._settings.density] * max(1.0, self.scale))

    @property
    def target_px(self) -> int:
        """Least height of what can be pressed."""
        return TARGET_PX[self._settings.density]

    @property
    def icon_px(self) -> int:
        return round(ICON_PX * max(1.0, self.scale))

    def icon(self, name: str, tone: Tone | str = Tone.INK) -> QIcon:
        """An icon in a tone, or in a colour given as #RRGGBB."""
        return tinted_icon(name, self._colour(tone), self.icon_px, disabled=self._tokens.control_line)

    def put_icon(self, button: QAbstractButton, name: str, tone: Tone | str = Tone.INK) -> None:
        """Give a button its icon at the size of the text, with room before the words where it has any."""
        gap = ICON_GAP_PX if button.text() else 0
        off = self._tokens.control_line
        button.setIcon(tinted_icon(name, self._colour(tone), self.icon_px, off, gap))
        button.setIconSize(QSize(self.icon_px + gap, self.icon_px))

    def pixmap(self, name: str, tone: Tone | str = Tone.INK, size_px: int = ICON_PX) -> QPixmap:
        """An icon as a picture, `size_px` wide at 100 % text."""
        return tinted_pixmap(name, self._colour(tone), round(size_px * max(1.0, self.scale)))

    def choose_appearance(self, appearance: Appearance) -> None:
        self._settings.appearance = appearance
        self._refresh()

    def choose_density(self, density: Density) -> None:
        self._settings.density = density
        self._refresh()

    def choose_text_percent(self, percent: int) -> None:
        self._settings.text_percent = percent
        self._refresh()

    @Slot()
    def _on_system_scheme_changed(self) -> None:
        if self._settings.appearance is Appearance.SYSTEM and self._wanted() is not self._tokens:
            self._refresh()

    def _wanted(self) -> Tokens:
        chosen = self._settings.appearance
        if chosen is not Appearance.SYSTEM:
            return _BY_NAME[chosen]
        return DARK if self._application.styleHints().colorScheme() is Qt.ColorScheme.Dark else LIGHT

    def _refresh(self) -> None:
        self._tokens = self._wanted()
        self._dress()
        self.changed.emit()

    def _dress(self) -> None:
        self._application.setFont(body_font(self.scale))
        self._application.setPalette(_palette(self._tokens))
        self._application.setStyleSheet(
            stylesheet(self._tokens, self.scale, self._settings.density, self._drawn)
        )

    def _drawn(self, name: str, colour: str) -> str:
        path = Path(self._drawings.filePath(f"{name}-{colour[1:]}.svg"))
        if not path.exists():
            path.write_text(tinted_drawing(name, colour), encoding="utf-8")
        return path.as_posix()

    def _colour(self, tone: Tone | str) -> str:
        return self._tokens.tone(tone) if isinstance(tone, Tone) else tone


def _palette(tokens: Tokens) -> QPalette:
    """For what is drawn by Fusion itself and not by the stylesheet: arrows, placeholders, selections."""
    palette = QPalette()
    role = QPalette.ColorRole
    for where, colour in {
        role.Window: tokens.paper,
        role.WindowText: tokens.ink,
        role.Base: tokens.card,
        role.AlternateBase: tokens.paper,
        role.Text: tokens.ink,
        role.Button: tokens.card,
        role.ButtonText: tokens.ink,
        role.ToolTipBase: tokens.card,
        role.ToolTipText: tokens.ink,
        role.PlaceholderText: tokens.quiet,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.Mid: tokens.line,
        role.Dark: tokens.control_line,
    }.items():
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.quiet))
    return palette
