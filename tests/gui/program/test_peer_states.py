"""What keeps a peer and this window apart is said on the sync page: a full hub, a full disk, rights taken back."""

import pytest

from core.actions.join import grant_person
from core.actions.shut_out import cut_device
from core.ports.clock import SystemClock
from sync.hub.hub import HubSettings
from tests.gui.program.test_sync import add_hub, blocks, card_of_hub, state
from tests.support.http_hub import listening, make_hub
from tests.support.laptops import CENTRE, PASSPHRASE, PIN, YARD, two_vaults
from tests.support.sample_program import shown

PERSONS = 60


@pytest.fixture
def vaults(tmp_path):
    """Closed; the yard's network lets the centre's device in."""
    yard, centre = two_vaults(tmp_path)
    yield yard, centre
    for one in (yard, centre):
        one.close()


def window(hands, name, tmp_path):
    made = hands(name, path=tmp_path / f"{name}.jangbu")
    made.clock.moment = SystemClock().now()
    made.unlock(PASSPHRASE)
    made.wait(lambda: made.window.current_page() is not None)
    return made


def test_a_hub_that_takes_no_more_says_so_and_is_not_called_in_reach(hands, vaults, tmp_path):
    for one in vaults:
        one.close()
    yard = window(hands, "yard", tmp_path)
    with listening(make_hub(tmp_path / "hub", HubSettings(quota_bytes=1))) as url:
        add_hub(yard, url)
        yard.wait(lambda: "자리가 더 없습니다" in card_of_hub(yard).told())
        assert "방금 만남" in card_of_hub(yard).told(), "it did answer"
        assert not state(yard).rows[0].in_reach
        yard.wait(lambda: yard.window.top_bar.sync._facts.trouble)


def test_a_hub_that_nobody_has_brought_the_network_to_says_who_has_to(hands, vaults, tmp_path):
    for one in vaults:
        one.close()
    centre = window(hands, "centre", tmp_path)
    with listening(make_hub(tmp_path / "hub")) as url:
        add_hub(centre, url)
        centre.wait(lambda: "들여진 것을 아직 모릅니다" in card_of_hub(centre).told())


def test_a_disk_that_is_full_here_stops_a_transfer_which_goes_on_once_there_is_room(hands, vaults, tmp_path):
    yard, centre = vaults
    for number in range(PERSONS):
        person = yard.add_person(YARD, f"입고 담당 {number + 2}", PIN)
        grant_person(yard, yard.networks()[0], person.key, ["yard"])
    for one in vaults:
        one.close()
    yard, centre = window(hands, "yard", tmp_path), window(hands, "centre", tmp_path)
    with listening(make_hub(tmp_path / "hub")) as url:
        add_hub(yard, url)
        yard.wait(lambda: state(yard).waiting == 0)
        pages(centre, 12)
        add_hub(centre, url)
        centre.wait(lambda: "이 노트북의 디스크가 가득" in card_of_hub(centre).told())
        assert f"여기에 없는 기록 {PERSONS}건 이상" in card_of_hub(centre).told()
        centre.wait(lambda: centre.window.top_bar.sync._facts.trouble)
        pages(centre, 1_000_000)
        centre.open("sync")
        centre.press("sync.now")
        centre.wait(lambda: blocks(centre) == blocks(yard))
        centre.wait(lambda: "양쪽이 같은 것" in card_of_hub(centre).told())


def pages(one, more: int) -> None:
    """So many more pages may the vault's file grow by: what SQLite calls full as on a full disk."""
    done = []

    def work(vault) -> None:
        count = vault.connection.execute("PRAGMA page_count").fetchone()[0]
        vault.connection.execute(f"PRAGMA max_page_count = {count + more}")

    one.program.session.on_vault(work, owner=one.window, on_done=done.append)
    one.wait(lambda: bool(done))


def test_a_device_whose_rights_were_taken_back_is_told_by_its_own_window(hands, vaults, tmp_path):
    yard, centre = vaults
    for one in vaults:
        one.close()
    yard, centre = window(hands, "yard", tmp_path), window(hands, "centre", tmp_path)
    device = centre.program.work.standing().device
    with listening(make_hub(tmp_path / "hub")) as url:
        add_hub(yard, url)
        yard.wait(lambda: state(yard).waiting == 0)
        yard.program.session.act(lambda vault, at: cut_device(vault, at.network_id, device, "lost"), owner=yard.window)
        yard.wait(lambda: state(yard).waiting == 0 and blocks(yard) > blocks(centre))
        assert "권한이 회수되었습니다" not in shown(centre.open("sync"))
        add_hub(centre, url)
        page = centre.open("sync")
        centre.wait(lambda: "이 기기의 권한이 회수되었습니다" in shown(page))
    told = [one.notice.what for one in centre.program.session.notices]
    assert sum("권한이 회수되었습니다" in one for one in told) == 1
    assert CENTRE in {one.member for one in centre.program.work.standing().network.shut_out}
