"""Where fonts, icons and other shipped files lie."""

from pathlib import Path

# Beside the packages in a checkout, in an installed wheel and in a frozen program alike.
_FOLDER = Path(__file__).resolve().parents[1] / "resources"


def resource(relative: str) -> Path:
    """Return the path of a shipped file, e.g. `resource("icons/lock.svg")`.

    Raises FileNotFoundError when there is no such file: a misspelt name is our mistake, not the reader's.
    """
    path = _FOLDER / relative
    if not path.exists():
        raise FileNotFoundError(path)
    return path
