from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.programmes.models import Project
from terrain.workshops.models import ActivitySheet, Forum, Kit, KitItem, Loan, Proposal, Series, SeriesSession

_NOT_HERS = _("Your role does not hold sessions in this project.")


def check_browse(viewer: Viewer) -> None:
    """Workshops and kits are for those who see sessions in some project."""
    require(viewer, "gathering.view")


def check_hold_somewhere(viewer: Viewer) -> None:
    """Whether ``viewer`` holds sessions in some project."""
    require(viewer, "gathering.record", reason=_("Your role does not hold sessions."))


def check_hold(viewer: Viewer, project: Project | int) -> None:
    """Whether ``viewer`` holds workshops, keeps kits and writes sheets in ``project``."""
    require(viewer, "gathering.record", project if isinstance(project, int) else project.pk, _NOT_HERS)


def check_keep_kit(viewer: Viewer, kit: Kit) -> None:
    """Whether ``viewer`` may change what is said of a kit."""
    check_hold(viewer, kit.project_id)


def check_handle_kit(viewer: Viewer, kit: Kit) -> None:
    """Whether ``viewer`` may count, fill and lend a kit: one that is in use."""
    check_keep_kit(viewer, kit)
    if not kit.in_use:
        raise Denied(_("This kit is no longer in use."))


def check_item(viewer: Viewer, item: KitItem) -> None:
    """Whether ``viewer`` may change a thing of a kit: one that still belongs to it."""
    check_handle_kit(viewer, item.kit)
    if item.left_on is not None:
        raise Denied(_("This does not belong to the kit any more."))


def check_loan(viewer: Viewer, loan: Loan) -> None:
    """Whether ``viewer`` may say that a kit came back, or until when it may stay."""
    check_keep_kit(viewer, loan.kit)


def check_sheet(viewer: Viewer, sheet: ActivitySheet) -> None:
    """Whether ``viewer`` may change, publish or withdraw a sheet."""
    check_hold(viewer, sheet.project_id)


def check_series(viewer: Viewer, series: Series) -> None:
    """Whether ``viewer`` may change a series, hold its sessions and show its play."""
    check_hold(viewer, series.project_id)


def check_words(viewer: Viewer, session: SeriesSession) -> None:
    """Whether ``viewer`` reads what the group worked on: her own words, or she holds sessions and sees names in the project.

    A partner's focal point writes sessions too and reads her own; whoever only sees sessions or figures reads none.
    """
    if viewer.user_id is not None and session.created_by_id == viewer.user_id:
        return
    reason = _("What a group worked on is read by those who hold sessions here and see names.")
    require(viewer, "gathering.record", session.series.project_id, reason)
    require(viewer, "people.identify", session.series.project_id, reason)


def check_take_back(viewer: Viewer, session: SeriesSession) -> None:
    """Whether ``viewer`` may say that a session was written by mistake: one whose words she reads."""
    check_series(viewer, session.series)
    check_words(viewer, session)


def check_session(viewer: Viewer, session: SeriesSession) -> None:
    """Whether ``viewer`` may change what is said of a session."""
    check_take_back(viewer, session)
    if session.struck_at is not None:
        raise Denied(_("This session was taken back: it was written by mistake."))


def check_forum(viewer: Viewer, forum: Forum) -> None:
    """Whether ``viewer`` may change what was played, and follow what was proposed."""
    check_series(viewer, forum.series)


def check_proposal(viewer: Viewer, proposal: Proposal) -> None:
    """Whether ``viewer`` may say what became of a proposal: one that was not taken back."""
    check_forum(viewer, proposal.forum)
    if proposal.struck_at is not None:
        raise Denied(_("This proposal was taken back: it was written by mistake."))


def check_collect(viewer: Viewer, forum: Forum) -> None:
    """Whether ``viewer`` may write down a proposal of the public: of a session that took place."""
    check_forum(viewer, forum)
    if forum.session.is_cancelled:
        raise Denied(_("This session was cancelled. Take it up again first."))
