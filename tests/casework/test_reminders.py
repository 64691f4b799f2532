"""Reminders: told the day before, written to her only as she allows, once, and never twice."""

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from terrain.casework import reminding
from terrain.casework.actions import appointments, reminders
from terrain.casework.actions.cases import hand_over
from terrain.casework.actions.notices import said
from terrain.casework.enums import AppointmentState, Reminder
from terrain.casework.models import Appointment, Notice
from terrain.casework.reminding import Decision, barrier, begins, decide, languages_of, message
from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.people.models.profiles import ContactRule, Told, profile_of
from terrain.people.profiles import actions as profiles
from terrain.people.profiles import messages
from terrain.people.profiles.contact import reach_of
from tests.factories import HOUSE

HERS = "fatou@example.org"


def local(*at) -> datetime:
    return timezone.make_aware(datetime(*at))


def on(days: int, hour: int, minute: int = 0) -> datetime:
    """An hour of a day counted from a Thursday that is at least a week ahead."""
    near = clock.ONE_DAY * 7 + timezone.now()
    thursday = timezone.localdate(near) + clock.ONE_DAY * ((3 - timezone.localdate(near).weekday()) % 7)
    return timezone.make_aware(datetime.combine(thursday + clock.ONE_DAY * days, time(hour, minute)))


CHANNELS = st.sampled_from(["email", "call", "sms"])
HOURS = st.one_of(st.just(""), st.times(time(0), time(23, 59)).map(lambda hour: hour.strftime("%H:%M")))
RULES = st.builds(
    ContactRule,
    channel=CHANNELS,
    number=st.sampled_from(["", HERS, "soeur@example.org"]),
    days=st.sets(st.integers(0, 6)).map(tuple),
    since=HOURS,
    until=HOURS,
)
TOLD = st.builds(
    Told,
    email=st.sampled_from(["", HERS]),
    code_word=st.sampled_from(["", "", "", "Jasmin"]),
    no_voicemail=st.booleans(),
    never=st.sets(CHANNELS, max_size=1).map(tuple),
    rules=st.lists(RULES, max_size=3).map(tuple),
)
INSTANTS = st.datetimes(datetime(2026, 1, 3), datetime(2026, 12, 29)).map(lambda at: at.replace(tzinfo=UTC))
BEFORE = st.integers(-60, 72 * 60).map(lambda minutes: timedelta(minutes=minutes))


@settings(max_examples=300)
@given(told=TOLD, starts_at=INSTANTS, before=BEFORE)
def test_she_is_written_to_only_where_and_when_she_allows(told, starts_at, before):
    at = starts_at - before
    decision = decide(told, starts_at, at)
    assert sum((decision.send, decision.opens is not None, bool(decision.held))) == 1
    if decision.send:
        assert reach_of(told, "email", at) and told.email and not told.code_word
        assert begins(starts_at) <= at <= starts_at - reminding.LAST
        assert (timezone.localdate(starts_at) - timezone.localdate(at)).days in (0, 1)
        hour = timezone.localtime(at).strftime("%H:%M")
        assert told.rules or "09:00" <= hour < "19:00"


@settings(max_examples=300)
@given(told=TOLD, starts_at=INSTANTS, before=BEFORE)
def test_an_hour_that_is_waited_for_comes_and_is_good(told, starts_at, before):
    at, decision = starts_at - before, decide(told, starts_at, starts_at - before)
    if decision.opens is not None:
        assert at < decision.opens <= starts_at - reminding.LAST
        later = decide(told, starts_at, decision.opens)
        assert later.send or decision.opens == begins(starts_at)


@settings(max_examples=200)
@given(told=TOLD, starts_at=INSTANTS)
def test_a_round_every_hour_ends_in_one_answer_before_the_appointment(told, starts_at):
    at, answers = starts_at - timedelta(hours=60), []
    while at < starts_at and not answers:
        decision = decide(told, starts_at, at)
        answers += [decision] if decision.opens is None else []
        at += timedelta(hours=1)
    assert len(answers) == 1


@given(starts_at=INSTANTS)
def test_the_day_before_begins_at_midnight_where_the_programme_works(starts_at):
    first = timezone.localtime(begins(starts_at))
    assert first.time() in (time(0), time(1)) and first.date() == timezone.localdate(starts_at) - timedelta(days=1)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        (Told(), Reminder.NO_ADDRESS),
        (Told(email=HERS, never=("email",)), Reminder.NEVER),
        (Told(email=HERS, rules=(ContactRule("call", "+212612000001"),)), Reminder.OTHER_WAYS),
        (Told(email=HERS, rules=(ContactRule("email", "soeur@example.org", whose="sa sœur"),)), Reminder.OTHER_WAYS),
        (Told(email=HERS, code_word="Jasmin"), Reminder.CODE_WORD),
        (Told(email=HERS, no_voicemail=True), Reminder.NO_MESSAGE),
        (Told(email=HERS, no_voicemail=True, rules=(ContactRule("email", HERS),)), Reminder.NONE),
        (Told(email=HERS), Reminder.NONE),
    ],
)
def test_why_the_house_never_writes_to_her(told, why):
    assert barrier(told) == why


def test_hours_over_midnight_and_the_last_hour_are_kept():
    night = Told(email=HERS, rules=(ContactRule("email", HERS, since="22:00", until="06:00"),))
    starts = local(2026, 11, 26, 10, 30)
    assert decide(night, starts, local(2026, 11, 25, 12)) == Decision(opens=local(2026, 11, 25, 22))
    assert decide(night, starts, local(2026, 11, 26, 3)).send
    assert decide(night, starts, local(2026, 11, 26, 9)).held == Reminder.HOURS
    sundays = Told(email=HERS, rules=(ContactRule("email", HERS, days=(6,)),))
    assert decide(sundays, starts, local(2026, 11, 25, 12)).held == Reminder.HOURS


def test_the_message_is_a_day_an_hour_and_a_number():
    starts = local(2026, 11, 26, 10, 30)
    assert message(starts, ("fr",), "0522 00 00 00") == (
        "Rappel",
        "Rappel : jeudi 10:30\nPour rappeler : 0522 00 00 00",
    )
    subject, words = message(starts, languages_of(Told(speak="wolof")), "")
    assert subject == "Rappel · تذكير" and "الخميس" in words and "jeudi" in words
    assert languages_of(Told(speak="french", literacy="arabic")) == ("ar",)
    assert languages_of(Told(speak="darija")) == ("ar",) and languages_of(Told(speak="english")) == ("en",)


in_database = pytest.mark.django_db


@pytest.fixture
def say(fatou):
    def said(**what):
        base, version = profile_of(fatou)
        return profiles.tell(fatou, base, replace(base, **what), version=version, by=HOUSE)

    return said


@pytest.fixture
def at(monkeypatch):
    """Hold the clock still."""

    def still(*when):
        held = on(*when)
        monkeypatch.setattr(clock, "now", lambda: held)

    still(-3, 8)
    return still


@pytest.fixture
def expected(file, at, youssef, amina, viewer_of):
    """Fatou is expected by Amina on Thursday at half past ten; Youssef wrote it down, she asked to be reminded."""
    return appointments.plan(file, on(0, 10, 30), host=amina.pk, remind=True, words="Hôpital", by=viewer_of(youssef))


def held(reason):
    return AuditEvent.objects.filter(verb="casework.reminder_held", detail__reason=reason).count()


def round_now():
    return reminders.sweep(clock.today())


@in_database
def test_whoever_receives_her_is_told_once_the_day_before(expected, at, amina):
    round_now()
    assert not Notice.objects.exists()
    at(-1, 0, 5)
    round_now()
    at(-1, 1, 5)
    round_now()
    told = Notice.objects.get(code="appointment_tomorrow")
    assert told.user == amina and told.url == expected.get_absolute_url() and expected.case.number in said(told)


@in_database
def test_several_on_one_day_are_one_notice(expected, file, at, amina, youssef, viewer_of):
    appointments.plan(file, on(0, 15), host=amina.pk, by=viewer_of(youssef))
    at(-1, 8)
    round_now()
    assert [one.code for one in Notice.objects.filter(user=amina).exclude(code="reminder_held")] == [
        "appointments_tomorrow"
    ]


@in_database
def test_whoever_gave_it_herself_a_moment_ago_is_not_told_and_a_colleague_is(file, at, amina, youssef, viewer_of):
    at(-1, 9)
    appointments.plan(file, on(0, 10, 30), host=amina.pk, by=viewer_of(amina))
    round_now()
    assert not Notice.objects.exists()
    appointments.plan(file, on(0, 15), host=amina.pk, by=viewer_of(youssef))
    round_now()
    assert Notice.objects.get().user == amina


@in_database
def test_nobody_is_told_of_a_file_that_she_no_longer_sees(expected, file, at, amina, colleague, viewer_of):
    hand_over(file, colleague, by=viewer_of(amina))
    at(-1, 8)
    round_now()
    assert set(Notice.objects.filter(code__contains="tomorrow").values_list("user", flat=True)) == {colleague.pk}


@in_database
def test_she_is_written_to_once_at_her_hour_in_words_that_say_nothing(
    expected, say, at, mailoutbox, settings, django_capture_on_commit_callbacks
):
    settings.CALLBACKS = {"": "0522 00 00 00", "CPE": "0537 00 00 00"}
    say(email=HERS, speak="french", rules=(ContactRule("email", HERS, since="20:00", until="21:00"),))
    for hour in range(24):
        at(-1, hour, 10)
        with django_capture_on_commit_callbacks(execute=True):
            round_now()
        assert len(mailoutbox) == (hour >= 20)
    mail = mailoutbox[0]
    assert (mail.to, mail.subject) == ([HERS], "Rappel")
    assert mail.body == "Rappel : jeudi 10:30\nPour rappeler : 0522 00 00 00\n"
    whole = mail.message().as_string()
    assert "W4I" not in whole and "Terrain" not in mail.from_email and expected.case.number not in whole
    assert Appointment.objects.get().reminder == Reminder.SENT
    events = AuditEvent.objects.filter(verb="casework.reminder_sent")
    assert [event.detail for event in events] == [{"appointment": expected.pk}]


@in_database
def test_who_did_not_ask_is_never_written_to(
    file, say, at, amina, viewer_of, mailoutbox, django_capture_on_commit_callbacks
):
    say(email=HERS)
    appointments.plan(file, on(0, 10, 30), by=viewer_of(amina))
    at(-1, 12)
    with django_capture_on_commit_callbacks(execute=True):
        round_now()
    assert not mailoutbox and not AuditEvent.objects.filter(verb__startswith="casework.reminder").exists()


@in_database
@pytest.mark.parametrize("state", [AppointmentState.CANCELLED])
def test_nothing_for_an_appointment_that_is_cancelled(
    state, expected, say, at, amina, viewer_of, mailoutbox, django_capture_on_commit_callbacks
):
    say(email=HERS)
    appointments.conclude(expected, state, by=viewer_of(amina))
    at(-1, 12)
    with django_capture_on_commit_callbacks(execute=True):
        assert round_now() == ""
    assert not mailoutbox and not Notice.objects.exists()


@in_database
def test_moved_it_is_told_and_written_again(
    expected, say, at, amina, youssef, viewer_of, mailoutbox, django_capture_on_commit_callbacks
):
    say(email=HERS)
    at(-1, 12)
    with django_capture_on_commit_callbacks(execute=True):
        round_now()
    again = {"minutes": 45, "host": amina.pk, "words": "Hôpital", "version": 1}
    appointments.move(expected, on(1, 9), by=viewer_of(youssef), **again)
    at(0, 12)
    for _round in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            round_now()
    assert len(mailoutbox) == 2 and "jeudi 10:30" in mailoutbox[0].body and "vendredi 09:00" in mailoutbox[1].body
    assert Notice.objects.filter(user=amina, code="appointment_tomorrow").count() == 2


@in_database
def test_the_host_changed_alone_does_not_write_to_her_again(
    expected, say, at, youssef, viewer_of, mailoutbox, django_capture_on_commit_callbacks
):
    say(email=HERS)
    at(-1, 12)
    with django_capture_on_commit_callbacks(execute=True):
        round_now()
    said = {"minutes": 45, "host": youssef.pk, "words": "", "version": 1}
    appointments.move(expected, expected.starts_at, by=viewer_of(youssef), **said)
    with django_capture_on_commit_callbacks(execute=True):
        round_now()
    assert len(mailoutbox) == 1


@in_database
@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ({}, "no_address"),
        ({"email": HERS, "never": ("email",)}, "never"),
        ({"email": HERS, "code_word": "Jasmin"}, "code_word"),
        ({"email": HERS, "rules": (ContactRule("email", HERS, days=(6,)),)}, "hours"),
    ],
)
def test_what_is_held_back_is_written_down_and_the_host_does_it(
    what, reason, expected, say, at, amina, client_of, mailoutbox, django_capture_on_commit_callbacks
):
    say(**what)
    at(-1, 12)
    for _round in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            round_now()
    assert not mailoutbox and held(reason) == 1
    told = Notice.objects.get(code="reminder_held")
    assert told.user == amina
    page = client_of(amina).get(told.url).content.decode()
    assert str(Reminder(reason).label) in page.replace("&#x27;", "'") and 'id="reach"' in page


@in_database
def test_without_a_sender_that_says_nothing_nobody_is_written_to(
    expected, say, at, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.QUIET_FROM = ""
    say(email=HERS)
    at(-1, 12)
    with django_capture_on_commit_callbacks(execute=True):
        round_now()
    assert not mailoutbox and held("no_sender") == 1
    with pytest.raises(Denied):
        messages.send(expected.case.person, "Rappel", subject="Rappel", by=HOUSE)


@in_database
def test_nothing_in_a_letter_names_the_house_nor_its_machine(
    expected, say, at, settings, mailoutbox, django_capture_on_commit_callbacks
):
    settings.QUIET_FROM = "rappel@example.net"
    say(email=HERS)
    at(-1, 12)
    with django_capture_on_commit_callbacks(execute=True):
        round_now()
    whole = mailoutbox[0].message()
    assert whole["Message-ID"].endswith("@example.net>") and whole["From"] == "rappel@example.net"
    assert set(whole.keys()) <= {
        "Content-Type",
        "MIME-Version",
        "Content-Transfer-Encoding",
        "Subject",
        "From",
        "To",
        "Date",
        "Message-ID",
    }


@in_database
def test_a_machine_that_stops_between_remembering_and_sending_never_writes_twice(
    expected, say, at, amina, mailoutbox, django_capture_on_commit_callbacks
):
    say(email=HERS)
    at(-1, 12)
    with django_capture_on_commit_callbacks(execute=False) as lost:
        round_now()
    assert sum(isinstance(call, partial) for call in lost) == 1
    assert Appointment.objects.get().reminder == Reminder.SENDING
    at(-1, 12, 30)
    with django_capture_on_commit_callbacks(execute=True):
        round_now()
    assert not held("lost")
    at(-1, 14)
    for _round in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            round_now()
    assert not mailoutbox and held("lost") == 1
    assert Notice.objects.filter(code="reminder_held", user=amina).count() == 1


@in_database
def test_a_letter_box_that_refuses_is_told_to_the_host_and_not_tried_again(
    expected, say, at, amina, monkeypatch, django_capture_on_commit_callbacks
):
    def refused(*said):
        raise ConnectionRefusedError

    tries = []
    monkeypatch.setattr(
        "terrain.people.profiles.messages.EmailMessage.send", lambda mail: tries.append(mail) or refused()
    )
    say(email=HERS)
    at(-1, 12)
    for _round in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            round_now()
    assert len(tries) == 1 and held("lost") == 1 and Appointment.objects.get().reminder == Reminder.LOST


@in_database
def test_the_form_asks_her_where_the_house_may_write_and_says_no_by_itself_where_it_may_not(
    file, say, amina, client_of
):
    client, where = client_of(amina), reverse("casework:plan", args=[file.uid])
    day = clock.today() + timedelta(days=3)
    typed = {"day": str(day), "hour": "10:30", "minutes": "45", "host": "", "words": "", "slip": str(uuid4())}
    page = client.get(where).content.decode()
    assert re.search(r'name="remind" value="no"[^>]*checked', page)
    assert client.post(where, typed).status_code == 302 and not Appointment.objects.get().remind
    say(email=HERS)
    assert client.post(where, typed | {"slip": str(uuid4())}).status_code == 422
    assert client.post(where, typed | {"slip": str(uuid4()), "remind": "yes"}).status_code == 302
    assert Appointment.objects.filter(remind=True).count() == 1
