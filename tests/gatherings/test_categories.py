"""As what somebody came, in the words of sheets."""

import pytest

from terrain.gatherings.categories import category, recognise
from terrain.imports.registry import Problem


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Magistrat", "magistrate"),
        ("juge des mineurs", "magistrate"),
        ("Procureur du Roi", "magistrate"),
        ("Avocate au barreau de Casablanca", "lawyer"),
        ("Journaliste radio", "journalist"),
        ("médecin généraliste", "doctor"),
        ("Infirmier", "medical_staff"),
        ("Personnel paramédical", "medical_staff"),
        ("Commissaire de police", "local_authority"),
        ("Caïd", "local_authority"),
        ("Assistante sociale", "social_operator"),
        ("éducateurs", "social_operator"),
        ("Présidente d'association", "association_head"),
        ("Directeur du centre", "official"),
        ("membre de l'association 100% Mamans", "association_member"),
        ("Fonctionnaire", "official"),
        ("Greffier", "public_service"),
        ("avvocato", "lawyer"),
        ("قاضي", "magistrate"),
        ("صحفية", "journalist"),
        ("محامية", "lawyer"),
        ("association head", "association_head"),
        ("medical_staff", "medical_staff"),
    ],
)
def test_words_of_sheets_are_understood(words, code):
    assert recognise(words) == code


def test_a_word_that_nobody_knows_is_said():
    with pytest.raises(Problem) as problem:
        category("plombier")
    assert problem.value.code == "category_other"


def test_a_dash_says_nothing():
    assert category("-") is None
