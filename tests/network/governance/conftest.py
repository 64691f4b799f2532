"""A court and an association at a table, and referrals that met closed doors."""

from datetime import datetime, time, timedelta
from itertools import count

import pytest
from django.utils import timezone

from terrain.casework.actions.cases import Opening, open_case
from terrain.casework.kinds import kind_of
from terrain.casework.models import Case, Referral
from terrain.core import clock
from terrain.network.actions import agendas, round_tables
from terrain.network.actions.directory import Offer, list_service
from terrain.network.models import Profile
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.programmes import actions as programmes
from terrain.programmes.models import Place
from tests.factories import HOUSE

NUMBERS = count(1)


@pytest.fixture
def today(db):
    return clock.today()


def organisation(name: str, nature: str):
    made = programmes.name_organisation(name, by=HOUSE)
    profile = Profile.objects.of(made)
    profile.nature = nature
    profile.save()
    return made


@pytest.fixture
def court(w4i):
    return organisation("Tribunal des essais", "court")


@pytest.fixture
def association(w4i):
    return organisation("Association des essais", "association")


@pytest.fixture
def rabat(w4i):
    return Place.objects.order_by("pk").first()


def at(day, hour=10):
    return timezone.make_aware(datetime.combine(day, time(hour)))


@pytest.fixture
def table(w4i, today):
    """A round table of W4I that took place yesterday, whose minutes are not written."""
    said = round_tables.TableSaid("Table des essais", at(today - timedelta(1)))
    return round_tables.plan_table(w4i, said, by=HOUSE)


@pytest.fixture
def shelter(w4i, rabat):
    said = Offer("shelter", "Foyer des essais", newcomer="Foyer", place=rabat)
    return list_service(said, by=HOUSE)


@pytest.fixture
def referred(w4i, shelter, today):
    """Referrals to the shelter, each of another file, as they ended."""

    def made(
        number,
        *,
        kind="accompaniment",
        project=None,
        service=None,
        ago=1,
        reason="full",
        outcome="declined",
        hours=None,
    ):
        made = []
        for _n in range(number):
            person = people.register(Identity(f"Essai {next(NUMBERS)}"), project=project or w4i, by=HOUSE)
            case = open_case(Opening(kind_of("accompaniment"), project or w4i, person), by=HOUSE)
            Case.objects.filter(pk=case.pk).update(kind=kind)
            day = today - timedelta(ago)
            answered = at(day) + timedelta(hours=hours) if hours is not None else None
            to = service or shelter
            made.append(
                Referral.objects.create(
                    case=case, person=person, service=to, service_type=to.service_type, to_organisation=to.organisation,
                    urgency="usual", state="closed", sent_at=at(day), answered_at=answered, reason=reason,
                    outcome=outcome, outcome_on=day,
                )
            )  # fmt: skip
        return made

    return made


@pytest.fixture
def door(referred, shelter):
    """Four files were refused at the shelter for want of places; the closed door's key."""
    referred(4)
    return ("shelter", shelter.place_id, "declined:full")


@pytest.fixture
def promised(table, court, today):
    """A commitment of the court that is due in ten days."""
    item = agendas.add_item(table, agendas.ItemSaid("Attendre moins"), by=HOUSE)
    undertaking = agendas.Undertaking("Ouvrir un guichet", today + timedelta(10), owner=court)
    return agendas.decide(item, "Un guichet s'ouvre.", undertaking, by=HOUSE).commitments.get()
