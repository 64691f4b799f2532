"""Searching names that are sealed: any script, any spelling, and only those whom one may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.core import clock
from terrain.people import actions, directory
from terrain.people.identity import Identity
from terrain.people.matching.words import name_of
from terrain.people.models import Meeting, Person, PersonGrant
from terrain.people.searching.index import forget, index
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def registry(w4i, cpe):
    """A few people of two projects, in two scripts."""
    told = [
        ("Khadija El Khattabi", w4i, "+212611111111"), ("خديجة الفاسي", w4i, ""), ("Mohamed Amine Bennis", w4i, ""),
        ("محمد بنيس", w4i, "+212622222222"), ("Ousmane Touré", cpe, ""), ("Aïssatou Bah", w4i, ""),
    ]  # fmt: skip
    return {
        name: actions.register(Identity(name, phone=phone), project=project, by=HOUSE) for name, project, phone in told
    }


def found(viewer, typed: str) -> list[str]:
    pks = directory.search(viewer, typed).pks
    by_pk = {person.pk: person.sealed().full_name for person in Person.objects.filter(pk__in=pks).select_related("key")}
    return [by_pk[pk] for pk in pks]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("kad", {"Khadija El Khattabi", "خديجة الفاسي"}),
        ("خديجة", {"Khadija El Khattabi", "خديجة الفاسي"}),
        ("KHADIDJA khatabi", {"Khadija El Khattabi"}),
        ("bennis moh", {"Mohamed Amine Bennis", "محمد بنيس"}),
        ("aichatou ba", {"Aïssatou Bah"}),
        ("1111", {"Khadija El Khattabi"}),
        ("06 22 22 22 22", {"محمد بنيس"}),
        ("khadija 2222", set()),
        ("Toure", set()),
    ],
)
def test_somebody_is_found_however_she_is_spelled(registry, amina, viewer_of, typed, names):
    assert set(found(viewer_of(amina), typed)) == names


def test_the_typed_word_itself_stands_before_what_sounds_like_it(registry, amina, viewer_of):
    assert found(viewer_of(amina), "خديجة")[0] == "خديجة الفاسي"


def test_somebody_registered_corrected_or_erased_elsewhere_is_seen_at_the_next_search(registry, w4i, amina, viewer_of):
    viewer = viewer_of(amina)
    assert found(viewer, "zineb") == []
    person = actions.register(Identity("Zineb Alami"), project=w4i, by=viewer)
    assert found(viewer, "zineb") == ["Zineb Alami"]
    actions.correct(person, Identity("Zhor Alami"), by=viewer, keep_former=False)
    assert found(viewer, "zineb") == [] and found(viewer, "zhor") == ["Zhor Alami"]
    Meeting.objects.filter(person=person).update(by_hand=False)
    assert actions.remove_unused([person.pk], by=HOUSE) == 1
    assert found(viewer, "zhor") == []
    assert person.pk not in index().known and "zhor" not in index().vocabulary.numbers


def test_a_sealed_person_answers_to_nobody_outside(registry, amina, youssef, viewer_of):
    person = registry["Khadija El Khattabi"]
    assert found(viewer_of(amina), "khattabi")
    Person.objects.filter(pk=person.pk).update(sealed_at=clock.now())
    for typed in ("khattabi", "خطابي", "1111", "khadija"):
        assert "Khadija El Khattabi" not in found(viewer_of(amina), typed)
    assert directory.search(viewer_of(amina), "khattabi").total == 0
    until = clock.now() + clock.ONE_DAY
    PersonGrant.objects.create(person=person, user=youssef, until=until, reason="named")
    assert found(viewer_of(youssef), "khattabi") == ["Khadija El Khattabi"]


def test_a_registry_that_is_not_whole_in_memory_says_so_and_answers_what_it_can(
    registry, amina, viewer_of, monkeypatch
):
    monkeypatch.setattr(directory, "SECONDS", 0)
    forget()
    answer = directory.search(viewer_of(amina), "khadija")
    assert not answer.complete and answer.pks == [] and answer.whole == len(registry)


def test_a_search_costs_as_many_questions_for_many_people_as_for_few(registry, w4i, amina, viewer_of):
    viewer = viewer_of(amina)
    directory.search(viewer, "khadija")
    with CaptureQueriesContext(
        connection,
    ) as few:
        directory.search(viewer, "khadija")
    for number in range(30):
        actions.register(Identity(f"Khadija Numéro{number}", sex="F"), project=w4i, by=HOUSE)
    directory.search(viewer, "khadija")
    with CaptureQueriesContext(connection) as many:
        directory.search(viewer, "khadija")
    assert len(many) == len(few)


NAMES = ("Khadija Alaoui", "خديجة العلوي", "Karim Bennis", "Karima Bennis", "كريم بنيس", "Fatou Sow", "Fatoumata Sow")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    people=st.lists(st.tuples(st.sampled_from(NAMES), st.booleans(), st.booleans()), min_size=1, max_size=6),
    typed=st.sampled_from(["khadija", "kar", "karim", "بنيس", "fatou", "sow f", "zz"]),
)
def test_what_is_found_is_what_one_may_see_and_what_answers(w4i, cpe, amina, viewer_of, people, typed):
    """Everything found is visible and answers; everybody visible whose word begins with the typed one is found."""
    viewer = viewer_of(amina)
    with connection.cursor() as cursor:
        cursor.execute("SAVEPOINT before_people")
    forget()
    try:
        for number, (name, here, sealed) in enumerate(people):
            identity = Identity(name, card=f"C{number}12345")
            person = actions.register(identity, project=w4i if here else cpe, by=HOUSE)
            if sealed:
                Person.objects.filter(pk=person.pk).update(sealed_at=clock.now())
        seen = Person.objects.visible_to(viewer) & Person.objects.identified_by(viewer)
        visible = {person.pk: person.sealed().all_names for person in seen.select_related("key")}
        answered = set(directory.search(viewer, typed).pks)
        assert answered <= visible.keys()
        words = [word.plain for word in name_of(typed).words]
        plain = {
            pk
            for pk, names in visible.items()
            if all(any(own.plain.startswith(word) for n in names for own in name_of(n).words) for word in words)
        }
        assert plain <= answered
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT before_people")
