"""The calendar shows each reader what she may read, each date once, whichever days she asks for."""

from datetime import date, datetime, time, timedelta
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.calendar import agenda, months, registry
from terrain.calendar.agenda import Asked
from terrain.calendar.registry import Happening, Source
from terrain.casework.actions import appointments
from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.kinds import kind_of
from terrain.core import clock
from terrain.core.access import ANONYMOUS
from terrain.gatherings.actions import Particulars, open_session
from terrain.gatherings.models import Session
from terrain.network.models import Service
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.programmes.models import Project
from terrain.radio.enums import ChangeKind, GridRule
from terrain.radio.models import GridChange, GridPlace, Show, Station
from terrain.radio.slots import slot_at
from terrain.workshops.actions import series
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
RAMADAN = date(2027, 2, 8)
"""About this day the clock of Morocco goes back for a month; in March it goes forward again."""


@pytest.fixture
def only(monkeypatch):
    """A house whose only dates are those of one source."""

    def hold(*found):
        monkeypatch.setattr(registry, "_SOURCES", {source.code: source for source in found})

    return hold


@pytest.fixture
def radio(w4i):
    station = Station.objects.create(
        project=w4i, slug="essai", name={"fr": "Radio Essai"}, first_slot=slot_at(clock.now())
    )
    show = Show.objects.create(station=station, slug="matin", title={"fr": "Le matin"})
    late = {"station": station, "show": show, "valid_from": date(2027, 1, 1), "slots": 1350}
    GridPlace.objects.create(weekday=0, starts=time(2, 30), **late)
    GridPlace.objects.create(weekday=6, starts=time(23, 30), rule=GridRule.LIVE, **late)
    night = GridPlace.objects.create(weekday=2, starts=time(0, 0), **late)
    GridChange.objects.create(station=station, kind=ChangeKind.CANCELLED, day=date(2027, 2, 10), place=night)
    GridChange.objects.create(
        station=station, kind=ChangeKind.EXTRA, day=date(2027, 2, 11), show=show, starts=time(0, 5), slots=900
    )
    return station


@pytest.fixture
def plans(w4i, cpe, amina, youssef, viewer_of, radio):
    """Dates of every room around the change of the clock, of W4I and of CPE."""
    file = open_case(
        Opening(kind_of("accompaniment"), w4i, people.register(Identity("Fatou Diallo"), project=w4i, by=HOUSE)),
        by=viewer_of(amina),
    )
    for hours in (0, 23.75, 49, 24 * 6):
        begin = timezone.make_aware(datetime.combine(RAMADAN, time.min)) + timedelta(hours=hours)
        appointments.plan(file, begin, host=youssef.pk, by=viewer_of(amina))
    for number, project in enumerate((w4i, w4i, cpe)):
        said = Particulars("training", RAMADAN + timedelta(number), "Rabat", f"Thème {number}")
        open_session(project, said, by=HOUSE)
    open_session(w4i, Particulars("training", RAMADAN + timedelta(5), "Rabat", "Le mien"), by=viewer_of(youssef))
    return SimpleNamespace(file=file)


def uids(told):
    return [one.happening.uid for one in told]


spans = st.tuples(st.integers(-12, 12), st.integers(0, 12))


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(span=spans)
def test_any_window_is_the_union_of_its_days(plans, youssef, viewer_of, span):
    first = RAMADAN + timedelta(span[0])
    days = [first + timedelta(number) for number in range(span[1] + 1)]
    viewer = viewer_of(youssef)
    for ask in (agenda.own, agenda.of_programme):
        whole = ask(viewer, days[0], days[-1])
        assert uids(whole) == [uid for day in days for uid in uids(ask(viewer, day, day))]
        assert all(days[0] <= one.day <= days[-1] for one in whole)
    whole = agenda.public(days[0], days[-1])
    assert uids(whole) == [uid for day in days for uid in uids(agenda.public(day, day))]


def test_each_reader_sees_what_she_may(plans, amina, youssef, colleague, stranger, donor, viewer_of):
    span = (RAMADAN, RAMADAN + timedelta(6))

    words = {str(one.happening.words) for one in agenda.own(viewer_of(youssef), *span)}
    assert any(plans.file.number in said for said in words) and "Le mien" in words and len(words) == 2
    assert not agenda.own(viewer_of(colleague), *span) and not agenda.own(viewer_of(stranger), *span)
    theme = {
        one.happening.words
        for one in agenda.of_programme(viewer_of(stranger), *span)
        if one.source.code == "gatherings"
    }
    assert theme == {"Thème 2"}
    for user in (amina, youssef, colleague, stranger):
        assert "appointments" not in {one.source.code for one in agenda.of_programme(viewer_of(user), *span)}
    assert {one.anybodys for one in agenda.of_programme(viewer_of(donor), *span)} == {True}
    assert not agenda.of_programme(ANONYMOUS, *span)
    assert {one.source.code for one in agenda.public(*span)} == {"radio"}


def test_a_session_that_is_cancelled_leaves_the_calendar(plans, amina, viewer_of):
    span = (RAMADAN, RAMADAN + timedelta(6))
    Session.objects.filter(theme="Thème 0").update(cancelled_at=timezone.now())
    words = {one.happening.words for one in agenda.of_programme(viewer_of(amina), *span)}
    assert "Thème 0" not in words and "Thème 1" in words


def test_the_radio_keeps_its_hour_when_the_clock_changes_and_says_what_differs(radio):
    told = [one for one in agenda.public(date(2027, 2, 1), date(2027, 3, 21)) if one.source.code == "radio"]
    nights = [one for one in told if one.starts.weekday() == 2 and one.starts.hour == 0]
    assert date(2027, 2, 10) not in {one.day for one in nights} and date(2027, 2, 17) in {one.day for one in nights}
    assert [one.day for one in told if (one.starts.hour, one.starts.minute) == (0, 5)] == [date(2027, 2, 11)]
    utc = {one.happening.starts.utctimetuple().tm_hour for one in nights}
    assert utc == {23, 0}
    live = _("%(show)s (live)") % {"show": "Le matin"}
    assert {one.happening.words for one in told if one.starts.weekday() == 6} == {live}


def test_what_begins_and_ends_of_a_project_is_public(w4i):
    Project.objects.filter(pk=w4i.pk).update(starts=date(2027, 5, 1), ends=date(2027, 5, 31))
    told = agenda.public(date(2027, 5, 1), date(2027, 5, 31))
    assert [one.day for one in told if one.happening.project_id == w4i.pk] == [date(2027, 5, 1), date(2027, 5, 31)]
    assert not [one for one in agenda.public(date(2027, 5, 2), date(2027, 5, 30)) if one.happening.project_id == w4i.pk]


def test_a_workshop_says_its_centre_and_nothing_else(w4i, amina, stranger, viewer_of):
    opened = series.SeriesSaid("Le secret de Nour", "forum_theatre", "Centre, Rabat", date(2026, 1, 5))
    group = series.open_series(w4i, opened, by=HOUSE)
    series.hold_session(
        group, series.SessionSaid(series.Held(date(2026, 1, 12), 90, 9, worked_on="Nour a parlé")), by=HOUSE
    )
    span = (date(2026, 1, 12), date(2026, 1, 12))
    (told,) = [one for one in agenda.of_programme(viewer_of(amina), *span) if one.source.code == "workshops"]
    assert told.happening.where == "Centre, Rabat" and "Nour" not in f"{told.happening.words}{told.happening.where}"
    assert not [one for one in agenda.of_programme(viewer_of(stranger), *span) if one.source.code == "workshops"]


def test_a_review_stands_in_the_calendar_of_its_keeper(w4i, youssef, amina, viewer_of):
    said = {"service_type": "shelter", "name": "Refuge", "project": w4i, "reviewed_on": date(2026, 1, 1)}
    held = Service.objects.create(**said, review_on=date(2027, 2, 9), keeper=amina)
    span = (date(2027, 2, 1), date(2027, 2, 28))
    assert f"review-{held.uid}" in uids(agenda.own(viewer_of(amina), *span))
    assert f"review-{held.uid}" not in uids(agenda.own(viewer_of(youssef), *span))
    Service.objects.filter(pk=held.pk).update(ends=date(2027, 1, 31))
    assert f"review-{held.uid}" not in uids(agenda.own(viewer_of(amina), *span))


def test_of_two_who_say_the_same_the_higher_room_is_believed(only, director, viewer_of):
    day = date(2027, 5, 3)

    def source(code, words):
        return Source(code, code, staff=lambda viewer, first, last: [Happening("same", words, day)])

    only(source("zeta", "low"), source("alpha", "high"))
    assert [one.happening.words for one in agenda.of_programme(viewer_of(director), day, day)] == ["high"]
    assert not agenda.of_programme(viewer_of(director), day, day, Asked(source="nothing"))


def test_a_room_cannot_show_a_project_that_is_not_hers(only, cpe, amina, viewer_of):
    day = date(2027, 5, 3)
    only(Source("loose", "loose", staff=lambda viewer, first, last: [Happening("x", "x", day, project_id=cpe.pk)]))
    assert not agenda.of_programme(viewer_of(amina), day, day)


@given(st.dates(date(2000, 1, 1), date(2100, 12, 31)))
def test_a_month_is_shown_in_whole_weeks_from_monday(day):
    month = months.month_of(day)
    first, last = month.span
    assert first.weekday() == 0 and last.weekday() == 6 and first <= month.first <= day <= month.last <= last
    assert month.before.last + timedelta(1) == month.first and month.after.first == month.last + timedelta(1)
    assert months.asked_month(month.code) == month


@pytest.mark.parametrize("text", ["", "x", "2026-13", "1999-01", "9999-12", "0001-01", "2026-1", "2026-05-03"])
def test_an_address_that_says_no_month_shows_this_one(text):
    assert months.asked_month(text) == months.month_of(clock.today())


def test_the_month_is_called_as_here():
    with override("ar"):
        assert months.month_of(date(2026, 11, 3)).words == "نونبر 2026" and months.weekday_names()[0].startswith("ال")
    with override("fr"):
        assert months.month_of(date(2026, 11, 3)).words == "novembre 2026" and months.weekday_names()[0] == "lun."


def crowd(project, day, number):
    for each in range(number):
        open_session(project, Particulars("training", day, "Rabat", f"Foule {each}"), by=HOUSE)


def test_a_crowded_day_says_how_many_more_and_shows_them_all(w4i, amina, client_of):
    day = date(2027, 5, 4)
    crowd(w4i, day, 9)
    client = client_of(amina)
    page = client.get(reverse("calendar:calendar"), {"month": "2027-05", "project": "W4I"})
    (shown,) = [each for each in page.context["days"] if each.day == day]
    assert len(shown.lines) == months.SHOWN and shown.more == 9 - months.SHOWN
    assert "project=W4I&amp;on=2027-05-04" in page.content.decode()
    whole = client.get(reverse("calendar:day"), {"on": "2027-05-04", "project": "W4I"}).content.decode()
    assert all(f"Foule {each}" in whole for each in range(9))


def test_the_screen_filters_and_keeps_what_was_chosen(w4i, cpe, director, client_of):
    day = date(2027, 5, 4)
    crowd(w4i, day, 1)
    open_session(cpe, Particulars("training", day, "Salé", "De CPE"), by=HOUSE)
    client = client_of(director)
    page = client.get(reverse("calendar:calendar"), {"month": "2027-05", "project": "CPE", "kind": "gatherings"})
    assert "De CPE" in page.content.decode() and "Foule 0" not in page.content.decode()
    assert page.context["after"] == "?project=CPE&kind=gatherings&month=2027-06"
    other = client.get(reverse("calendar:calendar"), {"month": "2027-05", "kind": "radio"}).content.decode()
    assert "De CPE" not in other
    nonsense = client.get(reverse("calendar:calendar"), {"month": "2027-05", "kind": "x", "project": "x"})
    assert nonsense.status_code == 200 and "De CPE" in nonsense.content.decode()


def test_a_month_costs_the_same_however_much_it_holds(w4i, amina, client_of, radio):
    client, costs = client_of(amina), []
    client.get(reverse("calendar:calendar"))
    for number in (1, 12):
        crowd(w4i, date(2027, 5, 3 + number), number)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("calendar:calendar"), {"month": "2027-05"})
        costs.append(len(asked))
    assert costs[0] == costs[1] and costs[0] < 25


def test_what_returns_every_week_hides_nothing_unless_asked_for(plans, amina, viewer_of, client_of):
    client, where = client_of(amina), reverse("calendar:calendar")
    usual = client.get(where, {"month": "2027-02"}).content.decode()
    assert "Le matin" not in usual and "Thème 0" in usual
    asked = client.get(where, {"month": "2027-02", "weekly": "on"})
    assert "Le matin" in asked.content.decode() and asked.context["before"] == "?weekly=on&month=2027-01"
    assert "Le matin" in client.get(where, {"month": "2027-02", "kind": "radio"}).content.decode()


def test_her_own_calendar_leads_to_her_appointments_and_back(plans, youssef, client_of):
    client = client_of(youssef)
    mine = client.get(reverse("calendar:calendar"), {"whose": "mine", "month": "2027-02"}).content.decode()
    assert plans.file.number in mine and "Fatou" not in mine and reverse("casework:calendar") in mine
    assert reverse("calendar:calendar") in client.get(reverse("casework:calendar")).content.decode()


def test_anybody_reads_the_public_calendar_and_no_more(plans, client):
    page = client.get(reverse("agenda:public"), {"month": "2027-02", "weekly": "on"}).content.decode()
    assert "Le matin" in page and "Thème" not in page and plans.file.number not in page
    day = client.get(reverse("agenda:public_day"), {"on": "2027-02-08", "weekly": "on"}).content.decode()
    assert "Le matin" in day and "Thème" not in day


def test_what_returns_every_week_leaves_the_public_calendar_unless_asked_for(plans, w4i, client):
    Project.objects.filter(pk=w4i.pk).update(ends=RAMADAN)
    where = reverse("agenda:public")
    usual = client.get(where, {"month": "2027-02"})
    assert "Le matin" not in usual.content.decode() and str(w4i) in usual.content.decode()
    asked = client.get(where + usual.context["weekly_address"])
    assert "Le matin" in asked.content.decode() and asked.context["before"] == "?weekly=on&month=2027-01"
    assert asked.context["weekly_address"] == "?month=2027-02"
    days = reverse("agenda:public_day")
    assert "Le matin" not in client.get(days, {"on": f"{RAMADAN}"}).content.decode()
    asked_day = client.get(days, {"on": f"{RAMADAN}", "weekly": "on"})
    assert "Le matin" in asked_day.content.decode() and "weekly=on" in asked_day.context["back"]


def test_days_that_are_over_wait_behind_a_link_in_the_month_that_goes_on_alone(only, client, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2027, 5, 20))
    days = [date(2027, 4, 30), date(2027, 5, 3), date(2027, 5, 20), date(2027, 6, 1)]

    def told(first, last):
        return [Happening(f"{day}", "Fête", day) for day in days if first <= day <= last]

    only(Source("feasts", "feasts", public=told))
    now = client.get(reverse("agenda:public"))
    assert {each.day for each in now.context["days"] if each.past} == {date(2027, 5, day) for day in range(1, 20)}
    assert 'href="#earlier"' in now.content.decode() and 'id="earlier"' in now.content.decode()
    for month in ("2027-04", "2027-06"):
        other = client.get(reverse("agenda:public"), {"month": month})
        assert not any(each.past for each in other.context["days"]) and not other.context["earlier"]
