"""What the network counts for.

Kind ``representation``: an organisation was there in the name of a project's work: somebody came for it to a gathering, it came to
a round table, it signed an agreement. Subject: the organisation's pseudonym, that of the one it was found to be. Attributes:

``how``      ``gathering``, ``round_table`` or ``agreement``
``nature``   what the organisation is (``Nature``; blank: not said)
"""

from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from terrain.facts.registry import FactDraft, FactKind
from terrain.network.enums import Nature, Presence
from terrain.network.models import ORGANISATION, Profile

REPRESENTATION = FactKind(
    code="representation",
    label=_("organisation represented"),
    subject=ORGANISATION,
    attributes={"how": tuple(Presence.values), "nature": tuple(Nature.values)},
    noun=ngettext_lazy("%(count)d organisation represented", "%(count)d organisations represented", "count"),
    words={"how": (_("How"), dict(Presence.choices)), "nature": (_("Nature"), dict(Nature.choices))},
)


def representation(profile: Profile, project_id: int, day: date, how: str, place_id: int | None = None) -> FactDraft:
    """One fact: the organisation was represented that day. ``how``: a value of ``Presence``."""
    standing = profile.stands_as
    return FactDraft(
        kind=REPRESENTATION.code,
        project_id=project_id,
        day=day,
        subject=standing.subject_id,
        place_id=place_id,
        attributes={"how": how, "nature": standing.nature},
    )
