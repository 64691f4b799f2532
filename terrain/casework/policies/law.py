"""Who writes the dates of a file, who confirms what the law says."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.kinds import CaseKind
from terrain.casework.models import Milestone
from terrain.casework.policies.cases import check_work
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require


def check_read_law(viewer: Viewer, kind: CaseKind) -> None:
    """Whoever opens files of the kind reads by which law they go."""
    require(viewer, kind.see, reason=_("Your role does not see these files."))
    if kind.law is None:
        raise Denied(_("No law stands beside these files."))


def check_confirm(viewer: Viewer, kind: CaseKind) -> None:
    """Who reads what was told to a lawyer says whether a rule is right."""
    check_read_law(viewer, kind)
    require(viewer, "case.privileged", reason=_("Legal counsel confirms what the law says."))


def check_withdraw(viewer: Viewer, milestone: Milestone) -> None:
    """A date is taken back by whoever works in the file."""
    check_work(viewer, milestone.case)
    if milestone.withdrawn_at is not None:
        raise Denied(_("This was taken back already."))
    if milestone.book:
        raise Denied(_("A book of the file says this date: correct it there."))
