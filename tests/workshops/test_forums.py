"""Forum theatre before the public: one audience, counted once; proposals without a name."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from terrain.core.changing import ChangedMeanwhile
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.facts.models import Fact
from terrain.gatherings import actions as gatherings
from terrain.gatherings.enums import SessionKind
from terrain.gatherings.models import Session
from terrain.people.models import Person
from terrain.workshops.actions import forums, series
from terrain.workshops.actions.forums import Became, Played, ProposalSaid, Showing
from terrain.workshops.forms.forums import LinkForm
from terrain.workshops.models import Forum, Proposal
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
FEBRUARY = date(2026, 2, 2)
WORDS = ProposalSaid("Attendre dix minutes.", "youth", "school")


def test_the_audience_is_the_gatherings_headcount_once_and_nobodys_person(forum):
    [fact] = Fact.objects.filter(variant__kind="attendance")
    assert (fact.occurrences, fact.subject) == (40, None)
    assert forum.session.kind == SessionKind.AWARENESS_ACTION and not Person.objects.exists()
    assert not Fact.objects.filter(variant__kind="workshop_session").exists()


def test_a_double_click_opens_one_public_session(group):
    slip, showing = uuid4(), Showing(FEBRUARY, "Rabat", audience=40)
    one, two = (forums.show_forum(group, showing, Played("La porte"), slip=slip, by=HOUSE) for _n in range(2))
    assert one == two and (Forum.objects.count(), Session.objects.count()) == (1, 1)


def test_a_session_that_is_in_the_list_is_not_opened_again(group, forum):
    with pytest.raises(gatherings.AlreadyThere):
        forums.show_forum(group, Showing(FEBRUARY, "Rabat"), Played("La porte"), by=HOUSE)
    assert Session.objects.count() == 1


def _listed(project, kind=SessionKind.FORUM, theme="Forum"):
    return gatherings.open_session(project, gatherings.Particulars(kind, FEBRUARY, "Rabat", theme), by=HOUSE)


def test_a_session_of_the_list_is_tied_to_one_series(group, w4i):
    listed = _listed(w4i)
    forum = forums.link_forum(group, listed, Played("La porte"), by=HOUSE)
    assert forums.link_forum(group, listed, Played("La porte"), by=HOUSE) == forum
    said = series.SeriesSaid("Une autre", "forum_theatre", "Centre de Rabat", date(2026, 1, 5))
    other = series.open_series(w4i, said, by=HOUSE)
    with pytest.raises(Denied):
        forums.link_forum(other, listed, Played("La porte"), by=HOUSE)


def test_a_session_of_another_project_or_kind_is_refused_and_not_offered(group, w4i, cpe, facilitator, viewer_of):
    wrong = [_listed(cpe), _listed(w4i, SessionKind.TRAINING, "Formation")]
    for session in wrong:
        with pytest.raises(Denied):
            forums.link_forum(group, session, Played("La porte"), by=HOUSE)
        typed = {"session": str(session.uid), "play": "La porte"}
        assert not LinkForm(typed, viewer=viewer_of(facilitator), series=group).is_valid()
    assert not Forum.objects.exists()


def test_a_proposal_sent_twice_is_one_proposal_and_one_fact(forum):
    slip = uuid4()
    for _time in range(2):
        forums.collect_proposal(forum, WORDS, slip=slip, by=HOUSE)
    assert Proposal.objects.count() == 1 and Fact.objects.filter(variant__kind="proposal").count() == 1


def test_what_became_of_a_proposal_moves_its_fact(proposal, today):
    became = Became("taken_up", today, "Le collège l'essaie.")
    forums.follow_proposal(proposal, WORDS, became, version=1, by=HOUSE)
    assert Proposal.objects.get().outcome == "taken_up"
    assert Fact.objects.get(variant__kind="proposal").day == FEBRUARY
    assert facts.rebuild(check=True).clean


def test_two_who_follow_a_proposal_are_told(proposal, today):
    forums.follow_proposal(proposal, WORDS, Became("passed_on", today), version=1, by=HOUSE)
    with pytest.raises(ChangedMeanwhile):
        forums.follow_proposal(proposal, WORDS, Became("declined", today), version=1, by=HOUSE)
    assert Proposal.objects.get().outcome == "passed_on"


@pytest.mark.parametrize("days", [-1, 9_000])
def test_it_became_so_between_the_day_it_was_proposed_and_today(proposal, days):
    with pytest.raises(Denied):
        became = Became("passed_on", FEBRUARY + timedelta(days))
        forums.follow_proposal(proposal, WORDS, became, version=1, by=HOUSE)
    assert Proposal.objects.get().outcome == "collected"


def test_nothing_is_proposed_at_a_cancelled_session_and_what_was_stays(forum, proposal):
    gatherings.cancel_session(forum.session, by=HOUSE)
    forum = Forum.objects.select_related("session", "series").get()
    with pytest.raises(Denied):
        forums.collect_proposal(forum, WORDS, by=HOUSE)
    assert Proposal.objects.count() == 1 and facts.rebuild(check=True).clean


def proposed():
    return list(Fact.objects.filter(variant__kind="proposal"))


def test_proposals_of_a_cancelled_session_count_for_nothing_until_it_is_taken_up_again(forum, proposal):
    gatherings.cancel_session(forum.session, by=HOUSE)
    assert not proposed() and facts.rebuild(check=True).clean
    gatherings.resume_session(forum.session, by=HOUSE)
    assert len(proposed()) == 1 and facts.rebuild(check=True).clean


def test_a_proposal_taken_back_keeps_no_word_and_counts_for_nothing(proposal, today):
    named = ProposalSaid("Que l'oncle de Kawtar parte.", "youth", "school")
    told = Became("answered", today, "Kawtar a répondu.")
    forums.follow_proposal(proposal, named, told, version=1, by=HOUSE)
    forums.strike_proposal(proposal, by=HOUSE)
    forums.strike_proposal(proposal, by=HOUSE)
    kept = Proposal.objects.get()
    assert (kept.words, kept.outcome_words) == ("", "") and kept.struck_at is not None
    assert not proposed() and facts.rebuild(check=True).clean
    assert AuditEvent.objects.filter(verb="workshops.proposal_struck").count() == 1
    with pytest.raises(Denied):
        forums.follow_proposal(kept, named, told, version=kept.version, by=HOUSE)


def test_a_proposal_taken_back_is_on_no_page_any_more(forum, proposal, facilitator, client_of):
    browser, address = client_of(facilitator), reverse("workshops:proposal", args=[proposal.uid])
    way = reverse("workshops:strike_proposal", args=[proposal.uid])
    assert way in browser.get(address).content.decode()
    answer = browser.post(way, follow=True)
    assert "Attendre dix minutes." not in answer.content.decode() and not answer.context["proposals"]
    assert browser.get(address).status_code == browser.post(way).status_code == 404
    assert [one.proposed for one in browser.get(forum.series.get_absolute_url()).context["forums"]] == [0]


def test_a_gathering_that_a_series_speaks_of_is_not_deleted(group, w4i, facilitator, client_of):
    listed = _listed(w4i)
    forums.link_forum(group, listed, Played("La porte"), by=HOUSE)
    answer = client_of(facilitator).post(reverse("gatherings:delete", args=[listed.uid]))
    assert answer.status_code == 403 and Session.objects.filter(pk=listed.pk).exists()


def test_the_gatherings_page_leads_to_what_the_public_proposed(forum, w4i, facilitator, client_of):
    browser, way = client_of(facilitator), forum.get_absolute_url()
    assert way in browser.get(forum.session.get_absolute_url()).content.decode()
    assert way not in browser.get(_listed(w4i).get_absolute_url()).content.decode()


def test_whoever_only_sees_sessions_collects_nothing(group, forum, proposal, w4i, amina, stranger, viewer_of, today):
    listed = _listed(w4i)
    for somebody in (amina, stranger):
        by = viewer_of(somebody)
        for act in (
            lambda by=by: forums.show_forum(group, Showing(FEBRUARY, "Fès"), Played("P"), by=by),
            lambda by=by: forums.link_forum(group, listed, Played("P"), by=by),
            lambda by=by: forums.change_forum(forum, Played("P"), version=1, by=by),
            lambda by=by: forums.collect_proposal(forum, WORDS, by=by),
            lambda by=by: forums.follow_proposal(proposal, WORDS, Became("declined", today), version=1, by=by),
            lambda by=by: forums.strike_proposal(proposal, by=by),
        ):
            with pytest.raises(Denied):
                act()
