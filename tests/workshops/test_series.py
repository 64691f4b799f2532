"""Series and their sessions: numbers and words, never a name, never a diagnosis."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.core.changing import ChangedMeanwhile
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.facts.models import Fact
from terrain.programmes.models import Place
from terrain.workshops import offered
from terrain.workshops.actions import centres, kits, series, sheets
from terrain.workshops.actions.series import Held, SeriesSaid, SessionSaid
from terrain.workshops.forms.series import SessionForm
from terrain.workshops.lists import lists
from terrain.workshops.models import Series, SeriesSession
from tests.factories import HOUSE
from tests.workshops.conftest import JANUARY

SAID = SeriesSaid("La porte", "forum_theatre", "Centre de Rabat", date(2026, 1, 5), facilitator="Salma")
HELD = Held(JANUARY, 90, 9, "Salma", "Des images de porte fermée.", "Repartir de la porte.")


def facts_of_sessions():
    return list(Fact.objects.filter(variant__kind="workshop_session"))


@pytest.mark.django_db
class TestSessions:
    def test_a_double_click_is_one_series_and_one_session(self, w4i):
        slip = uuid4()
        one, two = (series.open_series(w4i, SAID, slip=slip, by=HOUSE) for _n in range(2))
        first, second = (series.hold_session(one, SessionSaid(HELD), slip=slip, by=HOUSE) for _n in range(2))
        assert one == two and first == second
        assert (Series.objects.count(), SeriesSession.objects.count()) == (1, 1)

    def test_no_role_of_the_group_has_more_people_than_the_group(self, group):
        with pytest.raises(Denied):
            series.hold_session(group, SessionSaid(HELD, {"spoke": 10}), by=HOUSE)
        with pytest.raises(LookupError):
            series.hold_session(group, SessionSaid(HELD, {"patient": 1}), by=HOUSE)
        assert not SeriesSession.objects.exists()
        alone = replace(HELD, headcount=1)
        assert series.hold_session(group, SessionSaid(alone, {"facilitator": 3}), by=HOUSE).roles.get().people == 3

    def test_a_session_of_a_day_to_come_is_refused(self, group, today):
        with pytest.raises(Denied):
            series.hold_session(group, SessionSaid(replace(HELD, day=today + timedelta(1))), by=HOUSE)

    def test_two_who_change_a_session_are_told_and_the_same_twice_is_nothing(self, met):
        mine, hers = SessionSaid(replace(HELD, headcount=10)), SessionSaid(replace(HELD, headcount=8))
        series.change_session(met, mine, version=1, by=HOUSE)
        with pytest.raises(ChangedMeanwhile):
            series.change_session(met, hers, version=1, by=HOUSE)
        assert series.change_session(met, mine, version=1, by=HOUSE).version == 2
        assert SeriesSession.objects.get().headcount == 10

    def test_roles_alone_are_a_change(self, met):
        changed = series.change_session(met, SessionSaid(HELD, {"watched": 2}), version=1, by=HOUSE)
        assert series.roles_of(changed) == {"watched": 2} and changed.version == 2

    def test_sheets_of_another_project_are_not_used(self, group, w4i, cpe):
        said = sheets.SheetSaid("Cercle", "Se connaître", "S'asseoir.", "fr")
        ours, theirs = (sheets.write_sheet(project, said, by=HOUSE) for project in (w4i, cpe))
        used = frozenset({ours.pk, theirs.pk})
        met = series.hold_session(group, SessionSaid(HELD, sheets=used), by=HOUSE)
        assert list(met.sheets.all()) == [ours]

    def test_a_kit_of_another_project_is_refused(self, w4i, cpe):
        theirs = kits.open_kit(cpe, kits.KitSaid("Mallette", "K1", "Centre de Fès"), by=HOUSE)
        with pytest.raises(Denied):
            series.open_series(w4i, replace(SAID, kit=theirs), by=HOUSE)

    def test_a_series_does_not_end_before_it_begins(self, w4i):
        with pytest.raises(Denied):
            series.open_series(w4i, replace(SAID, ends=date(2026, 1, 4)), by=HOUSE)

    def test_whoever_only_sees_sessions_holds_none(self, group, met, w4i, amina, stranger, viewer_of):
        for somebody in (amina, stranger):
            by = viewer_of(somebody)
            for act in (
                lambda by=by: series.open_series(w4i, SAID, by=by),
                lambda by=by: series.change_series(group, SAID, version=1, by=by),
                lambda by=by: series.hold_session(group, SessionSaid(HELD), by=by),
                lambda by=by: series.change_session(met, SessionSaid(HELD), version=1, by=by),
                lambda by=by: series.strike_session(met, by=by),
            ):
                with pytest.raises(Denied):
                    act()


@pytest.mark.django_db
class TestWhatItCountsFor:
    def test_a_session_is_one_fact_about_nobody_with_its_minutes(self, met):
        [fact] = facts_of_sessions()
        assert (fact.subject, fact.occurrences, fact.quantity) == (None, 1, 90)
        assert str(fact.place) == "Rabat"

    def test_nine_participants_are_nobodys_attendance(self, met):
        assert not Fact.objects.filter(variant__kind="attendance").exists()

    def test_a_session_taken_back_counts_for_nothing_and_is_not_changed_any_more(self, met):
        series.strike_session(met, by=HOUSE)
        series.strike_session(met, by=HOUSE)
        assert not facts_of_sessions()
        with pytest.raises(Denied):
            series.change_session(met, SessionSaid(replace(HELD, minutes=5)), version=2, by=HOUSE)

    def test_a_session_taken_back_keeps_no_word_of_the_group(self, group):
        named = replace(HELD, worked_on="Kawtar a pleuré", next_time="Parler à Kawtar")
        met = series.hold_session(group, SessionSaid(named), by=HOUSE)
        series.strike_session(met, by=HOUSE)
        met.refresh_from_db()
        assert (met.worked_on, met.next_time) == ("", "") and met.struck_at is not None

    def test_what_a_series_says_now_is_what_its_sessions_count_for(self, group, met, w4i):
        series.change_series(group, replace(SAID, method="image_theatre", centre="Centre de Fès"), version=1, by=HOUSE)
        [fact] = facts_of_sessions()
        assert str(fact.place) == "Fès" and facts.rebuild(check=True).clean

    def test_a_centre_laid_elsewhere_moves_what_was_counted_there(self, group, met):
        elsewhere = Place.objects.find("Fès")
        centres.change_centre(group.centre, "Centre de Rabat", elsewhere, version=1, by=HOUSE)
        [fact] = facts_of_sessions()
        assert fact.place == elsewhere and facts.rebuild(check=True).clean

    def test_two_centres_do_not_take_one_name(self, group, kit, w4i, today):
        other = kits.open_kit(w4i, kits.KitSaid("Autre", "K2", "Centre de Fès"), by=HOUSE).home
        with pytest.raises(Denied):
            centres.change_centre(other, "CENTRE de Rabat", other.place, version=1, by=HOUSE)


@pytest.mark.django_db
class TestWhatUpperRoomsMayChoose:
    def test_recent_sessions_name_their_day_and_series_and_nobody(self, met):
        [(code, words)] = offered.recent_sessions(met.series.project_id, JANUARY + timedelta(3))
        assert code == str(met.uid) and words.endswith("· La porte") and "2026" in words

    def test_sessions_to_come_long_gone_of_others_or_taken_back_are_not_offered(self, met, cpe):
        project = met.series.project_id
        assert not offered.recent_sessions(project, JANUARY - timedelta(1))
        assert not offered.recent_sessions(project, JANUARY + timedelta(93))
        assert not offered.recent_sessions(cpe.pk, JANUARY)
        series.strike_session(met, by=HOUSE)
        assert not offered.recent_sessions(project, JANUARY)

    def test_what_was_chosen_once_is_still_said(self, met, cpe):
        series.strike_session(met, by=HOUSE)
        project = met.series.project_id
        assert offered.words_of(project, str(met.uid)).endswith("La porte")
        assert offered.words_of(cpe.pk, str(met.uid)) == offered.words_of(project, "x") == ""


@pytest.mark.django_db
class TestNeverADiagnosis:
    typed = {"day": "2026-01-12", "minutes": "90", "headcount": "9"}

    def form(self, group, by, **more):
        return SessionForm(self.typed | more, viewer=by, series=group)

    @pytest.mark.parametrize(
        "words",
        [
            "Elle est dépressive.",
            "Deux semblaient dépressives.",
            "She seems TRAUMATISED",
            "كانت المكتئبة صامتة",
            "un trouble du comportement",
        ],
    )
    def test_a_word_that_says_what_somebody_has_is_asked_about(self, group, facilitator, viewer_of, words):
        form = self.form(group, viewer_of(facilitator), worked_on=words)
        assert not form.is_valid() and list(form.errors) == ["worked_on"] and form.asks_again

    def test_it_is_saved_when_the_group_said_it_itself(self, group, facilitator, viewer_of):
        form = self.form(group, viewer_of(facilitator), next_time="Parler de la dépression", as_it_is="on")
        assert form.is_valid() and form.asks_again

    def test_what_was_seen_passes(self, group, facilitator, viewer_of):
        form = self.form(group, viewer_of(facilitator), worked_on="Trois images de porte fermée, des rires.")
        assert form.is_valid() and not form.asks_again

    def test_a_role_larger_than_the_group_is_said_at_its_field(self, group, facilitator, viewer_of):
        form = self.form(group, viewer_of(facilitator), role_spoke="10", role_facilitator="12")
        assert list(form.errors) == ["role_spoke"]


@given(
    st.sampled_from(sorted({w for words in lists().diagnosis_words.values() for w in words})), st.sampled_from(" .,!؟")
)
def test_every_word_of_the_list_is_found_in_a_sentence(word, mark):
    assert word in lists().diagnoses_in(f"Avant {word}{mark} après")


@given(st.text(alphabet="abcdefgh ", max_size=60))
def test_no_word_is_found_where_there_is_none(text):
    assert lists().diagnoses_in(text) == []


def test_an_entry_holds_from_a_day_to_a_day_and_stays_readable():
    said = lists()
    entry = said.methods[0].model_copy(update={"ends": date(2026, 1, 1)})
    shorter = said.model_copy(update={"methods": (entry, *said.methods[1:])})
    assert entry.code not in dict(shorter.choices("methods", date(2026, 1, 2)))
    assert entry.code in dict(shorter.choices("methods", date(2026, 1, 2), entry.code))
    assert shorter.words("methods", entry.code) == str(entry)
