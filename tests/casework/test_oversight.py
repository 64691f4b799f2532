"""Whoever watches over confidentiality sees who looked, in words, within her own reach; that she looks is written down."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from terrain.casework.actions import cases, oversight, seals
from terrain.casework.actions.seals import Named
from terrain.casework.models import AccessReview, Case
from terrain.casework.overseeing import Asked, events, files_ending, holdings, picture_of, told
from terrain.casework.policies.oversight import check_oversee
from terrain.core import audit, clock, sweeping
from terrain.core.models import AuditEvent
from terrain.core.policies import verdict
from terrain.core.verbs import said
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.programmes.models import Assignment
from tests.conftest import _member
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
READINGS = "casework:readings"


def listed(browser, **asked):
    return browser.get(reverse(READINGS), asked).context["events"]


@pytest.mark.parametrize(
    ("who", "may"),
    [("guardian", True), ("director", True), ("youssef", True), ("stranger", True), ("amina", False), ("admin", False), ("donor", False), ("officer", False)],
)  # fmt: skip
def test_who_watches(who, may, request, viewer_of):
    assert bool(verdict(check_oversee, viewer_of(request.getfixturevalue(who)))) == may


def test_a_reading_is_told_in_words_with_the_number_and_no_name(file, amina, guardian, client_of):
    client_of(amina).get(file.get_absolute_url())
    browser = client_of(guardian)
    (event,) = listed(browser, group="readings", number=file.number)
    assert event.who == str(amina) and event.about == file.number and event.project == "W4I"
    assert event.words == said("casework.case_read") != "casework.case_read"
    page = browser.get(reverse(READINGS)).content.decode()
    assert "Fatou" not in page and "Diallo" not in page


def test_a_supervisor_sees_her_project_only(file, amina, youssef, stranger, client_of):
    client_of(amina).get(file.get_absolute_url())
    assert [event.about for event in listed(client_of(youssef), group="readings")] == [file.number]
    assert not listed(client_of(stranger), group="readings")
    assert not listed(client_of(stranger), number=file.number)


def test_filters_by_colleague_day_and_person(file, amina, youssef, guardian, fatou, client_of):
    client_of(amina).get(file.get_absolute_url())
    client_of(amina).get(fatou.get_absolute_url(), {"show": "1"})
    client_of(youssef).get(file.get_absolute_url())
    browser = client_of(guardian)
    assert {event.who for event in listed(browser, group="readings", user=amina.pk)} == {str(amina)}
    yesterday = clock.today() - clock.ONE_DAY
    assert not listed(browser, group="readings", last=yesterday.isoformat())
    assert len(listed(browser, group="readings", first=clock.today().isoformat())) >= 3
    about = {event.about for event in listed(browser, group="readings", person=str(fatou.uid))}
    assert about == {file.number, fatou.mark}


def test_refusals_are_listed(guardian, donor, client_of):
    client_of(donor).get(reverse("casework:oversight"))
    (event,) = listed(client_of(guardian), group="refusals")
    assert event.who == str(donor)


def test_that_somebody_looks_is_written_down(guardian, client_of):
    listed(client_of(guardian), group="exports")
    event = AuditEvent.objects.get(verb="casework.journal_read")
    assert event.actor_id == guardian.pk and event.detail["filters"] == ["group"]


def test_a_number_that_does_not_exist_answers_nothing(file, guardian, viewer_of):
    assert not events(Asked(number="ZZZ-ZZZ"), viewer_of(guardian)).exists()


def test_words_of_many_events_cost_a_constant_number_of_queries(
    file, amina, guardian, client_of, viewer_of, django_assert_num_queries
):
    browser = client_of(amina)
    for _time in range(3):
        browser.get(file.get_absolute_url())
    found = list(events(Asked(group="readings"), viewer_of(guardian)))
    with django_assert_num_queries(3):
        told(found[:1])
    with django_assert_num_queries(3):
        told(found)


def test_the_board_names_seals_that_are_thin_and_accesses_that_end(
    file, amina, colleague, guardian, client_of, viewer_of
):
    named = Named(colleague, clock.today() + timedelta(days=7), "accompanies")
    seals.seal(file, "danger", named=[named], by=viewer_of(amina))
    context = client_of(guardian).get(reverse("casework:oversight")).context
    assert not context["thin"] and [grant.user for grant in context["ending_grants"]] == [colleague]
    Assignment.objects.filter(user=colleague).delete()
    (thin,) = client_of(guardian).get(reverse("casework:oversight")).context["thin"]
    assert (thin.case.pk, thin.holders) == (file.pk, 1)


def test_who_holds_what_is_confirmed_as_it_was_seen(file, guardian, w4i, client_of, viewer_of):
    browser = client_of(guardian)
    page = browser.get(reverse("casework:access"))
    assert page.context["last"].late and page.context["picture"] == picture_of(holdings(viewer_of(guardian), None))
    _member("Nouvelle", "caseworker", w4i)
    assert browser.post(reverse("casework:access"), {"picture": page.context["picture"]}).status_code == 403
    assert not AccessReview.objects.exists()
    fresh = browser.get(reverse("casework:access")).context["picture"]
    assert browser.post(reverse("casework:access"), {"picture": fresh}).status_code == 302
    assert not browser.get(reverse("casework:access")).context["last"].late


def test_a_supervisor_confirms_her_own_project_only(stranger, youssef, client_of):
    assert client_of(stranger).get(reverse("casework:access"), {"project": "W4I"}).status_code == 404
    page = client_of(youssef).get(reverse("casework:access"))
    assert page.context["project"].code == "W4I" and not page.context["everywhere"]
    client_of(youssef).post(reverse("casework:access") + "?project=W4I", {"picture": page.context["picture"]})
    assert AccessReview.objects.get().project.code == "W4I"


def test_the_head_of_the_journal_goes_out_once_a_day(guardian, settings):
    audit.append("core.tested", by=oversight.HOUSE)
    assert not oversight.mail_anchor(clock.today()) and not mail.outbox
    settings.ANCHOR_MAIL = True
    assert oversight.mail_anchor(clock.today()) and not oversight.mail_anchor(clock.today())
    (sent,) = mail.outbox
    head = audit.anchor_path().read_text().splitlines()[-1]
    assert sent.to == [guardian.email] and head in sent.body and audit.verify().whole


def test_a_sweep_that_fails_stops_no_other(caplog):
    calls = []

    def broken(today):
        raise OSError("disk full")

    sweeping.register_sweep("tests.broken", broken)
    sweeping.register_sweep("tests.after", lambda today: calls.append(today) or "done")
    try:
        done = {one.name: one for one in sweeping.sweep_all(clock.today())}
    finally:
        sweeping.forget_sweep("tests.broken")
        sweeping.forget_sweep("tests.after")
    assert done["tests.broken"].failed and calls == [clock.today()] and done["tests.after"].words == "done"
    assert "disk full" in caplog.text


def test_the_worker_has_one_round_waiting_however_often_it_starts(monkeypatch, settings):
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415

    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
    sweeping.begin()
    sweeping.begin()
    assert DBTaskResult.objects.filter(task_path=sweeping.hourly.module_path).count() == 1
    sweeping.hourly.call()
    waiting = DBTaskResult.objects.get(
        task_path=sweeping.hourly.module_path, run_after__lt=clock.now() + timedelta(hours=2)
    )
    assert waiting.run_after - clock.now() > timedelta(minutes=59)


def test_files_near_their_end_cost_a_constant_number_of_queries(
    kind, w4i, amina, guardian, viewer_of, django_assert_max_num_queries
):
    for number in range(4):
        person = people.register(Identity(f"Awa Numéro{number}", phone=f"+21261300{number:04d}"), project=w4i, by=HOUSE)
        file = cases.open_case(cases.Opening(kind, w4i, person, entry_reason="income", owner=amina), by=HOUSE)
        ago = clock.months_later(clock.today(), -kind.lists.retention.months)
        Case.objects.filter(pk=file.pk).update(opened_on=ago, closed_on=ago, closing="closed")
    with django_assert_max_num_queries(6):
        assert len(files_ending(viewer_of(guardian), clock.today())) == 4


def test_a_supervisor_learns_of_no_sealed_file_that_she_is_not_named_on(
    file, amina, colleague, youssef, guardian, fatou, client_of, viewer_of
):
    client_of(amina).get(file.get_absolute_url())
    named = Named(colleague, clock.today() + timedelta(days=7), "accompanies")
    seals.seal(file, "danger", named=[named], by=viewer_of(amina))
    client_of(amina).get(file.get_absolute_url())
    client_of(amina).get(fatou.get_absolute_url(), {"show": "1"})
    browser = client_of(youssef)
    pages = [reverse("casework:oversight"), reverse(READINGS), reverse("casework:access"), reverse("casework:ends")]
    for page in pages:
        told = browser.get(page).content.decode()
        assert file.number not in told and fatou.mark not in told, page
    assert {one.charge for one in browser.get(reverse("casework:access")).context["held"]} == {0}
    assert file.number in client_of(guardian).get(reverse(READINGS)).content.decode()
