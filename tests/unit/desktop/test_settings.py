"""Settings survive a restart, and nonsense in the file counts as not set."""

from desktop.settings import Appearance, Density, Settings


def test_choices_are_remembered(tmp_path):
    first = Settings(tmp_path)
    first.language, first.appearance, first.density, first.text_percent = "en", Appearance.DARK, Density.FIELD, 150
    first.hide_columns("packs", frozenset({"maker", "model"}))
    assert first.text_percent == 150  # at once, not only after a restart
    del first
    again = Settings(tmp_path)
    assert (again.language, again.appearance, again.density) == ("en", Appearance.DARK, Density.FIELD)
    assert again.text_percent == 150
    assert again.hidden_columns("packs") == {"maker", "model"}


def test_nonsense_counts_as_not_set(tmp_path):
    (tmp_path / "settings.ini").write_text(
        "[General]\nlanguage=xx\nappearance=pink\ndensity=7\ntext_percent=9000\n", encoding="utf-8"
    )
    settings = Settings(tmp_path)
    assert settings.language in ("ko", "en")
    assert (settings.appearance, settings.density, settings.text_percent) == (Appearance.SYSTEM, Density.DESK, 200)
