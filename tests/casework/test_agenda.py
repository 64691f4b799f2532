"""Appointments, tasks, calendars, the desk, and the front desk."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from terrain.casework.actions import appointments, tasks
from terrain.casework.enums import AppointmentState
from terrain.casework.models import Appointment, Case, Task
from terrain.core import clock
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.facts.models import Fact

pytestmark = pytest.mark.django_db


def soon(hours=26):
    return clock.now() + timedelta(hours=hours)


def test_an_appointment_counts_once_it_is_known_whether_she_came(file, amina, viewer_of):
    by = viewer_of(amina)
    held = appointments.plan(file, soon(-3), by=by)
    assert not Fact.objects.filter(variant__kind="appointment").exists()
    appointments.conclude(held, AppointmentState.KEPT, by=by)
    assert Fact.objects.get(variant__kind="appointment").quantity == 45 and facts.rebuild(check=True).clean
    with pytest.raises(Denied):
        appointments.conclude(held, AppointmentState.MISSED, by=by)


def test_nobody_says_that_she_came_before_she_could(file, amina, viewer_of):
    held = appointments.plan(file, soon(50), by=viewer_of(amina))
    with pytest.raises(Denied):
        appointments.conclude(held, AppointmentState.KEPT, by=viewer_of(amina))
    appointments.conclude(held, AppointmentState.CANCELLED, by=viewer_of(amina))


def test_two_who_move_an_appointment_are_told(file, amina, youssef, viewer_of):
    held = appointments.plan(file, soon(), by=viewer_of(amina))
    said = {"minutes": 45, "host": amina.pk, "words": "", "version": 1}
    appointments.move(held, soon(30), by=viewer_of(youssef), **said)
    with pytest.raises(appointments.MovedMeanwhile):
        appointments.move(held, soon(40), by=viewer_of(amina), **said)


def test_a_task_is_done_once_and_leaves_the_board(file, amina, colleague, viewer_of, client_of):
    task = tasks.add_task(
        file, words="Rappeler", owner=None, due=clock.today() - timedelta(days=1), by=viewer_of(amina)
    )
    page = client_of(amina).get(reverse("casework:tasks")).content.decode()
    assert "Rappeler" in page and "tag--bad" in page
    assert client_of(colleague).post(reverse("casework:finish_task", args=[task.pk])).status_code == 404
    client_of(amina).post(reverse("casework:finish_task", args=[task.pk]))
    assert Task.objects.get().done_by == amina
    assert "Rappeler" not in client_of(amina).get(reverse("casework:tasks")).content.decode()


def test_the_day_gathers_what_waits(file, amina, viewer_of, client_of):
    appointments.plan(file, clock.now() + timedelta(minutes=5), host=amina.pk, by=viewer_of(amina))
    tasks.add_task(file, words="Appeler l'école", owner=amina.pk, due=clock.today(), by=viewer_of(amina))
    Case.objects.filter(pk=file.pk).update(stage_since=clock.today() - timedelta(days=40))
    page = client_of(amina).get(reverse("desk:home")).content.decode()
    assert "Fatou Diallo" in page and "Appeler l&#x27;école" in page


def visit(**said):
    defaults = {
        "project": "W4I", "reason": "work", "words": "", "outcome": "informed", "day": "", "hour": "", "host": "",
        "slip": str(uuid4()),
    }  # fmt: skip
    return defaults | said


def test_a_visit_is_written_on_one_screen_once(fatou, receptionist, client_of):
    client, said = client_of(receptionist), visit()
    for _time in range(2):
        assert client.post(reverse("reception:visit", args=[fatou.uid]), said).status_code == 302
    case = Case.objects.get()
    assert case.kind == "reception" and not case.is_open and case.closing_reason == "informed"
    assert "Fatou Diallo" in client.get(reverse("reception:desk")).content.decode()


def test_a_visit_may_end_with_an_appointment(fatou, receptionist, amina, client_of):
    day = clock.today() + timedelta(days=2)
    said = visit(outcome="appointment", day=str(day), hour="10:30", host=amina.pk, remind="yes")
    client_of(receptionist).post(reverse("reception:visit", args=[fatou.uid]), said)
    assert (
        Appointment.objects.get().host == amina
        and Appointment.objects.get().remind
        and Case.objects.get().stage == "waiting"
    )
    wrong = client_of(receptionist).post(reverse("reception:visit", args=[fatou.uid]), visit(outcome="appointment"))
    assert wrong.status_code == 422


def test_the_front_desk_sees_no_file_but_its_own(file, receptionist, client_of):
    client = client_of(receptionist)
    assert client.get(reverse("casework:case", args=[file.uid])).status_code == 404
    assert file.number not in client.get(reverse("casework:cases")).content.decode()


def test_a_visit_in_one_project_is_nothing_to_another(fatou, receptionist, stranger, client_of):
    client_of(receptionist).post(reverse("reception:visit", args=[fatou.uid]), visit())
    case = Case.objects.get()
    assert client_of(stranger).get(reverse("casework:case", args=[case.uid])).status_code == 404
    assert client_of(stranger).get(reverse("people:person", args=[fatou.uid])).status_code == 404
