"""My day: what waits in the files of those she accompanies, late first, three of each, and a page with all of them."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terrain.casework.actions import appointments, books, care, plans, tasks
from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.actions.law import write_date
from terrain.casework.enums import AppointmentState, Risk
from terrain.casework.kinds import register_kind
from terrain.casework.models import Appointment, Case, RiskChange
from terrain.core import clock
from terrain.desk import network_waiting
from terrain.desk.waiting import SHOWN, SORTS, blocks
from terrain.people import actions as people
from terrain.people.consents.actions import Agreement, record
from terrain.people.duplicates.finding import keep
from terrain.people.identity import Identity
from terrain.people.models import Person
from terrain.people.models.profiles import Paper
from tests.casework.test_books import some_books
from tests.casework.test_law import a_law
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
DAY = clock.ONE_DAY
OF_HER_FILES = [sort for sort in SORTS if sort not in network_waiting.SORTS]
"""The directory waits for its keepers, plans and commitments for whoever steers: tests/network."""


def codes(viewer):
    return [block.sort.code for block in blocks(viewer)]


@pytest.fixture
def kind(kind):
    """Accompaniment with books and a law beside it, while the test lasts."""
    with_books = replace(kind, books=some_books(), law=a_law())
    register_kind(with_books)
    yield with_books
    register_kind(kind)


@pytest.fixture
def accompany(kind, w4i, amina, viewer_of, clinic):
    """Somebody whom Amina accompanies, with something late or near of every sort."""

    def somebody(name="Awa Diop"):
        by, today = viewer_of(amina), clock.today()
        person = people.register(Identity(name, birth=date(1990, 1, 1), birth_precision="year"), project=w4i, by=HOUSE)
        case = open_case(Opening(kind, w4i, person, entry_reason="income"), by=by)
        care.set_risk(case, Risk.HIGH, "Menacée", seen=0, by=by)
        RiskChange.objects.filter(case=case).update(
            at=clock.now() - 20 * DAY, act_by=clock.now() - 19 * DAY, see_by=clock.now() - 2 * DAY
        )
        appointments.plan(case, clock.now() - 3 * DAY, host=amina.pk, by=by)
        tasks.add_task(case, words="Appeler", owner=amina.pk, due=today - DAY, by=by)
        plan = plans.begin(case, by=by)
        goal = plans.add_goal(plan, "Se loger", by=by)
        plans.add_action(goal, "Visiter un foyer", whose="staff", owner=amina.pk, due=today + DAY, by=by)
        write_date(case, "child_born", today - 25 * DAY, by=by)
        books.write_entry(case, kind.book("hearing"), {"spoke": "no"}, day=today + 3 * DAY, by=by)
        Paper.objects.create(person=person, kind="resident_card", ends=today - DAY)
        record(person, w4i, Agreement("referral", clinic.organisation, ("identity",), today + 9 * DAY), by=by)
        Case.objects.filter(pk=case.pk).update(stage_since=today - 400 * DAY)
        return case

    return somebody


@pytest.fixture
def approve(youssef, viewer_of):
    def all_plans(case):
        plan = case.plans.get()
        case.plans.update(state="proposed")
        plans.approve(type(plan).objects.get(pk=plan.pk), by=viewer_of(youssef))

    return all_plans


def test_everything_that_waits_is_told_late_first_and_only_to_whoever_accompanies_her(
    accompany, approve, amina, colleague, stranger, donor, receptionist, viewer_of
):
    case = accompany()
    approve(case)
    told = blocks(viewer_of(amina))
    assert {block.sort.code for block in told} == {sort.code for sort in OF_HER_FILES}
    assert [block.late for block in told] == sorted((block.late for block in told), reverse=True)
    assert {block.sort.code for block in told if block.late} == {"see-again", "unsaid", "tasks", "papers"}
    for other in (colleague, stranger, donor, receptionist):
        assert codes(viewer_of(other)) == []


def test_three_lines_each_and_the_page_with_all_of_them(accompany, amina, client_of):
    for number in range(SHOWN + 2):
        accompany(f"Awa Diop {'abcde'[number]}")
    client = client_of(amina)
    page = client.get(reverse("desk:home")).content.decode()
    for sort in OF_HER_FILES:
        if sort.code == "actions":
            continue
        part = page[page.index(f'id="waits-{sort.code}"') :]
        assert part[: part.index("</section>")].count("<li>") == SHOWN
        assert f'href="{sort.url}"' in part[: part.index("</section>")]
        everything = client.get(sort.url).content.decode()
        assert everything.count("Awa Diop") >= SHOWN + 2


def test_the_day_costs_as_many_queries_for_one_as_for_many(accompany, approve, amina, client_of):
    client = client_of(amina)

    def cost(address):
        client.get(address)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    approve(accompany())
    addresses = [reverse("desk:home"), *(sort.url for sort in OF_HER_FILES if not sort.everything)]
    before = [cost(address) for address in addresses]
    for number in range(4):
        approve(accompany(f"Awa Diop {'abcd'[number]}"))
    assert [cost(address) for address in addresses] == before


def test_whoever_came_since_the_risk_was_set_is_not_to_be_seen_again(accompany, amina, viewer_of, client_of):
    case = accompany()
    assert "see-again" in codes(viewer_of(amina))
    assert "retard" in client_of(amina).get(reverse("desk:waiting", args=["see-again"])).content.decode()
    appointments.conclude(Appointment.objects.get(), AppointmentState.KEPT, by=viewer_of(amina))
    assert not {"see-again", "unsaid"} & set(codes(viewer_of(amina)))
    Appointment.objects.update(starts_at=clock.now() - 30 * DAY)
    assert "see-again" in codes(viewer_of(amina))
    Case.objects.filter(pk=case.pk).update(closing="closed", closed_on=clock.today())
    assert "see-again" not in codes(viewer_of(amina))


def test_a_paper_of_somebody_found_to_be_her_is_hers(accompany, w4i, amina, viewer_of):
    case = accompany()
    other = people.register(Identity("Hawa Diop"), project=w4i, by=HOUSE)
    Paper.objects.update(person=other)
    assert "papers" not in codes(viewer_of(amina))
    Person.objects.filter(pk=other.pk).update(merged_into=case.person)
    line = next(block for block in blocks(viewer_of(amina)) if block.sort.code == "papers").lines[0]
    assert line.name == "Awa Diop" and line.url == case.person.get_absolute_url()


def test_a_paper_with_time_left_and_one_that_ended_long_ago_do_not_wait(accompany, amina, viewer_of):
    accompany()
    for days, waits in ((31, False), (30, True), (-31, True), (-32, False)):
        Paper.objects.update(ends=clock.today() + timedelta(days=days))
        assert ("papers" in codes(viewer_of(amina))) == waits, days


def test_pairs_to_decide_are_told_to_whoever_may_merge(w4i, amina, youssef, stranger, client_of):
    one, other = (people.register(Identity(name), project=w4i, by=HOUSE) for name in ("Awa Diop", "Hawa Diop"))
    keep(one, other, 5.0, "likely", [])
    address = reverse("people:duplicates")
    told = {user: f'href="{address}"' in client_of(user).get(reverse("desk:home")).content.decode()
            for user in (amina, youssef, stranger)}  # fmt: skip
    assert told == {amina: False, youssef: True, stranger: False}


def test_a_sort_that_does_not_exist_is_not_there(amina, donor, client_of):
    assert client_of(amina).get(reverse("desk:waiting", args=["dreams"])).status_code == 404
    assert client_of(donor).get(reverse("desk:waiting", args=["papers"])).status_code == 403


def test_done_from_my_day_leads_back_to_my_day(accompany, amina, client_of):
    accompany()
    line = next(line for block in blocks_of(client_of, amina) for line in block.lines if line.task)
    where = reverse("casework:finish_task", args=[line.task.task.pk])
    assert client_of(amina).post(where, {"back": "day"})["Location"] == reverse("desk:home")


def blocks_of(client_of, user):
    return client_of(user).get(reverse("desk:home")).context["day"].waiting
