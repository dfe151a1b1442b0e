"""Large attachments in the window: in bundles over several sticks, given twice, and over a line that is stopped."""

import io
import os

import pytest

from core.actions.attach_file import attach_file
from core.actions.record import Draft, record
from core.actions.signing import Signing
from core.ledger.previews import files_of
from core.ports.limits import ATTACHMENT_CHUNK_BYTES
from desktop.attaching import attach_files
from desktop.chosen_file import ChosenFile
from desktop.pages import export_panel
from sync.bundle_writing import PART_BYTES_MIN
from tests.gui.program.test_sync import add_hub, blocks, card_of_hub, opened, state
from tests.gui.program.test_two_vaults import shown as figures
from tests.support.exchange import HUB_KEY
from tests.support.http_hub import listening, make_hub
from tests.support.laptops import PIN, YARD, two_vaults
from tests.support.photos import photo
from tests.support.sample_program import shown

BATTERY = {
    "number": "KONA-0042", "number_kind": "serial", "level": "pack", "maker": "Hyundai", "model": "Kona 64",
    "chemistry": "NMC", "rated_mah": 180_000, "nominal_mv": 356_000, "accident": "none", "holder": YARD,
}  # fmt: skip
PHOTO_BYTES = 2 * PART_BYTES_MIN
SUFFIX = ".jangbu-bundle"


@pytest.fixture
def pair(hands, tmp_path):
    """The yard holds a photo that the centre lacks, too large for one part."""
    yard, centre = two_vaults(tmp_path)
    network = yard.networks()[0]
    photo = attach_file(yard, io.BytesIO(os.urandom(PHOTO_BYTES)), "application/pdf")
    signing = Signing(yard.persons()[0].key, "yard", PIN)
    record(yard, network, [Draft("battery.pack.register", BATTERY, signings=(signing,), attachments=(photo,))])
    return opened(hands, yard, centre)


def look_into(one, path):
    taking = one.open("bundle").taking
    with one.qtbot.waitSignal(taking.previewed, timeout=20_000):
        one.type("field.bundle.in", str(path))
    return taking


def test_a_bundle_on_several_sticks_is_taken_in_whatever_comes_first(pair, tmp_path, monkeypatch):
    monkeypatch.setattr(export_panel, "PARTS_BYTES", (None, PART_BYTES_MIN))
    yard, centre = pair
    page = yard.open("bundle")
    page.out.parts.setCurrentIndex(1)
    with yard.qtbot.waitSignal(page.out.written, timeout=20_000) as written:
        yard.type("field.bundle.out", str(tmp_path / f"all{SUFFIX}"))
    files = written.args[0]
    assert len(files) >= 3 and f"파일 {len(files)}개" in page.out.save.told()
    for path in (files[1], files[0], *files[2:]):
        taking = look_into(centre, path)
        number, last = files.index(path) + 1, path is files[-1]
        assert figures(taking.facts)["몇 번째 파일"] == str(number)
        assert ("여러 파일로 나뉘어" in shown(taking)) is not last
        if taking.go.isVisible():
            with centre.qtbot.waitSignal(taking.taken, timeout=20_000):
                centre.press("bundle.in.go")
    again = look_into(centre, files[1])  # what had come before its beginning is taken now
    if again.go.isVisible():
        with centre.qtbot.waitSignal(again.taken, timeout=20_000):
            centre.press("bundle.in.go")
        look_into(centre, files[2])
    assert blocks(centre) == blocks(yard)


def test_the_same_bundle_again_still_lets_the_receipt_be_left(pair, tmp_path):
    yard, centre = pair
    yard.export(tmp_path / f"all{SUFFIX}")
    taking = look_into(centre, tmp_path / f"all{SUFFIX}")
    assert not taking.receipt.isVisible(), "nothing was taken in"
    with centre.qtbot.waitSignal(taking.taken, timeout=20_000):
        centre.press("bundle.in.go")
    again = look_into(centre, tmp_path / f"all{SUFFIX}")
    assert "새로운 것이 없습니다" in again.told() and not again.go.isVisible()
    with centre.qtbot.waitSignal(again.receipt_written, timeout=20_000) as written:
        centre.press("bundle.receipt.go")
    back = yard.open("bundle").taking
    with yard.qtbot.waitSignal(back.confirmed, timeout=20_000) as confirmed:
        yard.type("field.bundle.in", str(written.args[0]))
    assert confirmed.args[0].held == confirmed.args[0].own == state(yard).held


def test_an_attachment_over_the_line_is_told_in_megabytes_stopped_at_once_and_taken_up_again(pair, tmp_path):
    yard, centre = pair
    hub = make_hub(tmp_path / "hub")
    with listening(hub) as url:
        told = told_while_meeting(yard, url)
        yard.wait(lambda: bool(told) and not yard.program.work.syncing._meetings)
        assert [one for one in told if one.startswith("첨부 8.7 MB") and "가운데 0 B" in one], told
        answer, fetched = hub.answer, []

        def counted(*asked):
            answered = answer(*asked)
            fetched.append(len(answered.frame))
            return answered

        hub.answer = counted
        told = told_while_meeting(centre, url, stop_at="첨부 8.7 MB")
        centre.wait(lambda: bool(told) and told[-1] == "stopped")
        assert not centre.program.work.syncing._meetings, "it ends at once"
        assert sum(fetched) < PHOTO_BYTES
        before = sum(fetched)
        card_of_hub(centre).buttons["sync.peer.meet"].click()
        meetings = centre.program.work.syncing._meetings
        centre.wait(lambda: "양쪽이 같은 것" in card_of_hub(centre).told() and not meetings)
        assert PHOTO_BYTES < sum(fetched) < PHOTO_BYTES + before, "what had come was not fetched again"


def test_previews_are_shown_while_photos_are_still_under_way(hands, tmp_path):
    yard, centre = two_vaults(tmp_path)
    picture = tmp_path / "burnt.jpg"
    picture.write_bytes(photo(4000, 3000))
    attached = attach_files(yard, [ChosenFile(picture)])
    (file,) = files_of(attached)
    assert file.original.size > 8 * ATTACHMENT_CHUNK_BYTES, "more than one reply of a peer"
    signing = Signing(yard.persons()[0].key, "yard", PIN)
    draft = Draft("battery.pack.register", BATTERY, signings=(signing,), attachments=attached)
    record(yard, yard.networks()[0], [draft])
    folder = centre.folder / "attachments"
    yard, centre = opened(hands, yard, centre)
    with listening(make_hub(tmp_path / "hub")) as url:
        add_hub(yard, url)
        yard.wait(lambda: not yard.program.work.syncing._meetings and state(yard).held == state(yard).own)
        seen = []
        centre.program.session.changed.connect(
            lambda: seen.append(tuple((folder / one.root.hex()).is_file() for one in (file.preview, file.original)))
        )
        add_hub(centre, url)
        centre.wait(lambda: (True, True) in seen)
    assert (True, False) in seen, seen


def told_while_meeting(one, url, stop_at="-"):
    """What the card says of the meeting; stopped by its button where it begins so."""
    page, told = one.open("sync"), []

    def on_moved(place):
        card = page.cards.get(HUB_KEY.public)
        if card is not None and not card.progress.isHidden():
            told.append(card.progress._text.text())
            if told[-1].startswith(stop_at) and "가운데 0 B" not in told[-1] and "stopped" not in told:
                told.append("stopped")
                card.progress._cancel.click()

    one.program.work.syncing.moved.connect(on_moved)
    add_hub(one, url)
    return told
