"""A window in a test never touches this machine's settings, and a missing word fails the test."""

import pytest

from desktop.words import Words
from tests.support.desks import make_desk


@pytest.fixture(autouse=True)
def _strict_words(monkeypatch):
    monkeypatch.setattr(Words, "strict", True)


@pytest.fixture
def desk(qapp, tmp_path):
    """Korean, 100 %, following an offscreen system (light)."""
    return make_desk(tmp_path)
