"""A backup to a stick from the window, and the way back from the first page."""

from pathlib import Path

from PySide6.QtWidgets import QPushButton

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


def test_a_damaged_key_file_opens_with_that_of_the_backup(hands, tmp_path):
    folder = left_alone(hands, tmp_path)
    (folder / "slots").write_text("damaged")
    again = hands("again", path=folder)
    again.unlock()
    again.wait(lambda: "열쇠 파일" in again.window.lock_screen.problem())
    assert again.find("lock.open", QPushButton).text() == "백업의 열쇠로 열기"
    again.unlock("not this one")
    again.wait(lambda: "암호문이 맞지 않습니다" in again.window.lock_screen.problem())
    again.unlock()
    again.wait(lambda: again.program.session is not None)
    again.window.close()
    mended = hands("mended", path=folder)
    mended.unlock()
    mended.wait(lambda: mended.program.session is not None)


def test_a_damaged_vault_offers_its_newest_backup(hands, tmp_path):
    folder = left_alone(hands, tmp_path)
    data = bytearray((folder / "vault.db").read_bytes())
    data[100] ^= 1
    (folder / "vault.db").write_bytes(bytes(data))
    again = hands("again", path=folder)
    again.unlock()
    again.wait(lambda: "상했습니다" in again.window.lock_screen.problem())
    again.press("lock.restore")
    again.wait_for("field.passphrase")
    assert again.program.wizard.page.file.path().parent == folder / "backups"
    again.unlock()
    again.begin()
    again.wait(lambda: again.program.session is not None)
    assert again.program.session.path.name == "yard 되살림.jangbu"
    assert (folder / "vault.db").read_bytes() == bytes(data)


def left_alone(hands, tmp_path) -> Path:
    """A vault in a network, closed, with its backup of the day."""
    yard = hands("yard")
    yard.found("yard", "한라폐차장", "입고 담당", "battery.role.yard", "제주 배터리망")
    folder = tmp_path / "yard" / "yard.jangbu"
    yard.wait(lambda: len(list((folder / "backups").glob("*.jangbu-backup"))) == 1)
    yard.window.close()
    return folder
