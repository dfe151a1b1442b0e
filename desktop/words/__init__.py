"""Every word that a person reads, in Korean and English; free of Qt, so that the command line shares it."""

from desktop.words.catalog import LANGUAGES, Words
from desktop.words.errors import ErrorText, error_text, finding_line, finding_text

__all__ = ["LANGUAGES", "ErrorText", "Words", "error_text", "finding_line", "finding_text"]
