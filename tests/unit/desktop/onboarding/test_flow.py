"""The order of the first run's questions, without a window."""

import pytest

from core.errors import InputError
from desktop.onboarding.actions import VaultStanding
from desktop.onboarding.flow import Flow, Step, Strength, check_passphrase, strength, vault_folder


def test_a_new_vault_goes_from_language_to_network():
    flow = Flow().to(Step.START).to(Step.CREATE)
    assert flow.can_go_back and flow.back().step is Step.START
    flow = flow.vault_made()
    assert (flow.step, flow.can_go_back) == (Step.PERSON, False)
    flow = flow.person_added()
    assert (flow.step, flow.can_go_back) == (Step.NETWORK, False)
    flow = flow.to(Step.MEMBER).to(Step.JOIN)
    assert flow.back().back().step is Step.NETWORK
    assert flow.network_ready().step is Step.DONE


def test_going_back_at_the_beginning_stays_there():
    assert Flow().back() == Flow()


@pytest.mark.parametrize(
    ("person", "network", "step"),
    [(False, False, Step.PERSON), (False, True, Step.PERSON), (True, False, Step.NETWORK), (True, True, Step.DONE)],
)
def test_an_opened_vault_goes_on_where_it_stands(person, network, step):
    assert Flow(Step.OPEN).vault_opened(VaultStanding(person, network)).step is step


def test_sample_data_is_marked():
    assert Flow(Step.START).sample_opened().sample
    assert not Flow(Step.START).vault_made().sample


def test_a_vault_folder_is_named_by_the_person(tmp_path):
    assert vault_folder(tmp_path, " 제주 야드 ") == tmp_path / "제주 야드.jangbu"
    assert vault_folder(tmp_path, "yard.jangbu") == tmp_path / "yard.jangbu"


@pytest.mark.parametrize(
    ("name", "code"),
    [("", "vault_name_needed"), ("..", "vault_name_needed"), ("a/b", "vault_name_characters"),
     ("a\nb", "vault_name_characters"), ("there", "vault_exists")],
)  # fmt: skip
def test_names_that_cannot_be_a_folder_are_refused(tmp_path, name, code):
    (tmp_path / "there.jangbu").mkdir()
    with pytest.raises(InputError) as refused:
        vault_folder(tmp_path, name)
    assert (refused.value.code, refused.value.facts["field"]) == (code, "name")


@pytest.mark.parametrize(
    ("first", "again", "code", "field"),
    [
        ("short", "short", "passphrase_short", "passphrase"),
        ("long enough", "long enoug", "passphrase_differs", "again"),
    ],
)
def test_passphrases_that_cannot_be_taken(first, again, code, field):
    with pytest.raises(InputError) as refused:
        check_passphrase(first, again)
    assert (refused.value.code, refused.value.facts["field"]) == (code, field)


@pytest.mark.parametrize(
    ("passphrase", "expected"),
    [
        ("1234567", Strength.SHORT),
        ("aaaaaaaaaaaaaaaa", Strength.WEAK),  # length alone is no strength
        ("abcdefgh", Strength.WEAK),
        ("Abcdef1!", Strength.FAIR),
        ("correct horse battery", Strength.STRONG),
        ("푸른 바다 연필 사과 호수", Strength.STRONG),
    ],
)
def test_strength_follows_length_and_variety(passphrase, expected):
    assert strength(passphrase) is expected
