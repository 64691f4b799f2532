"""Who refers somebody, who answers, who sees what became of it."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.kinds import CaseKind
from terrain.casework.lifecycles import REFERRAL, NoSuchMove
from terrain.casework.models import AnswerLink, Case, Referral, Transfer
from terrain.casework.policies.cases import check_view, check_work
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require

STATES = REFERRAL.words()
NO_LONGER = _("This is no longer possible: the referral is “%(state)s”.")


def check_refer(viewer: Viewer, case: Case) -> None:
    """Whoever works in the file of a person refers her."""
    check_work(viewer, case)
    if case.person_id is None:
        raise Denied(_("Only a person is referred."))


def check_write(viewer: Viewer, referral: Referral) -> None:
    """Whether the viewer may still change the referral, or send it: it is being written, and the file is hers to work in."""
    check_refer(viewer, referral.case)
    if referral.state != "draft":
        raise Denied(_("This referral was sent: it can be withdrawn, not changed."))


def check_see_sent(viewer: Viewer, referral: Referral) -> None:
    """Whether the viewer sees it from the sender's side."""
    check_view(viewer, referral.case)


def check_follow(viewer: Viewer, referral: Referral, move: str) -> None:
    """Whether the viewer, on the sender's side, makes this move now: also in a file that is closed."""
    check_view(viewer, referral.case)
    require(
        viewer,
        referral.case.pathway.work,
        referral.case.project_id,
        _("Your role reads this file and does not write in it."),
    )
    _check_leads(referral, move)


def _check_leads(referral: Referral, move: str) -> None:
    try:
        leads = REFERRAL.leads(move, referral.state)
    except NoSuchMove as error:
        raise Denied(_("There is no such step.")) from error
    if not leads:
        raise Denied(NO_LONGER % {"state": STATES[referral.state]})


def check_stop(referral: Referral) -> None:
    """Whether the house itself may stop it: it still runs, or is being written."""
    _check_leads(referral, "withdraw")


def check_renew(viewer: Viewer, referral: Referral) -> None:
    """Whether the viewer may make a new link: for a partner without an account, while something is still awaited."""
    check_view(viewer, referral.case)
    require(
        viewer,
        referral.case.pathway.work,
        referral.case.project_id,
        _("Your role reads this file and does not write in it."),
    )
    if referral.to_organisation_id is None:
        raise Denied(_("This project answers in Terrain: it needs no link."))
    if referral.state not in {"sent", "seen", "accepted", "appointment", "expired"}:
        raise Denied(_("Nothing is awaited from this service any more."))


def check_receive(viewer: Viewer, referral: Referral) -> None:
    """Whether the referral reached a project in which the viewer receives."""
    if not Referral.objects.received_by(viewer).filter(pk=referral.pk).exists():
        raise Denied(_("This referral did not reach a project of yours."))


def check_answer(viewer: Viewer, referral: Referral) -> None:
    """Whether the viewer answers for the receiving project."""
    check_receive(viewer, referral)


def check_take(viewer: Viewer, referral: Referral, kind: CaseKind) -> None:
    """Whether the viewer takes the person on, in a file of this kind of the receiving project."""
    check_receive(viewer, referral)
    require(viewer, kind.work, referral.to_project_id, _("Your role does not open these files in this project."))
    _check_leads(referral, "accept")


def check_record_answer(viewer: Viewer, referral: Referral) -> None:
    """Whether the viewer writes down what a partner answered on paper or by telephone: at the desk, or in files, of the sender's project."""
    if referral.to_organisation_id is None:
        raise Denied(_("This project answers in Terrain."))
    project = referral.case.project_id
    if not viewer.may("reception.work", project) and not viewer.may("case.edit", project):
        raise Denied(_("Your role does not write answers of partners down in this project."))


def check_read_slip(viewer: Viewer) -> None:
    """Whether the viewer types codes of slips at all."""
    if not (viewer.may("reception.work") or viewer.may("case.edit")):
        raise Denied(_("Your role does not write answers of partners down."))


def check_link(link: AnswerLink, asked: Referral | Transfer) -> None:
    """Whether the link still opens, and opens just this."""
    if not link.opens_at(clock.now()) or link.asks != asked:
        raise Denied(_("This link is over."))


def check_speak(viewer: Viewer, referral: Referral, link: AnswerLink | None, on_paper: bool) -> None:
    """Whether an answer may come this way: by a link that opens it, typed in from paper, or on screen."""
    if link is not None:
        check_link(AnswerLink.objects.select_related("referral").get(pk=link.pk), referral)
    elif on_paper:
        check_record_answer(viewer, referral)
    else:
        check_answer(viewer, referral)


def check_rates(viewer: Viewer) -> None:
    """Whether the viewer sees how often referrals come back."""
    require(viewer, "case.view", reason=_("Your role sees no files."))
