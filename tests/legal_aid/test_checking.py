"""What gives her away in a story: her names however they are written, a telephone, a place, a date, the file's own words."""

import unicodedata
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.casework.actions import notes, seals
from terrain.casework.actions.books import write_entry
from terrain.casework.actions.grants import Named
from terrain.casework.actions.law import write_date
from terrain.casework.books import Books
from terrain.casework.kinds import register_kind
from terrain.core import clock
from terrain.pathways.legal_aid.actions import mandates
from terrain.pathways.legal_aid.checking import findings
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.pathways.legal_aid.knowing import HERS, LAWYER, OF_HERS, PLACE, STAFF, Known, known_of
from terrain.people.households import actions as households
from terrain.people.models.profiles import ContactRule, Told, profile_of
from terrain.people.profiles.actions import relate, tell
from tests.factories import HOUSE

PLAIN = "Une jeune mère est sortie avec son bébé et on lui a demandé le nom du père pour inscrire son enfant."
PLAIN_AR = "خرجت أم شابة مع رضيعها وطلبوا منها اسم الأب لتسجيل طفلها ثم عادت مع مساعدة قانونية"


@pytest.fixture
def known():
    told = Known()
    for name, whose in (
        ("Salma Essaidi", HERS),
        ("Yassine", OF_HERS),
        ("Amina Berrada", STAFF),
        ("Me Démo Tazi", LAWYER),
    ):
        told.name(name, whose)
    told.name("Douar Lahjar", PLACE)
    told.phone("+212612345678")
    told.cards.add("AB778899")
    told.places |= {"rabat", "الرباط", "sale", "beni mellal"}
    told.days |= {date(2026, 3, 9)}
    told.texts.append("Elle dort chez une amie depuis que son frère a lu le message sur son téléphone portable.")
    return told


def refused(story, known, language="fr"):
    return {one.word: one.why for one in findings(story, known, language) if one.refused}


def asked(story, known, language="fr"):
    return {one.word: one.why for one in findings(story, known, language) if not one.refused}


@pytest.mark.parametrize(("story", "language"), [(PLAIN, "fr"), (PLAIN_AR, "ar")])
def test_a_story_that_says_nothing_of_her_passes(story, language, known):
    assert refused(story, known, language) == {} and asked(story, known, language) == {}


@pytest.mark.parametrize(
    ("word", "whose"),
    [
        ("Salma", HERS), ("SALMA", HERS), ("salma", HERS), ("Selma", HERS), ("سلمى", HERS), ("لسلمى", HERS), ("Saïdi", HERS),
        ("السعيدي", HERS), ("Essaïdi", HERS), ("ياسين", OF_HERS), ("Yacine", OF_HERS), ("Berrada", STAFF), ("Tazi", LAWYER),
        ("l'Amina", STAFF),
    ],
)  # fmt: skip
def test_a_name_of_the_file_is_found_in_any_script_and_spelling(word, whose, known):
    story = f"{PLAIN} Un jour {word} est revenue." if not word[0] > "\u0600" else f"{PLAIN_AR} ثم {word} رجعت"
    found = refused(story, known)
    assert whose in found.values(), found


@pytest.mark.parametrize(
    ("word", "whose"),
    [
        ("سَلْمَى", HERS), ("سـلـمـى", HERS), ("س ل م ى", HERS), ("وبسلمى", HERS), ("سميّة", HERS), ("سُميَّة", HERS), ("مُنى", HERS),
        ("ﺳﻠﻤﻰ", HERS), ("سلمى\u200c", HERS), ("يَاسِين", OF_HERS), ("بالرِّباط", PLACE), ("وبالرباط", PLACE),
        (unicodedata.normalize("NFD", "Amélie"), OF_HERS), (unicodedata.normalize("NFD", "amélie"), OF_HERS),
        ("Sal\u200bma", HERS), ("Sal\u00adma", HERS), ("Sal\u034fma", HERS), ("Sal\u200cma", HERS), ("Sal\u3164ma", HERS),
        ("S a l m a", HERS), ("S.a.l.m.a", HERS), ("S-a-l-m-a", HERS), ("Sal ma", HERS), ("Sal... ma", HERS), ("Salma_Essaidi", HERS),
        ("SALMAESSAIDI", HERS), ("Ｓａｌｍａ", HERS), ("𝐒𝐚𝐥𝐦𝐚", HERS), ("ⵙⴰⵍⵎⴰ", "letters"), ("Ѕаlmа", "letters"), ("Салма", "letters"),
    ],
)  # fmt: skip
def test_a_name_of_the_file_is_found_however_it_is_hidden(word, whose, known):
    for name in ("سمية", "منى", "Amélie"):
        known.name(name, OF_HERS if name == "Amélie" else HERS)
    story = (
        f"{PLAIN} Un jour {word} est revenue." if not "\u0600" < word[0] < "\u06ff" else f"{PLAIN_AR} ثم {word} رجعت"
    )
    found = refused(story, known)
    assert list(found.values()) in ([whose], [whose, whose]), found


def test_a_name_that_the_file_writes_with_hidden_signs_is_found(known):
    known.name("Ghiz\u00adlane", OF_HERS)
    assert refused(f"{PLAIN} Puis Ghizlane vint.", known) == {"Ghizlane": OF_HERS}


@pytest.mark.parametrize(
    "words",
    ["il y a à peine un mois", "La mia vita", "l´enfant dort", "en 2024, 2025 et après", "une à une, deux ou trois"],
)
def test_what_only_looks_hidden_is_let_through(words, known):
    known.name("Lamia", HERS)
    assert refused(f"{PLAIN} {words}.", known) == {}


@pytest.mark.parametrize("name", ["N'Guessan", "M'barek"])
def test_a_name_with_an_apostrophe_is_found_and_what_french_elides_is_none(name):
    known = Known()
    known.name(f"Awa {name}", HERS)
    known.name("Démo Inventé", LAWYER)
    assert refused(f"Alors {name} revient.", known) == {name: HERS}
    assert asked("L'enfant dort. C'est l'enfant qu'on attend, l’enfant d’une autre.", known) == {}


def test_a_name_written_apart_is_found(known):
    assert HERS in refused("Puis Es Saidi est revenue avec eux.", known).values()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("au 06 12 34 56 78", "phone"), ("au ٠٦١٢٣٤٥٦٧٨", "phone"), ("au 0612-34-56-78", "phone"), ("le 0522000000", "number"),
        ("au 06·12·34·56·78", "phone"), ("au 06, 12, 34, 56, 78", "phone"), ("au 06_12_34_56_78", "phone"), ("au 06 – 12 – 34 – 56 – 78", "phone"),
        ("au 0\u200b612345678", "phone"), ("le neuf mars", "day"), ("il nove marzo", "day"), ("التاسع ثم تسعة مارس", "day"),
        ("carte A.B.7.7.8.8.9.9", "card"), ("à t.me/jasmin", "address"), ("à x(at)y", "address"),
        ("carte AB778899", "card"), ("à x@y.ma", "address"), ("voir www.exemple.ma", "address"), ("le 12/03/2026", "day"),
        ("le 12.03", "day"), ("le 9 mars", "day"), ("le 1er avril", "day"), ("March 9", "day"), ("٩ مارس", "day"), ("2026-03-09", "day"),
        ("en mars 2026", "month"), ("à Rabat", PLACE), ("بالرباط", PLACE), ("Beni Mellal", PLACE), ("au Douar", PLACE),
    ],
)  # fmt: skip
def test_numbers_dates_and_places_are_refused(words, why, known):
    language = "ar" if words == "٩ مارس" else "en" if words == "March 9" else "fr"
    assert why in refused(f"{PLAIN} Puis {words}.", known, language).values()


@pytest.mark.parametrize(
    ("words", "why"),
    [("à 17 ans", "age"), ("avec Nadia", "given_name"), ("chez S.E.", "initials"), ("en mars", "month"), ("une sale histoire", PLACE), ("à la Source", "given_name"),
     ("à dix-sept ans", "age"), ("at seventeen years", "age"), ("a diciassette anni", "age"), ("سبعة عشر عاما", "age"), ("سبع عشرة سنة", "age"),
     ("في السابعة عشرة من عمرها", "age"), ("zéro six douze trente-quatre cinquante-six", "in_words"), ("صفر ستة واحد اثنان ثلاثة", "in_words"),
     ("zero six one two three", "in_words"), ("avec S4lma", HERS), ("avec sal ma", HERS), ("avec H4yat", "given_name")],
)  # fmt: skip
def test_what_only_may_give_her_away_is_asked_about(words, why, known):
    story = f"{PLAIN} Puis {words}"
    assert why in asked(story, known).values() and refused(story, known) == {}


def test_words_of_the_file_are_not_copied(known):
    story = "Une nuit, son frère a lu le message sur son téléphone portable, et elle est partie."
    assert "copied" in refused(story, known).values()
    assert refused("Son frère a vu un message et elle est partie le soir même.", known) == {}


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=300), st.sampled_from(["fr", "ar", "en", "it"]))
def test_whatever_is_written_is_read_to_its_end(story, language):
    known = Known()
    known.name("Salma Essaidi", HERS)
    assert all(one.word for one in findings(story, known, language))


@given(st.sampled_from([", ", " ", "\n", ". ", "«", "("]), st.sampled_from([" ", ".", "،", ")", "\n", "…"]))
def test_her_name_is_found_whatever_stands_around_it(before, after):
    known = Known()
    known.name("Salma Essaidi", HERS)
    assert refused(f"Alors{before}Salma{after}suite", known) == {"Salma": HERS}


@pytest.mark.django_db
def test_what_file_and_registry_know_is_looked_for(file, lawyer, amina, viewer_of):
    mother, viewer = file.person, viewer_of(amina)
    _told, version = profile_of(mother)
    ways = (ContactRule("call", "+212655443322", whose="sa sœur Ghizlane"),)
    tell(
        mother,
        Told(),
        Told(rules=ways, mother="Zoubida", place="Temara", code_word="jasmin"),
        version=version,
        by=viewer,
    )
    relate(mother, "child", name="Ilyas", by=HOUSE)
    households.house(mother, name="Mounia", by=HOUSE)
    write_date(file, "child_born", clock.today(), by=viewer)
    notes.write_note(file, "Le père travaille à la boulangerie du coin", note_class="ordinary", contact="desk", day=clock.today(), by=viewer)  # fmt: skip
    known = known_of(file, viewer)
    for word in ("Zoubida", "Ilyas", "Mounia", "Ghizlane", "Témara", "Jasmin", "Houda", "Bouchra", "زبيدة", "إلياس"):
        assert refused(f"Alors vint {word} et tout changea", known), word
    assert "sœur" not in refused("Alors vint sa sœur et tout changea", known)
    assert refused("rappeler le 0655443322 demain", known) == {"0655443322": "phone"}
    assert clock.today() in known.days and file.number.replace("-", "") in known.cards
    assert "copied" in refused("le père travaille à la boulangerie du coin dit-on", known).values()


@pytest.mark.django_db
def test_words_of_mandates_and_authors_of_notes_are_looked_for(file, lawyer, counsel, amina, viewer_of):
    day, viewer = clock.today(), viewer_of(amina)
    words, ending = "Elle vient le soir avec sa petite cousine", "Le tribunal a cru la voisine du dessus"
    mandate = mandates.give(file, lawyer, "filiation", day=day, words=words, by=viewer)
    mandates.end(mandate, "won", day=day, words=ending, version=1, by=viewer)
    seals.name(file, Named(counsel, day + timedelta(days=30), "accompanies"), by=HOUSE)
    notes.write_note(file, "À la barre", note_class="privileged", contact="desk", day=day, by=viewer_of(counsel))
    file.grants.filter(user=counsel).delete()
    known = known_of(file, viewer)
    assert "copied" in refused(words.lower(), known).values()
    assert "copied" in refused(ending.lower(), known).values()
    assert refused("Puis Mehdi parla", known) == {"Mehdi": STAFF}


@pytest.mark.django_db
def test_what_the_books_of_the_file_say_is_looked_for(file, amina, viewer_of):
    words = {"fr": "Mots", "ar": "كلمات", "en": "Words", "it": "Parole"}
    asks = [{"code": f"the_{kind}", "text": words, "kind": kind} for kind in ("line", "words", "day")]
    book = {"code": "proceedings", "text": words, "note": words, "day_text": words, "asks": asks}
    register_kind(replace(LEGAL_AID, books=Books.model_validate({"checked": clock.today(), "books": [book]})))
    try:
        shape, viewer = file.pathway.book("proceedings"), viewer_of(amina)
        said = {
            "the_line": "juge Lahlou, n° 2026/1620/55", "the_words": "Le greffe a gardé tous les papiers de la jeune femme",
            "the_day": "2026-02-17",
        }  # fmt: skip
        write_entry(file, shape, said, day=date(2026, 1, 5), by=viewer)
        known = known_of(file, viewer)
    finally:
        register_kind(LEGAL_AID)
    assert {date(2026, 2, 17), date(2026, 1, 5)} <= known.days
    assert refused("Puis Lahlou parla et le juge se tut", known) == {"Lahlou": "book"}
    assert "copied" in refused("On dit que le greffe a gardé tous les papiers de sa fille", known).values()
