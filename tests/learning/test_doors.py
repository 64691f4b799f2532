"""The room shows a square; whoever is on the list checks in with one tap or six letters, and only then and there."""

from datetime import timedelta
from html import unescape

import pytest
from django.test import Client
from django.utils.translation import gettext

from terrain.core import clock
from terrain.core.policies import Denied
from terrain.gatherings import actions as gatherings
from terrain.gatherings.models import Attendance
from terrain.learning.actions import cohorts, doors, enrolments
from terrain.learning.actions.enrolments import Comes, enrol_newcomer
from terrain.learning.models import Cohort, Enrolment, Passage
from tests.factories import HOUSE
from tests.learning.conftest import somebody

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(soon, monkeypatch):
    """The first day, at ten past nine."""
    one = soon.meetings.select_related("session__project", "cohort__project", "cohort__course").first()
    set_clock(monkeypatch, one.starts + timedelta(minutes=10))
    return one


def set_clock(monkeypatch, moment):
    monkeypatch.setattr(clock, "now", lambda: moment)


@pytest.fixture
def room(meeting):
    return f"/training/in/{cohorts.show_room(meeting, by=HOUSE)}/"


@pytest.fixture
def trainee(soon):
    return enrol_newcomer(soon, somebody(), Comes("magistrate"), by=HOUSE)


def page(response) -> str:
    return unescape(response.content.decode())


def test_one_tap_from_the_telephone_that_opened_her_page(room, trainee):
    phone = Client()
    phone.get(f"/training/{trainee.page_secret}/")
    told = page(phone.get(room))
    assert "N. F." in told and "Nadia" not in told
    for _tap in range(2):
        assert phone.post(room).status_code == 200
    attendance = Attendance.objects.get()
    assert (attendance.category, attendance.minutes) == ("magistrate", None)
    assert Passage.objects.get().by_phone


def test_what_a_telephone_keeps_names_nobody(trainee):
    phone = Client()
    phone.get(f"/training/{trainee.page_secret}/")
    kept = phone.cookies["training"]
    assert "Nadia" not in kept.value and trainee.page_secret not in kept.value and trainee.code not in kept.value
    assert kept["httponly"] and kept["samesite"] == "Lax"
    phone.post(f"/training/{trainee.page_secret}/", {"forget": "1"})
    assert not phone.cookies["training"].value


def test_six_letters_do_as_well_and_a_stranger_is_told_to_ask(room, trainee):
    assert Client().post(room, {"code": trainee.code.lower()}).status_code == 200
    assert Attendance.objects.count() == 1
    answer = Client().post(room, {"code": "ZZZZZZ"})
    assert answer.status_code == 422
    assert Attendance.objects.count() == 1


def test_a_forged_cookie_is_nobody(room, trainee):
    phone = Client()
    phone.cookies["training"] = f"{trainee.uid}:forged"
    assert phone.post(room).status_code == 422
    assert not Attendance.objects.exists()


def test_whoever_leaves_early_stayed_so_long(room, meeting, trainee, monkeypatch):
    Client().post(room, {"code": trainee.code})
    set_clock(monkeypatch, meeting.starts + timedelta(minutes=130))
    Client().post(room, {"code": trainee.code, "leaving": "1"})
    assert Attendance.objects.get().minutes == 120
    trainee.refresh_from_db()
    assert trainee.attended_minutes == 120
    set_clock(monkeypatch, meeting.ends + timedelta(minutes=5))
    Client().post(room, {"code": trainee.code, "leaving": "1"})
    assert Attendance.objects.get().minutes is None


def test_minutes_that_a_colleague_wrote_stay_when_she_taps_that_she_leaves(room, meeting, trainee, monkeypatch):
    Client().post(room, {"code": trainee.code})
    for typed, minutes in ((200, 130), (45, 140)):
        attendance = Attendance.objects.select_related("session").get()
        gatherings.set_minutes(attendance, category="magistrate", minutes=typed, by=HOUSE)
        set_clock(monkeypatch, meeting.starts + timedelta(minutes=minutes))
        Client().post(room, {"code": trainee.code, "leaving": "1"})
        assert Attendance.objects.get().minutes == typed


@pytest.mark.parametrize(("minutes", "opens"), [(-61, False), (-60, True), (700, True), (60 * 24, False)])
def test_the_door_opens_an_hour_before_and_closes_at_the_end_of_the_day(
    room, meeting, trainee, monkeypatch, minutes, opens
):
    set_clock(monkeypatch, meeting.starts + timedelta(minutes=minutes))
    assert (Client().post(room, {"code": trainee.code}).status_code == 200) == opens
    assert Attendance.objects.exists() == opens


def test_a_new_square_shuts_the_one_before(room, meeting, trainee):
    cohorts.show_room(meeting, afresh=True, by=HOUSE)
    assert Client().get(room).status_code == 404


def test_whoever_waits_or_left_does_not_come_in(room, meeting, trainee):
    enrolments.take_off(trainee, by=HOUSE)
    assert Client().post(room, {"code": trainee.code}).status_code == 403
    with pytest.raises(Denied):
        doors.come_in(meeting, Enrolment.objects.select_related("cohort", "person").get(), by=HOUSE)


def test_the_trainer_reads_a_badge(meeting, trainee, stranger, client_of):
    client = client_of(stranger)
    address = f"/trainings/here/{trainee.uid}/"
    assert "Nadia Fictive" in page(client.get(address))
    for _time in range(2):
        assert client.post(address).status_code == 302
    assert Attendance.objects.count() == Passage.objects.count() == 1


def test_a_badge_of_another_project_is_not_there(meeting, trainee, youssef, client_of):
    assert client_of(youssef).get(f"/trainings/here/{trainee.uid}/").status_code == 404


def test_whoever_never_came_in_does_not_leave(room, meeting, trainee):
    assert 'name="leaving"' not in page(Client().get(room))
    assert 'name="leaving"' in page(Client().get(f"{room}?other=1&leaving=1"))
    assert Client().post(room, {"code": trainee.code, "leaving": "1"}).status_code == 403
    assert not Attendance.objects.exists() and not Passage.objects.exists()


def test_whoever_comes_back_has_not_left(room, meeting, trainee, monkeypatch):
    Client().post(room, {"code": trainee.code})
    set_clock(monkeypatch, meeting.starts + timedelta(minutes=20))
    phone = Client()
    phone.get(f"/training/{trainee.page_secret}/")
    phone.post(room, {"leaving": "1"})
    assert Attendance.objects.get().minutes == 10
    assert 'name="leaving"' not in page(phone.get(room))
    phone.post(room)
    assert Attendance.objects.get().minutes is None and Passage.objects.get().left_at is None
    trainee.refresh_from_db()
    assert trainee.attended_minutes == 360


def test_whom_the_trainer_ticked_was_there_from_the_beginning(room, meeting, trainee, monkeypatch):
    gatherings.record_presence(meeting.session, [trainee.person], by=HOUSE)
    set_clock(monkeypatch, meeting.starts + timedelta(minutes=130))
    assert Client().post(room, {"code": trainee.code, "leaving": "1"}).status_code == 200
    assert Attendance.objects.get().minutes == 130


def test_a_day_to_come_is_not_ticked(soon, trainee, stranger, client_of):
    first, second = (one.session for one in soon.meetings.select_related("session__project"))
    gatherings.record_presence(first, [trainee.person], by=HOUSE)
    with pytest.raises(Denied):
        gatherings.record_presence(second, [trainee.person], by=HOUSE)
    with pytest.raises(Denied):
        gatherings.add_newcomer(second, somebody(1), by=HOUSE)
    client = client_of(stranger)
    assert "tick-button" in page(client.get(first.get_absolute_url()))
    told = page(client.get(second.get_absolute_url()))
    assert "tick-button" not in told and gettext("This day has not come: whoever comes is ticked then.") in told


def test_a_wrong_code_is_called_wrong_and_guessing_becomes_slow(room, trainee):
    phone = Client()
    phone.get(f"/training/{trainee.page_secret}/")
    wrong = [Client().post(room, {"code": "ZZZZZZ"}) for _time in range(31)]
    assert gettext("Nobody has this code here. Look at it again, letter by letter.") in page(wrong[0])
    assert [one.status_code for one in wrong] == [422] * 30 + [429]
    assert Client().post(room, {"code": trainee.code}).status_code == 429
    assert phone.post(room).status_code == 200


def test_a_room_of_right_codes_is_not_slowed(room, trainee):
    Client().post(room, {"code": "ZZZZZZ"})
    assert {Client().post(room, {"code": trainee.code}).status_code for _one in range(40)} == {200}


def test_a_closed_training_says_that_it_is_over(soon, room, meeting, trainee, stranger, client_of, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: soon.last_day)
    cohorts.close_cohort(soon, by=HOUSE)
    over = gettext("This training is over.")
    assert over in page(Client().get(room)) and over in page(Client().post(room, {"code": trainee.code}))
    hers = page(Client().get(f"/training/{trainee.page_secret}/"))
    assert over in hers and gettext("You have a place.") not in hers
    told = page(client_of(stranger).get(soon.get_absolute_url()))
    assert 'value="reopen"' in told
    for address in (f"/trainings/{soon.uid}/enrol/", "/door/", "/registration/", "/days/new/"):
        assert address not in told
    with pytest.raises(Denied):
        enrol_newcomer(Cohort.objects.get(), somebody(1), Comes("magistrate"), by=HOUSE)
