"""Entering a file that is not one's own, when it cannot wait: a reason, a proof, a few hours, and everybody told at once."""

from datetime import date, datetime
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terrain.casework.actions.cases import held
from terrain.casework.actions.notices import tell
from terrain.casework.confidentiality import choices, limits
from terrain.casework.enums import GrantKind, Judgement
from terrain.casework.holding import answering, keep_in_step
from terrain.casework.models import Case, CaseGrant, EmergencyAccess, Notice, PrivilegedAsk, key_for_writing, key_of
from terrain.casework.policies import emergencies as policies
from terrain.casework.staffing import supervisors
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.programmes.holding import holding

WORDS = "casework.EmergencyAccess.sealed_words"
JUDGEMENT = "casework.EmergencyAccess.sealed_judgement"
SHORTEST = 20
"""Signs that a reason in words has at least."""


class SeesAlready(Exception):
    """The viewer sees the file as it is: ``case``. Nothing exceptional is needed."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.number)
        self.case = case


def words_of(access: EmergencyAccess) -> str:
    """Why, in the words of whoever entered."""
    return vault.unseal(key_of(access.case), bytes(access.sealed_words), WORDS).decode()


def judgement_words_of(access: EmergencyAccess) -> str:
    """What was said of it afterwards."""
    sealed = bytes(access.sealed_judgement)
    return vault.unseal(key_of(access.case), sealed, JUDGEMENT).decode() if sealed else ""


def normalise(number: str) -> str:
    """A file's number as it stands in the register: ``k7f 3qd`` is ``K7F-3QD``."""
    signs = "".join(sign for sign in number.upper() if sign.isalnum())
    return f"{signs[:3]}-{signs[3:]}" if len(signs) == 6 else ""


def enter(number: str, reason: str, words: str, *, slip: UUID | None = None, by: Viewer) -> EmergencyAccess:
    """Open a file for a few hours. The second factor was proven in this very request: whoever calls has seen to it.

    Raises ``Denied`` with the same words for a number that does not exist and for a file that the role does not open;
    ``SeesAlready`` for one that she sees anyway.
    """
    policies.check_ask(by)
    if reason not in dict(choices("emergency_reasons")) or len(words.strip()) < SHORTEST:
        raise Denied(_("Say why in at least twenty letters."))
    case = Case.objects.filter(number=normalise(number)).first()
    if case is None:
        raise Denied(policies.NOT_THERE)
    policies.check_enter(by, case)
    slip = slips.own(slip, by, case)
    with action("casework.emergency_begun", by=by, obj=case, project_id=case.project_id) as act:
        now = held(case)
        if (before := slips.taken(slip, EmergencyAccess)) is not None:
            act.silent = True
            return before
        if Case.objects.visible_to(by).filter(pk=now.pk).exists() and not policies.enters_by_exception(by, now):
            raise SeesAlready(now)
        access = _open(now, reason, words, by)
        slips.made(slip, access)
        act.detail = {"exceptional": True, "reason": reason, "until": access.until.isoformat()}
    return access


def _open(case: Case, reason: str, words: str, by: Viewer) -> EmergencyAccess:
    began, user_id = clock.now(), by.user_id or 0
    until = began + limits().emergency
    CaseGrant.objects.filter(case=case, user_id=user_id, kind=GrantKind.EXCEPTIONAL, ended_at=None).update(
        ended_at=began
    )
    EmergencyAccess.objects.filter(case=case, user_id=user_id, ended_at=None, until__gt=began).update(ended_at=began)
    grant = CaseGrant.objects.create(
        case=case, user_id=user_id, kind=GrantKind.EXCEPTIONAL, since=began, until=until, reason=reason,
        given_by_id=by.user_id,
    )  # fmt: skip
    access = EmergencyAccess.objects.create(
        case=case, user_id=user_id, grant=grant, reason=reason, began_at=began, until=until,
        sealed_words=vault.seal(key_for_writing(case), words.strip().encode(), WORDS),
        review_by=began + limits().review,
    )  # fmt: skip
    keep_in_step(case, by)
    _tell_everybody(access)
    return access


def _judges(case: Case) -> set[int]:
    """Protection, and whoever supervises: of a sealed file no supervisor may know."""
    supervising = [] if case.is_sealed else supervisors(case.project)
    return {*supervising, *holding("protection.watch", case.project).values_list("pk", flat=True)}


def _tell_everybody(access: EmergencyAccess) -> None:
    """Whoever is in charge, supervises or protects, on their screen and by e-mail, without a word of what is in the file.

    Of a sealed one those named on it stand in the supervisors' place.
    """
    judges = _judges(access.case) - {access.user_id}
    url = reverse("casework:emergency_review", args=[access.uid])
    tell(judges, "emergency_begun", case=access.case, url=url, mail=True)
    answer = {access.case.owner_id, *(answering(access.case) if access.case.is_sealed else ())}
    others = answer - {access.user_id, *judges}
    tell(others, "emergency_begun", case=access.case, url=access.case.get_absolute_url(), mail=True)


def finish(access: EmergencyAccess, *, by: Viewer) -> None:
    """Done before the time is over: the file closes to her at once."""
    case = access.case
    with action("casework.emergency_ended", by=by, obj=case, project_id=case.project_id):
        now = EmergencyAccess.objects.select_for_update(of=("self",)).select_related("case").get(pk=access.pk)
        policies.check_end(by, now)
        now.ended_at = clock.now()
        now.save(update_fields=["ended_at"])
        CaseGrant.objects.filter(pk=now.grant_id, ended_at=None).update(ended_at=now.ended_at)
        keep_in_step(now.case, by)


def review(access: EmergencyAccess, judgement: str, words: str, *, by: Viewer) -> EmergencyAccess:
    """Say whether it was justified; whoever entered is told that somebody judged."""
    case = access.case
    with action("casework.emergency_reviewed", by=by, obj=case, project_id=case.project_id) as act:
        now = EmergencyAccess.objects.select_for_update(of=("self",)).select_related("case").get(pk=access.pk)
        policies.check_review(by, now)
        now.judgement = Judgement(judgement)
        now.reviewed_at, now.reviewed_by_id = clock.now(), by.user_id
        now.sealed_judgement = vault.seal(key_of(now.case), words.strip().encode(), JUDGEMENT)
        now.save()
        tell([now.user_id], "emergency_judged", case=now.case)
        act.detail = {"judgement": now.judgement, "user": now.user_id}
    return now


def ask_privileged(access: EmergencyAccess, *, by: Viewer) -> PrivilegedAsk:
    """Ask a second person to open what is under legal privilege."""
    case = access.case
    with action("casework.privileged_asked", by=by, obj=case, project_id=case.project_id):
        now = EmergencyAccess.objects.select_for_update(of=("self",)).select_related("case__project").get(pk=access.pk)
        policies.check_ask_privileged(by, now)
        asked = PrivilegedAsk.objects.create(access=now, expires_at=clock.now() + limits().agreement)
        able = holding("case.privileged", now.case.project).exclude(pk=now.user_id).values_list("pk", flat=True)
        tell(able, "privileged_asked", case=now.case, url=reverse("casework:agree", args=[asked.uid]), mail=True)
    return asked


def agree(ask: PrivilegedAsk, *, yes: bool, by: Viewer) -> PrivilegedAsk:
    """A second person agrees, or does not. The exceptional access lasts as long as what was opened with it."""
    case = ask.access.case
    verb = "casework.privileged_agreed" if yes else "casework.privileged_refused"
    with action(verb, by=by, obj=case, project_id=case.project_id, detail={"user": ask.access.user_id}):
        now = PrivilegedAsk.objects.select_for_update(of=("self",)).select_related("access__case").get(pk=ask.pk)
        policies.check_agree(by, now)
        if not yes:
            now.refused_at = clock.now()
            now.save()
            return now
        now.agreed_at, now.agreed_by_id = clock.now(), by.user_id
        now.until = now.agreed_at + limits().emergency
        now.save()
        _prolong(now.access, now.until, by)
        tell([now.access.user_id], "privileged_agreed", case=case, url=case.get_absolute_url())
    return now


def _prolong(access: EmergencyAccess, until: datetime, by: Viewer) -> None:
    if access.ended_at is not None:
        raise Denied(_("The exceptional access is over."))
    access.until = until
    access.save(update_fields=["until"])
    CaseGrant.objects.filter(pk=access.grant_id).update(until=until)
    keep_in_step(access.case, by)


def remind(today: date) -> str:
    """Tell those who judge of exceptional accesses that nobody judged in time, once."""
    late = EmergencyAccess.objects.to_review().filter(review_by__lt=clock.now()).select_related("case__project")
    told = 0
    for access in late:
        url = reverse("casework:emergency_review", args=[access.uid])
        if not Notice.objects.filter(code="emergency_overdue", url=url).exists():
            tell(_judges(access.case) - {access.user_id}, "emergency_overdue", case=access.case, url=url, mail=True)
            told += 1
    return f"{told} exceptional accesses not judged in time" if told else ""
