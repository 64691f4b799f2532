"""Opening, changing, cancelling a session; its facts follow."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.core.access import Viewer
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied, verdict
from terrain.facts.models import Fact
from terrain.gatherings import actions
from terrain.gatherings.actions import AlreadyThere, ChangedMeanwhile, Particulars, particulars
from terrain.gatherings.models import Session
from terrain.gatherings.policies import check_change, check_identify, check_view
from terrain.people.identity import Identity
from tests.factories import HOUSE

SAID = Particulars("workshop", date(2026, 4, 2), "SALÉ", "Atelier couture", facilitator="Salma")


def test_a_session_knows_its_place_and_topic_again(w4i):
    session = actions.open_session(w4i, SAID, by=HOUSE)
    assert session.place.code == "MA-SAL"
    assert session.topic.code == "workshop"
    assert (session.place_as_written, session.theme) == ("SALÉ", "Atelier couture")


def test_an_unknown_place_stays_as_written(w4i):
    session = actions.open_session(w4i, replace(SAID, place="Chez Fatima"), by=HOUSE)
    assert session.place is None
    assert session.where == "Chez Fatima"


def test_the_same_session_is_opened_once(w4i):
    first = actions.open_session(w4i, SAID, by=HOUSE)
    with pytest.raises(AlreadyThere) as found:
        actions.open_session(w4i, replace(SAID, place="salé", theme="ATELIER  couture"), by=HOUSE)
    assert found.value.session == first
    assert Session.objects.count() == 1


def test_the_same_session_in_another_project_is_another_session(w4i, cpe):
    actions.open_session(w4i, SAID, by=HOUSE)
    actions.open_session(cpe, SAID, by=HOUSE)
    assert Session.objects.count() == 2


def test_changing_a_session_moves_its_facts(information, fatou):
    actions.set_headcount(information, 3, seen=0, by=HOUSE)
    said = replace(particulars(information), kind="awareness_action", day=date(2026, 5, 1), place="Fès")
    actions.edit_session(information, said, version=1, by=HOUSE)
    facts = Fact.objects.all()
    assert facts.count() == 2
    assert {fact.day for fact in facts} == {date(2026, 5, 1)}
    assert len({fact.place_id for fact in facts}) == 1


def test_saving_the_same_twice_changes_nothing(information):
    said = replace(particulars(information), facilitator="Salma")
    saved = actions.edit_session(information, said, version=1, by=HOUSE)
    assert saved.version == 2
    again = actions.edit_session(information, said, version=1, by=HOUSE)
    assert again.version == 2
    assert AuditEvent.objects.filter(verb="gatherings.session_changed").count() == 1


def test_a_colleagues_change_is_not_overwritten(information):
    actions.edit_session(information, replace(particulars(information), facilitator="Salma"), version=1, by=HOUSE)
    with pytest.raises(ChangedMeanwhile) as changed:
        actions.edit_session(information, replace(particulars(information), facilitator="Karim"), version=1, by=HOUSE)
    assert changed.value.session.facilitator == "Salma"
    assert changed.value.session.version == 2


def test_a_session_cannot_become_another_one(w4i):
    first = actions.open_session(w4i, SAID, by=HOUSE)
    second = actions.open_session(w4i, replace(SAID, place="Rabat"), by=HOUSE)
    with pytest.raises(AlreadyThere) as found:
        actions.edit_session(second, SAID, version=1, by=HOUSE)
    assert found.value.session == first
    assert Session.objects.get(pk=second.pk).place_as_written == "Rabat"


def test_a_cancelled_session_counts_for_nothing_until_it_is_taken_up_again(information, fatou):
    actions.set_headcount(information, 3, seen=0, by=HOUSE)
    actions.cancel_session(information, by=HOUSE)
    assert not Fact.objects.exists()
    assert information.attendances.count() == 1
    actions.resume_session(information, by=HOUSE)
    assert Fact.objects.count() == 2


def test_cancelling_twice_is_cancelling_once(information):
    actions.cancel_session(information, by=HOUSE)
    actions.cancel_session(information, by=HOUSE)
    assert AuditEvent.objects.filter(verb="gatherings.session_cancelled").count() == 1


def test_nobody_is_ticked_at_a_cancelled_session(information, fatou):
    actions.cancel_session(information, by=HOUSE)
    information.refresh_from_db()
    with pytest.raises(Denied):
        actions.add_newcomer(information, Identity("Awa Ba"), by=HOUSE)


def test_a_session_where_nobody_was_can_be_deleted(information):
    actions.delete_session(information, by=HOUSE)
    assert not Session.objects.exists()


def test_a_session_where_somebody_was_cannot(information, fatou):
    with pytest.raises(Denied):
        actions.delete_session(information, by=HOUSE)


@pytest.mark.parametrize("role", ["amina", "donor", "officer", "stranger", "admin", "guardian"])
def test_only_those_who_hold_sessions_open_one(role, w4i, viewer_of, request):
    with pytest.raises(Denied):
        actions.open_session(w4i, SAID, by=viewer_of(request.getfixturevalue(role)))


@pytest.mark.parametrize("role", ["youssef", "facilitator", "partner", "director"])
def test_those_who_hold_sessions_do(role, w4i, viewer_of, request):
    assert actions.open_session(w4i, SAID, by=viewer_of(request.getfixturevalue(role))).created_by_id


@pytest.mark.parametrize("role", ["donor", "admin", "guardian", "stranger"])
def test_sessions_of_a_project_are_invisible_to_others(role, information, viewer_of, request):
    assert not Session.objects.visible_to(viewer_of(request.getfixturevalue(role))).exists()


GRANTS = st.frozensets(
    st.tuples(
        st.sampled_from(["gathering.view", "gathering.record", "people.identify", "results.view"]),
        st.sampled_from([None, 0, 1]),
    ),
    max_size=4,
)


@pytest.fixture
def two_sessions(w4i, cpe):
    return [actions.open_session(project, SAID, by=HOUSE) for project in (w4i, cpe)]


def test_the_list_and_the_single_session_agree_on_who_may_see(two_sessions):
    places = [session.project_id for session in two_sessions]

    @given(GRANTS)
    def holds(grants):
        viewer = Viewer(1, frozenset((held, None if n is None else places[n]) for held, n in grants))
        listed = set(Session.objects.visible_to(viewer))
        assert listed == {session for session in two_sessions if verdict(check_view, viewer, session)}
        for session in two_sessions:
            assert bool(verdict(check_identify, viewer, session)) == viewer.may("people.identify", session.project_id)
            if ("gathering.record", session.project_id) in viewer.grants:
                assert verdict(check_change, viewer, session)

    holds()
