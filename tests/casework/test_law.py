"""Delays that run in a file, what is owed, who confirms it: the law as dated data."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from terrain.casework.actions import law as actions
from terrain.casework.clocks import clocks_of
from terrain.casework.kinds import register_kind
from terrain.casework.law import Law
from terrain.casework.models import Milestone, RuleConfirmed
from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.facts.models import Fact

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def words(text: str) -> dict[str, str]:
    return dict.fromkeys(("fr", "ar", "en", "it"), text)


def a_law(**changes) -> Law:
    birth = {
        "code": "birth_declaration", "text": words("Déclarer la naissance"), "begins": "child_born", "days": 30,
        "stops": ["birth_declared", "judgment"], "warn_days": 10, "law": "civil_status", "article": "16",
        "afterwards": words("Un jugement peut la déclarer."),
    }  # fmt: skip
    told = {"code": "told", "text": words("Lui dire ses droits"), "stages": ["first_interview"], "law": "civil_status"}
    said = {
        "checked": "2026-11-26",
        "texts": [
            {"code": "civil_status", "text": words("Loi sur l'état civil"), "reference": "Loi d'essai", "source": "lue",
             "checked": "2026-11-26"}
        ],
        "dates": [{"code": one, "text": words(one)} for one in ("child_born", "birth_declared", "judgment")],
        "clocks": [birth | changes],
        "duties": [told],
    }  # fmt: skip
    return Law.model_validate(said)


@pytest.fixture
def kind(kind):
    """Accompaniment with a law beside it, while the test lasts."""
    register_kind(replace(kind, law=a_law()))
    yield replace(kind, law=a_law())
    register_kind(kind)


@pytest.fixture
def born(file, amina, viewer_of):
    def on(day, code="child_born", **more):
        return actions.write_date(file, code, day, by=viewer_of(amina), **more)

    return on


def state(law, **dates) -> tuple[str, int]:
    running = clocks_of(law, dates)[0]
    return running.state(clock.today()), running.left(clock.today())


def test_a_delay_runs_is_near_is_over_is_kept_or_kept_late():
    today, law = clock.today(), a_law()
    assert clocks_of(law, {}) == []
    assert state(law, child_born=today) == ("runs", 30)
    assert state(law, child_born=today - 25 * DAY) == ("soon", 5)
    assert state(law, child_born=today - 30 * DAY) == ("soon", 0)
    assert state(law, child_born=today - 31 * DAY) == ("over", -1)
    assert state(law, child_born=today - 60 * DAY, birth_declared=today - 30 * DAY)[0] == "kept"
    assert state(law, child_born=today - 60 * DAY, birth_declared=today - 29 * DAY)[0] == "kept_late"
    assert state(law, child_born=today, birth_declared=today - DAY)[0] == "runs", "declared before it began"


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 400))
def test_months_end_where_the_calendar_ends_them(began, months):
    last = a_law(days=None, months=months).clocks[0].last_day(began)
    assert (last.year - began.year) * 12 + last.month - began.month == months
    assert last.day == began.day or (last.day < began.day and (last + DAY).day == 1)


def test_an_old_file_keeps_the_law_of_its_day():
    law = a_law(**{"from": "2022-01-01"})
    assert clocks_of(law, {"child_born": date(2021, 12, 31)}) == []
    assert clocks_of(law, {"child_born": date(2022, 1, 1)})


@pytest.mark.parametrize(
    "fault", [{"days": None}, {"months": 2}, {"law": "unknown"}, {"begins": "unknown"}, {"stops": ["unknown"]}]
)
def test_a_rule_that_cannot_be_is_refused(fault):
    with pytest.raises(ValidationError):
        a_law(**fault)


def test_a_date_set_right_leaves_what_stood_before_and_counts_once(born, file):
    today = clock.today()
    first = born(today - 40 * DAY)
    born(today - 5 * DAY, "birth_declared")
    assert Fact.objects.get(variant__kind="legal_clock").quantity == 35
    right = born(today - 20 * DAY, seen=first.pk)
    assert list(file.milestones.standing().filter(code="child_born")) == [right] and file.milestones.count() == 3
    assert Fact.objects.get(variant__kind="legal_clock").quantity == 15


def test_of_two_endings_on_one_day_one_counts(born):
    today = clock.today()
    born(today - 40 * DAY)
    born(today, "judgment")
    born(today, "birth_declared")
    assert Fact.objects.filter(variant__kind="legal_clock").count() == 1


def test_what_a_colleague_wrote_meanwhile_is_shown_and_not_overwritten(born, file, amina, client_of):
    standing = born(clock.today() - 3 * DAY)
    with pytest.raises(actions.DateSetMeanwhile):
        born(clock.today() - 9 * DAY)
    said = {"code": "child_born", "day": str(clock.today() - 9 * DAY), "seen": ""}
    answer = client_of(amina).post(reverse("casework:dates", args=[file.uid]), said)
    assert answer.status_code == 422 and amina.full_name in answer.content.decode()
    assert f"child_born:{standing.pk}" in answer.content.decode()
    again = client_of(amina).post(
        reverse("casework:dates", args=[file.uid]), said | {"seen": f"child_born:{standing.pk}"}
    )
    assert again.status_code == 302 and file.milestones.standing().get().day == clock.today() - 9 * DAY


def test_a_day_to_come_or_of_no_law_is_refused(born):
    with pytest.raises(Denied):
        born(clock.today() + DAY)
    with pytest.raises(Denied):
        born(clock.today(), "moon")


def test_taken_back_it_sets_nothing_going_and_counts_no_more(born, file, amina, client_of):
    born(clock.today() - 40 * DAY)
    declared = born(clock.today(), "birth_declared")
    client_of(amina).post(reverse("casework:take_back_date", args=[file.uid, declared.pk]))
    assert not Fact.objects.filter(variant__kind="legal_clock").exists()
    assert Milestone.objects.get(pk=declared.pk).withdrawn_at


def test_the_file_says_what_is_late_what_remains_and_what_is_owed(born, file, amina, client_of):
    born(clock.today() - 40 * DAY)
    page = client_of(amina).get(file.get_absolute_url()).content.decode()
    assert "Déclarer la naissance" in page and "Un jugement peut la déclarer." in page
    assert "Lui dire ses droits" in page and "à vérifier par un juriste" in page


def test_counsel_confirms_what_the_rule_now_says(kind, counsel, amina, client_of, viewer_of):
    rule = kind.law.clocks[0]
    address = reverse("casework:law", args=[kind.code])
    said = {"rule": rule.code, "fingerprint": rule.fingerprint, "words": "Article 16 relu au Bulletin officiel"}
    with pytest.raises(Denied):
        actions.confirm_rule(kind, rule, "sûre", by=viewer_of(amina))
    for _twice in range(2):
        assert client_of(counsel).post(address, said).status_code == 302
    assert RuleConfirmed.objects.get().words == said["words"]
    assert AuditEvent.objects.filter(verb="casework.rule_confirmed").count() == 1
    assert client_of(counsel).get(address).content.decode().count("à vérifier par un juriste") == 1, "the duty's own"
    changed = a_law(days=45).clocks[0]
    assert changed.fingerprint != rule.fingerprint


def test_words_of_what_was_checked_are_asked_for(kind, counsel, viewer_of):
    with pytest.raises(Denied):
        actions.confirm_rule(kind, kind.law.clocks[0], "  ", by=viewer_of(counsel))


def test_the_journal_does_not_say_which_date_it_was(born, file):
    born(clock.today())
    event = AuditEvent.objects.get(verb="casework.date_written")
    assert "child_born" not in str(event.detail) and event.detail["row"] == file.milestones.get().pk
