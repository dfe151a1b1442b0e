"""A page that was taken away hears nothing more, though it lives for a moment; what it asked for is done and told."""

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import delete

from core.errors import VaultError
from desktop.leaving import is_there, take_away
from desktop.session import VaultSession
from desktop.widgets.banner import Notice
from tests.support.inline_jobs import InlineJobs


class EmptyVault:
    """No network, and nothing asks for more."""

    def networks(self):
        return []


@pytest.fixture
def page(qapp):
    made = QWidget()
    panel = QWidget()
    QVBoxLayout(made).addWidget(panel)
    return made, panel


@pytest.fixture
def session(qapp):
    made, told = VaultSession(InlineJobs(), EmptyVault()), []
    made.told.connect(lambda notice: told.append(("told", notice.what)))
    made.failed.connect(lambda error: told.append(("failed", error.code)))
    made.changed.connect(lambda: told.append("changed"))
    return made, told


def fail(*given):
    raise VaultError("disk_full")


def test_whoever_was_taken_away_or_deleted_is_not_there(page):
    whole, panel = page
    alone = QObject()
    assert is_there(whole) and is_there(panel) and is_there(alone)
    take_away(whole)
    assert not is_there(whole) and not is_there(panel), "hidden for good, though not yet deleted"
    delete(whole)
    assert not is_there(panel) and is_there(alone)


@pytest.mark.parametrize("gone", [False, True])
def test_work_is_told_to_its_page_or_in_its_stead(page, session, gone):
    (whole, panel), (working, told) = page, session
    if gone:
        take_away(whole)
    working.act_long(
        lambda errand: "file",
        owner=panel,
        on_done=lambda answer: told.append(("page", answer)),
        notices=lambda answer: (Notice(answer),),
    )
    assert told == [("told" if gone else "page", "file"), "changed"]


@pytest.mark.parametrize("gone", [False, True])
def test_an_error_is_told_to_its_page_or_in_its_stead(page, session, gone):
    (whole, panel), (working, told) = page, session
    if gone:
        take_away(whole)
    working.on_vault(fail, owner=panel, on_error=lambda error: told.append(("page", error.code)))
    working.act_long(fail, owner=panel, on_error=lambda error: told.append(("page", error.code)))
    assert told == [("failed" if gone else "page", "disk_full")] * 2
