"""Backing up and restoring, from the command line."""


def test_to_a_stick_and_back(made, tmp_path):
    stick = tmp_path / "stick"
    stick.mkdir()
    digest = made("vault", "info").data["networks"][0]["view_digest"]
    written = made("vault", "backup", str(stick)).data
    assert written["path"].startswith(str(stick / "yard-"))
    assert written["bytes"] > 10_000
    made.vault = tmp_path / "back.jangbu"
    restored = made("vault", "restore", written["path"])
    assert (restored.code, restored.data["missing"]) == (0, 0)
    info = made("vault", "info").data
    assert info["networks"][0]["view_digest"] == digest
    assert [one["reason"] for one in info["doubts"]] == ["restored"]
    again = made("vault", "restore", written["path"])
    assert (again.code, again.data["error"]) == (3, "vault_exists")


def test_once_a_day_without_a_target(made):
    first, second = made("vault", "backup").data, made("vault", "backup").data
    assert first["path"].endswith(".jangbu-backup")
    assert second["path"] is None
    assert first["kept"] == second["kept"]
    assert len(first["kept"]) == 1
