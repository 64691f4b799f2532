"""Two people who may be one: proposed with reasons, decided by a human, merged and parted exactly."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.facts.counting import Book, Selection
from terrain.gatherings.actions import Particulars, add_newcomer, open_session
from terrain.people import actions as people
from terrain.people.duplicates import finding, merging
from terrain.people.identity import Identity
from terrain.people.models import DuplicatePair, Merge, Person, PersonGrant
from terrain.people.models.duplicates import PairState
from terrain.results.actions import take_snapshot
from terrain.results.periods import WHOLE
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


def session(project, day=12):
    said = Particulars("information_session", date(2026, 3, day), "Rabat", f"Information {day}")
    return open_session(project, said, by=HOUSE)


def came(where, name, **said):
    return add_newcomer(where, Identity(name, **said), by=HOUSE).person


@pytest.fixture
def two(w4i):
    """One woman written twice, at two sessions: in Latin without a telephone, in Arabic with one."""
    born = {"birth": date(1991, 1, 1), "birth_precision": "year", "sex": "F"}
    return came(session(w4i), "Khadija El Khattabi", **born), came(
        session(w4i, 13), "خديجة الخطابي", phone="+212612345671", **born
    )


@pytest.fixture
def pair(two):
    assert finding.find_all() == 1
    return DuplicatePair.objects.get()


def women(project) -> int:
    book = Book.read([project.pk])
    return book.tally([project.pk], [Selection("attendance")]).distinct


def test_the_daily_look_compares_everybody_once_then_those_who_changed(two, w4i, monkeypatch):
    asked, real = [], finding.find_among
    monkeypatch.setattr(finding, "find_among", lambda persons: asked.append(list(persons)) or real(persons))
    today = clock.today()
    assert "1" in finding.look_daily(today) and finding.look_daily(today) == ""
    assert asked == [sorted(person.pk for person in two)] and DuplicatePair.objects.count() == 1
    assert finding.look_daily(today + clock.ONE_DAY) == "" and len(asked) == 1
    late = people.register(
        Identity("Khadija Elkhattabi", birth=date(1991, 1, 1), birth_precision="year"), project=w4i, by=HOUSE
    )
    assert finding.look_daily(today) == ""
    assert finding.look_daily(today + clock.ONE_DAY)
    assert asked[1:] == [[late.pk]] and DuplicatePair.objects.filter(second=late).exists()
    assert AuditEvent.objects.filter(verb=finding.LOOKED).count() == 2


def test_a_pair_is_proposed_with_reasons_and_never_merged_by_itself(pair):
    assert pair.state == PairState.OPEN and "name_across_scripts" in pair.reasons
    assert not Merge.objects.exists()


def test_merging_counts_her_once_and_parting_counts_two_again(two, pair, w4i, youssef, viewer_of):
    assert women(w4i) == 2
    held = merging.merge(*two, [], by=viewer_of(youssef)).merge
    assert women(w4i) == 1 and facts.rebuild(check=True).clean
    assert set(two[0].selves) == {two[0].pk, two[1].pk}
    merging.part(held, by=viewer_of(youssef))
    assert women(w4i) == 2 and facts.rebuild(check=True).clean
    kept = Person.objects.select_related("key").get(pk=two[0].pk)
    assert kept.sealed().all_names == ["Khadija El Khattabi"] and kept.sealed().phone == ""


def test_who_was_there_twice_on_one_sheet_was_there_once(w4i, youssef, viewer_of):
    where = session(w4i)
    one, other = came(where, "Khadija El Khattabi"), came(where, "خديجة الخطابي")
    held = merging.merge(one, other, [], by=viewer_of(youssef)).merge
    tally = Book.read([w4i.pk]).tally([w4i.pk], [Selection("attendance")])
    assert (tally.distinct, tally.occurrences) == (1, 1) and facts.rebuild(check=True).clean
    merging.part(held, by=viewer_of(youssef))
    tally = Book.read([w4i.pk]).tally([w4i.pk], [Selection("attendance")])
    assert (tally.distinct, tally.occurrences) == (2, 2) and facts.rebuild(check=True).clean


def test_what_was_chosen_stands_first_and_everything_else_still_finds_her(two, pair, w4i, youssef, viewer_of):
    merging.merge(*two, ["full_name"], by=viewer_of(youssef))
    kept = Person.objects.select_related("key").get(pk=two[0].pk)
    assert kept.sealed().full_name == "خديجة الخطابي" and kept.sealed().phone == "+212612345671"
    again = people.register(Identity("Khadija El Khattabi", phone="+212612345671"), project=w4i, by=HOUSE)
    assert again == kept


def test_the_address_of_the_one_absorbed_leads_to_the_one_kept(two, youssef, viewer_of, client_of):
    merging.merge(*two, [], by=viewer_of(youssef))
    assert client_of(youssef).get(two[1].get_absolute_url()).url == two[0].get_absolute_url()
    assert not Person.objects.visible_to(viewer_of(youssef)).filter(pk=two[1].pk).exists()


def test_a_chain_of_merges_comes_apart_in_order(two, w4i, youssef, viewer_of):
    by, third = viewer_of(youssef), came(session(w4i, 14), "Khadija Khattabi")
    first = merging.merge(two[0], two[1], [], by=by).merge
    kept = Person.objects.get(pk=two[0].pk)
    second = merging.merge(third, kept, [], by=by).merge
    assert women(w4i) == 1
    assert {p.merged_into_id for p in Person.objects.filter(pk__in=[two[0].pk, two[1].pk])} == {third.pk}
    with pytest.raises(Denied):
        merging.part(first, by=by)
    merging.part(second, by=by)
    assert women(w4i) == 2
    merging.part(first, by=by)
    assert women(w4i) == 3 and facts.rebuild(check=True).clean


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.booleans()), max_size=6))
def test_whatever_is_merged_and_parted_the_counts_are_those_of_the_records(w4i, steps):
    from django.db import transaction  # noqa: PLC0415

    with transaction.atomic():
        where = session(w4i, 20)
        group = [came(where, f"Personne Essai{n}") for n in range(4)]
        for a, b, undo in steps:
            standing = Merge.objects.filter(undone_at=None, kept__merged_into=None).first()
            if undo and standing is not None:
                merging.part(standing, by=HOUSE)
            elif a != b:
                try:
                    merging.merge(Person.objects.get(pk=group[a].pk), Person.objects.get(pk=group[b].pk), [], by=HOUSE)
                except merging.Gone:
                    continue
        apart = Person.objects.standing().filter(pk__in=[person.pk for person in group]).count()
        assert women(w4i) == apart and facts.rebuild(check=True).clean
        transaction.set_rollback(True)


def test_reported_figures_that_move_are_named_before_anything_is_done(two, pair, w4i, youssef, client_of):
    take_snapshot(w4i, period=WHOLE, occasion="Rapport de mars", by=HOUSE)
    client, where = client_of(youssef), reverse("people:merge", args=[pair.pk])
    said = {"kept": str(two[0].pk), "chosen": [], "seen": str(merging.Seen.of(pair))}
    page = client.post(where, said).content.decode()
    assert "Rapport de mars" in page and not Merge.objects.exists() and women(w4i) == 2
    assert client.post(where, said | {"sure": "1"}).status_code == 302
    assert Merge.objects.get().changed and women(w4i) == 1


def test_two_people_stay_told_apart_until_one_of_them_changes(two, pair, youssef, viewer_of):
    merging.decide(pair, PairState.DIFFERENT, by=viewer_of(youssef))
    assert finding.find_all() == 0
    with pytest.raises(merging.DecidedMeanwhile):
        merging.decide(pair, PairState.UNSURE, by=viewer_of(youssef))
    people.correct(two[0], Identity("Khadija El Khattabi", sex="F", phone="+212611111112"), by=viewer_of(youssef))
    finding.find_all()
    assert DuplicatePair.objects.get().state in {PairState.OPEN, PairState.DIFFERENT}


def test_merging_is_for_those_who_may_and_see_both(two, pair, amina, stranger, viewer_of, client_of):
    with pytest.raises(Denied):
        merging.merge(*two, [], by=viewer_of(amina))
    with pytest.raises(Denied):
        merging.merge(*two, [], by=viewer_of(stranger))
    assert client_of(stranger).get(reverse("people:duplicate", args=[pair.pk])).status_code == 404
    assert client_of(amina).get(reverse("people:duplicate", args=[pair.pk])).status_code == 200


def test_a_pair_with_somebody_sealed_is_not_there_for_those_outside(two, pair, youssef, guardian, viewer_of, client_of):
    Person.objects.filter(pk=two[0].pk).update(sealed_at=clock.now())
    assert not DuplicatePair.objects.visible_to(viewer_of(youssef)).exists()
    page = client_of(youssef).get(reverse("people:duplicates")).content.decode()
    assert "Khattabi" not in page and "الخطابي" not in page
    PersonGrant.objects.create(person=two[0], user=guardian, until=clock.now() + clock.ONE_DAY, reason="named")
    assert DuplicatePair.objects.visible_to(viewer_of(guardian)).exists()


def test_registering_somebody_sealed_reveals_nothing_and_the_pair_waits(w4i, amina, guardian, viewer_of):
    sealed = people.register(Identity("Salma Essai", card="C1234567"), project=w4i, by=HOUSE)
    Person.objects.filter(pk=sealed.pk).update(sealed_at=clock.now())
    made = people.register(Identity("Salma Essai", card="C1234567"), project=w4i, by=viewer_of(amina))
    assert made != sealed
    PersonGrant.objects.create(person=sealed, user=guardian, until=clock.now() + clock.ONE_DAY, reason="named")
    assert DuplicatePair.objects.visible_to(viewer_of(guardian)).count() == 1
    assert not DuplicatePair.objects.visible_to(viewer_of(amina)).exists()


def test_a_double_click_merges_once(two, pair, youssef, client_of):
    client, said = client_of(youssef), {"kept": str(two[0].pk), "chosen": [], "sure": "1"}
    said["seen"] = str(merging.Seen.of(pair))
    where = reverse("people:merge", args=[pair.pk])
    assert client.post(where, said).status_code == 302
    again = client.post(where, said)
    assert (again.status_code, again.url) == (302, two[0].get_absolute_url())
    assert Merge.objects.count() == 1


def test_a_merge_is_undone_on_her_page(two, pair, youssef, viewer_of, client_of, w4i):
    held = merging.merge(*two, [], by=viewer_of(youssef)).merge
    assert "خديجة" not in str(AuditEvent.objects.filter(verb="people.merged").get().detail)
    client = client_of(youssef)
    assert reverse("people:part", args=[held.uid]) in client.get(two[0].get_absolute_url()).content.decode()
    client.post(reverse("people:part", args=[held.uid]))
    assert women(w4i) == 2
