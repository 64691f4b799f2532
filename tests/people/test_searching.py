"""Searching names that are sealed: any script, any spelling, and only those whom one may see."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.core import audit, clock
from terrain.core.models import AuditEvent
from terrain.people import actions, directory
from terrain.people.forgetting import forget_within
from terrain.people.identity import Identity
from terrain.people.matching.words import name_of, word_of
from terrain.people.models import Meeting, Person, PersonGrant, Sealed
from terrain.people.searching.index import forget, index
from terrain.people.searching.warming import begin
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
        ("0622 22", {"محمد بنيس"}),
        ("+212 611 11", {"Khadija El Khattabi"}),
        ("aissata bah", {"Aïssatou Bah"}),
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


def test_nothing_of_a_name_stays_in_memory_once_somebody_is_forgotten(registry, w4i, amina, viewer_of):
    viewer = viewer_of(amina)
    person = actions.register(Identity("Zoubida Alaoui", phone="+212633334444"), project=w4i, by=viewer)
    assert found(viewer, "zoubida alaoui") == ["Zoubida Alaoui"] and found(viewer, "4444") == ["Zoubida Alaoui"]
    forget_within(person)
    audit.append("casework.person_erased", by=viewer, obj=person)
    assert found(viewer, "khadija")
    held = index()
    assert not {"zoubida", "alaoui"} & (held.vocabulary.numbers.keys() | set(held.vocabulary.words))
    assert person.pk not in held.known and person.pk not in held.owners and person.pk not in held.late_owners
    assert word_of.cache_info().currsize < 50 and name_of.cache_info().currsize < 10


def test_whom_a_project_lets_go_answers_there_no_more_though_another_knows_her(w4i, cpe, amina, viewer_of):
    viewer = viewer_of(amina)
    person = actions.register(Identity("Zineb Alami"), project=w4i, by=HOUSE)
    actions.register(Identity("Zineb Tazi"), project=w4i, by=HOUSE)
    actions.meet([person], cpe, by_hand=True)
    assert directory.search(viewer, "zineb").total == 2
    Meeting.objects.filter(person=person, project=w4i).update(by_hand=False)
    assert actions.remove_unused([person.pk], by=HOUSE) == 0
    assert directory.search(viewer, "zineb").total == 1 and found(viewer, "zineb") == ["Zineb Tazi"]


def test_a_change_dated_before_one_that_is_known_is_seen_when_it_arrives_late(registry, w4i, amina, viewer_of):
    viewer = viewer_of(amina)
    late = actions.register(Identity("Zineb Alami"), project=w4i, by=HOUSE)
    began = clock.now()
    actions.register(Identity("Zhor Tazi"), project=w4i, by=HOUSE)
    assert found(viewer, "zhor") == ["Zhor Tazi"]
    held = Person.objects.select_related("key").get(pk=late.pk)
    held.seal(Sealed("Batoul Alami"))
    held.changed_at, held.version = began, held.version + 1
    held.save()
    audit.append("people.corrected", by=HOUSE, obj=held)
    assert found(viewer, "batoul") == ["Batoul Alami"] and found(viewer, "zineb") == []


def test_looking_again_and_again_adds_nothing_to_the_memory(registry, amina, viewer_of):
    viewer = viewer_of(amina)
    found(viewer, "khadija")
    audit.append("people.searched", by=viewer)
    found(viewer, "khadija")
    size = len(index().said)
    for _time in range(5):
        audit.append("people.searched", by=viewer)
        found(viewer, "khadija")
    assert len(index().said) == size


def test_a_search_is_one_event_that_says_how_many_names_were_shown(registry, amina, client_of):
    client_of(amina).get(reverse("people:people"), {"q": "khadija"}, headers={"HX-Request": "true"})
    events = AuditEvent.objects.filter(verb__startswith="people.", verb__endswith="ed").exclude(
        verb="people.registered"
    )
    assert [event.detail["people"] for event in events] == [2]
    assert not AuditEvent.objects.filter(verb="people.names_read").exists()


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


@pytest.mark.django_db(transaction=True)
def test_a_process_that_begins_reads_everybody_before_anybody_asks(registry):
    begin().join()
    assert index().complete and index().read == len(registry)
