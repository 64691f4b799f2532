"""Who asks that a file becomes somebody else's, and who accepts it."""

from django.utils.translation import gettext_lazy as _

from terrain.casework.kinds import CaseKind
from terrain.casework.lifecycles import TRANSFER
from terrain.casework.models import Case, Transfer
from terrain.casework.policies.cases import check_hand_over, check_work
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require

STATES = TRANSFER.words()
NO_LONGER = _("This is no longer possible: the transfer is “%(state)s”.")


def check_ask(viewer: Viewer, case: Case) -> None:
    """Whoever is in charge, or supervises, asks; one transfer at a time."""
    check_work(viewer, case)
    check_hand_over(viewer, case)
    if case.person_id is None:
        raise Denied(_("Only the file of a person is transferred."))
    if case.transfers.filter(state="asked").exists():
        raise Denied(_("A transfer of this file is already asked for."))


def check_receive(viewer: Viewer, transfer: Transfer) -> None:
    """Whether the transfer reached a project in which the viewer receives."""
    if not Transfer.objects.received_by(viewer).filter(pk=transfer.pk).exists():
        raise Denied(_("This transfer did not reach a project of yours."))


def check_answer(viewer: Viewer, transfer: Transfer) -> None:
    """Whether the viewer answers it now."""
    check_receive(viewer, transfer)
    check_waits(transfer)


def check_take(viewer: Viewer, transfer: Transfer, kind: CaseKind) -> None:
    """Whether the viewer takes the person on, in a file of this kind of the receiving project."""
    check_answer(viewer, transfer)
    require(viewer, kind.work, transfer.to_project_id, _("Your role does not open these files in this project."))


def check_renew(viewer: Viewer, transfer: Transfer) -> None:
    """Whether the viewer asks again: it still waits, or waited in vain."""
    check_hand_over(viewer, transfer.case)
    if transfer.state not in {"asked", "expired"}:
        raise Denied(NO_LONGER % {"state": STATES[transfer.state]})


def check_waits(transfer: Transfer) -> None:
    """Whether an answer is still awaited."""
    if transfer.state != "asked":
        raise Denied(NO_LONGER % {"state": STATES[transfer.state]})


def check_follow(viewer: Viewer, transfer: Transfer, move: str) -> None:
    """Whether the viewer, who asked or is in charge, makes this move now."""
    check_hand_over(viewer, transfer.case)
    if not TRANSFER.leads(move, transfer.state):
        raise Denied(NO_LONGER % {"state": STATES[transfer.state]})
