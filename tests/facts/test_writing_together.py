"""Several writers at once, where the database lets several write (PostgreSQL; SQLite has one writer in all)."""

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from terrain.facts import actions
from terrain.facts.counting import Book, Selection, brute_force
from terrain.facts.models import Fact
from tests.facts.village import MODEL, Someone

WRITERS, TURNS = 4, 25


@pytest.mark.skipif(not connection.features.has_select_for_update, reason="SQLite has one writer in all")
@pytest.mark.django_db(transaction=True)
def test_writers_of_the_same_projects_and_people_lose_nothing(village, w4i, cpe):
    people = [Someone(pk, "F", date(1990, 1, 1)) for pk in actions.new_subjects("person", 5)]
    day = date(2026, 5, 4)
    visits = [village.visit((w4i.pk, cpe.pk)[n % 2], day, people[n % 5]) for n in range(WRITERS * TURNS)]

    def write(writer: int) -> None:
        chance = random.Random(writer)
        try:
            for visit in visits[writer::WRITERS]:
                actions.sync(visit)
                if chance.random() < 0.3:
                    visit.project = chance.choice((w4i.pk, cpe.pk))
                    actions.sync(visit)
                if chance.random() < 0.2:
                    someone = chance.choice(people)
                    someone.sex = chance.choice(["F", "M"])
                    actions.resync_subjects([someone.subject])
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    pks = [w4i.pk, cpe.pk]
    assert Fact.objects.filter(model=MODEL).count() == WRITERS * TURNS
    for person in people:
        actions.resync_subjects([person.subject])
    assert actions.rebuild(check=True).clean
    assert Book.read(pks).tally(pks, [Selection("visit")]) == brute_force(pks, [Selection("visit")])
