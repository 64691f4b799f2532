"""Roles held from a day to a day, the Viewer made of them, and the register that accounts asks."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.accounts import staffing
from terrain.accounts.roles import PERMISSIONS
from terrain.core import clock
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied, verdict
from terrain.programmes.actions import assign, end_assignment
from terrain.programmes.models import Assignment, Project
from terrain.programmes.policies import check_see_team, check_view
from terrain.programmes.registers import Assignments, team_of
from tests.factories import HOUSE, AssignmentFactory, UserFactory

pytestmark = pytest.mark.django_db
TODAY = clock.today
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("starts", "ends", "holds"),
    [(0, None, True), (0, 0, True), (-9, 0, True), (-9, -1, False), (1, None, False), (-9, 9, True)],
)
def test_a_role_holds_from_its_first_to_its_last_day(w4i, viewer_of, starts, ends, holds):
    user = UserFactory()
    last = None if ends is None else TODAY() + ends * DAY
    AssignmentFactory(user=user, project=w4i, starts=TODAY() + starts * DAY, ends=last)
    assert viewer_of(user).may("gathering.record", w4i.pk) is holds
    assert bool(staffing.register().held([user.pk])) is holds


def test_a_role_cannot_end_before_it_starts(w4i):
    with pytest.raises(IntegrityError), transaction.atomic():
        AssignmentFactory(project=w4i, starts=TODAY(), ends=TODAY() - DAY)


def test_the_viewer_is_made_with_one_question(w4i, youssef, viewer_of, django_assert_num_queries):
    with django_assert_num_queries(1):
        viewer_of(youssef)


def test_two_roles_add_up_and_a_role_nobody_knows_gives_nothing(w4i, cpe, viewer_of):
    user = UserFactory()
    for role, project in (("facilitator", w4i), ("donor_viewer", cpe), ("emperor", cpe)):
        AssignmentFactory(user=user, role=role, project=project)
    viewer = viewer_of(user)
    assert viewer.may("people.view", w4i.pk) and not viewer.may("people.view", cpe.pk)
    assert viewer.projects("results.view") == {w4i.pk, cpe.pk}


def test_the_viewer_speaks_the_language_of_the_page(youssef, viewer_of):
    with translation.override("ar"):
        assert viewer_of(youssef).language == "ar"


def test_a_closed_account_is_nobody(youssef, viewer_of):
    youssef.is_active = False
    assert viewer_of(youssef) is ANONYMOUS


def test_giving_a_role_twice_gives_it_once_and_leaves_one_trace(w4i):
    user = UserFactory()
    assert assign(user, "facilitator", project=w4i, by=HOUSE) == assign(user, "facilitator", project=w4i, by=HOUSE)
    assert AuditEvent.objects.filter(verb="programmes.role_given", project_id=w4i.pk).count() == 1


@pytest.mark.parametrize("everywhere", [True, False])
def test_the_database_itself_holds_a_role_once(w4i, everywhere):
    held = AssignmentFactory(project=None if everywhere else w4i)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssignmentFactory(user=held.user, project=held.project)


@pytest.mark.parametrize(("role", "everywhere"), [("facilitator", True), ("administrator", False), ("emperor", True)])
def test_a_role_is_given_only_where_it_may_be_held(w4i, role, everywhere):
    with pytest.raises(Denied):
        assign(UserFactory(), role, project=None if everywhere else w4i, by=HOUSE)


def test_nobody_gives_a_role_to_herself_nor_without_the_power(admin, youssef, w4i, viewer_of):
    with pytest.raises(Denied, match="herself"), translation.override("en"):
        assign(admin, "country_director", project=None, by=viewer_of(admin))
    with pytest.raises(Denied):
        assign(UserFactory(), "facilitator", project=w4i, by=viewer_of(youssef))


def test_a_power_held_in_one_project_gives_no_roles(w4i):
    local = Viewer(user_id=99, grants=frozenset({("staff.assign", w4i.pk)}))
    with pytest.raises(Denied):
        assign(UserFactory(), "facilitator", project=w4i, by=local)


def test_a_role_given_by_mistake_today_is_gone_today(w4i, viewer_of):
    user = UserFactory()
    end_assignment(assign(user, "facilitator", project=w4i, by=HOUSE), by=HOUSE)
    assert not viewer_of(user).grants and not Assignment.objects.filter(user=user).exists()


def test_a_role_held_before_ends_yesterday_and_is_remembered(w4i, viewer_of):
    held = AssignmentFactory(project=w4i, starts=date(2020, 1, 1))
    end_assignment(held, by=HOUSE)
    held.refresh_from_db()
    assert held.ends == TODAY() - DAY and not viewer_of(held.user).grants
    event = AuditEvent.objects.get(verb="programmes.role_ended")
    assert event.detail == {"user": held.user_id, "role": "facilitator"} and event.project_id == w4i.pk


def test_only_whoever_gives_roles_ends_them(youssef, amina, viewer_of):
    with pytest.raises(Denied):
        end_assignment(Assignment.objects.get(user=amina), by=viewer_of(youssef))


# --- the register ------------------------------------------------------------------------------------------------


def test_the_register_of_this_room_is_the_one_that_answers():
    assert isinstance(staffing.register(), Assignments)


def test_holdings_tell_role_and_project_the_whole_programme_first(w4i, cpe):
    user = UserFactory()
    AssignmentFactory(user=user, role="caseworker", project=cpe)
    AssignmentFactory(user=user, role="facilitator", project=w4i)
    AssignmentFactory(user=user, role="me_officer")
    held = Assignments().held([user.pk])[user.pk]
    assert [(h.role_code, h.project_code) for h in held] == [
        ("me_officer", ""),
        ("facilitator", "W4I"),
        ("caseworker", "CPE"),
    ]
    assert held[1].role.code == "facilitator" and held[1].project_title == "Travail pour tous"


def test_the_holdings_of_many_are_one_question(w4i, django_assert_num_queries):
    users = [AssignmentFactory(project=w4i).user_id for _number in range(30)]
    with django_assert_num_queries(1):
        assert len(Assignments().held(users)) == 30


def test_projects_are_offered_in_the_programmes_order(programme):
    assert [code for code, _title in Assignments().projects()] == ["W4I", "CPE"]
    assert Assignments().codes([Project.objects.get(code="CPE").pk, 999]) == {Project.objects.get(code="CPE").pk: "CPE"}


def test_the_register_gives_and_ends_and_knows_what_is_not_there(w4i, amina):
    user, register = UserFactory(), Assignments()
    register.give(user, "facilitator", "W4I", by=HOUSE)
    holding = register.held([user.pk])[user.pk][0]
    with pytest.raises(LookupError):
        register.end(amina, holding.id, by=HOUSE)
    register.end(user, holding.id, by=HOUSE)
    with pytest.raises(LookupError):
        register.end(user, holding.id, by=HOUSE)
    with pytest.raises(LookupError):
        register.give(user, "facilitator", "NOWHERE", by=HOUSE)


def test_the_team_of_a_project_holds_its_people_and_those_of_the_whole_programme_who_work_in_it(
    w4i, youssef, amina, stranger, director, admin, guardian
):
    amina.is_active = False
    amina.save()
    assert [(c.name, c.everywhere) for c in team_of(w4i)] == [("Youssef", False), ("Leila", True)]


# --- visibility --------------------------------------------------------------------------------------------------

grants = st.frozensets(
    st.tuples(st.sampled_from(sorted(PERMISSIONS)), st.sampled_from([None, "W4I", "CPE"])), max_size=4
)


@given(grants)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
def test_the_projects_in_a_list_are_those_whose_page_opens(programme, grants):
    ids = dict(Project.objects.values_list("code", "pk"))
    viewer = Viewer(user_id=1, grants=frozenset((p, ids[c] if c else None) for p, c in grants))
    listed = set(Project.objects.visible_to(viewer))
    assert listed == {p for p in Project.objects.all() if verdict(check_view, viewer, p)}
    for permission in PERMISSIONS:
        held = set(Project.objects.holding(viewer, permission))
        assert held == {p for p in Project.objects.all() if viewer.may(permission, p.pk)}


def test_colleagues_are_named_to_those_who_work_there_or_watch(w4i, viewer_of, request):
    sees = {
        name
        for name in ("amina", "youssef", "partner", "donor", "stranger", "officer", "director", "guardian", "admin")
        if verdict(check_see_team, viewer_of(request.getfixturevalue(name)), w4i)
    }
    assert sees == {"amina", "youssef", "partner", "officer", "director", "guardian", "admin"}
