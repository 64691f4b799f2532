"""A closed door comes to a round table in one click, is decided on, and is shown as open once what was undertaken is done."""

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terrain.core import files
from terrain.core.changing import ChangedMeanwhile
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.desk.waiting import blocks
from terrain.facts.actions import rebuild
from terrain.facts.models import Fact
from terrain.network import agenda_words
from terrain.network.actions import agendas, commitments, round_tables
from terrain.network.dates import governance as dates
from terrain.network.followers import follow
from terrain.network.models import AgendaItem, Commitment, Decision, Invitation, Profile, RoundTable
from terrain.network.moves import ALL, TABLE
from terrain.network.papers import Given
from tests.factories import HOUSE
from tests.network.governance.conftest import at, organisation


def span(today):
    return today - timedelta(90), today


def told(item):
    found = AgendaItem.objects.select_related("round_table", "place").prefetch_related("decisions__commitments")
    return found.get(pk=item.pk)


# --- tables of states ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("moves", ALL, ids=lambda one: one.code)
def test_every_state_is_reached_and_every_move_leaves_a_state_that_is(moves):
    reached, grown = {moves.first}, True
    while grown:
        grown = False
        for move in moves.moves:
            if set(move.sources) & reached and move.target not in reached:
                reached.add(move.target)
                grown = True
    assert {state for move in moves.moves for state in (*move.sources, move.target)} == reached


@given(st.sampled_from(ALL), st.data())
def test_a_walk_through_a_table_never_leaves_it(moves, data):
    state, known = moves.first, {s for move in moves.moves for s in (*move.sources, move.target)}
    for code in data.draw(st.lists(st.sampled_from([move.code for move in moves.moves]), max_size=12)):
        if moves.leads(code, state):
            state = moves.after(code, state)
            assert state == moves.move(code).target
        else:
            with pytest.raises(Denied):
                moves.after(code, state)
        assert state in known


# --- one click ----------------------------------------------------------------------------------------------------


def test_a_closed_door_begins_a_round_table_when_none_is_planned(w4i, door, today, youssef, viewer_of):
    item = agendas.put_on_agenda(w4i, door, *span(today), by=viewer_of(youssef))
    assert item.key == door and item.count == 3 and (item.first, item.last) == span(today)
    assert item.round_table.state == "planned" and item.round_table.day > today
    assert agendas.put_on_agenda(w4i, door, *span(today), by=viewer_of(youssef)).pk == item.pk
    assert RoundTable.objects.count() == AgendaItem.objects.count() == 1
    assert AuditEvent.objects.filter(verb="network.dead_end_to_agenda").count() == 1


def test_it_goes_to_the_next_one_that_is_planned(w4i, door, today):
    later = round_tables.plan_table(w4i, round_tables.TableSaid("Plus tard", at(today + timedelta(60))), by=HOUSE)
    soon = round_tables.plan_table(w4i, round_tables.TableSaid("Bientôt", at(today + timedelta(5))), by=HOUSE)
    round_tables.plan_table(w4i, round_tables.TableSaid("Hier", at(today - timedelta(5))), by=HOUSE)
    assert agendas.put_on_agenda(w4i, door, *span(today), by=HOUSE).round_table == soon
    round_tables.cancel_table(soon, why="Grève", version=1, by=HOUSE)
    assert agendas.put_on_agenda(w4i, door, *span(today), by=HOUSE).round_table == later


def test_nobody_forges_a_door_that_too_few_met(w4i, cpe, referred, shelter, today):
    referred(2)
    referred(8, project=cpe)
    key = ("shelter", shelter.place_id, "declined:full")
    with pytest.raises(Denied):
        agendas.put_on_agenda(w4i, key, *span(today), by=HOUSE)
    assert not RoundTable.objects.exists()


def test_a_partner_of_the_house_leads_no_round_table(w4i, door, today, officer, stranger, amina, viewer_of):
    for user in (officer, stranger, amina):
        with pytest.raises(Denied):
            agendas.put_on_agenda(w4i, door, *span(today), by=viewer_of(user))


# --- decided, undertaken, done --------------------------------------------------------------------------------------


def took_place(item, day):
    """The round table of a point lies on ``day``."""
    RoundTable.objects.filter(items=item).update(starts_at=at(day))


def test_the_door_is_open_once_everything_undertaken_is_done_with_a_proof(w4i, door, today, court, referred):
    item = agendas.put_on_agenda(w4i, door, *span(today), by=HOUSE)
    assert agenda_words.state_of(told(item)) == "waits"
    took_place(item, today - timedelta(60))
    first = agendas.Undertaking("Dix lits", today + timedelta(30), owner=court)
    decision = agendas.decide(item, "Dix lits de plus.", first, by=HOUSE)
    second = agendas.undertake(decision, agendas.Undertaking("Le dire", today, owner_project=w4i), by=HOUSE)
    assert agenda_words.state_of(told(item)) == "undertaken"
    assert agendas.put_on_agenda(w4i, door, *span(today), by=HOUSE).pk == item.pk
    commitments.keep(decision.commitments.get(owner=court), day=today, proof="Visite", version=1, by=HOUSE)
    assert agenda_words.closing_of(told(item)) is None
    commitments.drop(second, why="Inutile", version=1, by=HOUSE)
    closing = agenda_words.closing_of(told(item))
    assert (closing.day, closing.before, closing.since, closing.early) == (today, 3, None, True)
    Commitment.objects.filter(state="kept").update(ended_on=today - timedelta(30))
    referred(3, ago=30)
    closing = agenda_words.closing_of(told(item))
    assert (closing.since, closing.early) == (3, False)
    referred(3, ago=29)
    assert agenda_words.closing_of(told(item)).since == 6
    assert agendas.put_on_agenda(w4i, door, *span(today), by=HOUSE).pk != item.pk


def test_nothing_is_decided_before_the_round_table_took_place(w4i, door, today):
    item = agendas.put_on_agenda(w4i, door, *span(today), by=HOUSE)
    with pytest.raises(Denied):
        agendas.decide(item, "Dix lits de plus.", by=HOUSE)
    took_place(item, today)
    assert agendas.decide(item, "Dix lits de plus.", by=HOUSE).day == today


def test_a_commitment_is_kept_only_with_a_proof_and_on_a_day_that_was(promised, today):
    for day, proof in ((today, "  "), (today + timedelta(1), "Vu"), (today - timedelta(30), "Vu")):
        with pytest.raises(Denied):
            commitments.keep(promised, day=day, proof=proof, version=1, by=HOUSE)
    kept = commitments.keep(
        promised, day=today, proof="", given=Given(io.BytesIO(b"photo"), "p.jpg"), version=1, by=HOUSE
    )
    assert files.read(kept.proof_file) == b"photo"
    again = commitments.keep(promised, day=today, proof="Vu", version=1, by=HOUSE)
    assert (again.version, again.proof) == (2, "")
    reopened = commitments.reopen(kept, version=2, by=HOUSE)
    assert (reopened.state, reopened.proof_file, reopened.ended_on) == ("open", None, None)


def test_two_people_do_not_end_a_commitment_in_two_ways(promised, today):
    commitments.drop(promised, why="Plus de moyens", version=1, by=HOUSE)
    with pytest.raises((ChangedMeanwhile, Denied)):
        commitments.keep(promised, day=today, proof="Vu", version=1, by=HOUSE)
    assert Commitment.objects.get().state == "dropped"


def test_late_is_an_open_one_whose_day_has_passed(promised, today):
    assert not promised.is_late
    Commitment.objects.update(due=today - timedelta(1))
    assert Commitment.objects.get().is_late
    assert Commitment.objects.late_on(today).exists() and not Commitment.objects.late_on(today - timedelta(1)).exists()
    commitments.drop(Commitment.objects.get(), why="Fini", version=1, by=HOUSE)
    assert not Commitment.objects.get().is_late


def test_a_point_put_off_goes_as_it_is_and_only_once(w4i, door, today):
    item = agendas.put_on_agenda(w4i, door, *span(today), by=HOUSE)
    moved = agendas.postpone(item, version=1, by=HOUSE)
    assert moved.key == item.key and moved.count == 3 and moved.round_table != item.round_table
    with pytest.raises(Denied):
        agendas.postpone(item, version=1, by=HOUSE)
    with pytest.raises(Denied):
        agendas.decide(item, "Trop tard", by=HOUSE)
    assert agendas.standing_item(w4i, door) == moved


def test_a_decision_sent_twice_is_one(table, today, court):
    slip = uuid4()
    item = agendas.add_item(table, agendas.ItemSaid("Un point"), by=HOUSE)
    for _n in range(2):
        agendas.decide(item, "Oui", agendas.Undertaking("Faire", today, owner=court), slip=slip, by=HOUSE)
    assert Decision.objects.count() == Commitment.objects.count() == 1


def test_the_agenda_is_put_in_order(table):
    names = ["a", "b", "c"]
    items = [agendas.add_item(table, agendas.ItemSaid(name), by=HOUSE) for name in names]
    agendas.raise_item(items[2], by=HOUSE)
    agendas.raise_item(items[0], by=HOUSE)
    assert [one.title for one in AgendaItem.objects.filter(round_table=table)] == ["a", "c", "b"]


# --- who was represented ----------------------------------------------------------------------------------------------


def represented():
    return sorted(Fact.objects.filter(variant__kind="representation").values_list("subject", flat=True))


def test_who_came_counts_on_the_day_and_follows_every_correction(table, court, association, today):
    came = round_tables.invite(table, court, as_whom="Présidence", by=HOUSE)
    other = round_tables.invite(table, association, by=HOUSE)
    assert represented() == []
    said = round_tables.Minutes("On a parlé.")
    held = round_tables.hold_table(table, said, came=[came.pk], excused=[other.pk], version=1, by=HOUSE)
    assert represented() == [Profile.objects.of(court).subject_id]
    assert [one.day for one in Fact.objects.filter(variant__kind="representation")] == [table.day]
    both = round_tables.hold_table(held, said, came=[came.pk, other.pk], version=2, by=HOUSE)
    assert len(represented()) == 2
    round_tables.drop_invitation(Invitation.objects.get(pk=other.pk), by=HOUSE)
    assert len(represented()) == 1
    sooner = round_tables.TableSaid(both.title, at(today - timedelta(40)))
    round_tables.change_table(both, sooner, version=3, by=HOUSE)
    assert Fact.objects.get(variant__kind="representation").day == today - timedelta(40)
    assert rebuild(check=True).clean


def test_an_organisation_found_to_be_another_counts_as_that_one(table, court, association):
    invitations = [round_tables.invite(table, one, by=HOUSE) for one in (court, association)]
    round_tables.hold_table(
        table, round_tables.Minutes("Dit."), came=[one.pk for one in invitations], version=1, by=HOUSE
    )
    profile = Profile.objects.of(association)
    profile.same_as = Profile.objects.of(court)
    profile.save()
    follow(profile)
    assert set(represented()) == {Profile.objects.of(court).subject_id}
    assert rebuild(check=True).clean


def test_nothing_is_held_before_its_day_nor_by_two_at_once(w4i, table, today, court):
    coming = round_tables.plan_table(w4i, round_tables.TableSaid("Demain", at(today + timedelta(1))), by=HOUSE)
    with pytest.raises(Denied):
        round_tables.hold_table(coming, round_tables.Minutes("?"), came=[], version=1, by=HOUSE)
    round_tables.hold_table(table, round_tables.Minutes("Un"), came=[], version=1, by=HOUSE)
    with pytest.raises(ChangedMeanwhile):
        round_tables.hold_table(table, round_tables.Minutes("Deux"), came=[], version=1, by=HOUSE)
    with pytest.raises(Denied):
        held = RoundTable.objects.get(pk=table.pk)
        round_tables.change_table(held, round_tables.TableSaid("X", at(today + timedelta(9))), version=2, by=HOUSE)
    assert not TABLE.leads("cancel", "held")


def test_an_invitation_twice_is_one_and_a_newcomer_is_named(table, court):
    for _n in range(2):
        round_tables.invite(table, court, as_whom="Greffe", by=HOUSE)
        round_tables.invite(table, None, "Association nouvelle", by=HOUSE)
    assert Invitation.objects.filter(round_table=table).count() == 2
    assert organisation("Association nouvelle", "association").pk in Invitation.objects.values_list(
        "organisation", flat=True
    )


def test_a_day_of_the_programme_has_its_round_tables(table, promised, youssef, amina, viewer_of, today):
    week = (today - timedelta(7), today + timedelta(14))
    assert [one.words for one in dates.tables(viewer_of(youssef), *week)] == [table.title]
    assert [one.starts for one in dates.due(viewer_of(youssef), *week)] == [promised.due]
    assert list(dates.tables(viewer_of(amina), *week)) == [] == list(dates.due(viewer_of(amina), *week))
    round_tables.cancel_table(table, why="Grève", version=1, by=HOUSE)
    assert list(dates.tables(viewer_of(youssef), *week)) == []


def test_what_is_late_stands_on_the_day_of_whoever_leads_the_round_tables(promised, youssef, amina, viewer_of, today):
    def waits(user):
        return [
            line.words for block in blocks(viewer_of(user)) if block.sort.code == "commitments" for line in block.lines
        ]

    assert waits(youssef) == []
    Commitment.objects.update(due=today - timedelta(1))
    assert waits(youssef) == [f"{promised.what} · {promised.whose}"]
    assert waits(amina) == []
