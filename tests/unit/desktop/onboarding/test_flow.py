"""The order of the first run's questions, without a window."""

import pytest

from core.errors import InputError
from desktop.onboarding.actions import JoinedNetwork, Samples, VaultStanding
from desktop.onboarding.flow import Flow, Step, Strength, check_passphrase, strength, vault_folder
from desktop.shown_request import ShownRequest

REQUEST = ShownRequest("yard.jangbu-join", b"request", "JANGBUJOIN:A", "salad-review")


def test_a_new_vault_goes_from_language_to_network():
    flow = Flow().to(Step.START).to(Step.CREATE)
    assert flow.can_go_back and flow.back().step is Step.START
    flow = flow.vault_made()
    assert (flow.step, flow.can_go_back) == (Step.MEMBER, False)
    flow = flow.member_named("한라폐차장")
    assert (flow.step, flow.member, flow.back().step) == (Step.PERSON, "한라폐차장", Step.MEMBER)
    flow = flow.person_added()
    assert (flow.step, flow.member, flow.can_go_back) == (Step.NETWORK, "한라폐차장", False)
    assert flow.network_founded() == Flow(Step.DONE)
    flow = flow.join_asked(REQUEST)
    assert (flow.step, flow.request, flow.back().step) == (Step.JOIN, REQUEST, Step.NETWORK)
    joined = JoinedNetwork("제주 배터리망", "salad-review-coach-truck-clarify-imitate")
    assert flow.grant_taken(joined) == Flow(Step.DONE, joined=joined)


def test_another_person_may_be_added_before_the_network(tmp_path):
    flow = Flow(Step.NETWORK, member="한라폐차장").to(Step.PERSON)
    assert (flow.member, flow.back().step) == ("한라폐차장", Step.NETWORK)
    assert flow.person_added() == Flow(Step.NETWORK, member="한라폐차장")


def test_going_back_at_the_beginning_stays_there():
    assert Flow().back() == Flow()


@pytest.mark.parametrize(
    ("person", "network", "step"),
    [(False, False, Step.MEMBER), (False, True, Step.MEMBER), (True, False, Step.NETWORK), (True, True, Step.DONE)],
)
def test_an_opened_vault_goes_on_where_it_stands(person, network, step):
    flow = Flow(Step.OPEN).vault_opened(VaultStanding(person, network, "한라폐차장"))
    assert flow.step is step
    assert flow.member == ("한라폐차장" if person else "")


def test_a_vault_that_asked_waits_for_its_grant_until_it_is_there():
    flow = Flow(Step.OPEN).vault_opened(VaultStanding(True, False, "한라폐차장", REQUEST))
    assert (flow.step, flow.request, flow.back().step) == (Step.JOIN, REQUEST, Step.NETWORK)
    assert flow.back().member == "한라폐차장"
    assert Flow(Step.OPEN).vault_opened(VaultStanding(True, True, "한라폐차장", REQUEST)).step is Step.DONE


def test_sample_data_is_marked():
    samples = Samples((), "passphrase", "123456")
    flow = Flow(Step.START).samples_made(samples)
    assert (flow.step, flow.back().step) == (Step.SAMPLE, Step.START)
    assert flow.sample_opened() == Flow(Step.DONE, samples=samples)
    assert Flow(Step.START).vault_made().samples is None


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
