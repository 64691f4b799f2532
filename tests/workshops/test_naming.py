"""A text that names somebody is asked about; what a group did, where and with whom it is addressed, is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.people.matching.words import spellings, word_of
from terrain.workshops.lists import lists
from terrain.workshops.naming import names_in

FAMILIAR = frozenset({"rabat", "el jadida", "sidi kacem", "maroc", "الدار البيضاء", "fondation amina"})


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Kawtar El Idrissi a raconté que son oncle la frappe", ["Kawtar", "El", "Idrissi"]),
        ("kawtar a pleuré", ["kawtar"]),
        ("KAWTAR A PLEURÉ", ["KAWTAR"]),
        ("Le groupe a écouté Tislit.", ["Tislit"]),
        ("L'histoire d'Amina", ["Amina"]),
        ("Fatima-Zahra a joué", ["Fatima-Zahra"]),
        ("Tout le monde a ri, sauf K. qui est sortie", ["K."]),
        ("قالت كوثر إنها خائفة", ["كوثر"]),
        ("جلست مع خديجة وفاطمة", ["خديجة", "وفاطمة"]),
        ("تكلمت أمل خديجة", ["أمل", "خديجة"]),
        ("Marie est partie", ["Marie"]),
    ],
)
def test_what_looks_like_a_name_is_found(text, names):
    assert names_in(text, FAMILIAR) == names


@pytest.mark.parametrize(
    "text",
    [
        "Trois images de porte fermée, des rires. Le groupe a redemandé le jeu.",
        "Une sortie à El Jadida puis à Rabat, avec la Fondation Amina.",
        "« Qui ouvre la porte ? » a demandé le groupe. Personne : la fin a changé.",
        "Grâce au jeu, elles ont parlé. L'État, l'ONG et la PJ étaient représentés.",
        "The group said nothing. On Monday I left the door open.",
        "لعبت المجموعة وتحدثت عن الأمل والحياة في الدار البيضاء",
        "هنا صالح ونور جميل",
        "Elle se marie dans la pièce.",
        "La Porte Fermée",
        "",
    ],
)
def test_what_a_group_did_is_not_a_name(text):
    assert names_in(text, FAMILIAR) == []


@given(st.sampled_from(spellings()), st.sampled_from(["Avant {} après", "{} a ri", "Le groupe, {}, la porte."]))
def test_every_given_name_is_found_in_a_sentence_when_it_bears_a_capital(name, sentence):
    written = name.capitalize()
    if written.casefold() not in lists().ordinary and written[0].isupper() and word_of(name).name:
        assert any(written in one for one in names_in(sentence.format(written)))


@given(st.text(alphabet="éèabcdefgh ,;", max_size=80))
def test_any_text_is_read_without_a_fault(text):
    assert all(one in text for one in names_in(text))
