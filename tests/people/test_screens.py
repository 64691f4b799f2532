from dataclasses import replace

import pytest
from django.urls import reverse

from terrain.accounts.roles import ROLES
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.facts.registry import directory
from terrain.people import actions
from terrain.people.models import ContradictingKeys, Person
from terrain.people.recognition import recognise
from tests.factories import HOUSE
from tests.people.writing import identity

pytestmark = pytest.mark.django_db

PEOPLE = [
    identity("Diallo Aminata", sex="F", birth="1990-03-12", nationality="Guinée", phone="0612345678", card="Z826179C"),
    identity("Sow Ousmane", sex="M", birth=1985, phone="0698765432", phone_restored=True),
]


def bring(rows, project):
    return actions.register_many(recognise(rows), rows, project=project, by=HOUSE)


@pytest.fixture
def persons(w4i):
    return bring(PEOPLE, w4i)


@pytest.fixture
def contradiction(w4i, persons):
    bring([identity("Diallo Aminata", card="A190799C", birth="1990-03-12", phone="0655443322")], w4i)
    return ContradictingKeys.objects.get()


@pytest.fixture
def hidden_names(monkeypatch):
    """Monitoring officers who see the registry without names."""
    officer = ROLES["me_officer"]
    monkeypatch.setitem(ROLES, "me_officer", replace(officer, permissions=officer.permissions - {"people.identify"}))


def body(response) -> str:
    return response.content.decode()


def read_events(verb):
    return AuditEvent.objects.filter(verb=verb)


def test_names_are_listed_to_those_who_see_names_and_the_journal_knows(persons, amina, client_of):
    page = body(client_of(amina).get(reverse("people:people")))
    assert "Diallo Aminata" in page and "Sow Ousmane" in page
    assert "0612345678" not in page and "Z826179C" not in page
    assert read_events("people.names_read").get().detail == {"people": 2}


def test_without_the_right_to_names_the_list_shows_none_and_offers_no_search(persons, officer, client_of, hidden_names):
    page = body(client_of(officer).get(reverse("people:people"), {"q": "Diallo"}))
    assert "Aminata" not in page and persons[0].mark in page and 'name="q"' not in page
    assert not read_events("people.names_read").exists()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("aminata dia", ["Diallo Aminata"]),
        ("DIALLÓ", ["Diallo Aminata"]),
        ("5432", ["Sow Ousmane"]),
        ("0612 34 56 78", ["Diallo Aminata"]),
        ("z826179c", ["Diallo Aminata"]),
        ("diallo 5678", ["Diallo Aminata"]),
        ("sow 5678", []),
        ("minata", ["Diallo Aminata"]),
        ("أميناتا", ["Diallo Aminata"]),
        ("diallo xyz", []),
        ("personne", []),
    ],
)
def test_people_are_found_by_words_digits_or_card(persons, amina, client_of, typed, found):
    page = body(client_of(amina).get(reverse("people:people"), {"q": typed}))
    assert [name for name in ("Diallo Aminata", "Sow Ousmane") if name in page] == found


def test_what_is_searched_is_in_the_journal_unreadable(persons, amina, client_of):
    client_of(amina).get(reverse("people:people"), {"q": "Diallo 0698765432"})
    detail = read_events("people.searched").get().detail
    assert detail["found"] == 0 and len(detail["terms"]) == 2
    assert "iallo" not in str(detail) and "0698" not in str(detail)


def test_the_search_stays_within_ones_projects(persons, cpe, stranger, client_of):
    bring([identity("Keita Sira", card="B190799C")], cpe)
    client = client_of(stranger)
    assert "Diallo" not in body(client.get(reverse("people:people")))
    assert "Diallo Aminata" not in body(client.get(reverse("people:people"), {"q": "Diallo"}))
    assert "Keita Sira" in body(client.get(reverse("people:people"), {"q": "keita", "project": "W4I"}))


def test_the_list_asks_the_database_as_often_for_many_as_for_few(w4i, amina, client_of, django_assert_max_num_queries):
    client = client_of(amina)
    address = reverse("people:people")
    client.get(address)
    bring(PEOPLE, w4i)
    counts = []
    for _time in range(2):
        with django_assert_max_num_queries(40) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
        bring([identity(f"Essai {n} Awa", card=f"Z{n:06d}") for n in range(100, 170)], w4i)
    assert counts[0] == counts[1]


def test_somebodys_page_hides_who_it_is_until_asked_and_each_time_is_written(persons, amina, client_of):
    client, address = client_of(amina), persons[0].get_absolute_url()
    page = body(client.get(address))
    assert "Diallo" not in page and "Z826179C" not in page and "W4I" in page
    assert not read_events("people.identity_read").exists()
    shown = body(client.get(address, {"show": "1"}))
    assert "Diallo Aminata" in shown and "Z826179C" in shown
    assert read_events("people.identity_read").get().object_id == str(persons[0].pk)


def test_a_person_of_another_project_does_not_exist(persons, stranger, client_of):
    client = client_of(stranger)
    for name in ("people:person", "people:correct"):
        assert client.get(reverse(name, args=[persons[0].uid])).status_code == 404


def test_whoever_does_not_see_names_is_refused_them(persons, officer, client_of, hidden_names):
    client = client_of(officer)
    assert client.get(persons[0].get_absolute_url()).status_code == 200
    assert client.get(persons[0].get_absolute_url(), {"show": "1"}).status_code == 403
    assert client.get(reverse("people:correct", args=[persons[0].uid])).status_code == 403


@pytest.mark.parametrize("who", ["partner", "donor", "admin"])
def test_the_registry_is_closed_to_those_who_only_write_or_only_count(persons, who, request, client_of):
    client = client_of(request.getfixturevalue(who))
    assert client.get(reverse("people:people")).status_code == 403
    assert client.get(reverse("people:contradictions")).status_code == 403
    assert client.get(persons[0].get_absolute_url()).status_code == 404


def correction(client, person, **changes):
    page = client.get(reverse("people:correct", args=[person.uid]))
    form = page.context["form"]
    said = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)} | changes
    return client.post(reverse("people:correct", args=[person.uid]), said)


def test_a_correction_is_saved_and_the_form_opens_as_things_are(persons, amina, client_of):
    client = client_of(amina)
    assert correction(client, persons[0]).status_code == 302
    assert Person.objects.get(pk=persons[0].pk).identity() == PEOPLE[0]
    correction(client, persons[0], birth="1991", nationality="Mali")
    now = Person.objects.get(pk=persons[0].pk).identity()
    assert (now.birth.year, now.birth_precision, now.nationality) == (1991, "year", "Mali")


def test_a_repaired_number_stays_so_until_somebody_checked_it(persons, amina, client_of):
    client = client_of(amina)
    correction(client, persons[1], nationality="Mali")
    assert Person.objects.get(pk=persons[1].pk).identity().phone_restored
    correction(client, persons[1], checked="on")
    assert not Person.objects.get(pk=persons[1].pk).identity().phone_restored


def test_a_wrong_correction_says_why_and_keeps_what_was_typed(persons, amina, client_of):
    client = client_of(amina)
    wrong = correction(client, persons[0], birth="31/02/1990", nationality="Mali")
    assert wrong.status_code == 422 and "31/02/1990" in body(wrong) and "Mali" in body(wrong)
    taken = correction(client, persons[1], card="Z826179C")
    assert taken.status_code == 422 and "Z826179C" in body(taken)
    stale = correction(client, persons[0], version="99", full_name="Diallo Amina")
    assert stale.status_code == 422
    assert [person.identity() for person in Person.objects.order_by("pk")] == PEOPLE


def newcomer(client, **said):
    return client.post(reverse("people:new"), {"project": "W4I", "sex": "F"} | said)


def test_a_newcomer_is_registered_in_three_fields(w4i, amina, client_of):
    response = newcomer(client_of(amina), full_name="Keita Sira", known_by="1994")
    person = Person.objects.get()
    assert response.status_code == 302 and response.headers["Location"] == person.get_absolute_url()
    assert person.identity() == identity("Keita Sira", sex="F", birth=1994)
    newcomer(client_of(amina), full_name="Barry Awa", known_by="06 55 44 33 22")
    assert Person.objects.first().identity().phone == "+212655443322"


@pytest.mark.parametrize(
    "said", [{"full_name": "Diallo Aminatta", "known_by": ""}, {"full_name": "X Y", "known_by": "0612345678"}]
)
def test_who_may_be_the_same_is_shown_before_anybody_is_made(persons, amina, client_of, said):
    client = client_of(amina)
    page = newcomer(client, **said)
    assert page.status_code == 200 and "Diallo Aminata" in body(page)
    assert Person.objects.count() == 2
    newcomer(client, certain="1", **said)
    assert Person.objects.count() == 3


def test_a_partner_registers_without_seeing_anybody(persons, partner, client_of):
    client = client_of(partner)
    page = newcomer(client, full_name="Aminata Diallo", known_by="0612345678")
    assert page.status_code == 302 and Person.objects.count() == 2
    newcomer(client, full_name="Aminata Dialo", known_by="1990")
    assert Person.objects.count() == 3
    assert "Sow" not in body(client.get(reverse("people:new")))


@pytest.mark.parametrize(
    "said",
    [{"full_name": "7"}, {"full_name": "Keita Sira", "known_by": "demain"}, {"full_name": "Keita", "project": "CPE"}],
)
def test_a_newcomer_that_cannot_be_is_answered(w4i, cpe, amina, client_of, said):
    page = newcomer(client_of(amina), **said)
    assert page.status_code == 422 and Person.objects.count() == 0
    assert said["full_name"] in body(page)


def test_what_contradicts_waits_in_a_list_and_shows_what_was_written_only_when_asked(contradiction, amina, client_of):
    client, address = client_of(amina), reverse("people:contradictions")
    assert "Diallo" not in body(client.get(address))
    shown = body(client.get(address, {"show": str(contradiction.uid)}))
    assert "Diallo Aminata" in shown and "A190799C" in shown
    assert read_events("people.contradiction_read").count() == 1
    assert reverse("people:contradictions") in body(client.get(reverse("people:people")))


def test_a_case_is_settled_by_those_who_see_names_and_register(contradiction, amina, officer, stranger, client_of):
    address = reverse("people:settle", args=[contradiction.uid])
    assert client_of(stranger).post(address).status_code == 404
    assert client_of(officer).post(address).status_code == 403
    assert client_of(amina).get(address).status_code == 405
    assert client_of(amina).post(address).status_code == 302
    assert not ContradictingKeys.objects.open().exists()
    assert "A190799C" not in body(client_of(amina).get(reverse("people:contradictions")))


def test_the_directory_of_figures_names_people_only_to_those_who_see_names(
    persons, w4i, cpe, amina, donor, stranger, viewer_of
):
    lines = directory("person")
    subjects = [person.subject for person in persons] + [999_999]
    assert lines(viewer_of(amina), w4i.pk, subjects)[persons[0].subject] == (
        "Diallo Aminata",
        persons[0].get_absolute_url(),
    )
    assert lines(viewer_of(stranger), cpe.pk, subjects) == {}
    for user in (donor, stranger):
        with pytest.raises(Denied):
            lines(viewer_of(user), w4i.pk, subjects)


@pytest.mark.parametrize("language", ["fr", "ar", "en", "it"])
def test_every_page_opens_in_every_language(persons, contradiction, amina, client_of, language):
    client = client_of(amina)
    prefix = "" if language == "fr" else f"/{language}"
    for address in ("/people/", "/people/new/", "/people/to-decide/", f"/people/{persons[0].uid}/?show=1",
                    f"/people/{persons[1].uid}/", f"/people/{persons[1].uid}/correct/", "/people/?q=zz"):  # fmt: skip
        assert client.get(prefix + address).status_code == 200, address


def test_an_empty_registry_says_what_to_do_next(w4i, amina, client_of):
    client = client_of(amina)
    assert reverse("people:new") in body(client.get(reverse("people:people")))
    assert reverse("people:people") in body(client.get(reverse("people:contradictions")))


def test_which_other_projects_know_somebody_is_not_told(persons, w4i, cpe, amina, director, client_of):
    assert bring(PEOPLE[:1], cpe)[0] == persons[0]
    for where in (reverse("people:people"), persons[0].get_absolute_url()):
        seen, everything = (client_of(one).get(where).content.decode() for one in (amina, director))
        assert w4i.code in seen and cpe.code not in seen and str(cpe) not in seen
        assert cpe.code in everything or str(cpe) in everything
