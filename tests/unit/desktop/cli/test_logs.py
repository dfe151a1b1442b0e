"""`jangbu logs`, after commands that went right and wrong."""


def test_errors_are_noted_by_their_codes_and_may_be_sent(made, tmp_path):
    assert made("vault", "info", JANGBU_PASSPHRASE="not the one").code == 3
    assert made("show", "ff").code != 0
    lines = made("logs").data["lines"]
    assert any("error code=wrong_passphrase" in line for line in lines)
    assert not [line for line in lines if str(made.vault) in line or "keeper" in line]
    out = tmp_path / "log.txt"
    assert made("logs", "--out", str(out)).data["bytes"] == out.stat().st_size
    assert "wrong_passphrase" in out.read_text("utf-8")
    assert len(made("logs", "--lines", "1").data["lines"]) == 1
