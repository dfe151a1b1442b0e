"""The shared pages on sample data of the battery network, driven by keys."""

import pytest

from tests.support.cheap_argon2 import cheap_argon2  # noqa: F401 - holds for every test below
from tests.support.sample_program import CENTRE, sample_window


@pytest.fixture
def window(desk, qtbot):
    """The centre's window at work."""
    made = sample_window(desk, CENTRE)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    return made
