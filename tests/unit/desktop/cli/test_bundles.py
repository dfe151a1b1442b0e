"""Bundles from the command line: parts in any order, damage, and receipts that go back to whoever wrote them."""

import json
from random import Random

import pytest


@pytest.fixture
def centre(made, tmp_path):
    """A vault that `made` has let in, and that holds nothing yet."""
    centre = type(made)(tmp_path / "centre.jangbu", made._capsys, made._patch)
    assert centre("vault", "create").code == 0
    request = tmp_path / "centre.join"
    asked = ("--member", "Centre", "--title", "desk", "--role", "jtp_test")
    assert centre("network", "join", str(request), *asked).code == 0
    assert made("network", "grant", str(request)).code == 0
    return centre


@pytest.fixture
def parts(made, tmp_path):
    """A bundle with a photograph of 8 MB, in two files or more."""
    photo, body = tmp_path / "photo.bin", tmp_path / "pack.json"
    photo.write_bytes(Random(1).randbytes(8_000_000))
    example = {**made("types", "battery.pack.register", "--example").data, "rated_mah": 66_000, "nominal_mv": 360_000}
    body.write_text(json.dumps({**example, "number": "KONA-1", "rated_wh": 23_760}), encoding="utf-8")
    named = ("battery.pack.register", "--file", str(body), "--as", "keeper:yard", "--attach", str(photo))
    assert made("record", *named, JANGBU_PIN="111111").code == 0
    told = made("bundle", "export", str(tmp_path / "all.jangbu-bundle"), "--part-megabytes", "5").data
    assert len(told["files"]) >= 2
    return told


def test_parts_may_be_named_in_any_order(centre, parts):
    files = parts["files"][::-1]
    brought = []
    for command in ("preview", "import"):
        told = centre("bundle", command, *files)
        assert (told.code, told.data["complete"]) == (0, True)
        brought.append([(one["new_network"], len(one["accepted"]), one["known"]) for one in told.data["parts"]])
    later = [(False, 0, 0)] * (len(files) - 1)
    assert brought == [[(True, parts["blocks"], 0), *later]] * 2
    again = centre("bundle", "import", *files)
    first = again.data["parts"][0]
    assert (first["accepted"], first["known"]) == ([], parts["blocks"])


def test_a_file_that_is_no_part_is_told_before_anything_is_taken_in(centre, parts, tmp_path):
    other = tmp_path / "other.jangbu-bundle"
    other.write_bytes(b"a photograph")
    told = centre("bundle", "import", *parts["files"], str(other))
    assert (told.code, told.data["error"]) == (1, "not_a_bundle")
    assert centre("vault", "info").data["networks"] == []


@pytest.mark.parametrize(
    ("spoil", "error"),
    [
        (lambda data: data[:30], "bundle_cut_off"),
        (lambda data: data[:900], "bundle_cut_off"),
        (lambda data: bytes([*data[:20], data[20] ^ 1, *data[21:]]), "bundle_damaged"),
        (lambda data: data.replace(b"JBR1", b"JBR0", 1), "bundle_damaged"),
    ],
    ids=["in its header", "in its first record", "header flipped", "first record flipped"],
)
def test_a_newcomer_hears_that_the_beginning_is_lost(made, centre, tmp_path, spoil, error):
    whole, first = tmp_path / "all.jangbu-bundle", tmp_path / "spoilt.jangbu-bundle"
    assert made("bundle", "export", str(whole)).code == 0
    first.write_bytes(spoil(whole.read_bytes()))
    told = centre("bundle", "import", str(first))
    assert (told.code, told.data["error"]) == (4, error)
    assert centre("vault", "info").data["networks"] == []


def test_a_receipt_goes_back_with_the_stick(made, centre, tmp_path):
    bundle = tmp_path / "all.jangbu-bundle"
    assert made("bundle", "export", str(bundle)).code == 0
    assert "receipts" not in centre("bundle", "preview", str(bundle)).data
    taken = centre("bundle", "import", str(bundle), "--receipt")
    (receipt,) = taken.data["receipts"]
    assert (taken.code, receipt) == (0, str(tmp_path / "all.jangbu-receipt"))
    own = made("vault", "info").data["networks"][0]["entries"]
    (told,) = made("bundle", "confirm", receipt).data["confirmed"]
    assert (told["who"], told["held"], told["own"]) == ("Centre · desk", own, own)


def test_what_is_no_receipt_is_said(made, tmp_path):
    bundle = tmp_path / "all.jangbu-bundle"
    assert made("bundle", "export", str(bundle)).code == 0
    other = made("bundle", "confirm", str(bundle))
    assert (other.code, other.data["error"]) == (1, "not_a_receipt")
    missing = made("bundle", "confirm", str(tmp_path / "none.jangbu-receipt"))
    assert (missing.code, missing.data["error"]) == (2, "file_unreadable")
