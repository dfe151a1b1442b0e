"""Two programs and a hub that really listens: entries go over while the window stays alive."""

from core.ports.clock import SystemClock
from tests.support.http_hub import listening, make_hub


def sync(hands, url: str):
    page = hands.open("bundle")
    hands.type("field.sync.address", url)
    hands.wait(lambda: page.syncing.told() != "")
    return page.syncing


def test_the_window_syncs_with_a_hub_and_says_what_went_over(hands, tmp_path):
    yard = hands()
    yard.clock.moment = SystemClock().now()
    yard.found("yard", "한라폐차장", "입고 담당", "battery.role.yard", "제주 배터리망")
    with listening(make_hub(tmp_path / "hub")) as url:
        panel = sync(yard, url)
        assert "준 묶음" in panel.told()
        assert "서명했습니다" in panel.told()
        assert panel.go.isEnabled()
        again = sync(yard, url)
        assert "받은 묶음 0개, 준 묶음 0개" in again.told()
    unreachable = sync(yard, url)
    assert "대답이 없습니다" in unreachable.told()
