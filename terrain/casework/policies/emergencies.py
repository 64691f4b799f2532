"""Who enters a file that is not hers to see, who judges it, and when what is privileged opens."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from terrain.casework.enums import GrantKind, NoteClass
from terrain.casework.kinds import kinds
from terrain.casework.models import Case, CaseGrant, EmergencyAccess, PrivilegedAsk
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require

NOT_THERE = _("No file opens with what you wrote. Look at the number again, or ask whoever supervises.")
"""The same words for a number that does not exist and for a file that nobody of your role may enter."""


def check_ask(viewer: Viewer) -> None:
    """Whoever works in files, somewhere, may be in the need of one that is not hers."""
    if viewer.user_id is None or not any(viewer.may(kind.see) for kind in kinds()):
        raise Denied(_("Your role sees no files."))


def check_enter(viewer: Viewer, case: Case) -> None:
    """A role in the file's project that opens this kind is needed as for any file; only the assignment is missing."""
    check_ask(viewer)
    if not viewer.may(case.pathway.see, case.project_id):
        raise Denied(NOT_THERE)


def check_end(viewer: Viewer, access: EmergencyAccess) -> None:
    """One's own, while it lasts; protection ends anybody's."""
    if access.user_id != viewer.user_id:
        require(viewer, "protection.watch", access.case.project_id)
    if not access.is_active:
        raise Denied(_("This access is over already."))


def check_review(viewer: Viewer, access: EmergencyAccess) -> None:
    """Protection, or whoever supervises the project, and never whoever entered."""
    if not EmergencyAccess.objects.reviewable_by(viewer).filter(pk=access.pk).exists():
        raise Denied(_("Somebody else has to judge this."))
    if access.reviewed_at is not None:
        raise Denied(_("This is judged already."))


def check_ask_privileged(viewer: Viewer, access: EmergencyAccess) -> None:
    """During one's own exceptional access, once at a time."""
    if access.user_id != viewer.user_id or not access.is_active:
        raise Denied(_("Your exceptional access is over."))
    if any(ask.waits for ask in access.asks.all()):
        raise Denied(_("You asked already. A colleague with this right has to agree."))


def check_agree(viewer: Viewer, ask: PrivilegedAsk) -> None:
    """A second person who holds the right to what is privileged in this project."""
    require(viewer, "case.privileged", ask.access.case.project_id, _("Only whoever reads privileged notes agrees."))
    if ask.access.user_id == viewer.user_id:
        raise Denied(_("A second person has to agree."))
    if not ask.waits:
        raise Denied(_("This is no longer asked."))


def enters_by_exception(viewer: Viewer, case: Case) -> bool:
    """Whether the viewer sees the file only through an exceptional access that holds now."""
    mine = CaseGrant.objects.of(viewer).filter(case=case)
    if not mine.filter(kind=GrantKind.EXCEPTIONAL).exists():
        return False
    return not mine.exclude(kind=GrantKind.EXCEPTIONAL).exists()


NEEDED = {NoteClass.CLINICAL: "case.clinical", NoteClass.PRIVILEGED: "case.privileged"}
"""The right that a class of confidences asks for; the ordinary one asks for none."""


def check_confidence(viewer: Viewer, case: Case, note_class: str) -> None:
    """Whether the viewer opens this class of confidences in a file that she sees.

    Clinical and privileged ones need a right of their own. Privileged ones never open through an exceptional access alone: a second person
    has agreed, and then they open for a few hours also to whoever does not hold the right.
    """
    agreed = PrivilegedAsk.objects.filter(
        Q(until__gt=clock.now()), access__case=case, access__user_id=viewer.user_id or 0, access__ended_at=None
    )
    by_exception = viewer.user_id is not None and enters_by_exception(viewer, case)
    if note_class == NoteClass.PRIVILEGED and by_exception:
        if not agreed.exists():
            raise Denied(_("What is under legal privilege opens only when a second person agrees."))
        return
    needed = NEEDED.get(NoteClass(note_class))
    if needed is not None:
        require(viewer, needed, case.project_id, _("Your role does not open this class of notes."))
