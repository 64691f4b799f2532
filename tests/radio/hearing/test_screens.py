"""What the pages say of who listens, to whom, and what they keep back."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.facts.estimates import estimate_of
from terrain.programmes.models import Target
from terrain.radio.actions import listening
from terrain.radio.actions.audience import Found, Gathered, add_club, declare_survey, strike_club
from terrain.radio.audience import audiences
from terrain.radio.audience.columns import drawn
from terrain.radio.audience.estimating import bounds
from terrain.radio.models import BroadcastRow, Club, Episode, EpisodeVoice, ListenerSurvey, PodcastDay, Sound
from terrain.results import public
from terrain.results.values import Reckoning
from tests.factories import HOUSE
from tests.radio.hearing.test_take_in import NOON, hears, lay

SURVEY = Found(
    date(2026, 11, 1), 40, Decimal("1.5"), Decimal("2.5"), Decimal(1), Decimal("1.25"), "À la sortie du centre."
)


@pytest.fixture(autouse=True)
def time(monkeypatch):
    held = [NOON]
    monkeypatch.setattr(clock, "now", lambda: held[0])
    return held


@pytest.fixture
def episode(station, show, amal, time):
    station.first_slot = 0
    station.save()
    sound = Sound.objects.create(station=station, kind="episode", state="ready", slots=75)
    start = int(NOON.timestamp()) // 4
    made = Episode.objects.create(
        show=show, title="Premier", state="published", sound=sound, made_by=amal, checked_names=True,
        approved_at=NOON, published_at=NOON,
    )  # fmt: skip
    for number in (0, 900):  # five minutes at noon, and again an hour later
        BroadcastRow.objects.create(
            station=station, slot_from=start + number, slot_to=start + number + 75, kind="grid", sound=sound, show=show,
            episode=made, published=0, written_at=NOON,
        )  # fmt: skip
    return made


@pytest.fixture
def heard(episode, time):
    """``heard(n, seconds)``: so many devices hear the beginning of the episode."""

    def listen(number, seconds=120, at=NOON, who=None):
        for n in range(number):
            lay("2026-11-20-1-a", hears(f"{at:%H%M}-{seconds}-{n}", at, seconds, n + 1 if who is None else who))
        time[0] = NOON + timedelta(hours=5)
        listening.take_in(by=HOUSE)
        return episode

    return listen


def page(client, name, *args, status=200):
    response = client.get(reverse(name, args=args))
    assert response.status_code == status
    return response.content.decode()


def test_three_lines_stand_side_by_side_and_no_sum_of_them(heard, station, officer, client_of, viewer_of):
    episode = heard(7)
    heard(2, at=NOON + timedelta(minutes=30), who=0)
    PodcastDay.objects.create(episode=episode, day=date(2026, 11, 20), downloads=11)
    add_club(station, Gathered(date(2026, 11, 20), 23), by=viewer_of(officer))
    lines = audiences.lines_of(station)
    assert (lines.floor, lines.sessions, lines.loose, lines.downloads, lines.clubs, lines.heads) == (7, 9, 2, 11, 1, 23)
    text = page(client_of(officer), "radio:audience", "W4I")
    for figure in (">7<", ">11<", ">23<"):
        assert figure in text
    for total in (">41<", ">34<", ">30<", ">18<"):
        assert total not in text


def test_the_floor_of_the_page_is_the_floor_of_the_results(heard, station, w4i):
    heard(6)
    target = Target.objects.get(code="W4I-T5")
    target.rule = {"count": "subjects", "of": [{"kind": "radio_listening"}], "window": "year", "across": "highest"}
    target.save()
    [found] = [one for one in Reckoning.read([w4i]).targets if one == target]
    assert Reckoning.read([w4i]).value(found).achieved == audiences.lines_of(station).floor == 6


def test_a_year_is_chosen_and_a_strange_one_is_all(heard, officer, client_of):
    heard(6)
    client = client_of(officer)
    for query in ("?year=2026", "?year=x", "?year=1999", "?year=%00", "?year=²"):
        assert client.get(reverse("radio:audience", args=["W4I"]) + query).status_code == 200


def test_small_figures_are_hidden_from_a_donor_and_seen_by_the_officer(heard, donor, officer, client_of, station):
    heard(3)
    assert [one.number for one in audiences.by_hour(station, whole=False) if one.number != 0] == [None]
    seen = page(client_of(officer), "radio:audience", "W4I")
    kept = page(client_of(donor), "radio:audience", "W4I")
    assert "masqué" in kept or "hidden" in kept
    assert "masqué" not in seen and "hidden<" not in seen


def test_a_single_hidden_figure_cannot_be_worked_out():
    assert audiences.hidden([0, 3, 9, 6], whole=False) == [0, None, 9, None]
    assert audiences.hidden([0, 3, 2, 6], whole=False) == [0, None, None, 6]
    assert audiences.hidden([0, 5, 9], whole=False) == [0, 5, 9]
    assert audiences.hidden([0, 3, 9], whole=True) == [0, 3, 9]
    assert audiences.hidden([2], whole=False) == [None]


def test_a_host_sees_by_how_many_her_episode_was_heard(heard, amal, client_of):
    episode = heard(6, 120)
    heard(5, 240, at=NOON + timedelta(hours=1), who=None)
    told = audiences.of_episode(episode, whole=False)
    assert told.devices == 6
    assert [one.number for one in told.curve] == [11, 11, 5, 5, 0]
    assert len(told.times) == 2
    assert ">6<" in page(client_of(amal), "radio:heard", episode.uid)


def test_fewer_than_five_are_not_told_to_a_host(heard, amal, dounia, client_of):
    episode = heard(4)
    told = audiences.of_episode(episode, whole=False)
    assert told.devices is None
    assert {one.number for one in told.curve} <= {None, 0}
    assert "big-figure" not in page(client_of(amal), "radio:heard", episode.uid)


def test_half_a_minute_of_an_episode_is_not_hearing_it(heard):
    episode = heard(6, 120, at=NOON - timedelta(seconds=80))  # forty seconds of it
    assert audiences.of_episode(episode, whole=True).devices == 0


def test_another_host_does_not_see_it_unless_she_speaks_in_it(heard, malika, client_of, voice_of):
    episode = heard(6)
    page(client_of(malika), "radio:heard", episode.uid, status=403)
    EpisodeVoice.objects.create(episode=episode, voice=voice_of(malika), part="guest")
    page(client_of(malika), "radio:heard", episode.uid)


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_an_episode_that_is_not_heard_has_no_page(heard, amal, officer, client_of, state):
    episode = heard(6)
    Episode.objects.update(state=state)
    for user in (amal, officer):
        page(client_of(user), "radio:heard", episode.uid, status=404)


def test_a_show_is_told_day_by_day(heard, show, officer, client_of):
    heard(6)
    assert [(one.words, one.number) for one in audiences.of_show(show, whole=True)] == [("20 novembre 2026", 6)]
    text = page(client_of(officer), "radio:audience_of_show", show.uid)
    assert "20 novembre 2026" in text
    assert "Premier" in text


def test_a_station_without_listeners_says_so(station, officer, client_of):
    text = page(client_of(officer), "radio:audience", "W4I")
    assert "<svg" not in text
    assert ">0<" in text


def test_pages_cost_the_same_however_many_listen(heard, station, django_assert_max_num_queries):
    heard(3)
    with django_assert_max_num_queries(9):
        audiences.lines_of(station)
        audiences.by_hour(station, whole=True)
        audiences.by_show(station, whole=True)


def test_a_project_without_a_radio_has_no_page(w4i, officer, client_of):
    page(client_of(officer), "radio:audience", "W4I", status=404)


# the estimate


def test_without_a_survey_there_is_a_floor_and_a_method(station, w4i):
    found = estimate_of("listener", w4i.pk, 100)
    assert (found.low, found.high, found.survey) == (None, None, "")
    assert len(found.not_counted) >= 4


def test_the_best_estimate_is_from_the_lowest_to_the_highest(station, w4i, officer, viewer_of):
    survey = declare_survey(station, SURVEY, by=viewer_of(officer))
    assert bounds(100, survey) == (120, 250)
    found = estimate_of("listener", w4i.pk, 100)
    assert (found.low, found.high) == (120, 250)
    assert "À la sortie du centre." in found.method
    assert "40" in found.survey


def test_the_newest_survey_counts_and_the_public_page_shows_it(heard, station, w4i, officer, viewer_of, client):
    heard(10)
    Target.objects.filter(code="W4I-T5").update(
        rule={"count": "subjects", "of": [{"kind": "radio_listening"}], "window": "year", "across": "highest"}
    )
    old = Found(date(2025, 1, 1), 30, Decimal(9), Decimal(9), Decimal(1), Decimal(1), "Ancienne.")
    for said in (SURVEY, old):
        declare_survey(station, said, by=viewer_of(officer))
    shown = public.values("W4I")["W4I-T5"]
    assert (shown.achieved, shown.estimate.low, shown.estimate.high) == (10, 12, 25)
    text = client.get(reverse("public:project", args=["W4I"])).content.decode()
    assert "À la sortie du centre." in text
    assert "Ancienne." not in text


def survey_form(**changed):
    return {
        "day": "2026-11-01", "asked": "40", "persons_low": "1,5", "persons_high": "2,5", "devices_low": "1", "devices_high": "1,25",
        "method": "À la sortie.",
    } | changed  # fmt: skip


def test_the_officer_says_what_a_survey_found_once(station, officer, client_of, time):
    form = survey_form(slip="11111111-1111-4111-8111-111111111111")
    for _twice in range(2):
        response = client_of(officer).post(reverse("radio:survey", args=["W4I"]), form)
        assert response.status_code == 302
    survey = ListenerSurvey.objects.get()
    assert (survey.persons_low, survey.devices_high, survey.declared_by) == (Decimal("1.5"), Decimal("1.25"), officer)
    assert AuditEvent.objects.filter(verb="radio.survey_declared").count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"persons_high": "1"},
        {"devices_low": "0,5"},
        {"devices_high": "NaN"},
        {"asked": "0"},
        {"day": "2099-01-01"},
        {"day": "1215-06-15"},
        {"method": ""},
        {"persons_low": "99999999"},
    ],
)
def test_a_wrong_survey_is_answered_and_kept_nowhere(station, officer, client_of, time, wrong):
    response = client_of(officer).post(reverse("radio:survey", args=["W4I"]), survey_form(**wrong))
    assert response.status_code == 422
    assert "40" in response.content.decode() or "asked" in wrong
    assert not ListenerSurvey.objects.exists()


# clubs


def test_a_club_is_written_down_with_its_sheet(station, show, dounia, client_of, time):
    sheet = SimpleUploadedFile("feuille.jpg", b"photo", content_type="image/jpeg")
    form = {"day": "2026-11-19", "heads": "14", "show": show.pk, "place": "Temara", "sheet": sheet}
    assert client_of(dounia).post(reverse("radio:new_club", args=["W4I"]), form).status_code == 302
    club = Club.objects.get()
    assert (club.heads, club.show, club.place, club.made_by) == (14, show, "Temara", dounia)
    opened = client_of(dounia).get(reverse("radio:club_sheet", args=[club.uid]))
    assert b"".join(opened.streaming_content) == b"photo"
    assert AuditEvent.objects.filter(verb="radio.sheet_read").count() == 1


@pytest.mark.parametrize(
    "wrong", [{"heads": "0"}, {"heads": "10001"}, {"day": "2099-01-01"}, {"day": "x"}, {"show": "999"}]
)
def test_a_wrong_club_is_answered(station, officer, client_of, time, wrong):
    form = {"day": "2026-11-19", "heads": "14"} | wrong
    assert client_of(officer).post(reverse("radio:new_club", args=["W4I"]), form).status_code == 422
    assert not Club.objects.exists()


def test_a_club_taken_back_counts_no_more(station, dounia, viewer_of, time):
    by = viewer_of(dounia)
    club = add_club(station, Gathered(date(2026, 11, 19), 14), by=by)
    strike_club(club, by=by)
    assert audiences.lines_of(station).heads == 0
    with pytest.raises(Denied):
        strike_club(club, by=by)


def test_who_makes_radio_or_only_reads_declares_nothing(station, amal, donor, viewer_of):
    for user in (amal, donor):
        with pytest.raises(Denied):
            add_club(station, Gathered(date(2026, 11, 19), 14), by=viewer_of(user))
        with pytest.raises(Denied):
            declare_survey(station, SURVEY, by=viewer_of(user))


def test_a_curve_of_nothing_is_not_drawn_and_a_hidden_column_tells_no_height():
    assert drawn([]) is None
    assert drawn([audiences.Point("1", 0)]) is None
    columns = drawn([audiences.Point("1", None), audiences.Point("2", 50), audiences.Point("3", None)]).columns
    assert columns[0].height == columns[2].height < columns[1].height
    assert all(0 <= one.y <= one.y + one.height <= 150 for one in columns)


def test_the_days_of_a_year_are_in_the_year_they_were_heard(heard, station):
    heard(6, at=datetime(2026, 11, 20, 10, 0, tzinfo=UTC))
    assert audiences.lines_of(station, 2026).floor == 6
    assert audiences.lines_of(station, 2025).floor == 0
