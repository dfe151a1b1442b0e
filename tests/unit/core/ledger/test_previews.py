"""Which attachments are previews: only those of a photo of the same entry; nothing can be hidden by the name."""

import pytest

from core.ledger.content import Attachment
from core.ledger.previews import AttachedFile, files_of, is_picture, preview_media_type
from core.ports.limits import NAME_CHARACTERS_MAX


def attachment(number: int, media_type: str, size: int = 300_000) -> Attachment:
    return Attachment(bytes([number]) * 32, size, media_type, bytes(32))


PHOTO = attachment(1, "image/jpeg;original-sha256=" + "ab" * 32)
OTHER = attachment(2, "image/png")
PAPER = attachment(3, "application/pdf")
NAME = "image/jpeg;preview-of=" + "01" * 32
SMALL = attachment(4, NAME, 20_000)


def test_the_name_is_the_one_of_the_format_and_fits():
    assert preview_media_type(PHOTO.root) == NAME
    assert len(NAME) <= NAME_CHARACTERS_MAX
    assert is_picture(PHOTO) and is_picture(SMALL) and not is_picture(PAPER)


def test_a_preview_stands_with_its_photo_wherever_it_is_listed():
    for listed in ([PHOTO, OTHER, PAPER, SMALL], [SMALL, PHOTO, OTHER, PAPER]):
        assert files_of(listed) == (AttachedFile(PHOTO, SMALL), AttachedFile(OTHER), AttachedFile(PAPER))


@pytest.mark.parametrize(
    "one",
    [
        attachment(4, "image/jpeg;preview-of=" + "09" * 32, 500),  # of a photo that is not here
        attachment(4, "image/jpeg;preview-of=" + "03" * 32, 500),  # of a paper
        attachment(4, "image/jpeg;preview-of=" + "04" * 32, 500),  # of itself
        attachment(4, "image/jpeg;preview-of=", 500),
        attachment(4, "image/jpeg;preview-of", 500),
        attachment(4, "image/jpeg;preview-of=" + "0G" * 32, 500),
        attachment(4, NAME, 20_001),  # larger than previews are
        attachment(4, NAME.replace("jpeg", "png"), 500),
        attachment(4, "application/octet-stream;preview-of=" + "01" * 32, 500),
    ],
)
def test_whatever_else_is_called_a_preview_is_a_file_of_its_own(one):
    assert files_of([PHOTO, PAPER, one]) == (AttachedFile(PHOTO), AttachedFile(PAPER), AttachedFile(one))


def test_a_second_preview_and_one_of_a_preview_are_files_of_their_own():
    second = attachment(5, NAME, 400)
    of_preview = attachment(6, preview_media_type(SMALL.root), 400)
    assert files_of([PHOTO, SMALL, second, of_preview]) == (
        AttachedFile(PHOTO, SMALL),
        AttachedFile(second),
        AttachedFile(of_preview),
    )
