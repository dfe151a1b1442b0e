"""A desk for tests: settings in a temporary folder, a standing clock, lanes that work at once."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop.desk import Desk
from desktop.language import Language
from desktop.settings import Settings
from desktop.theme import Theme
from tests.support.fixed_clock import FixedClock
from tests.support.inline_jobs import InlineJobs


def make_desk(folder: Path, language: str = "ko", jobs=None) -> Desk:
    """Surroundings of a window that touch nothing outside `folder`."""
    application = QApplication.instance()
    settings = Settings(folder)
    return Desk(Language(language), Theme(application, settings), jobs or InlineJobs(), settings, FixedClock())
