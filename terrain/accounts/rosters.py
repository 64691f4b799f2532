"""The list of staff: who has an account, what they hold, whether their second factor stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q, QuerySet

from terrain.accounts import staffing
from terrain.accounts.demo import DEMO_ACCOUNTS, DemoAccount
from terrain.accounts.models import User
from terrain.accounts.roles import ROLES, Role


@dataclass(frozen=True)
class Member:
    """A user with what they hold; ``unprotected``: a role of theirs needs a second factor and none is set up."""

    user: User
    holdings: list[staffing.Holding]
    second_factors: int

    @property
    def unprotected(self) -> bool:
        return not self.second_factors and any(holding.role.needs_second_factor for holding in self.holdings)


def search(words: str, *, closed: bool) -> QuerySet[User]:
    """Users whose name or address contains ``words``; those who may sign in, or those who may not."""
    found = User.objects.filter(is_active=not closed)
    return found.filter(Q(full_name__icontains=words) | Q(email__icontains=words)) if words else found


def members(users: Sequence[User]) -> list[Member]:
    """The users with their holdings and second factors: two queries, however many users."""
    ids = [user.pk for user in users]
    held = staffing.register().held(ids)
    kinds = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    owners = list(Authenticator.objects.filter(user_id__in=ids, type__in=kinds).values_list("user_id", flat=True))
    return [Member(user, held.get(user.pk, []), owners.count(user.pk)) for user in users]


@dataclass(frozen=True)
class DemoDoor:
    """A demo account that can be entered with one click."""

    account: DemoAccount
    role: Role


def demo_doors() -> list[DemoDoor]:
    """The demo accounts that exist; none outside a demonstration."""
    if not settings.DEMO:
        return []
    there = set(User.objects.filter(is_demo=True, is_active=True).values_list("email", flat=True))
    return [DemoDoor(account, ROLES[account.role]) for account in DEMO_ACCOUNTS if account.email in there]
