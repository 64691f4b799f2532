"""No row, no voice: where somebody may be heard, until when, whose agreement is needed; and how all of it ends."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.people.actions import register
from terrain.people.consents import actions as registry
from terrain.people.identity import Identity
from terrain.radio.actions import consents as actions
from terrain.radio.actions.consents import ALL, Agreement
from terrain.radio.consent import consents, leaving
from terrain.radio.consent.agreements import Agreements, agreements
from terrain.radio.enums import EpisodeState, Part, Scope
from terrain.radio.models import Episode, Sound, VoiceConsent
from terrain.radio.models.consents import Capacity, Shown, TakenBack
from tests.factories import HOUSE
from tests.radio.voices.conftest import YEAR, agreed

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words(episode, scope=Scope.AIR) -> str:
    return " ".join(map(str, consents.lacking(episode, scope)))


def test_without_an_agreement_nobody_is_heard(guest, broadcast):
    episode = broadcast(guest)
    assert not consents.covers(guest, Scope.AIR, clock.today())
    assert "Oum Aya" in words(episode) and consents.covered([episode.pk], Scope.AIR, clock.today()) == frozenset()


def test_an_agreement_is_for_its_scope_alone(guest, broadcast):
    agreed(guest, {Scope.AIR})
    episode = broadcast(guest)
    assert words(episode) == "" and words(episode, Scope.PODCAST)
    assert consents.covered([episode.pk], Scope.AIR, clock.today()) == {episode.pk}
    assert consents.covered([episode.pk], Scope.ARCHIVE, clock.today()) == frozenset()


def test_it_ends_with_its_day(guest, broadcast):
    until = clock.today() + 10 * DAY
    agreed(guest, until=until)
    episode = broadcast(guest)
    assert consents.covers(guest, Scope.AIR, until) and not consents.covers(guest, Scope.AIR, until + DAY)
    assert not consents.covers(guest, Scope.AIR, clock.today() - DAY)
    assert consents.lacking(episode, Scope.AIR, until + DAY)


def test_everybody_in_it_counts_and_she_whose_words_are_read_too(guest, voice_of, amal, broadcast):
    reader = voice_of(amal)
    agreed(reader)
    episode = broadcast(reader, part=Part.READER)
    episode.parts.create(voice=guest, part=Part.AUTHOR)
    [lack] = consents.lacking(episode, Scope.AIR)
    assert lack.voice == guest
    agreed(guest)
    assert consents.lacking(episode, Scope.AIR) == []


def test_an_episode_in_which_nobody_is_named_is_not_covered(broadcast):
    episode = broadcast()
    assert words(episode) and consents.covered([episode.pk], Scope.AIR, clock.today()) == frozenset()


def test_a_girl_under_age_needs_her_guardian_and_herself_for_the_same_scope_and_day(girl, broadcast):
    episode = broadcast(girl)
    assert len(consents.lacking(episode, Scope.AIR)) == 2
    agreed(girl, capacity=Capacity.GUARDIAN)
    assert len(consents.lacking(episode, Scope.AIR)) == 1 and not consents.covers(girl, Scope.AIR, clock.today())
    agreed(girl, {Scope.PODCAST}, capacity=Capacity.ASSENT)
    assert consents.lacking(episode, Scope.AIR) and not consents.lacking(episode, Scope.PODCAST)
    agreed(girl, {Scope.AIR}, capacity=Capacity.ASSENT, until=clock.today() + DAY)
    assert consents.covers(girl, Scope.AIR, clock.today())
    assert not consents.covers(girl, Scope.AIR, clock.today() + 2 * DAY)


def test_a_guardian_speaks_for_no_adult_and_a_girl_not_for_herself_alone(guest, girl):
    for voice, capacity in ((guest, Capacity.GUARDIAN), (guest, Capacity.ASSENT), (girl, Capacity.SELF)):
        with pytest.raises(Denied):
            agreed(voice, capacity=capacity, named="X")
    assert not VoiceConsent.objects.exists()


def test_once_grown_up_she_is_asked_herself(girl):
    agreed(girl)
    girl.is_minor = False
    girl.save()
    assert not consents.covers(girl, Scope.AIR, clock.today())


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.lists(
        st.tuples(
            st.sampled_from(Scope), st.sampled_from(Capacity), st.integers(-5, 5), st.integers(0, 5), st.booleans()
        ),
        max_size=6,
        unique_by=lambda row: (row[0], row[1]),
    ),
    minor=st.booleans(),
    offset=st.integers(-6, 11),
)
def test_what_one_voice_a_list_and_a_query_say_is_the_same(data, minor, offset, guest, broadcast):
    VoiceConsent.objects.all().delete()
    Episode.objects.all().delete()
    Sound.objects.all().delete()
    guest.is_minor = minor
    guest.save()
    episode, today = broadcast(guest), clock.today()
    for scope, capacity, begins, lasts, withdrawn in data:
        VoiceConsent.objects.create(
            voice=guest, scope=scope, capacity=capacity, given_on=today + begins * DAY, shown_by=Shown.SIGNED,
            until=today + (begins + lasts) * DAY, language="ar", text="voice", text_version=date(2026, 11, 26),
            withdrawn_at=clock.now() if withdrawn else None,
        )  # fmt: skip
    day = today + offset * DAY
    told = {one.scope: one.until for one in consents.told([guest], day)[guest.pk]}
    needed = {Capacity.GUARDIAN, Capacity.ASSENT} if minor else {Capacity.SELF}
    for scope in Scope:
        stands = {c for s, c, b, n, gone in data if s == scope and not gone and b <= offset <= b + n}
        truth = needed <= stands
        assert consents.covers(guest, scope, day) == truth
        assert (told[scope] is not None) == truth
        assert consents.covered([episode.pk], scope, day) == ({episode.pk} if truth else frozenset())
        assert (consents.lacking(episode, scope, day) == []) == truth


def test_the_rules_cost_the_same_for_one_and_for_twenty(guest, girl, broadcast, django_assert_num_queries):
    agreed(guest)
    episodes = [broadcast(guest, girl) for _n in range(20)]
    with django_assert_num_queries(2):
        consents.lacking(episodes[0], Scope.AIR)
    with django_assert_num_queries(1):
        consents.covered([one.pk for one in episodes], Scope.AIR, clock.today())
    with django_assert_num_queries(1):
        consents.told([guest, girl], clock.today())


def test_agreeing_anew_takes_the_place_of_what_was_agreed(guest):
    agreed(guest, until=clock.today() + YEAR)
    agreed(guest, {Scope.AIR}, until=clock.today() + DAY)
    assert not consents.covers(guest, Scope.AIR, clock.today() + 2 * DAY)
    assert consents.covers(guest, Scope.PODCAST, clock.today() + 2 * DAY)
    assert VoiceConsent.objects.get(withdrawn_at__isnull=False).withdrawn_how == TakenBack.ANEW


@pytest.mark.parametrize(
    "said",
    [
        {"scopes": frozenset()},
        {"until": date(2020, 1, 1)},
        {"given_on": date(2099, 1, 1), "until": date(2099, 2, 1)},
        {"until": date(2099, 1, 1)},
        {"shown_by": Shown.ORAL},
        {"shown_by": Shown.RECORDED},
        {"shown_by": Shown.SCREEN},
    ],
)
def test_what_cannot_stand_is_not_written_down(guest, said):
    right = {"scopes": ALL, "until": clock.today() + YEAR}
    with pytest.raises(Denied):
        actions.agree(guest, Agreement(**right | said), by=HOUSE)
    assert not VoiceConsent.objects.exists()


def test_a_guardians_name_is_sealed(girl):
    agreed(girl, named="Zaynouba Secrète")
    row = VoiceConsent.objects.filter(capacity=Capacity.GUARDIAN).first()
    assert row.named == "Zaynouba Secrète" and b"Zaynouba" not in bytes(row.sealed_named)


def test_the_text_that_is_read_stands_in_four_languages_with_its_source():
    text = agreements()
    for language in ("fr", "ar", "en", "it"):
        assert len(set(text.aloud(language, minor=True))) == 8 > len(text.aloud(language, minor=False))
        assert "09-08" in text.law[language]
    assert text.checked.isoformat() in {"2026-11-23"} and "juriste" in text.law["fr"]
    broken = text.model_dump(mode="json")
    del broken["scopes"][0]["text"]["ar"]
    with pytest.raises(ValueError, match="fr, ar, en, it"):
        Agreements.model_validate(broken)


def test_who_changes_her_mind_is_heard_nowhere_any_more(guest, voice_of, amal, broadcast, gone):
    host = voice_of(amal)
    agreed(guest), agreed(host)
    hers, draft = broadcast(guest, host), broadcast(guest, state=EpisodeState.DRAFT)
    other = broadcast(host)
    assert actions.take_back(guest, by=HOUSE) == 2
    assert sorted(gone) == sorted([("everywhere", hers.pk), ("everywhere", draft.pk)])
    assert not consents.covers(guest, Scope.AIR, clock.today()) and words(other) == ""
    assert actions.take_back(guest, by=HOUSE) == 0


def test_one_scope_taken_back_leaves_the_others(guest, broadcast, gone):
    agreed(guest)
    episode = broadcast(guest)
    actions.take_back(guest, {Scope.PODCAST}, by=HOUSE)
    assert gone == [] and consents.covers(guest, Scope.AIR, clock.today())
    assert consents.covered([episode.pk], Scope.PODCAST, clock.today()) == frozenset()
    actions.take_back(guest, {Scope.AIR}, by=HOUSE)
    assert gone == [("stream", episode.pk)]
    actions.take_back(guest, {Scope.ARCHIVE}, by=HOUSE)
    assert gone == [("stream", episode.pk), ("everywhere", episode.pk)]


def test_one_broadcast_goes_and_what_she_agreed_to_stands(guest, broadcast, gone, voice_of, amal):
    agreed(guest)
    first, second = broadcast(guest), broadcast(guest)
    actions.take_away(guest, first, by=HOUSE)
    assert gone == [("everywhere", first.pk)] and words(second) == ""
    with pytest.raises(Denied):
        actions.take_away(voice_of(amal), second, by=HOUSE)


@pytest.mark.parametrize("archive", [True, False])
def test_after_its_day_it_leaves_the_stream_or_everything(guest, broadcast, gone, archive, later):
    agreed(guest, {Scope.AIR}, until=clock.today() + 10 * DAY)
    if archive:
        agreed(guest, {Scope.ARCHIVE}, until=clock.today() + 20 * DAY)
    episode, draft = broadcast(guest), broadcast(guest, state=EpisodeState.DRAFT)
    later(days=11)
    assert actions.sweep(clock.today()) and actions.sweep(clock.today()) == ""
    assert gone == [("stream" if archive else "everywhere", episode.pk)]
    assert Episode.objects.get(pk=draft.pk).state == EpisodeState.DRAFT


def test_what_is_taken_back_in_the_registry_silences_the_voice_too(guest, girl, w4i, broadcast, gone):
    guest.person = register(Identity("Fatou Diallo", sex="F"), project=w4i, by=HOUSE)
    guest.save()
    agreed(guest), agreed(girl)
    hers, other = broadcast(guest), broadcast(girl)
    said = {"recipient": w4i, "fields": ("identity",), "until": clock.today() + YEAR}
    common = registry.record(guest.person, w4i, registry.Agreement(purpose="common_work", **said), by=HOUSE)
    registry.withdraw(common, by=HOUSE)
    assert gone == []
    testimony = registry.record(guest.person, w4i, registry.Agreement(purpose="testimony", **said), by=HOUSE)
    registry.withdraw(testimony, by=HOUSE)
    assert gone == [("everywhere", hers.pk)] and words(other) == ""
    assert {row.withdrawn_how for row in guest.consents.all()} == {TakenBack.REGISTRY}


def test_a_link_takes_everything_back_and_a_newer_one_ends_it(guest, broadcast, gone):
    agreed(guest)
    broadcast(guest)
    first = actions.make_link(guest, by=HOUSE)
    second = actions.make_link(guest, by=HOUSE)
    assert actions.link_of(first) is None and actions.link_of("") is None
    assert actions.take_back_by_link(actions.link_of(second)) == 1
    assert {row.withdrawn_how for row in guest.consents.all()} == {TakenBack.LINK}
    assert second.encode() not in bytes(guest.links.get(ended_at=None).digest)


def test_only_she_and_whoever_answers_for_the_radio_take_a_voice_back(
    voice_of, amal, malika, dounia, amina, stranger, viewer_of, gone
):
    hers = voice_of(amal)
    agreed(hers)
    for who in (malika, amina, stranger):
        with pytest.raises(Denied):
            actions.take_back(hers, by=viewer_of(who))
    actions.take_back(hers, {Scope.PODCAST}, by=viewer_of(dounia))
    actions.take_back(hers, {Scope.AIR}, by=viewer_of(amal))
    told = dict(hers.consents.values_list("scope", "withdrawn_how"))
    assert told == {"air": "herself", "podcast": "word", "archive": ""}


def test_the_journal_names_nobody(guest, girl, broadcast, gone):
    agreed(girl, named="Zaynouba Secrète")
    actions.take_back(girl, by=HOUSE)
    told = str(list(AuditEvent.objects.values_list("detail", flat=True)))
    assert "Zaynouba" not in told and "Lina" not in told


def test_nothing_is_pretended_when_an_episode_cannot_be_withdrawn(guest, broadcast, monkeypatch):
    def broken(episode, *, reason, by):
        raise LookupError(reason)

    agreed(guest)
    broadcast(guest)
    monkeypatch.setattr(leaving, "withdraw_episode", broken)
    with pytest.raises(LookupError):
        actions.take_back(guest, by=HOUSE)
    assert consents.covers(guest, Scope.AIR, clock.today())


def test_what_is_no_broadcast_yet_hears_only_that_everything_was_taken_back(guest, gone):
    heard = []
    leaving.register_leaving("test", lambda voice: heard.append(voice.pk))
    try:
        agreed(guest)
        actions.take_back(guest, {Scope.AIR}, by=HOUSE)
        assert heard == []
        actions.take_back(guest, by=HOUSE)
        assert heard == [guest.pk]
    finally:
        leaving.forget_leaving("test")
