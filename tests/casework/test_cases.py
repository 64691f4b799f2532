"""A file: who sees it, how it moves, how it ends, and what it counts for."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from terrain.casework.actions import cases as actions
from terrain.casework.actions.cases import AlreadyOpen, ChangedMeanwhile, Opening
from terrain.casework.actions.teams import choose_team, compose
from terrain.casework.enums import Closing
from terrain.casework.facts import OPENED, STAGE
from terrain.casework.kinds import CaseKind, Stage, Transition, WrongKind, kind_of, kinds
from terrain.casework.models import Case, CaseGrant, Notice
from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.facts.models import Fact
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


def step(case, code, by, **said):
    return actions.move(case, case.pathway.transition(code), version=case.version, by=by, **said)


def closed(case, amina, youssef):
    asked = step(case, "close", amina, closing_reason="goals_met", words="Elle a trouvé un travail")
    return actions.agree_to_closing(asked, by=youssef)


def test_every_kind_is_a_table_that_works():
    for kind in kinds():
        reached, todo = {kind.first.code}, [kind.first.code]
        while todo:
            for transition in kind.steps_from(todo.pop()):
                if transition.target not in reached:
                    reached.add(transition.target)
                    todo.append(transition.target)
        assert reached == {stage.code for stage in kind.stages}


@pytest.mark.parametrize(
    "transitions",
    [
        (Transition("a", "A", ("one",), "nowhere"),),
        (Transition("a", "A", (), "two", asks="closing_reason"),),
        (Transition("a", "A", ("one",), "two"),),
        (Transition("a", "A", ("two",), "one"), Transition("b", "B", ("one",), "two", asks="closing_reason")),
    ],
)
def test_a_table_that_cannot_work_is_refused(transitions, kind):
    stages = (Stage("one", "One"), Stage("two", "Two", final=True))
    with pytest.raises(WrongKind):
        CaseKind("wrong", "Wrong", "wrong", stages, transitions, kind.lists)


def test_casework_names_no_pathway():
    from tests import REPOSITORY  # noqa: PLC0415

    codes = {kind.code for kind in kinds()}
    for path in (REPOSITORY / "terrain" / "casework").rglob("*.py"):
        words = path.read_text(encoding="utf-8")
        assert not [code for code in codes if f'"{code}"' in words], path


def test_a_file_is_for_those_who_need_it(
    file, amina, youssef, colleague, stranger, donor, guardian, officer, viewer_of
):
    sees = {user: Case.objects.visible_to(viewer_of(user)).filter(pk=file.pk).exists() for user in (
        amina, youssef, colleague, stranger, donor, guardian, officer)}  # fmt: skip
    assert [user.full_name for user, yes in sees.items() if yes] == ["Amina", "Youssef"]


def test_a_team_sees_its_files_until_somebody_leaves_it(file, w4i, amina, colleague, youssef, viewer_of):
    team = compose(w4i, "Rabat", [colleague], by=viewer_of(youssef))
    choose_team(file, team, by=viewer_of(amina))
    assert Case.objects.visible_to(viewer_of(colleague)).exists()
    compose(w4i, "Rabat", [], team=team, by=viewer_of(youssef))
    assert not Case.objects.visible_to(viewer_of(colleague)).exists()


def test_a_file_follows_the_table_and_counts_each_stage(file, amina, viewer_of):
    by = viewer_of(amina)
    with pytest.raises(Denied):
        step(file, "carry_out", by)
    for code in ("assess", "make_plan", "carry_out"):
        file = step(file, code, by)
    assert file.stage == "follow_up"
    assert Fact.objects.filter(variant__kind="case_stage").count() == 3
    assert facts.rebuild(check=True).clean


def test_closing_asks_a_reason_and_somebody_else_agrees(file, amina, youssef, viewer_of):
    by = viewer_of(amina)
    with pytest.raises(Denied):
        step(file, "close", by, closing_reason="")
    asked = step(file, "close", by, closing_reason="goals_met")
    assert asked.is_open and asked.closing == Closing.ASKED
    assert Notice.objects.get(user=youssef).code == "closing_asked"
    with pytest.raises(Denied):
        actions.agree_to_closing(asked, by=by)
    with pytest.raises(Denied):
        step(asked, "assess", by)
    done = actions.agree_to_closing(asked, by=viewer_of(youssef))
    assert not done.is_open and done.closed_on == clock.today()
    assert Fact.objects.filter(variant__kind="case_closed").count() == 1 and facts.rebuild(check=True).clean


def test_a_refused_closing_goes_on_where_it_stood_with_the_words(file, amina, youssef, viewer_of):
    asked = step(file, "close", viewer_of(amina), closing_reason="goals_met")
    refused = actions.refuse_closing(asked, "Trop tôt", by=viewer_of(youssef))
    assert refused.closing == Closing.NONE and refused.stage == "first_interview"
    assert actions.step_words_of(refused.changes.last()) == "Trop tôt"


def test_a_closed_file_opens_again_where_it_stood(file, amina, youssef, viewer_of):
    file = step(file, "assess", viewer_of(amina))
    done = closed(file, viewer_of(amina), viewer_of(youssef))
    with pytest.raises(Denied):
        step(done, "make_plan", viewer_of(amina))
    again = actions.reopen(done, "Elle revient", by=viewer_of(amina))
    assert again.is_open and again.stage == "assessment" and again.closing_reason == ""
    assert not Fact.objects.filter(variant__kind="case_closed").exists() and facts.rebuild(check=True).clean


def test_a_second_open_file_of_the_kind_is_the_first_one(file, kind, w4i, fatou, amina, viewer_of):
    with pytest.raises(AlreadyOpen) as known:
        actions.open_case(Opening(kind, w4i, fatou, entry_reason="income"), by=viewer_of(amina))
    assert known.value.case == file


def test_who_hands_a_file_over_is_cut_off_at_once_or_on_the_day_said(file, amina, colleague, viewer_of):
    actions.hand_over(file, colleague, by=viewer_of(amina))
    assert not Case.objects.visible_to(viewer_of(amina)).exists()
    assert Case.objects.visible_to(viewer_of(colleague)).exists()
    actions.hand_over(file, amina, until=clock.now() + timedelta(days=2), by=viewer_of(colleague))
    assert Case.objects.visible_to(viewer_of(colleague)).exists()
    CaseGrant.objects.filter(user=colleague, ended_at=None).update(
        since=clock.now() - timedelta(days=5), until=clock.now() - timedelta(days=1)
    )
    assert not Case.objects.visible_to(viewer_of(colleague)).exists()


def test_two_who_change_the_same_words_are_shown_both(file, amina, youssef, viewer_of, client_of):
    actions.describe(file, "Ce que dit Youssef", version=file.version, by=viewer_of(youssef))
    with pytest.raises(ChangedMeanwhile):
        actions.describe(file, "Ce que dit Amina", version=file.version, by=viewer_of(amina))
    said = {"situation": "Ce que dit Amina", "version": file.version}
    page = client_of(amina).post(reverse("casework:describe", args=[file.uid]), said)
    assert page.status_code == 422
    assert "Ce que dit Amina" in page.content.decode() and "Ce que dit Youssef" in page.content.decode()
    file.refresh_from_db()
    assert actions.situation_of(file) == "Ce que dit Youssef"


def test_the_same_form_sent_twice_opens_one_file(kind, w4i, fatou, amina, client_of):
    client, where = client_of(amina), f"{reverse('casework:new')}?person={fatou.uid}&kind={kind.code}"
    said = {"project": "W4I", "entry_reason": "income", "situation": "", "slip": "8f14e45f-ceea-4c7a-9c3d-5d1f0a1b2c3d"}
    first, second = client.post(where, said), client.post(where, said)
    assert first.url == second.url and Case.objects.count() == 1


def test_nothing_told_stands_in_clear_in_the_database(file):
    row = Case.objects.filter(pk=file.pk).values().get()
    assert "travail" not in str(row) and "travail" not in str(list(AuditEvent.objects.values()))


def test_the_list_costs_as_many_questions_for_many_files_as_for_few(kind, w4i, amina, viewer_of, client_of):
    from terrain.people import actions as people  # noqa: PLC0415
    from terrain.people.identity import Identity  # noqa: PLC0415

    client, costs = client_of(amina), []
    for number in range(8):
        person = people.register(Identity(f"Personne Essai{number}"), project=w4i, by=HOUSE)
        actions.open_case(Opening(kind, w4i, person, entry_reason="income"), by=viewer_of(amina))
        if number in {1, 7}:
            client.get(reverse("casework:cases"))
            with CaptureQueriesContext(connection) as asked:
                client.get(reverse("casework:cases"))
            costs.append(len(asked))
    assert costs[0] == costs[1]


def test_every_page_of_a_file_opens_for_who_works_in_it(file, amina, client_of):
    client = client_of(amina)
    pages = ["case", "describe", "hand_over", "choose_team", "plan", "add_task", "notes", "write_note", "services", "risk",
             "papers", "keep_document", "confer"]  # fmt: skip
    for name in pages:
        assert client.get(reverse(f"casework:{name}", args=[file.uid])).status_code == 200, name
    for name in ("cases", "tasks", "calendar"):
        assert client.get(reverse(f"casework:{name}")).status_code == 200, name
    for name in ("assessments", "assess"):
        assert client.get(reverse(f"casework:{name}", args=[file.uid, "self_reliance"])).status_code == 200, name


@given(st.lists(st.sampled_from(["assess", "make_plan", "carry_out", "review"]), max_size=6))
def test_no_way_through_the_table_leads_outside_it(codes):
    """Pure: whatever steps are tried, the stage is one of the table's and every step taken left where it stood."""
    from terrain.casework.kinds import kind_of  # noqa: PLC0415

    kind, stage = kind_of("accompaniment"), "first_interview"
    for code in codes:
        transition = kind.transition(code)
        if stage in transition.sources:
            stage = transition.target
        assert kind.stage(stage)


def test_what_a_figure_was_read_from_is_said_in_words(kind):
    """Pathways register after the facts that speak of them: their codes are asked for when they are shown."""
    stage, reason = kind.stages[0], kind.lists.entry_reasons[0]
    assert STAGE.said("stage", [stage.code]) == ("Étape", str(stage.label))
    assert OPENED.said("case_kind", ["legal_aid"])[1] == str(kind_of("legal_aid").label)
    assert OPENED.said("entry_reason", [reason.code, "of_no_list"])[1].count("of_no_list") == 1
