"""Who keeps the network of lawyers, gives a case to one, tells a case without saying whose, agrees to it, reads it."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terrain.casework.models import Case
from terrain.casework.policies.cases import check_view, check_work
from terrain.casework.policies.emergencies import enters_by_exception
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require, verdict
from terrain.pathways.legal_aid.enums import Telling
from terrain.pathways.legal_aid.kind import LEGAL_AID
from terrain.pathways.legal_aid.models import AdvocacyCase, Lawyer, Mandate, Proposal
from terrain.people.models import Person

AGREEING = ("case.supervise", "case.privileged", "protection.watch")
"""Whoever answers for a project's files, reads what is told to a lawyer, or watches over confidentiality."""


def check_network(viewer: Viewer) -> None:
    """Whoever opens files of this kind somewhere sees who may be asked."""
    require(viewer, LEGAL_AID.see, reason=_("Your role does not see these files."))


def check_keep(viewer: Viewer, project_id: int | None = None) -> None:
    """Whoever supervises a project's files, or is its legal counsel, keeps its network; without a project: of some project."""
    if not any(viewer.may(permission, project_id) for permission in ("case.supervise", "case.privileged")):
        raise Denied(_("Legal counsel, or whoever supervises the project, keeps the network."))


def check_change(viewer: Viewer, lawyer: Lawyer) -> None:
    """Whether the viewer changes what is known of this lawyer."""
    check_keep(viewer, lawyer.project_id)


def check_numbers(viewer: Viewer, lawyer: Lawyer) -> None:
    """Who is told how many cases of the whole project a lawyer took: legal counsel and whoever supervises the project.

    Every file of this kind is sealed: "one case taken" would say to whoever knows the lawyer, or saw her at the door, that a file
    exists. Everybody else counts only the mandates of files that she sees anyway. And those two are told tens only, and
    none of which their own files leave fewer than ten (``counting.coarse``): they are not named on every file either.
    """
    check_keep(viewer, lawyer.project_id)


def _check_kind(case: Case) -> None:
    if case.kind != LEGAL_AID.code:
        raise Denied(_("This kind of file has no lawyers' network."))


def check_give(viewer: Viewer, case: Case) -> None:
    """Whoever works in the file gives it to a lawyer."""
    _check_kind(case)
    check_work(viewer, case)


def check_end(viewer: Viewer, mandate: Mandate) -> None:
    """Whoever works in the file says how it ended, once."""
    check_work(viewer, mandate.case)
    if not mandate.is_open:
        raise Denied(_("How this ended is already said."))


def check_take_back(viewer: Viewer, mandate: Mandate) -> None:
    """Written by mistake: taken back by whoever works in the file."""
    check_work(viewer, mandate.case)
    if mandate.withdrawn_at is not None:
        raise Denied(_("This was taken back already."))


def check_tell(viewer: Viewer, case: Case) -> None:
    """Whoever works in the file may tell its case; closed ones too, never somebody who only entered by exception."""
    _check_kind(case)
    check_view(viewer, case)
    require(viewer, case.pathway.work, case.project_id, _("Your role reads this file and does not write in it."))
    if enters_by_exception(viewer, case):
        raise Denied(_("You entered by exceptional access: those who answer for this file decide."))


def check_write(viewer: Viewer, proposal: Proposal) -> None:
    """A case is written while nobody is asked to agree to it."""
    check_tell(viewer, proposal.case)
    if proposal.state != Telling.DRAFT:
        raise Denied(_("It is proposed or published: take it back first."))


def check_take_up(viewer: Viewer, proposal: Proposal) -> None:
    """What is proposed is taken back to be written anew by whoever may tell the case."""
    check_tell(viewer, proposal.case)
    if proposal.state != Telling.PROPOSED:
        raise Denied(_("Nobody is asked to agree to it."))


def check_agreeing(viewer: Viewer) -> None:
    """Whether a role of the viewer agrees to cases told, in some project."""
    if viewer.user_id is None or not any(viewer.may(permission) for permission in AGREEING):
        raise Denied(_("Your role does not agree to cases told."))


def check_decide(viewer: Viewer, proposal: Proposal) -> None:
    """Two people agree, each for herself: a role for it in the project, nobody who wrote it, nobody twice in a round.

    She need not see the file, and most often does not: she reads what is to be published, as somebody outside will.
    """
    project = proposal.case.project_id
    if viewer.user_id is None or not any(viewer.may(permission, project) for permission in AGREEING):
        raise Denied(_("Your role does not agree to cases told in this project."))
    if proposal.state != Telling.PROPOSED:
        raise Denied(_("Nobody is asked to agree to it."))
    if proposal.writers.filter(pk=viewer.user_id).exists():
        raise Denied(_("You wrote it yourself: two others have to agree."))
    if proposal.looks.filter(round=proposal.round, by_id=viewer.user_id).exists():
        raise Denied(_("You agreed already: somebody else has to agree too."))


def check_read_told(viewer: Viewer) -> None:
    """Cases told are read by staff whose role says so; they need no access to any file."""
    require(viewer, "advocacy.view", reason=_("Your role does not read the cases told."))


def agreements_seen(viewer: Viewer) -> Q:
    """Consents that let a story be told: known to whoever sees such a file of hers, and to whoever watches over confidentiality.

    To anybody else who knows her they would say that she has a file of this kind.
    """
    hers = Case.objects.visible_to(viewer).filter(kind=LEGAL_AID.code, person__isnull=False)
    selves = Person.objects.filter(Q(pk__in=hers.values("person")) | Q(absorbed__in=hers.values("person"))).values("pk")
    seen = Q(person__in=selves) | Q(person__merged_into__in=selves)
    watched = viewer.projects("protection.watch")
    return seen | (Q(pk__isnull=False) if watched is None else Q(project__in=watched))


def check_take_down(viewer: Viewer, told: AdvocacyCase) -> None:
    """Whoever may agree to a case in its project takes it down, and whoever may tell it; always possible while it stands."""
    if told.taken_down_on is not None:
        raise Denied(_("This case was taken down already."))
    if any(viewer.may(permission, told.project_id) for permission in AGREEING):
        return
    link = Proposal.objects.filter(published=told).select_related("case__project").first()
    if link is None or not verdict(check_tell, viewer, link.case):
        raise Denied(_("Whoever agrees to cases told takes it down, or works in its file."))
