"""The one stylesheet. Widgets name what they are by dynamic properties; only this file knows how that looks.

`role` of a QLabel: title, section, figure, quiet, label, error, strong; question and hour at a kiosk. `kind` of a
QPushButton or QToolButton: primary, danger, plain, big, place (navigation), segment; step, first-step (72 px), tile and
pad at a kiosk. `kind` of a QFrame: card, bar, navigation, rule, chip, banner,
flag, drop; `tone` of chips, flags, banners and labels: a Tone.
"""

from __future__ import annotations

from collections.abc import Callable
from string import Template

from desktop.settings import Density
from desktop.theme.fonts import (
    BODY_PT,
    FIGURE_PT,
    HOUR_PT,
    KEY_PT,
    QUESTION_PT,
    QUIET_PT,
    SECTION_PT,
    TITLE_PT,
)
from desktop.theme.tokens import Tokens
from desktop.tone import Tone

TARGET_PX = {Density.DESK: 32, Density.FIELD: 44}
ROW_PX = {Density.DESK: 36, Density.FIELD: 44}

# A focused control has a border of 2 px and one pixel less of padding: nothing moves when the focus does.
_BASE = Template("""
QWidget { color: $ink; }
QMainWindow, QDialog, QWidget#page, QWidget#lock, QStackedWidget, QScrollArea, QScrollArea > QWidget > QWidget {
    background: $paper; }
QScrollArea { border: 0; }
QLabel { background: transparent; }
QLabel[role="title"] { font-size: ${title_pt}pt; font-weight: bold; }
QLabel[role="section"] { font-size: ${section_pt}pt; font-weight: bold; }
QLabel[role="figure"] { font-size: ${figure_pt}pt; font-weight: bold; }
QLabel[role="question"] { font-size: ${question_pt}pt; font-weight: bold; }
QLabel[role="hour"] { font-size: ${hour_pt}pt; font-weight: bold; }
QLabel[role="strong"] { font-weight: bold; }
QLabel[role="quiet"] { font-size: ${quiet_pt}pt; color: $quiet; }
QLabel[role="label"] { font-size: ${quiet_pt}pt; color: $quiet; font-weight: bold; }
QLabel[role="error"] { font-size: ${quiet_pt}pt; color: $bad; }
QToolTip { background: $card; color: $ink; border: 1px solid $control_line; padding: 4px; }

QFrame[kind="card"] { background: $card; border: ${card_border}px solid $line; border-radius: 8px; }
QFrame[kind="card"] QScrollArea, QFrame[kind="card"] QScrollArea > QWidget > QWidget { background: $card; }
QFrame[kind="bar"] { background: $card; border: 0; border-bottom: ${card_border}px solid $line; }
QFrame[kind="navigation"] { background: $paper; border: 0; border-right: ${card_border}px solid $line; }
QFrame[kind="rule"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }
QFrame[kind="drop"] { background: $card; border: 2px dashed $control_line; border-radius: 8px; }
QFrame[kind="drop"][over="true"] { border-color: $accent; background: $selected; }

QPushButton, QToolButton { background: $card; border: 1px solid $control_line; border-radius: 6px;
    padding: 3px 11px; min-height: ${button_px}px; }
QPushButton:hover, QToolButton:hover { background: $hover; }
QPushButton:focus, QToolButton:focus { border: 2px solid $accent; padding: 2px 10px; }
QPushButton:disabled, QToolButton:disabled { color: $quiet; border-color: $line; background: $paper; }
QPushButton[kind="primary"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: bold; }
QPushButton[kind="primary"]:focus { border: 2px solid $ink; }
QPushButton[kind="primary"]:disabled { background: $line; color: $quiet; border-color: $line; }
QPushButton[kind="danger"] { color: $bad; border-color: $bad; }
QPushButton[kind="danger"]:focus { border: 2px solid $bad; }
QPushButton[kind="plain"], QToolButton[kind="plain"] { background: transparent; border: 1px solid transparent; }
QPushButton[kind="plain"]:hover, QToolButton[kind="plain"]:hover { background: $hover; }
QPushButton[kind="plain"]:focus, QToolButton[kind="plain"]:focus { border: 2px solid $accent; }
QPushButton[kind="segment"]:checked { background: $selected; border: 2px solid $accent; padding: 2px 10px; }
QPushButton[kind="segment"]:focus { border: 2px solid $ink; padding: 2px 10px; }
QPushButton[kind="place"] { background: transparent; border: 1px solid transparent; text-align: left;
    padding: 3px 9px; }
QPushButton[kind="place"]:hover { background: $hover; }
QPushButton[kind="place"]:checked { background: $selected; font-weight: bold; }
QPushButton[kind="place"]:focus { border: 2px solid $accent; padding: 2px 8px; }
QPushButton[kind="big"] { padding: 11px 15px; font-size: ${section_pt}pt; text-align: left; }
QPushButton[kind="big"]:focus { padding: 10px 14px; }
QPushButton[kind="pad"] { font-size: ${key_pt}pt; padding: 3px; min-height: 64px; min-width: 64px; }
QLineEdit[kind="pad"] { font-size: ${title_pt}pt; min-height: 48px; lineedit-password-character: 9679; }
QPushButton[kind="step"], QPushButton[kind="first-step"] { padding: 11px 19px; min-height: 48px;
    min-width: 64px; font-size: ${title_pt}pt; }
QPushButton[kind="step"]:focus, QPushButton[kind="first-step"]:focus { padding: 10px 18px; }
QPushButton[kind="first-step"] { background: $accent; color: $on_accent; border-color: $accent; font-weight: bold; }
QPushButton[kind="first-step"]:focus { border: 2px solid $ink; }
QPushButton[kind="first-step"]:disabled { background: $line; color: $quiet; border-color: $line; }
QPushButton[kind="tile"] { background: $card; border: ${card_border}px solid $line; border-radius: 8px; }
QPushButton[kind="tile"]:hover { background: $hover; }
QPushButton[kind="tile"]:focus { border: 3px solid $accent; }
QToolButton::menu-indicator, QPushButton::menu-indicator { width: 0; height: 0; image: none; }

QLineEdit, QPlainTextEdit, QComboBox, QSpinBox, QDateEdit {
  background: $card; color: $ink; border: 1px solid $control_line;
    border-radius: 6px; padding: 3px 7px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox, QSpinBox, QDateEdit { min-height: ${button_px}px; }
QLineEdit:focus, QPlainTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDateEdit:focus {
  border: 2px solid $accent; padding: 2px 6px; }
QLineEdit[wrong="true"], QPlainTextEdit[wrong="true"], QComboBox[wrong="true"] {
    border: 2px solid $bad; padding: 2px 6px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled {
    background: $paper; color: $quiet; border-color: $line; }
QLineEdit:read-only { background: $paper; }
QComboBox::drop-down, QDateEdit::drop-down { border: 0; width: ${indicator_px}px; }
QComboBox::down-arrow, QDateEdit::down-arrow { image: url("$arrow"); width: ${arrow_px}px; height: ${arrow_px}px; }
QComboBox QAbstractItemView { background: $card; border: 1px solid $control_line; outline: 0;
    selection-background-color: $selected; selection-color: $ink; }
QComboBox QAbstractItemView::item { min-height: ${target_px}px; padding: 0 7px; }
QCheckBox, QRadioButton { spacing: 8px; min-height: ${button_px}px; background: transparent;
    border: 2px solid transparent;
    border-radius: 6px; padding: 0 4px; }
QCheckBox:focus, QRadioButton:focus { border-color: $accent; }
QCheckBox::indicator { width: ${box_px}px; height: ${box_px}px; border: 1px solid $control_line; border-radius: 4px;
    background: $card; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url("$tick"); }

QTableView, QListWidget, QListView { background: $card; border: ${card_border}px solid $line; border-radius: 8px;
    outline: 0; gridline-color: $line; selection-background-color: $selected; selection-color: $ink; }
QTableView:focus, QListWidget:focus, QListView:focus { border: 2px solid $accent; }
QTableView::item { padding: 0 8px; border-bottom: 1px solid $line; }
QTableView[showGrid="true"]::item { border-bottom: 0; }
QTableView::item:selected { background: $selected; color: $ink; }
QListWidget::item { padding: 6px 8px; min-height: ${button_px}px; }
QListWidget::item:selected { background: $selected; color: $ink; }
QHeaderView { background: $paper; border: 0; border-top-left-radius: 7px; border-top-right-radius: 7px; }
QHeaderView::section { background: $paper; color: $quiet; border: 0; border-bottom: 1px solid $line; padding: 4px 11px;
    font-size: ${quiet_pt}pt; font-weight: bold; }
QHeaderView::section:horizontal:first { border-top-left-radius: 7px; }
QHeaderView::section:horizontal:last { border-top-right-radius: 7px; }
QTableCornerButton::section { background: $paper; border: 0; }
QMenu { background: $card; border: 1px solid $control_line; padding: 4px; }
QMenu::item { padding: 6px 24px 6px 12px; border-radius: 4px; }
QMenu::item:selected { background: $selected; color: $ink; }
QMenu::item:disabled { color: $quiet; }
QMenu::separator { height: 1px; background: $line; margin: 4px 0; }
QProgressBar { background: $hover; border: 0; border-radius: 4px; min-height: 8px; max-height: 8px; }
QProgressBar::chunk { background: $accent; border-radius: 4px; }
QSplitter::handle { background: transparent; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $control_line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
""")

# The bar stands square on the left: where it met a round corner, Qt drew hooks.
_TONED = Template("""
QFrame[kind="chip"][tone="$tone"] { border: 1px solid $colour; border-radius: 6px; background: $card; }
QFrame[kind="chip"][tone="$tone"] QLabel { color: $colour; font-size: ${quiet_pt}pt; font-weight: bold; }
QFrame[kind="banner"][tone="$tone"] { background: $card; border: 1px solid $colour; border-left: 6px solid $colour;
    border-top-right-radius: 6px; border-bottom-right-radius: 6px; }
QFrame[kind="flag"][tone="$tone"] { background: $card; border: ${card_border}px solid $line;
    border-left: 6px solid $colour; border-top-right-radius: 8px; border-bottom-right-radius: 8px; }
QLabel[tone="$tone"] { color: $colour; }
""")


def stylesheet(tokens: Tokens, scale: float, density: Density, drawn: Callable[[str, str], str]) -> str:
    """The whole sheet for one set of colours, one text size (1.0 = 100 %) and one density.

    `drawn(icon, colour)` gives the path of a tinted icon: a stylesheet can take pictures from files only.
    """
    sizes = {
        "title_pt": TITLE_PT * scale,
        "section_pt": SECTION_PT * scale,
        "figure_pt": FIGURE_PT * scale,
        "quiet_pt": QUIET_PT * scale,
        "body_pt": BODY_PT * scale,
        "key_pt": KEY_PT * scale,
        "question_pt": QUESTION_PT * scale,
        "hour_pt": HOUR_PT * scale,
    }
    lengths = {
        "target_px": TARGET_PX[density],
        "button_px": TARGET_PX[density] - 8,
        "box_px": round(18 * max(1.0, scale)),
        "arrow_px": round(14 * max(1.0, scale)),
        "indicator_px": round(24 * max(1.0, scale)),
    }
    values = {
        **{name: f"{size:.2f}" for name, size in sizes.items()},
        **{name: str(length) for name, length in lengths.items()},
        **{name: getattr(tokens, name) for name in _COLOURS},
        "card_border": str(tokens.card_border_px),
        "arrow": drawn("chevron-down", tokens.ink),
        "tick": drawn("check", tokens.on_accent),
    }
    toned = (_TONED.substitute(values, tone=tone.value, colour=tokens.tone(tone)) for tone in Tone)
    return _BASE.substitute(values) + "".join(toned)


_COLOURS = (
    "paper", "card", "ink", "quiet", "line", "control_line", "accent", "on_accent", "bad", "hover", "selected",
)  # fmt: skip
