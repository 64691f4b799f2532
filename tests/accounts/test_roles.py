"""Roles as data, each in sentences a lawyer can read; what no role may ever hold together."""

import pytest

from terrain.accounts.roles import PEOPLE, PERMISSIONS, ROLES, as_markdown, check_grant, needs_second_factor
from terrain.core.access import ANONYMOUS, Viewer
from terrain.programmes.middleware import viewer_of
from tests.factories import AssignmentFactory, UserFactory

WORKS = {
    "programme.view", "people.view", "people.identify", "people.edit", "results.view", "case.view", "case.edit",
    "reception.work", "directory.view",
}  # fmt: skip
MAY = {
    "country_director": set(PERMISSIONS) - {"system.operate", "case.clinical", "case.privileged"},
    "project_coordinator": WORKS | {
        "gathering.view", "gathering.record", "results.drill", "results.declare", "import.run", "import.undo",
        "people.merge", "case.supervise", "case.export", "advocacy.view", "radio.host", "radio.approve", "radio.produce",
        "directory.keep", "network.view", "network.steer", "learning.certify", "calendar.share",
    },
    "me_officer": {
        "programme.view", "programme.edit", "gathering.view", "people.view", "people.identify",
        "results.view", "results.drill", "results.declare", "import.run", "import.undo", "advocacy.view",
        "network.view",
    },
    "facilitator": {
        "programme.view", "gathering.view", "gathering.record", "people.view", "people.identify", "people.edit",
        "results.view",
    },
    "caseworker": WORKS | {"gathering.view", "case.export", "advocacy.view"},
    "receptionist": {
        "programme.view", "people.view", "people.identify", "people.edit", "reception.work", "directory.view",
    },
    "psychologist": WORKS | {"case.clinical", "advocacy.view"},
    "legal_counsel": WORKS | {"case.privileged", "advocacy.view"},
    "protection_officer": {
        "people.view", "people.identify", "people.merge", "audit.read", "results.view", "case.seal", "protection.watch",
        "advocacy.view",
    },
    "partner_focal_point": {"programme.view", "gathering.view", "gathering.record", "people.edit", "results.view"},
    "radio_host": {"radio.host", "radio.approve"},
    "radio_producer": {
        "programme.view", "results.view", "advocacy.view", "gathering.view", "gathering.record", "radio.host", "radio.approve",
        "radio.produce",
    },
    "donor_viewer": {"programme.view", "results.view"},
    "administrator": {"staff.assign", "system.operate", "audit.read"},
}  # fmt: skip


@pytest.mark.parametrize("code", ROLES)
def test_each_role_may_exactly_what_is_written_here(code):
    assert ROLES[code].permissions == MAY[code]


def test_no_role_is_missing_here():
    assert set(MAY) == set(ROLES)


def test_the_administrator_can_never_read_people():
    assert not ROLES["administrator"].permissions & (PEOPLE | {"results.drill", "gathering.view", "import.run"})


def test_whoever_operates_the_machine_sees_nobody():
    for role in ROLES.values():
        if "system.operate" in role.permissions:
            assert not role.permissions & PEOPLE, role.code


def test_the_donor_reads_figures_and_nothing_that_leads_to_a_person():
    assert ROLES["donor_viewer"].permissions == {"programme.view", "results.view"}
    assert not ROLES["donor_viewer"].sees_names and not ROLES["donor_viewer"].needs_second_factor


def test_the_partner_registers_people_and_cannot_browse_them():
    partner = ROLES["partner_focal_point"].permissions
    assert "people.edit" in partner and not {"people.view", "people.identify"} & partner


def test_the_protection_officer_watches_and_changes_nothing():
    changing = {
        "people.edit", "gathering.record", "results.declare", "import.run", "import.undo", "staff.assign", "case.view", "case.edit",
    }  # fmt: skip
    assert not ROLES["protection_officer"].permissions & changing


def test_what_is_told_in_confidence_is_for_those_who_are_bound_by_it_alone():
    for permission, role in (("case.clinical", "psychologist"), ("case.privileged", "legal_counsel")):
        assert [code for code, one in ROLES.items() if permission in one.permissions] == [role]


def test_only_the_director_and_the_administrator_give_roles():
    assert {code for code, role in ROLES.items() if "staff.assign" in role.permissions} == {
        "country_director",
        "administrator",
    }


def test_roles_with_power_over_the_whole_house_are_never_given_in_one_project():
    for role in ROLES.values():
        if role.permissions & {"staff.assign", "audit.read", "system.operate"}:
            assert role.scopes == {"programme"}, role.code


@pytest.mark.parametrize("code", ROLES)
def test_a_role_that_touches_who_somebody_is_asks_for_a_second_step(code):
    if ROLES[code].sees_names:
        assert ROLES[code].needs_second_factor


def test_a_role_is_given_only_where_it_may_be_held():
    check_grant("facilitator", "W4I")
    check_grant("me_officer", None)
    for role, project in (("facilitator", None), ("administrator", "W4I"), ("emperor", None)):
        with pytest.raises(ValueError):
            check_grant(role, project)


def test_one_permission_anywhere_is_enough_to_ask_for_a_second_step():
    assert needs_second_factor(Viewer(user_id=1, grants=frozenset({("people.view", 7)})))
    assert not needs_second_factor(Viewer(user_id=1, grants=frozenset({("results.view", None)})))
    assert not needs_second_factor(ANONYMOUS)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ROLES)
def test_an_assignment_gives_exactly_the_permissions_of_its_role_and_only_there(code, w4i, cpe):
    role, user = ROLES[code], UserFactory()
    project = w4i if "project" in role.scopes else None
    AssignmentFactory(user=user, role=code, project=project)
    viewer = viewer_of(user)
    for permission in PERMISSIONS:
        assert viewer.may(permission, w4i.pk) == (permission in role.permissions)
        assert viewer.may(permission, cpe.pk) == (permission in role.permissions and project is None)


@pytest.mark.parametrize("code", ROLES)
def test_every_role_and_permission_is_told_in_words(code):
    page = as_markdown()
    assert f"(`{code}`)" in page and str(ROLES[code].prose)
    for permission in ROLES[code].permissions:
        assert f"(`{permission}`)" in page
