"""What a list shows is what its page opens, for everybody and in every state; and the tables of states hold."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import Denied, verdict
from terrain.radio import lifecycle
from terrain.radio.actions import episodes, testimonies
from terrain.radio.enums import EpisodeState, Part, WordsState
from terrain.radio.models import Episode, LentWords
from terrain.radio.policies.episodes import check_approve_at_all, check_change, check_hear, check_view, made_it
from terrain.radio.policies.recordings import check_read_words, check_testimony
from tests.radio.studio.conftest import keep

pytestmark = pytest.mark.django_db
QUICK = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
PERMISSIONS = ["radio.host", "radio.approve", "radio.produce"]


@pytest.fixture
def people(amal, malika, dounia, stranger):
    return [None, amal.pk, malika.pk, dounia.pk, stranger.pk]


@pytest.fixture
def told(station, hers, amal, viewer_of):
    return testimonies.tell(station, testimonies.Told(hers, "Des mots.", keep()), by=viewer_of(amal))


def viewers(people, projects):
    grants = st.frozensets(st.tuples(st.sampled_from(PERMISSIONS), st.sampled_from([None, *projects])), max_size=4)
    return st.builds(
        Viewer, user_id=st.sampled_from(people), grants=grants, everything=st.sampled_from([False] * 9 + [True])
    )


@QUICK
@given(data=st.data())
def test_every_list_of_episodes_shows_what_its_page_opens(data, draft, people, w4i, cpe):
    viewer = data.draw(viewers(people, [w4i.pk, cpe.pk]))
    Episode.objects.filter(pk=draft.pk).update(
        state=data.draw(st.sampled_from(EpisodeState)),
        made_by=data.draw(st.sampled_from(people)),
        approved_at=clock.now(),
        checked_names=True,
    )
    held = Episode.objects.get()
    shown = Episode.objects.visible_to(viewer).exists()
    assert shown == bool(verdict(check_view, viewer, held))
    for check in (check_hear, check_change, check_approve_at_all):
        assert shown or not verdict(check, viewer, held)
    assert not (made_it(viewer, held) and verdict(check_approve_at_all, viewer, held))


@QUICK
@given(data=st.data())
def test_every_list_of_testimonies_shows_what_its_page_opens(data, told, people, w4i, cpe):
    viewer = data.draw(viewers(people, [w4i.pk, cpe.pk]))
    LentWords.objects.filter(pk=told.pk).update(
        state=data.draw(st.sampled_from(WordsState)),
        made_by=data.draw(st.sampled_from(people)),
        reader=data.draw(st.sampled_from(people)),
        agreed_at=clock.now(),
    )
    held = LentWords.objects.get()
    assert LentWords.objects.visible_to(viewer).exists() == bool(verdict(check_testimony, viewer, held))
    assert LentWords.objects.to_read(viewer).exists() == bool(verdict(check_read_words, viewer, held))


def test_lists_of_lent_words_without_an_account_are_empty(told):
    nobody = Viewer()
    assert not LentWords.objects.visible_to(nobody).exists() and not LentWords.objects.to_read(nobody).exists()


@given(
    steps=st.lists(st.sampled_from(sorted({step for step, _state in lifecycle.EPISODE})), max_size=12),
)
def test_nothing_is_published_that_no_second_person_approved(steps):
    state, approved = EpisodeState.DRAFT, False
    for step in steps:
        try:
            state = lifecycle.after(lifecycle.EPISODE, step, state)
        except Denied:
            continue
        approved = step == "approve" or (approved and step not in {"send_back", "change"})
        assert state not in {EpisodeState.APPROVED, EpisodeState.PUBLISHED} or approved


@given(steps=st.lists(st.sampled_from(sorted({step for step, _state in lifecycle.TESTIMONY})), max_size=12))
def test_nothing_is_read_that_the_author_did_not_agree_to(steps):
    state, agreed = WordsState.TOLD, False
    for step in steps:
        try:
            state = lifecycle.after(lifecycle.TESTIMONY, step, state)
        except Denied:
            continue
        agreed = step == "agree" or (agreed and step != "write")
        assert state not in {WordsState.READING, WordsState.READ} or agreed


def test_what_is_withdrawn_or_taken_back_stays_so():
    for table, last in ((lifecycle.EPISODE, EpisodeState.WITHDRAWN), (lifecycle.TESTIMONY, WordsState.GONE)):
        assert not [step for step, state in table if state == last]


def test_a_hand_in_it_is_any_hand(draft, amal, malika, dounia, another, viewer_of):
    assert made_it(viewer_of(amal), draft) and not made_it(viewer_of(malika), draft)
    draft.parts.create(voice=another, part=Part.AUTHOR)
    assert made_it(viewer_of(malika), draft)
    changed = episodes.change(draft, episodes.EpisodeSaid("X"), version=draft.version, by=viewer_of(dounia))
    assert made_it(viewer_of(dounia), changed)


def test_a_system_that_sees_everything_is_nobodys_hand(draft):
    Episode.objects.update(made_by=None, changed_by=None)
    assert not made_it(Viewer(label="house", everything=True), Episode.objects.get())
