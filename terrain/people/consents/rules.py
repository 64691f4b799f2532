"""Whether something may be shared: the rule, asked wherever something leaves a room."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.core.policies import Denied
from terrain.people.consents.lists import lists
from terrain.people.models import Person
from terrain.people.models.consents import Basis, Capacity, Consent, standing_for
from terrain.programmes.models import Organisation, Project


@dataclass(frozen=True)
class Standing:
    """What covers a sharing, and what lacks: groups that nothing covers, by whose agreement they lack (codes of ``Capacity``)."""

    consents: tuple[Consent, ...]
    lacking: tuple[tuple[str, tuple[str, ...]], ...]

    @property
    def allowed(self) -> bool:
        """Whether nothing lacks."""
        return not self.lacking


def covers(consents: Iterable[Consent], needs: Iterable[str], fields: Iterable[str], on: date) -> Standing:
    """Which of ``consents`` (already for the right purpose and recipient) cover ``fields`` on ``on``. Pure.

    Every capacity of ``needs`` must agree to every group; a legal duty or a vital interest needs nobody's agreement.
    """
    standing = [consent for consent in consents if consent.holds(on)]
    used: dict[int, Consent] = {}
    lacking: dict[str, list[str]] = {}
    for group in sorted(set(fields)):
        without = [one for one in standing if one.basis != Basis.CONSENT and group in one.fields]
        if without:
            used[id(without[0])] = without[0]
            continue
        for need in needs:
            agreed = next(
                (o for o in standing if o.basis == Basis.CONSENT and o.capacity == need and group in o.fields), None
            )
            if agreed is None:
                lacking.setdefault(need, []).append(group)
            else:
                used[id(agreed)] = agreed
    return Standing(tuple(used.values()), tuple((need, tuple(groups)) for need, groups in sorted(lacking.items())))


def standing(person: Person, purpose: str, recipient: Any, fields: Iterable[str], on: date | None = None) -> Standing:
    """What covers sharing ``fields`` of ``person`` with ``recipient`` (an organisation or a project) for ``purpose``."""
    day, herself = on or clock.today(), person.stands_as
    found = standing_for(herself.selves, day).filter(purpose=purpose)
    if isinstance(recipient, Organisation):
        found = found.filter(to_organisation=recipient)
    elif isinstance(recipient, Project):
        found = found.filter(to_project=recipient)
    else:
        found = found.none()
    return covers(found.order_by("pk"), lists().needs(herself.age_on(day)), fields, day)


def check_share(
    person: Person, *, purpose: str, recipient: Any, fields: Iterable[str], on: date | None = None
) -> tuple[Consent, ...]:
    """The consents that cover it. Raises ``Denied`` saying in plain words what lacks."""
    answer = standing(person, purpose, recipient, fields, on)
    if answer.allowed:
        return answer.consents
    whose = dict(Capacity.choices)
    told = [f"{', '.join(lists().group_words(groups))} ({whose[need]})" for need, groups in answer.lacking]
    words = _("No consent allows giving this to %(who)s: %(what)s.")
    raise Denied(words % {"who": recipient, "what": "; ".join(told)})
