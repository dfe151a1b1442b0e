"""A photo from one command line to another: its preview travels in the bundle, and nobody counts two files."""

from pathlib import Path

from PySide6.QtGui import QImage

from core.ledger.previews import files_of
from core.vault.views import find_subject, history
from tests.e2e.parties import Party
from tests.e2e.test_erasure import PACK, opened
from tests.support.photos import PLACE, from_camera, photo


def joined(folder: Path) -> tuple[Party, Party]:
    """A yard that founded a network, and a centre that it let in."""
    yard, centre = Party(folder, "yard", {}), Party(folder, "centre", {})
    for party in (yard, centre):
        party.do("vault", "create")
    yard.do("network", "create", "--name", "Jeju", "--member", "Yard", "--title", "Laptop 1", "--role", "yard")
    request = folder / "centre.join"
    centre.do("network", "join", str(request), "--member", "Centre", "--title", "Desk 1", "--role", "jtp_test")
    yard.do("network", "grant", str(request))
    return yard, centre


def test_the_command_line_makes_previews_and_carries_them(tmp_path: Path):
    yard, centre = joined(tmp_path)
    picture, paper = tmp_path / "intake.jpg", tmp_path / "wrong.png"
    picture.write_bytes(from_camera(photo(1600, 900), 8))
    paper.write_text("a table that somebody called a picture\n" * 4000, encoding="utf-8")
    yard.record("battery.pack.register", PACK, "--attach", str(picture), "--attach", str(paper))
    bundle = tmp_path / "all.jangbu-bundle"
    yard.do("bundle", "export", str(bundle))
    (brought,) = centre.do("bundle", "import", str(bundle))["parts"]
    assert (brought["attachments"], brought["previews"]) == (2, 1)

    (row,) = centre.do("show", PACK["number"])["history"]
    first, second = row["attachments"]
    assert (first["media_type"], second["media_type"], second["preview"]) == ("image/jpeg", "image/png", None)
    with opened(centre) as vault:
        replica = vault.replica(vault.networks()[0])
        (entry,) = history(replica, find_subject(replica, PACK["number"]).id)
        one, _ = files_of(entry.entry.content.attachments)
        assert one.preview is not None and one.preview.root.hex() == first["preview"]
        small = b"".join(vault.attachments.read(one.preview))
    image = QImage.fromData(small, "JPEG")
    assert len(small) <= 20_000 and PLACE not in small
    assert (image.width(), image.height()) == (180, 320), "upright, as the camera was held: 900 x 1600, a fifth of it"

    order = yard.do("erase", row["entry"], "--basis", "purpose_achieved")
    (log,) = yard.do("erasures")["erasures"]
    assert log["order"] == order["order"] and len(log["attachments"]) == 3
    assert list((yard.vault / "attachments").iterdir()) == []
    yard.do("bundle", "export", str(tmp_path / "later.jangbu-bundle"))
    centre.do("bundle", "import", str(tmp_path / "later.jangbu-bundle"))
    assert list((centre.vault / "attachments").iterdir()) == []
