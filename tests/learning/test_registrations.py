"""Anybody registers from the link; a colleague answers; places are never given twice; what was written does not outlive the answer."""

import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.core import mail
from django.test import Client
from django.utils.translation import gettext

from terrain.core import clock, vault
from terrain.core.policies import Denied
from terrain.desk.waiting import blocks
from terrain.learning import dates
from terrain.learning.actions import cohorts, enrolments, registrations
from terrain.learning.actions.enrolments import Comes, Full, enrol_newcomer
from terrain.learning.actions.registrations import Asked, ask
from terrain.learning.models import Cohort, Enrolment, Request
from terrain.people.models import Person
from terrain.people.models.profiles import profile_of
from terrain.programmes.actions import name_organisation
from terrain.programmes.models import Organisation
from tests.factories import HOUSE
from tests.learning.conftest import somebody

pytestmark = pytest.mark.django_db
WHO = Asked("Nadia Fictive", "+212613000000", "nadia@example.org", "magistrate", "Tribunal de Fès", language="ar")


@pytest.fixture
def link(soon):
    """The address of the public form of a training of two places."""
    return f"/training/register/{cohorts.open_registration(soon, by=HOUSE)}/"


@pytest.fixture
def asked(soon, link):
    soon.refresh_from_db()
    return ask(soon, WHO)


def page(response) -> str:
    return unescape(response.content.decode())


def typed(**more):
    said = {"name": "Nadia Fictive", "phone": "0613000000", "category": "magistrate", "slip": str(uuid4())}
    return said | more


def test_somebody_registers_twice_by_a_double_click_and_once_in_truth(soon, link):
    said = typed()
    answers = [Client().post(link, said) for _time in range(2)]
    assert {answer.status_code for answer in answers} == {302}
    assert Request.objects.count() == 1
    told = Client().get(answers[0]["Location"])
    assert told.status_code == 200 and told["Cache-Control"] == "no-store, private"
    assert not Person.objects.exists()


def test_what_is_wrong_is_said_and_what_was_typed_stays(link):
    answer = Client().post(link, typed(phone="pas un numéro"))
    assert answer.status_code == 422 and "Nadia Fictive" in page(answer)


def test_a_machine_registers_nobody(link):
    Client().post(link, typed(website="https://example.org"))
    assert not Request.objects.exists()


def test_a_registration_is_sealed_until_it_is_answered_and_gone_then(asked):
    assert b"Nadia" not in bytes(asked.sealed)
    assert registrations.read(asked) == WHO
    registrations.accept(asked, by=HOUSE)
    asked.refresh_from_db()
    with pytest.raises(vault.Erased):
        asked.read()


@pytest.fixture
def court():
    """An organisation that the programme knows."""
    return name_organisation("Tribunal de Fès", by=HOUSE)


def test_accepting_puts_her_on_the_list_and_sends_the_address_of_her_page(
    asked, court, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        made = registrations.accept(asked, by=HOUSE)
    assert (made.category, str(made.organisation), made.has_place) == ("magistrate", "Tribunal de Fès", True)
    assert profile_of(made.person)[0].email == "nadia@example.org"
    (letter,) = mail.outbox
    assert letter.to == ["nadia@example.org"] and "Nadia" not in letter.body and "Magistrats" not in letter.body
    path = re.search(r"https?://[^/]+(/\S+)", letter.body)[1]
    assert Client().get(path).status_code == 200
    assert registrations.accept(asked, by=HOUSE) == made
    assert Client().get(f"/training/asked/{asked.page_secret}/").status_code == 302


def test_refusing_and_taking_back_erase_what_was_written(soon, asked):
    registrations.refuse(asked, by=HOUSE)
    other = ask(soon, WHO)
    assert Client().post(f"/training/asked/{other.page_secret}/").status_code == 302
    for one in (asked, other):
        one.refresh_from_db()
        with pytest.raises(vault.Erased):
            one.read()
    with pytest.raises(Denied):
        registrations.accept(other, by=HOUSE)
    assert not Enrolment.objects.exists()


def test_two_who_accept_at_once_do_not_give_one_place_twice(soon, link):
    soon.refresh_from_db()
    waiting = [ask(soon, Asked(f"Invitée {number}", f"+2126130001{number:02}")) for number in range(4)]
    stale = [Request.objects.select_related("cohort__project", "cohort__course").get(pk=one.pk) for one in waiting]
    states = [registrations.accept(one, by=HOUSE).state for one in stale]
    assert states == ["registered", "registered", "waiting", "waiting"]
    first, _second, third, fourth = Enrolment.objects.order_by("pk")
    with pytest.raises(Full):
        enrolments.give_place(fourth, by=HOUSE)
    enrolments.withdraw(first, by=registrations.BY_LINK)
    assert [Enrolment.objects.get(pk=one.pk).has_place for one in (third, fourth)] == [True, False]


def test_registration_closes_on_its_day_by_hand_and_with_the_training(soon, link, monkeypatch):
    cohorts.open_registration(soon, until=clock.today(), by=HOUSE)
    Cohort.objects.update(registration_until=clock.today() - timedelta(1))
    assert Client().get(link).status_code == 410
    cohorts.open_registration(soon, by=HOUSE)
    cohorts.close_registration(soon, by=HOUSE)
    assert Client().get(link).status_code == 410
    cohorts.open_registration(soon, by=HOUSE)
    assert Client().get(link).status_code == 200
    cohorts.open_registration(soon, afresh=True, by=HOUSE)
    assert Client().get(link).status_code == 404
    soon.refresh_from_db()
    ask(soon, WHO)
    with pytest.raises(Denied):
        cohorts.close_cohort(soon, by=HOUSE)
    monkeypatch.setattr(clock, "today", lambda: soon.last_day)
    cohorts.close_cohort(soon, by=HOUSE)
    assert Client().get(f"/training/register/{soon.registration_secret}/").status_code == 410
    assert not Request.objects.waiting().exists()
    with pytest.raises(Denied):
        ask(type(soon).objects.get(pk=soon.pk), WHO)


def test_whoever_sees_no_names_answers_no_registration(soon, asked, stranger, partner, viewer_of):
    with pytest.raises(Denied):
        registrations.accept(asked, by=viewer_of(partner))
    assert registrations.accept(asked, by=viewer_of(stranger)).has_place


def test_what_waits_for_an_answer_stands_in_the_day_of_whoever_holds_the_training(
    soon, asked, stranger, partner, viewer_of
):
    (block,) = [block for block in blocks(viewer_of(stranger)) if block.sort.code == "registrations"]
    assert [(line.url, line.about, line.name) for line in block.lines] == [(soon.get_absolute_url(), soon.name, "")]
    assert all(block.sort.code != "registrations" for block in blocks(viewer_of(partner)))


def test_a_colleague_answers_on_screen(soon, asked, stranger, client_of):
    client = client_of(stranger)
    address = f"/trainings/{soon.uid}/asked/{asked.uid}/"
    assert "Nadia Fictive" in page(client.get(address))
    assert client.post(address, {"answer": "accept"}).status_code == 302
    assert Enrolment.objects.get().how == "link"
    assert "Nadia Fictive" not in page(client.get(address))


def test_her_page_tells_days_and_code_and_lets_her_go(soon):
    made = enrol_newcomer(soon, somebody(), Comes("magistrate"), by=HOUSE)
    client, address = Client(), f"/training/{made.page_secret}/"
    told = page(client.get(address))
    assert made.code in told and "<svg" in told
    drawn = client.get(f"{address}days.ics").content.decode()
    assert drawn.count("BEGIN:VEVENT") == 2 and "Nadia" not in drawn
    assert client.post(f"{address}leave/").status_code == 302
    made.refresh_from_db()
    assert made.state == "cancelled"


def test_a_new_address_shuts_the_one_before(soon):
    made = enrol_newcomer(soon, somebody(), Comes(), by=HOUSE)
    before = made.page_secret
    enrolments.new_page(made, by=HOUSE)
    assert Client().get(f"/training/{before}/").status_code == 404
    assert Client().get(f"/training/{Enrolment.objects.get().page_secret}/").status_code == 200


def test_an_address_that_nobody_was_given_opens_nothing(db):
    for path in ("register", "asked", "in"):
        assert Client().get(f"/training/{path}/{'x' * 32}/").status_code == 404
    assert Client().get(f"/training/{'x' * 300}/").status_code == 404


def test_one_place_does_not_register_without_end(link):
    client = Client()
    answers = [client.post(link, {"name": ""}).status_code for _time in range(31)]
    assert answers[:30] == [422] * 30 and answers[30] == 429


def test_what_nobody_answered_is_erased_a_month_after_the_last_day(soon, asked):
    registrations.sweep(soon.last_day + timedelta(30))
    assert Request.objects.waiting().exists()
    assert registrations.sweep(soon.last_day + timedelta(31)).startswith("1 ")
    asked.refresh_from_db()
    with pytest.raises(vault.Erased):
        asked.read()
    assert registrations.sweep(soon.last_day + timedelta(31)) == ""


def test_whoever_types_the_name_of_somebody_on_the_list_gets_neither_her_page_nor_her_letters(
    soon, link, django_capture_on_commit_callbacks
):
    hers = enrol_newcomer(soon, somebody(), Comes("magistrate"), by=HOUSE)
    soon.refresh_from_db()
    other = ask(soon, WHO)
    with django_capture_on_commit_callbacks(execute=True):
        made = registrations.accept(other, by=HOUSE)
    other.refresh_from_db()
    assert made is None and other.enrolment is None and other.state == "accepted"
    assert not mail.outbox and profile_of(hers.person)[0].email == ""
    answer = Client().get(f"/training/asked/{other.page_secret}/")
    assert answer.status_code == 200 and hers.code not in page(answer) and hers.page_secret not in page(answer)
    assert Enrolment.objects.count() == 1
    assert registrations.accept(other, by=HOUSE) is None


def test_whoever_left_the_list_and_registers_again_has_a_place_and_her_page_goes_to_nobody_else(soon, link):
    hers = enrol_newcomer(soon, somebody(), Comes("magistrate"), by=HOUSE)
    enrolments.take_off(hers, by=HOUSE)
    soon.refresh_from_db()
    other = ask(soon, WHO)
    registrations.accept(other, by=HOUSE)
    hers.refresh_from_db()
    assert hers.has_place and Client().get(f"/training/asked/{other.page_secret}/").status_code == 200


def test_the_colleague_who_accepts_is_told_that_she_was_on_the_list(soon, asked, stranger, client_of):
    hers = enrol_newcomer(soon, somebody(), Comes("magistrate"), by=HOUSE)
    answer = client_of(stranger).post(f"/trainings/{soon.uid}/asked/{asked.uid}/", {"answer": "accept"}, follow=True)
    assert gettext("She was on the list before: nothing was sent. Show her the address of her page yourself.") in page(
        answer
    )
    assert Enrolment.objects.get() == hers


def test_a_new_address_shuts_the_way_from_the_registration_too(asked):
    made = registrations.accept(asked, by=HOUSE)
    way = f"/training/asked/{asked.page_secret}/"
    assert Client().get(way)["Location"] == f"/training/{made.page_secret}/"
    enrolments.new_page(made, by=HOUSE)
    assert Client().get(way).status_code == 404


def test_the_page_of_somebody_who_was_forgotten_is_gone(soon):
    made = enrol_newcomer(soon, somebody(), Comes(), by=HOUSE)
    Person.objects.filter(pk=made.person_id).update(erased_at=clock.now())
    for path in ("", "days.ics", "leave/"):
        assert Client().get(f"/training/{made.page_secret}/{path}").status_code == 404


def test_what_she_wrote_becomes_an_organisation_only_when_a_colleague_says_so(soon, link, stranger, client_of):
    soon.refresh_from_db()
    before = Organisation.objects.count()
    lawyer = Asked("Nadia Fictive", "+212613000000", category="lawyer", organisation="Cabinet Maître Nadia Fictive")
    one, other = ask(soon, lawyer), ask(soon, replace(lawyer, name="Idriss Inventé", phone="+212613000001"))
    client = client_of(stranger)
    address = f"/trainings/{soon.uid}/asked/"
    assert 'name="add_organisation"' in page(client.get(f"{address}{one.uid}/"))
    client.post(f"{address}{one.uid}/", {"answer": "accept"})
    assert Enrolment.objects.get().organisation is None and Organisation.objects.count() == before
    client.post(f"{address}{other.uid}/", {"answer": "accept", "add_organisation": "on"})
    assert str(Enrolment.objects.last().organisation) == "Cabinet Maître Nadia Fictive"


def test_a_known_organisation_is_linked_however_it_is_written(soon, link, court, stranger, client_of):
    soon.refresh_from_db()
    one = ask(soon, replace(WHO, organisation="tribunal de FES"))
    assert 'name="add_organisation"' not in page(client_of(stranger).get(f"/trainings/{soon.uid}/asked/{one.uid}/"))
    assert registrations.accept(one, by=HOUSE).organisation == court


def test_a_training_stands_before_everybody_only_when_a_colleague_says_so(soon, stranger, client_of):
    def told():
        return [one.address for one in dates.for_everybody(soon.first_day, soon.last_day)]

    client, address = client_of(stranger), f"/trainings/{soon.uid}/registration/"
    client.post(address, {"change": "open", "until": ""})
    assert told() == []
    client.post(address, {"change": "open", "until": "", "announced": "on"})
    soon.refresh_from_db()
    assert set(told()) == {f"/training/register/{soon.registration_secret}/"}
    assert "checked" in page(client.get(address))
    client.post(address, {"change": "afresh", "until": ""})
    assert told() == []
    client.post(address, {"change": "open", "until": "", "announced": "on"})
    client.post(address, {"change": "close", "until": ""})
    assert "checked" not in page(client.get(address))


def test_a_day_that_has_passed_opens_no_registration(cohort, stranger, client_of):
    client, address = client_of(stranger), f"/trainings/{cohort.uid}/registration/"
    assert "2026-03-12" not in page(client.get(address))
    assert client.post(address, {"change": "open", "until": "2026-03-12"}).status_code == 422
    with pytest.raises(Denied):
        cohorts.open_registration(cohort, until=cohort.first_day, by=HOUSE)
    assert client.post(address, {"change": "open", "until": ""}).status_code == 302
    assert Cohort.objects.get().takes_registrations


def test_a_taken_up_training_is_not_open_to_registration_again(soon, link, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: soon.last_day)
    cohorts.close_cohort(soon, by=HOUSE)
    assert not cohorts.reopen_cohort(soon, by=HOUSE).takes_registrations
    assert Client().get(link).status_code == 410
