from hypothesis import given
from hypothesis import strategies as st

from terrain.core.access import ANONYMOUS, Viewer, system_viewer
from terrain.core.policies import Denied, require, verdict

PERMISSIONS = ["gathering.view", "people.identify"]
viewers = st.builds(
    Viewer,
    user_id=st.integers(1, 5),
    grants=st.frozensets(st.tuples(st.sampled_from(PERMISSIONS), st.one_of(st.none(), st.integers(1, 4)))),
)


@given(viewers, st.sampled_from(PERMISSIONS), st.integers(1, 4))
def test_what_a_viewer_may_in_a_project_agrees_with_the_projects_listed(viewer, permission, project):
    listed = viewer.projects(permission)
    assert viewer.may(permission, project) == (listed is None or project in listed)


@given(viewers, st.sampled_from(PERMISSIONS))
def test_somewhere_means_in_at_least_one_project(viewer, permission):
    listed = viewer.projects(permission)
    assert viewer.may(permission) == (listed is None or bool(listed))


def test_a_stranger_may_nothing_and_the_house_everything():
    assert not ANONYMOUS.may("gathering.view")
    assert system_viewer("terrain").may("gathering.view", 3)


def test_a_verdict_carries_the_reason():
    def check(viewer, thing):
        raise Denied("because")

    answer = verdict(check, ANONYMOUS, object())
    assert not answer and answer.reason == "because"
    assert verdict(lambda viewer: require(viewer, "x"), system_viewer("terrain"))
