"""Factories of the records that many tests need."""

from functools import lru_cache
from pathlib import Path

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp

from terrain.accounts.models import User
from terrain.core.access import system_viewer
from terrain.programmes.actions import apply, read_programme
from terrain.programmes.models import Assignment, Programme
from terrain.programmes.schema import ProgrammeFile
from tests import SMALL_PROGRAMME

HOUSE = system_viewer("tests")


class UserFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = User

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    full_name = factory.Sequence(lambda n: f"Person {n}")


class AssignmentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Assignment

    user = factory.SubFactory(UserFactory)
    role = "facilitator"


def give_second_factor(user: User) -> Authenticator:
    """A TOTP device for ``user``, once."""
    existing = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).first()
    return existing or totp.TOTP.activate(user, totp.generate_totp_secret()).instance


@lru_cache
def file_once(path: Path) -> ProgrammeFile:
    """A programme file, read once a run: copy it before changing it."""
    return read_programme(path)


def small_programme() -> Programme:
    """The tests' own programme, loaded through the same door as any other."""
    apply(file_once(SMALL_PROGRAMME), by=HOUSE)
    return Programme.objects.get()
