"""Sealing a file, naming who sees it, opening it again."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.urls import reverse

from terrain.casework.actions.cases import held
from terrain.casework.actions.grants import Named, alone, name_within, require_known
from terrain.casework.actions.notices import tell
from terrain.casework.enums import GrantKind
from terrain.casework.holding import keep_in_step, require_two, seal_with, thin
from terrain.casework.models import Case, CaseGrant, Notice, Sealing, key_for_writing, key_of
from terrain.casework.policies import seals as policies
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.people import sealing
from terrain.programmes.holding import holding

WORDS = "casework.Sealing.sealed_words"
END_WORDS = "casework.Sealing.sealed_end_words"


def words_of(sealing_: Sealing) -> str:
    """What was said when the file was sealed."""
    sealed = bytes(sealing_.sealed_words)
    return vault.unseal(key_of(sealing_.case), sealed, WORDS).decode() if sealed else ""


def seal(
    case: Case,
    reason: str,
    words: str = "",
    *,
    named: Sequence[Named],
    with_person: bool | None = None,
    slip: UUID | None = None,
    by: Viewer,
) -> Case:
    """Seal the file for whoever is in charge of it, and those ``named``. Raises ``Denied`` when they are fewer than two.

    ``with_person``: whether she is sealed too; by default when no other project knows her.
    """
    slip = slips.own(slip, by, case)
    with action("casework.case_sealed", by=by, obj=case, project_id=case.project_id) as act:
        now = held(case)
        if slips.taken(slip, Sealing) is not None:
            act.silent = True
            return now
        policies.check_seal(by, now)
        require_known("seal_reasons", reason)
        now.sealed_at, now.team = clock.now(), None
        now.version += 1
        now.save()
        for one in named:
            name_within(now, one, by)
        require_two(now)
        together = with_person if with_person is not None else alone(now)
        made = Sealing.objects.create(
            case=now, reason=reason, sealed_words=_sealed(now, words, WORDS), by_id=by.user_id,
            with_person=together and seal_with(now, by),
        )  # fmt: skip
        keep_in_step(now, by)
        slips.made(slip, made)
        act.detail = {"reason": reason, "named": len(named), "person": made.with_person}
    return now


def _sealed(case: Case, words: str, context: str) -> bytes:
    return vault.seal(key_for_writing(case), words.strip().encode(), context) if words.strip() else b""


def seal_like(case: Case, former: Case, by: Viewer) -> None:
    """Seal the file that takes the place of a sealed one, inside an action that checked it: the danger goes on.

    Whoever took it over is alone with it until she names somebody, which protection is told.
    """
    before = former.sealings.filter(ended_at=None).first()
    case.sealed_at, case.team = clock.now(), None
    case.version += 1
    case.save()
    reason = before.reason if before is not None else ""
    with_person = case.person is not None and case.person.is_sealed
    Sealing.objects.create(case=case, reason=reason, with_person=with_person, by_id=by.user_id)
    keep_in_step(case, by)


def name(case: Case, said: Named, *, slip: UUID | None = None, by: Viewer) -> CaseGrant:
    """Let a colleague see the sealed file until the end of a day; naming her again moves the end."""
    slip = slips.own(slip, by, case)
    with action("casework.access_named", by=by, obj=case, project_id=case.project_id) as act:
        now = held(case)
        policies.check_name(by, now)
        if (before := slips.taken(slip, CaseGrant)) is not None:
            act.silent = True
            return before
        grant = name_within(now, said, by)
        keep_in_step(now, by)
        slips.made(slip, grant)
        act.detail = {"user": said.user.pk, "until": said.until.isoformat(), "reason": said.reason}
    return grant


def end(grant: CaseGrant, *, by: Viewer) -> None:
    """Cut a named access now. Raises ``Denied`` when fewer than two people would be left."""
    case = grant.case
    with action("casework.access_ended", by=by, obj=case, project_id=case.project_id, detail={"user": grant.user_id}):
        now = held(case)
        standing = CaseGrant.objects.select_for_update().get(pk=grant.pk)
        policies.check_end(by, now, standing)
        standing.ended_at = clock.now()
        standing.save(update_fields=["ended_at"])
        require_two(now)
        keep_in_step(now, by)


def unseal(case: Case, words: str, *, by: Viewer) -> Case:
    """Open a sealed file again to whoever needs to know of it; the person too, when no other file of hers is sealed."""
    with action("casework.case_unsealed", by=by, obj=case, project_id=case.project_id) as act:
        now = held(case)
        policies.check_unseal(by, now)
        now.sealed_at = None
        now.version += 1
        now.save()
        now.sealings.filter(ended_at=None).update(
            ended_at=clock.now(), ended_by_id=by.user_id, sealed_end_words=_sealed(now, words, END_WORDS)
        )
        now.grants.filter(kind=GrantKind.NAMED, ended_at=None).update(ended_at=clock.now())
        if (
            now.person is not None
            and not Case.objects.filter(person__in=now.person.selves, sealed_at__isnull=False).exists()
        ):
            act.detail = {"person": now.person.is_sealed}
            sealing.unseal_within(now.person)
        else:
            keep_in_step(now, by)
        tell([now.owner_id], "seal_opened", case=now, url=now.get_absolute_url())
    return now


def watch(today: date) -> str:
    """Tell protection of sealed files that fewer than two people see, once each until somebody has looked."""
    guardians = list(holding("protection.watch").values_list("pk", flat=True))
    found = 0
    for case, _count in thin(Case.objects.all()):
        if not Notice.objects.unseen().filter(case=case, code="seal_thin").exists():
            tell(guardians, "seal_thin", case=case, url=reverse("casework:seal", args=[case.uid]), mail=True)
            found += 1
    return f"{found} sealed files with fewer than two people" if found else ""
