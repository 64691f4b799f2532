"""Who sees which file, and which person: lists and single records agree with a rule written down here a second time."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.accounts.roles import ROLES
from terrain.casework.kinds import kind_of
from terrain.casework.models import Case, CaseGrant, Team, TeamMember
from terrain.casework.policies.cases import check_view
from terrain.core import clock, vault
from terrain.core.policies import verdict
from terrain.facts.actions import new_subject
from terrain.people.models import Group, GroupMember, Meeting, Person, PersonGrant
from terrain.people.policies import check_view as check_view_person
from terrain.programmes.middleware import viewer_of
from terrain.programmes.models import Assignment, Organisation
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
USERS, PEOPLE, FILES = 3, 2, 3
STAFF = [
    "caseworker",
    "psychologist",
    "project_coordinator",
    "receptionist",
    "facilitator",
    "protection_officer",
    "administrator",
]
HOURS = st.sampled_from([-48, -1, 1, 48])
span = st.tuples(st.sampled_from([-72, -1, 1]), st.sampled_from([-0.5, 2, 72]), st.none() | st.sampled_from([-0.25]))
"""A grant: begins, ends, and was cut short, in hours from now."""

scenes = st.fixed_dictionaries(
    {
        "roles": st.lists(st.tuples(st.integers(0, USERS - 1), st.sampled_from(STAFF), st.integers(0, 2)), max_size=6, unique=True),
        "people": st.lists(
            st.fixed_dictionaries(
                {"sealed": st.booleans(), "known": st.sets(st.integers(0, 1)), "grants": st.lists(st.tuples(st.integers(0, USERS - 1), span), max_size=2)}
            ),
            min_size=PEOPLE,
            max_size=PEOPLE,
        ),
        "files": st.lists(
            st.fixed_dictionaries(
                {
                    "project": st.integers(0, 1),
                    "kind": st.sampled_from(["accompaniment", "reception"]),
                    "about": st.integers(0, PEOPLE - 1) | st.sampled_from(["group", "enterprise"]),
                    "sealed": st.booleans(),
                    "team": st.booleans(),
                    "grants": st.lists(
                        st.tuples(st.integers(0, USERS - 1), st.sampled_from(["coworker", "named", "exceptional"]), span),
                        max_size=3,
                    ),
                    "owner": st.none() | st.integers(0, USERS - 1),
                }
            ),
            min_size=FILES,
            max_size=FILES,
        ),
        "members": st.lists(st.tuples(st.integers(0, USERS - 1), st.booleans()), max_size=3, unique_by=lambda m: m[0]),
    }
)  # fmt: skip


class Undo(Exception):
    """Takes an example back."""


class World:
    """The rows of a scene."""

    def __init__(self, scene, projects):
        self.scene, self.projects, self.now = scene, projects, clock.now()
        self.users = [UserFactory() for _n in range(USERS)]
        for user, role, where in scene["roles"]:
            scope = "project" if where < 2 else "programme"
            if scope in ROLES[role].scopes:
                project = projects[where] if where < 2 else None
                Assignment.objects.create(user=self.users[user], role=role, project=project)
        self.people = [self._person(said) for said in scene["people"]]
        self.group = Group.objects.create(project=projects[0], name="Cercle")
        for person in self.people:
            GroupMember.objects.create(group=self.group, person=person)
        self.team = Team.objects.create(project=projects[0], name="Équipe")
        for user, ended in scene["members"]:
            TeamMember.objects.create(team=self.team, user=self.users[user], ended_at=self.now if ended else None)
        self.files = [self._file(said) for said in scene["files"]]

    def _instants(self, span):
        since, until, cut = span
        begins, ends = self.now + timedelta(hours=since), self.now + timedelta(hours=until)
        ends = max(ends, begins + timedelta(minutes=1))
        return begins, ends, None if cut is None else self.now + timedelta(hours=cut)

    def _person(self, said):
        key = vault.new_key()
        person = Person.objects.create(
            key=key, subject=new_subject("person"), sealed_identity=b"", sealed_at=self.now if said["sealed"] else None
        )
        for number in said["known"]:
            Meeting.objects.create(person=person, project=self.projects[number])
        for user, span in said["grants"]:
            since, until, ended = self._instants(span)
            PersonGrant.objects.create(
                person=person, user=self.users[user], since=since, until=until, ended_at=ended, reason="files"
            )
        return person

    def _about(self, said):
        if said == "enterprise":
            return {"enterprise": Organisation.objects.first()}
        return {"group": self.group} if said == "group" else {"person": self.people[said]}

    def _file(self, said):
        owner = self.users[said["owner"]] if said["owner"] is not None else None
        case = Case.objects.create(
            project=self.projects[said["project"]],
            kind=said["kind"],
            stage=kind_of(said["kind"]).first.code,
            **self._about(said["about"]),
            owner=owner,
            team=self.team if said["team"] and said["project"] == 0 else None,
            sealed_at=self.now if said["sealed"] else None,
        )
        if owner is not None:
            CaseGrant.objects.create(case=case, user=owner, kind="owner")
        for user, kind, span in said["grants"]:
            since, until, ended = self._instants(span)
            CaseGrant.objects.create(
                case=case, user=self.users[user], kind=kind, since=since, until=until, ended_at=ended
            )
        return case

    # --- the rule, a second time, from the words of the issue, without a query of the product's ---------------------

    def may(self, user: int, permission: str, project: int | None) -> bool:
        """Whether one of the roles given to the user allows it in the project (``None``: anywhere)."""
        for who, role, where in self.scene["roles"]:
            scope = "project" if where < 2 else "programme"
            if who != user or scope not in ROLES[role].scopes or permission not in ROLES[role].permissions:
                continue
            if where == 2 or project is None or where == project:
                return True
        return False

    def holds(self, span) -> bool:
        since, until, ended = self._instants(span)
        return since <= self.now < until and ended is None

    def knows_of(self, user: int, person: int) -> bool:
        """Whether the seal of a person lets the user through."""
        said = self.scene["people"][person]
        return not said["sealed"] or any(who == user and self.holds(span) for who, span in said["grants"])

    def sees_person(self, user: int, person: int) -> bool:
        known = self.scene["people"][person]["known"]
        everywhere = any(
            who == user
            and where == 2
            and "people.view" in ROLES[role].permissions
            and "programme" in ROLES[role].scopes
            for who, role, where in self.scene["roles"]
        )
        return (everywhere or any(self.may(user, "people.view", project) for project in known)) and self.knows_of(
            user, person
        )

    def sees_file(self, user: int, file: int) -> bool:
        said = self.scene["files"][file]
        kind, project = kind_of(said["kind"]), said["project"]
        if not self.may(user, kind.see, project) or (
            said["about"] in (0, 1) and not self.knows_of(user, said["about"])
        ):
            return False
        if said["owner"] == user or any(who == user and self.holds(span) for who, _kind, span in said["grants"]):
            return True
        if said["sealed"]:
            return False
        member = any(who == user and not ended for who, ended in self.scene["members"])
        in_team = said["team"] and project == 0 and member
        return in_team or self.may(user, "case.supervise", project) or kind.open_to_project


@given(scenes)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_lists_single_records_and_the_rule_agree(programme, scene):
    projects = [programme.projects.get(code="W4I"), programme.projects.get(code="CPE")]
    try:
        with transaction.atomic():
            agree(World(scene, projects))
            raise Undo
    except Undo:
        pass


def agree(world: World) -> None:
    for number, user in enumerate(world.users):
        viewer = viewer_of(user)
        listed = set(Case.objects.visible_to(viewer).values_list("pk", flat=True))
        for place, case in enumerate(world.files):
            wanted = world.sees_file(number, place)
            assert (case.pk in listed) == wanted, (number, place)
            assert bool(verdict(check_view, viewer, case)) == wanted, (number, place)
        known = set(Person.objects.visible_to(viewer).values_list("pk", flat=True))
        for place, person in enumerate(world.people):
            wanted = world.sees_person(number, place)
            assert (person.pk in known) == wanted, (number, place)
            assert bool(verdict(check_view_person, viewer, person)) == wanted, (number, place)
            if not world.knows_of(number, place):
                assert not Person.objects.identified_by(viewer).filter(pk=person.pk).exists()
