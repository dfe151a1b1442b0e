"""What `jangbu hub serve` says when it is started wrongly."""

import pytest

from tests.support.http_hub import free_port


@pytest.mark.parametrize("content", [None, "no certificate"], ids=["missing", "not PEM"])
def test_a_certificate_that_cannot_be_used_is_named(line, tmp_path, content):
    pem = tmp_path / "city.pem"
    if content is not None:
        pem.write_text(content)
    named = ("--certificate", str(pem), "--private-key", str(pem), "--port", "0")
    told = line("hub", "serve", str(tmp_path / "hub-data"), *named)
    assert (told.code, told.data["error"]) == (2, "certificate_unusable")


def test_it_says_at_once_which_engine_it_waits_for_and_gives_up_in_words(line, tmp_path):
    node = f"127.0.0.1:{free_port()}"
    options = ("--port", "0", "--engine", f"nats://city:secret@{node}", "--engine-wait-seconds", "0")
    told = line("hub", "serve", str(tmp_path / "hub-data"), *options)
    assert (told.code, told.data["error"], told.data["facts"]["nodes"]) == (3, "engine_trouble", f"nats://{node}")
    assert f"nats://{node}" in told.errors
    assert "secret" not in told.errors + told.data["what"]


@pytest.mark.parametrize("url", ["node1:4222", "http://node1:4222", "nats://", "nats://node1:port"])
def test_what_is_no_address_of_a_node_is_refused(line, tmp_path, url):
    told = line("hub", "serve", str(tmp_path / "hub-data"), "--port", "0", "--engine", url)
    assert (told.code, told.data["error"], told.data["facts"]["found"]) == (2, "engine_url_needed", url)
