"""Rights taken back in the window: the preview, the deed, and what the network page tells."""

import shutil
from pathlib import Path

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QLabel, QPushButton

from core.actions.shut_out import cut_device
from core.ledger.governance import cut
from core.vault.replica import Replica
from core.vault.vault import Vault
from core.vault.views import network_view
from tests.support.sample_program import YARD, sample_vaults, sample_window


def texts(root) -> str:
    return "\n".join(one.text() for one in root.findChildren(QLabel) if one.isVisibleTo(root))


def members(desk, qtbot, folder: Path):
    """The members page of a copy of the yard's vault: these tests shut out for good."""
    path = Path(shutil.copytree(sample_vaults()[YARD], folder / "yard.jangbu"))
    window = sample_window(desk, path=path)
    qtbot.addWidget(window)
    window.show()
    return window, window.open("members")


def centre(page):
    """The other organisation's device, in the list of members."""
    own = page._context.session
    found = []
    own.read(lambda vault, replica: (vault.device.public, network_view(replica)), owner=page, on_done=found.append)
    device, view = found[0]
    return next(one for one in view.granted if one.kind == cut.DEVICE and one.key != device)


def test_a_device_is_shut_out_after_a_look_at_what_that_costs(desk, qtbot, tmp_path):
    window, page = members(desk, qtbot, tmp_path)
    other = centre(page)
    panel = page.open_cut(other)
    qtbot.waitUntil(lambda: "0건" in texts(panel))  # everything that is here keeps its effect
    panel.day.setDate(QDate(2000, 1, 1))
    with qtbot.waitSignal(panel.previewed) as looked:
        panel.whole.setChecked(False)
    preview = looked.args[0]
    assert preview.upto == {}
    assert preview.losing
    qtbot.waitUntil(lambda: f"{len(preview.losing)}건" in texts(panel))
    panel.whole.setChecked(True)
    panel.reason.setCurrentIndex(panel.reason.findData("lost"))
    with qtbot.waitSignal(panel.done):
        panel.form.submit()
    assert other.key not in {one.key for one in page._source.granted}
    assert other.key in {one.key for one in page._source.known}
    network = window.open("network")
    qtbot.waitUntil(lambda: "회수한 권한" in texts(network))
    said = texts(network)
    assert f"{other.title} ({other.member})" in said
    assert "분실·도난" in said
    assert said.count("여기서 사용 중") == 1


def test_a_refusal_is_told_in_the_panel(desk, qtbot, tmp_path):
    window, page = members(desk, qtbot, tmp_path)
    own = next(one for one in page._source.granted if one.founder)
    other = centre(page)

    def take_power(vault: Vault, replica: Replica) -> None:

        cut_device(vault, replica.network_id, vault.device.public, "left")

    window.program_kept.session.act(take_power, owner=page)
    assert own.key not in {one.key for one in page._source.granted}
    panel = page.open_cut(other)
    panel.form.submit()
    assert panel.form.problem()
    assert panel.form.isEnabled()


def test_the_network_page_tells_what_is_agreed(desk, qtbot):
    window = sample_window(desk, YARD)
    qtbot.addWidget(window)
    window.show()
    page = window.open("members")
    next(one for one in page.findChildren(QPushButton) if "장부망 정보" in one.text()).click()
    shown = window.current_page()
    qtbot.waitUntil(lambda: "약속한 것" in texts(shown))
    said = texts(shown)
    assert "차단된 곳이 없습니다" in said
