"""Who can open a vault, from the command line."""

import json
import re
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail

from desktop.printing.pdfium import page_texts
from desktop.system_keyring import SystemKeyring
from tests.support.file_keyring import FileKeyring

NEW = "another passphrase"


@pytest.fixture
def system_keyring(tmp_path: Path, monkeypatch):
    """A keyring of the system's own kind, in a file."""
    monkeypatch.setenv("JANGBU_TEST_KEYRING", str(tmp_path / "keyring.json"))
    before = keyring.get_keyring()
    keyring.set_keyring(FileKeyring())
    yield tmp_path / "keyring.json"
    keyring.set_keyring(before)


def typed_back(said: str) -> str:
    """The word that is asked for, off the list that was shown."""
    words = dict(re.findall(r"^ ?(\d+)\. (\S+)$", said, re.MULTILINE))
    return words[re.findall(r"Word number (\d+):", said)[-1]]


def test_the_passphrase_is_changed(made):
    assert made("vault", "passphrase", JANGBU_NEW_PASSPHRASE=NEW).data == {"changed": True}
    assert made("vault", "info").data["error"] == "wrong_passphrase"
    assert made("vault", "info", JANGBU_PASSPHRASE=NEW).code == 0
    refused = made("vault", "passphrase", JANGBU_NEW_PASSPHRASE="another one")
    assert (refused.code, refused.data["error"]) == (3, "wrong_passphrase")
    assert made("vault", "passphrase").data["error"] == "new_secret_not_given"


@pytest.mark.parametrize("language", ["ko", "en"])
def test_words_that_were_typed_back_open_the_vault(made, tmp_path: Path, language: str):
    assert made("vault", "slots").data == {"slots": ["passphrase"]}
    page = tmp_path / "words.pdf"
    answer = made.answering(["vault", "recovery", "--words-in", language, "--page", str(page)], typed_back)
    assert (answer.code, answer.data) == (0, {"made": True})
    assert page.read_bytes().startswith(b"%PDF")
    assert made("vault", "slots").data == {"slots": ["passphrase", "recovery"]}
    words = " ".join(re.findall(r"^ ?\d+\. (\S+)$", answer.errors, re.MULTILINE))
    made_new = made("vault", "passphrase", "--words-file", "-", typed=words, JANGBU_NEW_PASSPHRASE=NEW)
    assert made_new.data == {"changed": True}
    assert made("vault", "info", JANGBU_PASSPHRASE=NEW).code == 0
    assert made("vault", "recovery", "--remove", JANGBU_PASSPHRASE=NEW).data == {"removed": True}
    again = made("vault", "passphrase", "--words-file", "-", typed=words, JANGBU_NEW_PASSPHRASE=NEW)
    assert (again.code, again.data["error"]) == (3, "recovery_none")


def test_words_that_were_not_typed_back_open_nothing(made):
    answer = made.answering(["vault", "recovery"], lambda said: "zoo")
    assert (answer.code, answer.data["error"]) == (2, "recovery_answer")
    assert made("vault", "slots").data == {"slots": ["passphrase"]}


def test_the_printed_page_holds_every_word(made, tmp_path: Path):
    page = tmp_path / "words.pdf"
    answer = made.answering(["vault", "recovery", "--words-in", "ko", "--page", str(page)], typed_back)
    text = " ".join("".join(page_texts(page.read_bytes())).split())
    words = re.findall(r"^ ?(\d+)\. (\S+)$", answer.errors, re.MULTILINE)
    assert len(words) == 24
    assert [word for place, word in words if f"{place}. {word}" not in text] == []


def test_a_pin_of_the_vault_lies_in_the_keyring(made, system_keyring: Path):
    assert made("vault", "pin", JANGBU_VAULT_PIN="975310").data == {"set": True}
    assert made("vault", "slots").data == {"slots": ["passphrase", "keyring"]}
    assert len(json.loads(system_keyring.read_text())) == 1
    assert made("vault", "pin", JANGBU_VAULT_PIN="12").data["error"] == "pin_shape"
    assert made("vault", "pin", "--remove").data == {"removed": True}
    assert json.loads(system_keyring.read_text()) == {}


def test_a_computer_without_a_keyring_is_told(made, system_keyring: Path):
    keyring.set_keyring(fail.Keyring())
    answer = made("vault", "pin", JANGBU_VAULT_PIN="975310")
    assert (answer.code, answer.data["error"]) == (1, "keyring_missing")
    assert made("vault", "slots").data == {"slots": ["passphrase"]}


def test_the_systems_keyring_forgets_what_it_is_told_to(system_keyring: Path):
    store = SystemKeyring()
    store.put("one", "secret")
    assert store.get("one") == "secret"
    store.delete("one")
    store.delete("one")
    assert store.get("one") is None


def test_a_persons_pin_is_changed(made, tmp_path: Path):
    changed = made("person", "pin", "keeper", JANGBU_PIN="111111", JANGBU_NEW_PIN="222222")
    assert changed.data["title"] == "keeper"
    assert made("person", "pin", "keeper", JANGBU_PIN="111111", JANGBU_NEW_PIN="333333").data["error"] == "wrong_pin"
    file = tmp_path / "new.json"
    file.write_text(json.dumps({"keeper": "444444"}))
    assert made("person", "pin", "keeper", "--new-pins-file", str(file), JANGBU_PIN="222222").code == 0
    assert made("person", "pin", "nobody", JANGBU_PIN="1", JANGBU_NEW_PIN="1").data["error"] == "person_unknown"
