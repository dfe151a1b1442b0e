"""Fixtures of a workspace that brings no page of its own."""

import pytest

from tests.support.cheap_argon2 import cheap_argon2  # noqa: F401 - holds for every test below
from tests.support.desks import make_desk
from tests.support.orchard_program import orchard, orchard_window  # noqa: F401 - a fixture


@pytest.fixture
def farm(qtbot, tmp_path, orchard):  # noqa: F811
    """The farm's window at work; its desk is made after the workspace's words are there."""
    desk = make_desk(tmp_path / "settings")
    made = orchard_window(desk, tmp_path)
    made.desk_kept = desk
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    return made
