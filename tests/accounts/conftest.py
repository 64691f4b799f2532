"""Hands at the door: signing in as a person would, with the code their phone shows, on a clock that tests can turn."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from terrain.core import clock
from terrain.core.models import AuditEvent
from tests.factories import give_second_factor

PASSWORD = "quatre mots faciles"


def shown_code(secret: str) -> str:
    """The six digits that an app holding ``secret`` shows now."""
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def code_of(user) -> str:
    held = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return shown_code(get_adapter().decrypt(held.data["secret"]))


def verbs(*, by=None) -> list[str]:
    """Verbs in the journal, oldest first; only what ``by`` did when given."""
    events = AuditEvent.objects.all() if by is None else AuditEvent.objects.filter(actor_id=by.pk)
    return list(events.values_list("verb", flat=True))


@pytest.fixture
def with_password() -> Callable:
    def give(user):
        user.set_password(PASSWORD)
        user.save()
        return user

    return give


@pytest.fixture
def sign_in() -> Callable[..., HttpResponse]:
    """E-mail and password at the door; the answer of the door."""

    def enter(client: Client, email: str, password: str = PASSWORD, **more: str) -> HttpResponse:
        return client.post(reverse("account_login"), {"login": email, "password": password, **more})

    return enter


@pytest.fixture
def protected(with_password) -> Callable:
    """The user with a password and an app that shows codes."""

    def protect(user):
        give_second_factor(with_password(user))
        return user

    return protect


@pytest.fixture
def later(monkeypatch) -> Callable[..., None]:
    """Turn the clock of the house forward."""
    passed = [timedelta()]
    real = clock.now

    def turn(**by: float) -> None:
        passed[0] += timedelta(**by)

    monkeypatch.setattr(clock, "now", lambda: real() + passed[0])
    return turn


def is_signed_in(client: Client) -> bool:
    user = client.get(reverse("account_profile")).wsgi_request.user
    return not isinstance(user, AnonymousUser) and user.is_authenticated


@pytest.fixture
def commits_at_once(monkeypatch) -> None:
    """What waits for the commit runs inside its request, as it does outside of tests."""
    monkeypatch.setattr(transaction, "on_commit", lambda notify, *args, **kwargs: notify())
