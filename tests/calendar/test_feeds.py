"""Feeds say what the screen says, to whoever holds the address, as long as whoever made it may read it."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings as house
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from terrain.calendar import actions, agenda, feeding, registry
from terrain.calendar.agenda import Asked, Told
from terrain.calendar.enums import Extent
from terrain.calendar.models import Feed
from terrain.calendar.registry import Happening, Source
from terrain.casework.actions import appointments
from terrain.casework.actions.cases import Opening, hand_over, open_case
from terrain.casework.enums import AppointmentState
from terrain.casework.kinds import kind_of
from terrain.core import clock
from terrain.core.policies import Denied
from terrain.gatherings.actions import Particulars, open_session
from terrain.gatherings.models import Session
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.programmes.models import Assignment
from tests.factories import HOUSE

in_database = pytest.mark.django_db


def soon(hours=26):
    return clock.now() + timedelta(hours=hours)


@pytest.fixture
def file(w4i, amina, viewer_of):
    fatou = people.register(Identity("Fatou Diallo", phone="+212612000001"), project=w4i, by=HOUSE)
    return open_case(Opening(kind_of("accompaniment"), w4i, fatou, entry_reason="income"), by=viewer_of(amina))


@pytest.fixture
def sessions(w4i, cpe):
    for project, theme in ((w4i, "De W4I"), (cpe, "De CPE")):
        open_session(project, Particulars("training", clock.today() + timedelta(3), "Rabat", theme), by=HOUSE)


def read(client, secret, **headers):
    answer = client.get(reverse("agenda:feed", args=[secret]), **headers)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    return answer


def events(client, secret):
    return Calendar.from_ical(read(client, secret).content).walk("VEVENT")


def summaries(client, secret):
    return {str(event["summary"]) for event in events(client, secret)}


@in_database
def test_the_telephone_reads_hours_and_numbers_and_never_a_name(file, amina, viewer_of, client):
    held = appointments.plan(file, soon(), words="Hôpital", by=viewer_of(amina))
    secret = actions.open_feed(by=viewer_of(amina))
    answer = read(client, secret)
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert file.number in str(event["summary"]) and str(event["class"]) == "PRIVATE"
    assert b"Fatou" not in answer.content and "Hôpital".encode() not in answer.content and "location" not in event
    assert event["dtstart"].dt == held.starts_at.replace(microsecond=0) and event["dtstart"].to_ical().endswith(b"Z")
    assert event["dtend"].dt - event["dtstart"].dt == timedelta(minutes=45)
    alarm = event.walk("VALARM")[0]
    assert alarm["trigger"].dt == timedelta(days=-1) and "Fatou" not in str(alarm["description"])
    assert "noindex" in answer["X-Robots-Tag"] and "private" in answer["Cache-Control"]


@in_database
def test_an_address_made_before_is_still_read_where_it_was(file, amina, viewer_of, client):
    appointments.plan(file, soon(), by=viewer_of(amina))
    secret = actions.open_feed(by=viewer_of(amina))
    assert client.get(reverse("open:feed", args=[secret])).content == read(client, secret).content


@in_database
def test_a_new_address_kills_the_old_one_and_only_a_fingerprint_is_kept(amina, viewer_of, client):
    first = actions.open_feed(by=viewer_of(amina))
    second = actions.open_feed(by=viewer_of(amina))
    assert client.get(reverse("agenda:feed", args=[first])).status_code == 404
    assert read(client, second) and client.get(reverse("agenda:feed", args=["x" * 43])).status_code == 404
    assert second.encode() not in b"".join(bytes(one.digest) for one in Feed.objects.all())
    actions.close_feed(by=viewer_of(amina))
    assert client.get(reverse("agenda:feed", args=[second])).status_code == 404


@in_database
def test_a_feed_shows_nothing_of_a_file_that_was_handed_over(file, amina, colleague, viewer_of, client):
    appointments.plan(file, soon(), host=amina.pk, by=viewer_of(amina))
    secret = actions.open_feed(by=viewer_of(amina))
    hand_over(file, colleague, by=viewer_of(amina))
    assert not events(client, secret)


@in_database
def test_whoever_lost_her_role_loses_its_dates(file, sessions, amina, viewer_of, client):
    appointments.plan(file, soon(), host=amina.pk, by=viewer_of(amina))
    secret = actions.open_feed(programme=True, by=viewer_of(amina))
    assert len(summaries(client, secret)) == 2
    Assignment.objects.filter(user=amina).delete()
    assert not events(client, secret)
    amina.is_active = False
    amina.save()
    assert not events(client, secret)


@in_database
def test_moving_lets_the_sequence_grow_and_cancelling_takes_it_away(file, amina, viewer_of, client):
    by = viewer_of(amina)
    held = appointments.plan(file, soon(), host=amina.pk, by=by)
    secret = actions.open_feed(by=by)
    (before,) = events(client, secret)
    held = appointments.move(held, soon(50), minutes=45, host=amina.pk, words="", version=held.version, by=by)
    (after,) = events(client, secret)
    assert after["uid"] == before["uid"] and after["sequence"] > before["sequence"]
    appointments.conclude(held, AppointmentState.CANCELLED, by=by)
    assert not events(client, secret)


@in_database
@pytest.mark.parametrize("whole", [False, True])
def test_a_feed_holds_what_the_screen_shows(file, sessions, amina, youssef, viewer_of, client, whole):
    by = viewer_of(youssef)
    appointments.plan(file, soon(), host=youssef.pk, by=by)
    open_session(file.project, Particulars("training", clock.today(), "Salé", "Le mien"), by=by)
    secret = actions.open_feed(programme=whole, by=by)
    asked = Asked(weekly=False)
    shown = agenda.own(by, *feeding.span(), asked)
    shown += agenda.of_programme(by, *feeding.span(), asked) if whole else []
    assert {str(event["uid"]) for event in events(client, secret)} == {f"{one.happening.uid}@terrain" for one in shown}
    assert len(events(client, secret)) == len({one.happening.uid for one in shown})
    assert ("De W4I" in summaries(client, secret)) == whole and "De CPE" not in summaries(client, secret)


@in_database
def test_a_project_gives_out_its_dates_or_only_what_is_public(w4i, sessions, youssef, viewer_of, client):
    by = viewer_of(youssef)
    w4i.ends = clock.today() + timedelta(9)
    w4i.save()
    whole = actions.open_project_feed(w4i, Extent.PROJECT, by=by)
    public = actions.open_project_feed(w4i, Extent.PROJECT_PUBLIC, by=by)
    assert "De W4I" in summaries(client, whole) and "De CPE" not in summaries(client, whole)
    assert "De W4I" not in summaries(client, public) and len(events(client, public)) == 1
    actions.close_project_feed(w4i, Extent.PROJECT, by=by)
    assert client.get(reverse("agenda:feed", args=[whole])).status_code == 404
    assert read(client, public)
    Assignment.objects.filter(user=youssef).delete()
    assert not events(client, public)


@in_database
def test_only_whoever_answers_for_the_project_gives_its_calendar_out(w4i, cpe, amina, youssef, director, viewer_of):
    for user, project in ((amina, w4i), (youssef, cpe)):
        with pytest.raises(Denied):
            actions.open_project_feed(project, Extent.PROJECT, by=viewer_of(user))
    assert actions.open_project_feed(cpe, Extent.PROJECT, by=viewer_of(director))
    with pytest.raises(ValueError, match="own"):
        actions.open_project_feed(w4i, Extent.OWN, by=viewer_of(youssef))


@in_database
def test_the_page_makes_an_address_shows_it_once_and_cuts_it_off(amina, client_of, client):
    member, where = client_of(amina), reverse("calendar:feeds")
    made = member.post(where, {"what": "open", "programme": "on"})
    path = made.context["secret"].split("testserver", 1)[1]
    assert client.get(path).status_code == 200 and Feed.objects.get().extent == Extent.OWN_AND_PROGRAMME
    assert path not in member.get(where).content.decode()
    assert member.post(where, {"what": "close"}).status_code == 302 and client.get(path).status_code == 404


@in_database
def test_the_page_of_a_project_makes_each_address_by_itself(w4i, youssef, amina, client_of, client):
    where = reverse("calendar:project_feeds", args=["W4I"])
    made = client_of(youssef).post(where, {"what": "open", "extent": "public"})
    path = made.context["secret"].split("testserver", 1)[1]
    assert client.get(path).status_code == 200
    assert [bool(feed) for _kind, feed in client_of(youssef).get(where).context["kinds"]] == [False, True]
    assert client_of(youssef).post(where, {"what": "open", "extent": "own"}).status_code == 403
    assert client_of(amina).get(where).status_code == 403
    client_of(youssef).post(where, {"what": "close", "extent": "public"})
    assert client.get(path).status_code == 404


@in_database
def test_what_did_not_change_is_not_sent_again(file, amina, viewer_of, client):
    secret = actions.open_feed(by=viewer_of(amina))
    appointments.plan(file, soon(), host=amina.pk, by=viewer_of(amina))
    answer = read(client, secret)
    where, etag = reverse("agenda:feed", args=[secret]), answer["ETag"]
    again = client.get(where, headers={"if-none-match": etag})
    assert again.status_code == 304 and not again.content and again["ETag"] == etag
    appointments.plan(file, soon(60), host=amina.pk, by=viewer_of(amina))
    assert client.get(where, headers={"if-none-match": etag}).status_code == 200


@in_database
def test_the_public_feed_asks_for_no_secret_and_shows_only_what_is_public(sessions, w4i, client):
    w4i.ends = clock.today() + timedelta(9)
    w4i.save()
    answer = client.get(reverse("agenda:feed_public"))
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert str(w4i) in str(event["summary"]) and b"De W4I" not in answer.content
    assert str(event["class"]) == "PUBLIC" and "public" in answer["Cache-Control"]


@in_database
def test_the_public_feed_leaves_out_what_returns_every_week_unless_asked_for(client, monkeypatch):
    day = clock.today()
    rooms = [
        Source(code, code, public=lambda first, last, code=code: [Happening(code, code, day)], weekly=code == "shows")
        for code in ("feasts", "shows")
    ]
    monkeypatch.setattr(registry, "_SOURCES", {room.code: room for room in rooms})
    where = reverse("agenda:feed_public")
    for asked, found in (({}, {"feasts"}), ({"weekly": "on"}, {"feasts", "shows"})):
        told = Calendar.from_ical(client.get(where, asked).content).walk("VEVENT")
        assert {str(event["summary"]) for event in told} == found


@in_database
def test_a_feed_costs_the_same_however_much_it_holds(w4i, amina, viewer_of, client, django_assert_max_num_queries):
    secret = actions.open_feed(programme=True, by=viewer_of(amina))
    for number in range(12):
        open_session(w4i, Particulars("training", clock.today(), "Rabat", f"Thème {number}"), by=HOUSE)
    with django_assert_max_num_queries(16):
        assert len(events(client, secret)) >= 12
    assert Session.objects.count() == 12


SOURCE = Source("essai", "Essai; avec, signes")
words = (
    st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=200)
    .map(str.strip)
    .filter(bool)
)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(ZoneInfo(house.TIME_ZONE)))
happenings = st.builds(
    Happening,
    uid=st.uuids().map(str),
    words=words,
    starts=st.one_of(st.dates(date(2026, 1, 1), date(2028, 12, 31)), moments),
    where=st.one_of(st.just(""), words),
    version=st.integers(1, 99),
)


@given(st.lists(happenings, max_size=6, unique_by=lambda one: one.uid))
def test_whatever_a_room_says_is_read_back_as_it_was_said(found):
    content = feeding.as_ics(feeding.Page("Essai", [Told(SOURCE, one) for one in found]))
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    read_back = {str(event["uid"]): event for event in Calendar.from_ical(content).walk("VEVENT")}
    assert len(read_back) == len(found)
    for one in found:
        event = read_back[f"{one.uid}@terrain"]
        assert str(event["summary"]) == one.words and str(event.get("location", "")) == one.where
        assert event["sequence"] == one.version and event["dtstamp"].dt.tzinfo is not None
        if isinstance(one.starts, datetime):
            assert event["dtstart"].dt == one.starts.astimezone(UTC).replace(microsecond=0) and "dtend" not in event
        else:
            assert event["dtstart"].dt == one.starts and event["dtend"].dt == one.starts + timedelta(1)


def test_an_hour_stays_that_hour_when_the_clock_goes_back_for_ramadan():
    zone = ZoneInfo(house.TIME_ZONE)
    told = [
        Told(SOURCE, Happening(str(day), "x", timezone.make_aware(datetime.combine(day, time(10)), zone)))
        for day in (date(2027, 2, 5), date(2027, 2, 12))
    ]
    content = feeding.as_ics(feeding.Page("Essai", told)).decode()
    assert "DTSTART:20270205T090000Z" in content and "DTSTART:20270212T100000Z" in content


def test_what_lasts_several_days_ends_on_the_day_after_the_last():
    told = Told(SOURCE, Happening("x", "x", date(2027, 2, 5), date(2027, 2, 8)))
    content = feeding.as_ics(feeding.Page("Essai", [told])).decode()
    assert "DTSTART;VALUE=DATE:20270205" in content and "DTEND;VALUE=DATE:20270208" in content
    assert told.until == date(2027, 2, 7)


def test_a_feed_is_bounded(monkeypatch):
    monkeypatch.setattr(feeding, "AT_MOST", 3)
    told = [Told(SOURCE, Happening(str(n), "x", date(2027, 1, 9 - n))) for n in range(5)]
    content = feeding.as_ics(feeding.Page("Essai", told)).decode()
    assert content.count("BEGIN:VEVENT") == 3 and "20270105" in content and "20270109" not in content


def test_registered_sources_keep_their_order(monkeypatch):
    monkeypatch.setattr(registry, "_SOURCES", {})
    for code in ("z", "a"):
        registry.register_dates(Source(code, code))
    assert [one.code for one in registry.sources()] == ["z", "a"]
