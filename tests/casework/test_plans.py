"""The plan: what was done while a new version was being written stays done, what was typed stays typed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terrain.casework.actions import plans
from terrain.casework.enums import ActionState, PlanState
from terrain.casework.models import PlannedAction
from terrain.core import clock
from terrain.core.policies import Denied

pytestmark = pytest.mark.django_db


def address(name, *args):
    return reverse(f"casework:{name}", args=args)


@pytest.fixture
def draft(file, amina, viewer_of):
    by = viewer_of(amina)
    plan = plans.begin(file, by=by)
    goal = plans.add_goal(plan, "Trouver un travail", by=by)
    for words in ("Faire un CV", "Appeler l'agence"):
        plans.add_action(goal, words, whose="staff", owner=None, due=clock.today(), by=by)
    return plan


@pytest.fixture
def in_force(draft, amina, youssef, viewer_of):
    proposed = plans.propose(draft, own_words="Oui", agreed=True, by=viewer_of(amina))
    return plans.approve(proposed, by=viewer_of(youssef))


def test_what_was_done_while_a_new_version_was_written_stays_done(file, in_force, amina, youssef, viewer_of):
    by = viewer_of(amina)
    second = plans.begin(file, by=by)
    done = PlannedAction.objects.filter(goal__plan=in_force).first()
    plans.say_progress(done, ActionState.DONE, version=1, by=by)
    plans.add_action(second.goals.get(), "Nouvelle", whose="person", owner=None, due=clock.today(), by=by)
    plans.approve(plans.propose(second, own_words="", agreed=True, by=by), by=viewer_of(youssef))
    states = {
        plans.words_of(file, one.sealed_words, plans.ACTION): one.state
        for one in PlannedAction.objects.filter(goal__plan=second)
    }
    assert states == {"Faire un CV": "done", "Appeler l'agence": "todo", "Nouvelle": "todo"}


def test_an_old_version_stays_readable_and_is_not_carried_out(file, in_force, amina, youssef, client_of, viewer_of):
    by = viewer_of(amina)
    plans.approve(plans.propose(plans.begin(file, by=by), own_words="", agreed=True, by=by), by=viewer_of(youssef))
    page = client_of(amina).get(address("plan_version", file.uid, 1)).content.decode()
    assert "Trouver un travail" in page
    old = PlannedAction.objects.filter(goal__plan=in_force).first()
    with pytest.raises(Denied):
        plans.say_progress(old, ActionState.DONE, version=1, by=by)


def test_her_words_are_kept_on_the_page_when_they_are_too_long(file, draft, amina, client_of):
    answer = client_of(amina).post(address("propose_plan", file.uid, 1), {"own_words": "Mes mots " * 700})
    assert answer.status_code == 422 and "Mes mots Mes mots" in answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == PlanState.DRAFT


def test_a_plan_without_an_action_is_not_proposed(file, amina, viewer_of):
    with pytest.raises(Denied):
        plans.propose(plans.begin(file, by=viewer_of(amina)), own_words="", agreed=True, by=viewer_of(amina))


def test_words_of_a_plan_are_sealed(draft, file):
    rows = [bytes(goal.sealed_words) for goal in draft.goals.all()]
    rows += [bytes(one.sealed_words) for one in PlannedAction.objects.filter(goal__plan=draft)]
    assert len(rows) == 3 and not any(b"travail" in row or b"CV" in row or b"agence" in row for row in rows)


def test_a_plan_sent_back_is_written_on_and_proposed_again(file, draft, amina, youssef, client_of, viewer_of):
    plans.propose(draft, own_words="Oui", agreed=True, by=viewer_of(amina))
    client_of(youssef).post(address("decide_plan", file.uid, 1), {"answer": "send_back"})
    draft.refresh_from_db()
    assert draft.state == PlanState.DRAFT
    assert client_of(amina).post(address("propose_plan", file.uid, 1), {"own_words": "Encore"}).status_code == 302
    draft.refresh_from_db()
    assert draft.state == PlanState.PROPOSED


def to_do(client, whose=""):
    return client.get(address("tasks") + whose).content.decode()


def test_late_actions_stand_among_what_is_to_do_until_they_are_done(
    file, in_force, amina, youssef, stranger, client_of, viewer_of
):
    late, soon = PlannedAction.objects.filter(goal__plan=in_force).order_by("pk")
    PlannedAction.objects.filter(pk=late.pk).update(due=clock.today() - timedelta(days=1))
    PlannedAction.objects.filter(pk=soon.pk).update(due=clock.today() + timedelta(days=8))
    page = to_do(client_of(amina))
    assert "Faire un CV" in page and "tag--bad" in page and "agence" not in page
    assert "Faire un CV" not in to_do(client_of(youssef)) and "Faire un CV" in to_do(client_of(youssef), "?whose=all")
    assert "Faire un CV" not in to_do(client_of(stranger), "?whose=all")
    plans.say_progress(late, ActionState.DONE, version=1, by=viewer_of(amina))
    assert "Faire un CV" not in to_do(client_of(amina))


def test_actions_of_a_plan_that_is_not_in_force_are_not_to_do(draft, amina, client_of):
    assert "Faire un CV" not in to_do(client_of(amina), "?whose=all")


def test_what_she_does_herself_is_followed_by_whoever_is_in_charge(file, in_force, amina, client_of):
    PlannedAction.objects.filter(goal__plan=in_force).update(whose="person", owner=None)
    assert "Faire un CV" in to_do(client_of(amina))


def test_many_planned_actions_ask_as_much_as_one(file, in_force, amina, client_of):
    client = client_of(amina)

    def asked():
        to_do(client)
        with CaptureQueriesContext(connection) as queries:
            to_do(client)
        return len(queries)

    few = asked()
    first = PlannedAction.objects.filter(goal__plan=in_force).first()
    for _time in range(6):
        PlannedAction.objects.create(
            goal=first.goal, sealed_words=first.sealed_words, owner=first.owner, due=clock.today()
        )
    assert asked() == few
