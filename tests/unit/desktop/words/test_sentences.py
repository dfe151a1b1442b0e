"""Sentences of entries: filled from the fields, in the shown unit, in words."""

from core.ledger.contract import EntryType, Field, FieldKind, Nature
from desktop.words import Words
from desktop.words.sentences import sentence_text, type_name

FIELDS = (
    Field("label", FieldKind.TEXT),
    Field("grams", FieldKind.INTEGER, shown_scale=1000, shown_unit="kg"),
    Field("picked_on", FieldKind.DAY, required=False),
    Field("colour", FieldKind.CHOICE, choices=("red", "green")),
)
KIND = EntryType("toy.jar.fill", 1, Nature.FACT, FIELDS)
WORDS = Words(
    "en",
    {
        "type.toy.jar.fill": "Fill",
        "sentence.toy.jar.fill": "{label}: {grams} kg, {colour}, picked {picked_on}.",
        "choice.colour.red": "ripe",
    },
)


def test_every_field_is_told_as_people_read_it():
    body = {"label": "Plum", "grams": 1500, "picked_on": "2026-11-22", "colour": "red"}
    assert sentence_text(KIND, body, WORDS) == "Plum: 1.5 kg, ripe, picked 2026-11-22 (Sun)."


def test_what_is_absent_is_a_dash_and_a_choice_without_words_is_itself():
    assert sentence_text(KIND, {"label": "Plum", "colour": "green"}, WORDS) == "Plum: – kg, green, picked –."


def test_a_type_without_a_sentence_is_told_by_its_name():
    other = EntryType("toy.jar.shake", 1, Nature.FACT, ())
    assert sentence_text(other, {}, WORDS) == "toy.jar.shake"
    assert type_name("toy.jar.fill", WORDS) == "Fill"


def test_roles_are_told_by_what_people_call_them():
    granted = EntryType("toy.jar.lend", 1, Nature.FACT, (Field("roles", FieldKind.TEXTS),))
    words = Words("en", {"sentence.toy.jar.lend": "To: {roles}.", "toy.role.keeper": "Keeper"})
    assert sentence_text(granted, {"roles": ["keeper", "guest"]}, words) == "To: Keeper, guest."
