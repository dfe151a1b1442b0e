"""Views made for other tables or rules are made anew when the vault is opened."""

from __future__ import annotations

from core.domains.registry import InstalledWorkspaces
from core.vault.rebuild import VIEWS_STAMP
from tests.support.replicas import digest, found, make_vault, open_jar, open_vault

NOTHING_INSTALLED = InstalledWorkspaces({})


def test_a_vault_of_this_app_is_opened_as_it_is(tmp_path, monkeypatch):
    with make_vault(tmp_path, "yard") as vault:
        found(vault)
    monkeypatch.setattr("core.vault.vault.rebuild", _never)
    open_vault(tmp_path, "yard").close()


def _never(vault):
    raise AssertionError("nothing asks for a rebuild")


def test_views_of_another_version_are_made_anew(tmp_path):
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        open_jar(vault, replica)
        before = digest(replica)
        vault.connection.execute("DROP TABLE claims")
        vault.connection.execute("DROP TABLE flags")
        vault.settings.put(VIEWS_STAMP, b"made for other tables")
    with open_vault(tmp_path, "yard") as vault:
        assert digest(vault.replica(vault.networks()[0])) == before


def test_an_app_that_has_come_to_know_a_workspace_judges_what_waited_for_it(tmp_path):
    with make_vault(tmp_path, "yard") as vault:
        replica = found(vault)
        open_jar(vault, replica)
        judged = verdict_of(replica)
        complete = digest(replica)
    with open_vault(tmp_path, "yard", NOTHING_INSTALLED) as vault:
        lacking = vault.replica(vault.networks()[0])
        assert "newer" in verdict_of(lacking)
        assert digest(lacking) != complete
    with open_vault(tmp_path, "yard") as vault:
        again = vault.replica(vault.networks()[0])
        assert verdict_of(again) == judged
        assert digest(again) == complete


def verdict_of(replica):
    return [row[0] for row in replica.connection.execute("SELECT verdict FROM entries ORDER BY id")]
