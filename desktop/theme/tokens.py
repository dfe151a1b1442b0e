"""Colours by purpose. Text keeps 4.5:1 on paper and card, chips and focus rings 3:1; a test computes it (WCAG 2.2)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from desktop.tone import Tone


@dataclass(frozen=True, slots=True)
class Tokens:
    """One set of colours, as #RRGGBB."""

    name: str
    paper: str
    card: str
    ink: str
    quiet: str
    line: str
    control_line: str
    """Borders of fields: 3:1, for a field must be seen."""
    accent: str
    on_accent: str
    good: str
    warn: str
    bad: str
    info: str
    hover: str
    selected: str
    card_border_px: int
    workspaces: Mapping[str, str]

    def tone(self, tone: Tone) -> str:
        """The colour of a tone."""
        return str(getattr(self, tone.value))

    def workspace(self, name: str) -> str:
        """The accent of a workspace; the common one where it has none."""
        return self.workspaces.get(name, self.accent)


LIGHT = Tokens(
    name="light",
    paper="#F6F5F1",
    card="#FFFFFF",
    ink="#1B1D1F",
    quiet="#5B6066",
    line="#DEDBD3",
    control_line="#85888C",
    accent="#1F5FA8",
    on_accent="#FFFFFF",
    good="#1E7B45",
    warn="#8F5B00",
    bad="#B3261E",
    info="#35618E",
    hover="#ECEAE3",
    selected="#DFE9F5",
    card_border_px=1,
    workspaces={"labour": "#5A4FA3", "relief": "#B4472E", "battery": "#1F7A6B", "tourism": "#976025"},
)

DARK = Tokens(
    name="dark",
    paper="#16181B",
    card="#1F2226",
    ink="#ECEBE6",
    quiet="#A3A8AE",
    line="#33373C",
    control_line="#70767D",
    accent="#7DB2F0",
    on_accent="#10151B",
    good="#6CC794",
    warn="#E7B95A",
    bad="#F2857C",
    info="#9CC4EE",
    hover="#2A2E33",
    selected="#24384F",
    card_border_px=1,
    workspaces={"labour": "#A79EEB", "relief": "#EE8A72", "battery": "#5CC4B1", "tourism": "#DDA56A"},
)

# For sun and low sight: black on white, the same hues at their darkest step.
CONTRAST = Tokens(
    name="contrast",
    paper="#FFFFFF",
    card="#FFFFFF",
    ink="#000000",
    quiet="#000000",
    line="#000000",
    control_line="#000000",
    accent="#00309A",
    on_accent="#FFFFFF",
    good="#0B4F27",
    warn="#5E3B00",
    bad="#8A0F0A",
    info="#12365C",
    hover="#E4E4E4",
    selected="#D3DEFA",
    card_border_px=2,
    workspaces={"labour": "#000000", "relief": "#000000", "battery": "#000000", "tourism": "#000000"},
)
