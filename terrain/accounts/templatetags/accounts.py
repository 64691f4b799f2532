from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from terrain.accounts import rosters
from terrain.accounts.middleware import is_exempt
from terrain.accounts.models import User
from terrain.accounts.roles import ROLES

register = template.Library()


@register.simple_tag
def demo_doors() -> list[rosters.DemoDoor]:
    """The demo accounts that one click opens; none outside a demonstration."""
    return rosters.demo_doors()


@register.simple_tag(takes_context=True)
def second_factor_exempt(context: dict[str, Any]) -> bool:
    """Whether whoever looks is spared the second factor because they are a demo person in a demonstration."""
    return is_exempt(context["request"].user)


@register.simple_tag
def second_factor_spared(user: User) -> bool:
    """Whether ``user`` is spared the second factor because they are a demo person in a demonstration."""
    return is_exempt(user)


@register.simple_tag
def home_url() -> str:
    """Where somebody goes once they are in."""
    return reverse(str(settings.LOGIN_REDIRECT_URL))


@register.filter
def grant_words(grants: Iterable[tuple[str, str | None]]) -> str:
    """``[["facilitator", "W4I"]]`` as a person says it: Facilitator (W4I)."""
    told = []
    for code, project in grants:
        role = ROLES[code].name if code in ROLES else code
        told.append(f"{role} ({project or _('the whole programme')})")
    return ", ".join(told)
