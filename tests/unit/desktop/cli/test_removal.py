"""Leaving and destroying, from the command line: what is lost is said, and nothing goes without a yes."""



def test_leaving_says_what_is_lost_and_waits_for_a_yes(made):
    held = made("vault", "info").data["networks"][0]["entries"]
    refused = made("network", "leave", typed="no\n")
    assert (refused.code, refused.data["error"]) == (1, "removal_not_confirmed")
    assert f"({held})" in refused.errors
    assert len(made("vault", "info").data["networks"]) == 1
    left = made("network", "leave", typed="yes\n")
    assert (left.code, left.data["entries"], left.data["drafts"]) == (0, held, 0)
    assert made("vault", "info").data["networks"] == []
    assert made("network", "leave", typed="yes\n").data["error"] == "network_none"


def test_a_vault_with_entries_of_its_own_is_not_removed(made):
    refused = made("vault", "remove")
    assert (refused.code, refused.data["error"]) == (1, "vault_holds_own")
    assert made.vault.is_dir()
    assert made("network", "leave", typed="예\n").code == 0
    removed = made("vault", "remove")
    assert (removed.code, removed.data["lost"]) == (0, [])
    assert not made.vault.exists()


def test_deleting_goes_through_with_a_yes_only(made):
    assert made("vault", "delete", typed="\n").data["error"] == "removal_not_confirmed"
    assert made.vault.is_dir()
    assert made("vault", "delete", typed="yes\n").code == 0
    assert not made.vault.exists()
    assert made("vault", "delete", typed="yes\n").data["error"] == "vault_missing"


def test_stopping_it_at_the_question_says_so_and_keeps_everything(made):
    def ctrl_c(said: str) -> str:
        raise KeyboardInterrupt

    stopped = made.answering(["vault", "delete"], ctrl_c)
    assert (stopped.code, stopped.data["error"]) == (130, "interrupted")
    assert made("vault", "check").data["sound"]
