"""Agreements, and what is tried on them: begun with an agreement and an indicator, measured live, decided with reasons."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.core import clock
from terrain.core.changing import ChangedMeanwhile
from terrain.core.policies import Denied
from terrain.facts.actions import rebuild
from terrain.facts.models import Fact
from terrain.facts.registry import kind_of
from terrain.network import measuring
from terrain.network.actions import agreements, experiments
from terrain.network.actions.agreements import AgreementSaid
from terrain.network.actions.experiments import ExperimentSaid
from terrain.network.models import NOTICE, Agreement, Experiment, Profile, Standing
from terrain.programmes.models import Target
from tests.factories import HOUSE
from tests.network.governance.conftest import organisation

WINDOWS = {
    "before_first": date(2026, 1, 1),
    "before_last": date(2026, 3, 1),
    "after_first": date(2026, 4, 1),
    "after_last": date(2026, 6, 1),
}


@pytest.fixture
def signed(w4i, court, today):
    said = AgreementSaid("Un guichet", today - timedelta(30), today + timedelta(30))
    return agreements.sign(w4i, court, said, by=HOUSE)


@pytest.fixture
def trial(w4i, signed):
    said = ExperimentSaid(
        "Essai", "Porte fermée", "Si, alors", agreement=signed, indicator="organisations_represented", **WINDOWS
    )
    return experiments.prepare(w4i, said, by=HOUSE)


def counted(kind):
    return Fact.objects.filter(variant__kind=kind)


# --- agreements -----------------------------------------------------------------------------------------------------


def test_an_organisation_that_signed_counts_on_that_day_once(w4i, court, signed, today):
    fact = counted("representation").get()
    assert (fact.subject, fact.day) == (Profile.objects.of(court).subject_id, today - timedelta(30))
    earlier = AgreementSaid("Un guichet", today - timedelta(40), today + timedelta(30))
    agreements.change_agreement(signed, earlier, version=1, by=HOUSE)
    assert counted("representation").get().day == today - timedelta(40)
    agreements.strike_agreement(signed, version=2, by=HOUSE)
    assert not counted("representation").exists()
    assert rebuild(check=True).clean


@given(st.integers(-400, 400), st.integers(0, 400))
def test_an_agreement_stands_in_one_way_each_day(begins, lasts):
    today = date(2026, 6, 1)
    signed = today + timedelta(begins)
    agreement = Agreement(signed_on=signed, ends_on=signed + timedelta(lasts))
    stands = agreement.standing_on(today)
    assert (stands == Standing.COMING) == (begins > 0)
    assert (stands == Standing.OVER) == (begins <= 0 and begins + lasts < 0)
    assert (stands == Standing.ENDING) == (begins <= 0 <= begins + lasts <= NOTICE.days)


def test_one_that_ends_soon_is_to_renew_until_it_is(w4i, court, signed, association, today):
    assert list(Agreement.objects.to_renew(today)) == [signed]
    said = AgreementSaid("Un guichet", today)
    with pytest.raises(Denied):
        agreements.sign(w4i, association, said, renews=signed, by=HOUSE)
    follower = agreements.sign(w4i, court, said, renews=signed, by=HOUSE)
    assert not Agreement.objects.to_renew(today).exists()
    agreements.strike_agreement(follower, version=1, by=HOUSE)
    assert list(Agreement.objects.to_renew(today)) == [signed]
    with pytest.raises(Denied):
        agreements.sign(w4i, court, AgreementSaid("Demain", today + timedelta(1)), by=HOUSE)


# --- experiments ----------------------------------------------------------------------------------------------------


def test_an_experiment_counts_from_its_start_and_its_decision(trial, today):
    assert not counted("experiment").exists()
    running = experiments.start(trial, day=today - timedelta(9), version=1, by=HOUSE)
    assert experiments.start(trial, day=today, version=1, by=HOUSE).started_on == today - timedelta(9)
    assert counted("experiment").get().day == today - timedelta(9)
    decided = experiments.decide(running, outcome="adapt", reasons="Trop court", day=today, version=2, by=HOUSE)
    assert counted("experiment").count() == 2
    assert (decided.state, decided.decided_on) == ("decided", today)
    with pytest.raises(Denied):
        experiments.decide(decided, outcome="stop", reasons="Non", day=today, version=3, by=HOUSE)
    assert rebuild(check=True).clean


def test_it_stops_counting_when_its_agreement_was_a_mistake(trial, signed, today):
    experiments.start(trial, day=today, version=1, by=HOUSE)
    agreements.strike_agreement(signed, version=1, by=HOUSE)
    assert not counted("experiment").exists()
    assert rebuild(check=True).clean


@pytest.mark.parametrize("lacking", [{"agreement": None}, {"indicator": "", **dict.fromkeys(WINDOWS)}])
def test_a_meeting_without_commitment_does_not_begin(w4i, signed, today, lacking):
    whole = {"agreement": signed, "indicator": "referrals_served", **WINDOWS}
    draft = experiments.prepare(w4i, ExperimentSaid("Essai", "P", "H", **(whole | lacking)), by=HOUSE)
    with pytest.raises(Denied):
        experiments.start(draft, day=today, version=1, by=HOUSE)
    experiments.abandon(draft, why="Sans accord", version=1, by=HOUSE)
    assert not counted("experiment").exists()


def test_it_does_not_begin_before_its_agreement_nor_tomorrow(trial, signed, today):
    for day in (signed.signed_on - timedelta(1), today + timedelta(1)):
        with pytest.raises(Denied):
            experiments.start(trial, day=day, version=1, by=HOUSE)


def test_what_measures_it_is_fixed_once_it_runs(trial, today):
    running = experiments.start(trial, day=today, version=1, by=HOUSE)
    said = {"title": "Essai", "problem": "Porte fermée", "hypothesis": "Si, alors", "agreement": trial.agreement}
    kept = {"indicator": "organisations_represented", **WINDOWS}
    with pytest.raises(Denied):
        other = ExperimentSaid(**said, **(kept | {"indicator": "referrals_served"}))
        experiments.change_experiment(running, other, partners=[], version=2, by=HOUSE)
    renamed = ExperimentSaid(**(said | {"title": "Autre nom"}), **kept)
    assert experiments.change_experiment(running, renamed, partners=[], version=2, by=HOUSE).title == "Autre nom"
    with pytest.raises(ChangedMeanwhile):
        again = ExperimentSaid(**(said | {"title": "Encore"}), **kept)
        experiments.change_experiment(running, again, partners=[], version=2, by=HOUSE)


@pytest.mark.parametrize(
    "windows",
    [
        {"after_first": date(2026, 3, 1)},
        {"before_last": date(2025, 12, 1)},
        {"after_last": date(2026, 3, 1)},
        {"after_last": None},
    ],
)
def test_windows_follow_one_another(w4i, windows):
    said = ExperimentSaid("Essai", "P", "H", indicator="referrals_served", **(WINDOWS | windows))
    with pytest.raises(Denied):
        experiments.prepare(w4i, said, by=HOUSE)


# --- measured live --------------------------------------------------------------------------------------------------


def test_every_named_indicator_is_something_that_a_room_counts(db):
    for one in measuring.indicators().values():
        kind = kind_of(one.kind)
        for name, values in one.where.items():
            allowed = kind.attributes[name]
            assert not allowed or set(values) <= set(allowed), one.code
        assert one.count == "occurrences" or kind.subject, one.code


def test_figures_are_live_and_small_ones_are_not_told(w4i, trial, court, today):
    month = today.replace(day=1)
    Experiment.objects.update(
        before_first=clock.months_later(month, -3), before_last=clock.months_later(month, -2),
        after_first=clock.months_later(month, -1), after_last=month,
    )  # fmt: skip
    held = Experiment.objects.get()

    def figures():
        reading = measuring.reading_of(held, today)
        return reading.before.figure, reading.after.figure

    agreements.strike_agreement(held.agreement, version=1, by=HOUSE)
    assert figures() == (0, 0)
    for number in range(1, 6):
        said = AgreementSaid("Accord", today)
        agreements.sign(w4i, organisation(f"Association numéro {number}", "association"), said, by=HOUSE)
        assert figures() == (0, None if number < 5 else 5)
    reading = measuring.reading_of(held, today)
    assert reading.before.complete and not reading.after.complete
    assert not reading.equal, "one month of two is over"
    later = clock.months_later(month, 1)
    assert measuring.reading_of(held, later).equal
    assert measuring.reading_of(held, clock.months_later(month, -2)).equal, "as planned, while nothing of it began"


def test_sealed_files_have_the_higher_floor():
    one = measuring.indicators()["referrals_served"]
    assert measuring.Measure("", one.selections, one.count).floor == 10
    open_kind = measuring.indicators()["people_informed"]
    assert measuring.Measure("", open_kind.selections, open_kind.count).floor == 5


def test_a_promise_of_the_project_measures_too_and_a_share_does_not(w4i):
    counted_rule = {"count": "subjects", "of": [{"kind": "attendance", "where": {"session_kind": ["training"]}}]}
    promise = Target.objects.filter(project=w4i).first()
    promise.rule = counted_rule
    assert measuring.measurable(promise)
    measure = measuring.measure_of(Experiment(project=w4i, target=promise))
    assert measure is not None and measure.selections[0].kind == "attendance"
    promise.rule = {"count": "ratio", "of": counted_rule["of"], "per": counted_rule["of"]}
    assert not measuring.measurable(promise)
