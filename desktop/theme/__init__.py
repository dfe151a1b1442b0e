"""How Jangbu looks: tokens of colour, one stylesheet made from them, the font and the icons."""

from desktop.theme.theme import Theme
from desktop.theme.tokens import CONTRAST, DARK, LIGHT, Tokens
from desktop.tone import Tone

__all__ = ["CONTRAST", "DARK", "LIGHT", "Theme", "Tokens", "Tone"]
