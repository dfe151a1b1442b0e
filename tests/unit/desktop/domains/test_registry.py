"""A workspace's window is one folder: put in, it is there; taken away, the rest still starts."""

import sys

import pytest

import desktop.domains
from desktop.domains.registry import installed_views

VIEW = """
class View:
    name, icon = "aaa_toy", "package"

    def pages(self, context):
        return ()

VIEW = View()
"""


@pytest.fixture
def toy(tmp_path, monkeypatch):
    folder = tmp_path / "aaa_toy"
    folder.mkdir()
    (folder / "__init__.py").write_text(VIEW, encoding="utf-8")
    (tmp_path / "bbb_without_view").mkdir()
    (tmp_path / "bbb_without_view" / "__init__.py").write_text("", encoding="utf-8")
    monkeypatch.setattr(desktop.domains, "__path__", [*desktop.domains.__path__, str(tmp_path)])
    yield
    for name in ("aaa_toy", "bbb_without_view"):
        sys.modules.pop(f"desktop.domains.{name}", None)


def test_a_folder_with_a_view_is_found(toy):
    names = [view.name for view in installed_views()]
    assert names[0] == "aaa_toy"
    assert "bbb_without_view" not in names


def test_no_folder_is_no_workspace(monkeypatch, tmp_path):
    monkeypatch.setattr(desktop.domains, "__path__", [str(tmp_path)])
    assert installed_views() == ()
