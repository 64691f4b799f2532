"""What this room shows on a file's page, and how a case told is said in words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from terrain.casework.exporting import day
from terrain.casework.models import Case
from terrain.core.access import Viewer
from terrain.core.http import Request
from terrain.core.policies import verdict
from terrain.pathways.legal_aid import policies
from terrain.pathways.legal_aid.actions.mandates import words_of
from terrain.pathways.legal_aid.actions.telling import standing_of
from terrain.pathways.legal_aid.crowd import NAMES, Fields
from terrain.pathways.legal_aid.dated import advocacy, network
from terrain.pathways.legal_aid.enums import Telling
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.pathways.legal_aid.models import AdvocacyCase, Mandate, Proposal, SecondLook
from terrain.programmes.models import Place

LABELS = {
    "age": gettext_lazy("Her age"),
    "region": gettext_lazy("Region"),
    "year": gettext_lazy("Year"),
    "obstacle": gettext_lazy("What stood in her way"),
    "service": gettext_lazy("What helped"),
    "outcome": gettext_lazy("How it went"),
}
LISTS = {"age": "ages", "obstacle": "obstacles", "service": "services", "outcome": "outcomes"}


@dataclass(frozen=True)
class MandateTold:
    """A mandate with its words."""

    mandate: Mandate
    matter: str
    outcome: str
    words: str
    end: str


def mandates_told(found: Iterable[Mandate], case: Case) -> list[MandateTold]:
    """These mandates (lawyer fetched along), opened."""
    prefetch_related_objects([case], "keys__key")
    told = []
    for mandate in found:
        words, end = words_of(mandate, case)
        outcome = network().words("outcomes", mandate.outcome) if mandate.outcome else ""
        told.append(MandateTold(mandate, network().words("matters", mandate.matter), outcome, words, end))
    return told


def mandates_of(case: Case) -> Any:
    """The mandates of a file, newest first."""
    return Mandate.objects.filter(case=case).select_related("lawyer", "by")


def lawyers_section(request: Request, case: Case) -> dict[str, Any] | None:
    """The lawyers of a file, and whether its case is told; only for files of this kind."""
    if case.kind != LEGAL_AID.code:
        return None
    return {
        "mandates": mandates_told(mandates_of(case).standing(), case),
        "may_give": verdict(policies.check_give, request.viewer, case),
        "may_tell": verdict(policies.check_tell, request.viewer, case),
        "told": standing_of(case),
    }


def summary_rows(case: Case, viewer: Viewer) -> Iterator[list[str]]:
    """For the summary of a file: from when until when, who, for what, with which outcome, words."""
    if case.kind != LEGAL_AID.code:
        return
    for one in mandates_told(mandates_of(case).standing(), case):
        mandate = one.mandate
        ended = day(mandate.ended_on) if mandate.ended_on is not None else ""
        words = " / ".join(text for text in (one.words, one.end) if text)
        yield [day(mandate.taken_on), ended, mandate.lawyer.name, one.matter, one.outcome, words]


def value_words(name: str, value: str, regions: dict[str, str] | None = None) -> str:
    """What a field says, in the active language."""
    if not value:
        return pgettext("a field of a case told", "Not said")
    if name == "region":
        return (regions or region_names()).get(value, value)
    if name == "year":
        first, _dash, last = value.partition("-")
        return _("%(first)s to %(last)s") % {"first": first, "last": last} if last else value
    return advocacy().words(LISTS[name], value)


def region_names() -> dict[str, str]:
    """Code → name of every region."""
    return {place.code: str(place) for place in Place.objects.filter(parent=None)}


def fields_told(fields: Fields, regions: dict[str, str] | None = None) -> list[tuple[str, str]]:
    """(what, words) of every field that says something."""
    named = regions if regions is not None else region_names()
    said = fields.as_dict()
    return [(str(LABELS[name]), value_words(name, said[name], named)) for name in NAMES if said[name]]


@dataclass(frozen=True)
class Told:
    """A published case for its readers: nothing that leads to a file."""

    case: AdvocacyCase
    fields: list[tuple[str, str]]

    @property
    def direction(self) -> str:
        """Which way its story is written."""
        return "rtl" if self.case.language == "ar" else "ltr"


def told(found: Iterable[AdvocacyCase]) -> list[Told]:
    """Published cases in words, in one query more."""
    named = region_names()
    return [Told(one, fields_told(Fields.of(one.__dict__), named)) for one in found]


def to_decide(viewer: Viewer) -> Any:
    """Proposals that wait for this viewer: of a project where a role of hers agrees, not written by her, not looked at in this round."""
    if viewer.user_id is None:
        return Proposal.objects.none()
    within = Q(pk__in=[])
    for permission in policies.AGREEING:
        projects = viewer.projects(permission)
        within |= Q(case__isnull=False) if projects is None else Q(case__project__in=projects)
    looked = SecondLook.objects.filter(proposal=OuterRef("pk"), round=OuterRef("round"), by_id=viewer.user_id)
    wrote = Proposal.writers.through.objects.filter(proposal=OuterRef("pk"), user_id=viewer.user_id)
    found = Proposal.objects.filter(within, ~Exists(looked), ~Exists(wrote), state=Telling.PROPOSED)
    return found.select_related("case__project").prefetch_related("case__keys__key").order_by("uid")


def looked_already(viewer: Viewer, uid: Any) -> bool:
    """Whether the viewer decided about this proposal in its last round: a second tap is no second decision."""
    if viewer.user_id is None:
        return False
    return SecondLook.objects.filter(proposal__uid=uid, round=F("proposal__round"), by_id=viewer.user_id).exists()
