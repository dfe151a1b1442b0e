"""What a reader copies from a PDF, told apart by its spaces: where a line breaks, a space may be missing."""

import re
import unicodedata


def copied(text: str, value: str) -> bool:
    """Whether a value stands in the text with every space of its own and none within its words."""
    words = unicodedata.normalize("NFC", value).split()
    patterns = [r"(?:\s*\n\s*)?".join(map(re.escape, word)) for word in words]
    return re.search(r"\s+".join(patterns), unicodedata.normalize("NFC", text).replace("\r", "")) is not None
