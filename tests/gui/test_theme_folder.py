"""The stylesheet names files in the system's folder for temporary files, which may be called anything."""

from PySide6.QtWidgets import QApplication, QCheckBox

from desktop.settings import Settings
from desktop.theme import Theme


def test_a_folder_with_quotes_and_brackets_does_not_undress_the_window(qtbot, tmp_path, monkeypatch):
    folder = tmp_path / "홍 길동's (일"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    theme = Theme(QApplication.instance(), Settings(tmp_path))
    box = QCheckBox()
    qtbot.addWidget(box)
    box.show()  # a stylesheet that cannot be read is told now, and fails the test as a Qt warning
    assert any(folder.iterdir()) and theme.tokens
