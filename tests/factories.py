"""Factories of the records that many tests need."""

from functools import lru_cache
from pathlib import Path

import factory
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.apps import apps
from django.db import transaction
from django.db.models import Model

from terrain.accounts.models import User
from terrain.core.access import system_viewer
from terrain.core.models import AuditEvent, AuditHead
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


_ROWS: dict[Path, list[tuple[type[Model], list[Model]]]] = {}


def programme_of(path: Path) -> Programme:
    """A programme, loaded once a run through the same door as any other, then laid out again row by row."""
    untouched = not AuditHead.objects.exists() and not Programme.objects.exists()
    if untouched and path in _ROWS:
        with transaction.atomic():
            for model, rows in _ROWS[path]:
                model._base_manager.bulk_create(rows)
        return Programme.objects.get()
    apply(file_once(path), by=HOUSE)
    if untouched:
        models = [*apps.get_app_config("programmes").get_models(include_auto_created=True), AuditEvent, AuditHead]
        _ROWS[path] = [(model, list(model._base_manager.all())) for model in models]
    return Programme.objects.get()


def small_programme() -> Programme:
    """The tests' own programme."""
    return programme_of(SMALL_PROGRAMME)
