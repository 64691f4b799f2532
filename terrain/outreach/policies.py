from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.outreach.enums import CampaignState
from terrain.outreach.models import Accreditation, Campaign, CampaignEvent, Estimate, Piece
from terrain.programmes.models import Project

_NOT_HERS = _("Your role does not run campaigns in this project.")


class DeclaredAlready(Denied):
    """Somebody was quicker, perhaps the same person in another window: no right is missing."""


def check_browse(viewer: Viewer) -> None:
    """Campaigns and the press are for those who see what takes place in some project."""
    require(viewer, "gathering.view")


def check_run_somewhere(viewer: Viewer) -> None:
    """Whether ``viewer`` runs campaigns in some project."""
    require(viewer, "gathering.record", reason=_("Your role does not run campaigns."))


def check_run(viewer: Viewer, project: Project | int) -> None:
    """Whether ``viewer`` runs campaigns in ``project``."""
    require(viewer, "gathering.record", project if isinstance(project, int) else project.pk, _NOT_HERS)


def check_campaign(viewer: Viewer, campaign: Campaign) -> None:
    """Whether ``viewer`` may change what is said of a campaign."""
    check_run(viewer, campaign.project_id)


def check_log(viewer: Viewer, campaign: Campaign) -> None:
    """Whether ``viewer`` may write down what a campaign does: one that has not ended."""
    check_campaign(viewer, campaign)
    if not campaign.is_going:
        raise Denied(_("This campaign is over: nothing is added to it any more."))


def check_print(viewer: Viewer, campaign: Campaign) -> None:
    """Whether ``viewer`` may print a campaign's papers: not once it is over, they would announce what does not take place."""
    check_campaign(viewer, campaign)
    if not campaign.is_going:
        raise Denied(_("This campaign is over: nothing is printed for it any more."))


def check_event(viewer: Viewer, event: CampaignEvent) -> None:
    """Whether ``viewer`` may change an event: one that stands, of a campaign that has not ended."""
    check_log(viewer, event.campaign)
    if event.struck_at is not None:
        raise Denied(_("This was taken back: it was written by mistake."))


def check_over(viewer: Viewer, campaign: Campaign) -> None:
    """Whether ``viewer`` may end or cancel a campaign: once, for good."""
    check_log(viewer, campaign)


def check_estimate(viewer: Viewer, campaign: Campaign) -> None:
    """Whether ``viewer`` may reckon how many people a campaign reached: of one that took place."""
    check_campaign(viewer, campaign)
    if campaign.state == CampaignState.CANCELLED:
        raise Denied(_("This campaign was cancelled: it reached nobody."))


def check_compare(viewer: Viewer, campaign: Campaign) -> None:
    """Whether telephones may still be compared: not after the end, when they are destroyed."""
    check_estimate(viewer, campaign)
    if not campaign.is_going:
        raise Denied(_("The telephones were destroyed when the campaign ended: they cannot be compared any more."))


def check_declare(viewer: Viewer, estimate: Estimate) -> None:
    """An estimate answers a promise when somebody who answers for figures confirms it, after the campaign has ended."""
    campaign = estimate.campaign
    require(viewer, "results.declare", campaign.project_id, _("Your role does not declare figures in this project."))
    if campaign.target_id is None:
        raise Denied(_("Say first which promise this campaign answers."))
    if campaign.state != CampaignState.ENDED:
        raise Denied(_("End the campaign first: until then its figures still move."))
    if estimate.declared_at is not None:
        raise DeclaredAlready(_("This estimate was declared already. A new one can be made."))


def check_retract(viewer: Viewer, estimate: Estimate) -> None:
    """A declared estimate is taken back once, with a reason; it stays in the history."""
    project = estimate.campaign.project_id
    require(viewer, "results.declare", project, _("Your role does not declare figures in this project."))
    if not estimate.is_declared:
        raise Denied(_("This estimate does not stand declared."))


def check_evidence(viewer: Viewer, project: int) -> None:
    """A sheet or a photograph may name people: it is for those who see names, and run campaigns or answer for figures."""
    reason = _("Proofs may show people: your role does not open them.")
    require(viewer, "people.identify", project, reason)
    if not (viewer.may("gathering.record", project) or viewer.may("results.declare", project)):
        raise Denied(reason)


def check_names(viewer: Viewer, accreditation: Accreditation) -> None:
    """Whether ``viewer`` reads who is accredited: one who keeps accreditations there."""
    check_accredit(viewer, accreditation.project_id)


def check_accredit_somewhere(viewer: Viewer) -> None:
    """Whether ``viewer`` keeps accreditations in some project: it takes names."""
    check_run_somewhere(viewer)
    require(viewer, "people.identify", reason=_("Your role does not see names."))


def check_accredit(viewer: Viewer, project: Project | int) -> None:
    """Whether ``viewer`` keeps accreditations in ``project``."""
    check_run(viewer, project)
    of = project if isinstance(project, int) else project.pk
    require(viewer, "people.identify", of, _("Your role does not see names in this project."))


def check_accreditation(viewer: Viewer, accreditation: Accreditation) -> None:
    """Whether ``viewer`` may change an accreditation: one whose journalist was not taken out."""
    check_accredit(viewer, accreditation.project_id)
    if accreditation.erased_at is not None:
        raise Denied(_("She was taken out: nothing is known of her any more."))


def check_piece(viewer: Viewer, piece: Piece) -> None:
    """Whether ``viewer`` may change what is said of a piece: one that was not taken back."""
    check_run(viewer, piece.project_id)
    if piece.struck_at is not None:
        raise Denied(_("This piece was taken back: it was written by mistake."))


def check_import(viewer: Viewer, project: Project) -> None:
    """Whether ``viewer`` may bring a campaign's log into ``project``."""
    require(viewer, "import.run", project.pk, _("Your role does not allow importing into this project."))


def check_undo(viewer: Viewer, project: Project) -> None:
    """Whether ``viewer`` may take an imported log back."""
    require(viewer, "import.undo", project.pk, _("Your role does not allow undoing an import in this project."))
