"""The lawyers' network: who is in it, for what, until when."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.pathways.legal_aid.dated import network
from terrain.pathways.legal_aid.models import Lawyer
from terrain.pathways.legal_aid.policies import check_change, check_keep
from terrain.programmes.models import Project


class LawyerChangedMeanwhile(Exception):
    """A colleague changed the entry since the page was opened; ``lawyer`` says what it says now."""

    def __init__(self, lawyer: Lawyer) -> None:
        super().__init__(str(lawyer.pk))
        self.lawyer = lawyer


@dataclass(frozen=True)
class About:
    """What is known of a lawyer; ``languages`` and ``matters`` are codes of the lists."""

    name: str
    bar: str
    languages: tuple[str, ...]
    matters: tuple[str, ...]
    payment: str
    phone: str = ""
    email: str = ""
    since: date | None = None
    until: date | None = None


def add_lawyer(project: Project, said: About, *, slip: UUID | None = None, by: Viewer) -> Lawyer:
    """Put a lawyer into the network of a project."""
    slip = slips.own(slip, by, project)
    check_keep(by, project.pk)
    _examine(said)
    with action("legal_aid.lawyer_added", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, Lawyer)) is not None:
            act.silent = True
            return before
        made = Lawyer(project=project)
        _say(made, said)
        made.save()
        slips.made(slip, made)
        act.obj = made
    return made


def change_lawyer(lawyer: Lawyer, said: About, *, version: int, by: Viewer) -> Lawyer:
    """Say anew what is known. Raises ``LawyerChangedMeanwhile`` when a colleague did since ``version``."""
    _examine(said)
    with action("legal_aid.lawyer_changed", by=by, obj=lawyer, project_id=lawyer.project_id) as act:
        now = Lawyer.objects.select_for_update(of=("self",)).get(pk=lawyer.pk)
        check_change(by, now)
        if about(now) == said:
            act.silent = True
            return now
        if now.version != version:
            raise LawyerChangedMeanwhile(now)
        _say(now, said)
        now.version += 1
        now.save()
    return now


def about(lawyer: Lawyer) -> About:
    """What is known of a lawyer, as it was said."""
    return About(
        lawyer.name, lawyer.bar, tuple(lawyer.languages), tuple(lawyer.matters), lawyer.payment, lawyer.phone,
        lawyer.email, lawyer.since, lawyer.until,
    )  # fmt: skip


def _examine(said: About) -> None:
    today = clock.today()
    if not said.name.strip() or not said.bar.strip():
        raise Denied(_("Write the name and the bar."))
    if not set(said.matters) <= set(dict(network().choices("matters", today))) or not said.matters:
        raise Denied(_("Say what the lawyer takes on."))
    if said.payment not in dict(network().choices("payments", today)):
        raise Denied(_("Say how the lawyer is paid."))
    if said.since is not None and said.until is not None and said.until < said.since:
        raise Denied(_("It would end before it begins."))


def _say(lawyer: Lawyer, said: About) -> None:
    lawyer.name, lawyer.bar = said.name.strip(), said.bar.strip()
    lawyer.languages, lawyer.matters = list(said.languages), list(said.matters)
    lawyer.payment, lawyer.phone, lawyer.email = said.payment, said.phone, said.email
    lawyer.since, lawyer.until = said.since or clock.today(), said.until
