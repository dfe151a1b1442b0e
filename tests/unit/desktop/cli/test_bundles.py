"""Receipts of bundles from the command line: written after taking one in, read by whoever wrote it."""


def test_a_receipt_goes_back_with_the_stick(made, tmp_path):
    centre = type(made)(tmp_path / "centre.jangbu", made._capsys, made._patch)
    assert centre("vault", "create").code == 0
    request, bundle = tmp_path / "centre.join", tmp_path / "all.jangbu-bundle"
    asked = ("--member", "Centre", "--title", "desk", "--role", "jtp_test")
    assert centre("network", "join", str(request), *asked).code == 0
    assert made("network", "grant", str(request)).code == 0
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
