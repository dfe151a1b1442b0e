"""A backup to a stick from the window, and the way back from the first page."""

from desktop.onboarding import Flow, Step


def test_a_backup_to_a_stick_comes_back_as_another_vault(hands, tmp_path):
    yard = hands("yard")
    yard.found("yard", "한라폐차장", "입고 담당", "battery.role.yard", "제주 배터리망")
    daily = tmp_path / "yard" / "yard.jangbu" / "backups"
    yard.wait(lambda: len(list(daily.glob("*.jangbu-backup"))) == 1)
    panel = yard.open("vault").open_panel("vault.backup")
    stick = tmp_path / "stick.jangbu-backup"
    yard.type("field.backup.file", str(stick))
    yard.wait(lambda: "빼도 됩니다" in panel.save.told())
    yard.wait(lambda: "1개" in panel._daily.text())
    yard.window.close()

    other = hands("other", flow=Flow(Step.OPEN, (Step.START,)))
    other.press("onboarding.restore")
    other.wait_for("field.passphrase")
    other.program.wizard.page.file.set_path(stick)
    other.type("field.name", "back")
    other.type("field.passphrase", "correct horse")
    other.begin()
    other.wait(lambda: other.window.banner.current is not None)
    assert "백업에서" in other.window.banner.current.what


def test_a_stick_that_cannot_be_written_is_told(hands, tmp_path):
    yard = hands("yard")
    yard.found("yard", "한라폐차장", "입고 담당", "battery.role.yard", "제주 배터리망")
    panel = yard.open("vault").open_panel("vault.backup")
    yard.type("field.backup.file", str(tmp_path / "not plugged in" / "stick"))
    yard.wait(lambda: panel.save.told() != "")
    assert "빼도 됩니다" not in panel.save.told()
