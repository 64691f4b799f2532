"""The demonstration: coherent, repeatable, and silent about what the newcomer is to import."""

import pytest

from terrain.core.policies import Denied
from terrain.facts.models import Fact
from terrain.gatherings import demo
from terrain.gatherings.models import Attendance, Session
from terrain.people.models import Person
from terrain.programmes.models import Project
from terrain.programmes.reference import REFERENCE
from tests.factories import HOUSE, programme_of


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Session, Attendance, Person, Fact))


@pytest.fixture
def furnished(db):
    programme_of(REFERENCE)
    demo.furnish(by=HOUSE)


def test_furnishing_twice_changes_nothing(furnished):
    before = counts()
    demo.furnish(by=HOUSE)
    assert counts() == before


def test_a_few_dozen_people_in_five_projects(furnished):
    assert 40 <= Person.objects.count() <= 70
    codes = set(Session.objects.values_list("project__code", flat=True))
    assert codes == {"W4I", "CPE", "MEL", "TUT", "PIOP"}
    assert all(person.identity().full_name.startswith("Démo ") for person in Person.objects.all())
    assert all(session.place is not None for session in Session.objects.all())


def test_nothing_counts_for_the_target_that_is_to_be_imported(furnished):
    w4i = Project.objects.get(code="W4I")
    assert not Session.objects.filter(project=w4i, kind="information_session").exists()


def test_sessions_lie_within_their_projects(furnished):
    for session in Session.objects.select_related("project"):
        assert session.project.starts is None or session.day >= session.project.starts
        assert session.project.ends is None or session.day <= session.project.ends


def test_projects_that_a_programme_does_not_have_are_skipped(programme):
    demo.furnish(by=HOUSE)
    assert set(Session.objects.values_list("project__code", flat=True)) == {"W4I", "CPE"}


def test_nobody_furnishes_without_the_right(programme, donor, viewer_of):
    with pytest.raises(Denied):
        demo.furnish(by=viewer_of(donor))
