"""What `jangbu hub serve` says when it is started wrongly."""

import pytest


@pytest.mark.parametrize("content", [None, "no certificate"], ids=["missing", "not PEM"])
def test_a_certificate_that_cannot_be_used_is_named(line, tmp_path, content):
    pem = tmp_path / "city.pem"
    if content is not None:
        pem.write_text(content)
    named = ("--certificate", str(pem), "--private-key", str(pem), "--port", "0")
    told = line("hub", "serve", str(tmp_path / "hub-data"), *named)
    assert (told.code, told.data["error"]) == (2, "certificate_unusable")
