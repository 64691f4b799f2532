"""Files whose time is over: warned about, held back, erased by themselves; somebody who asks is forgotten."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from terrain.casework.actions.cases import held
from terrain.casework.actions.notices import tell
from terrain.casework.confidentiality import choices, limits
from terrain.casework.erasing import erase_file
from terrain.casework.holding import answering
from terrain.casework.kinds import kinds
from terrain.casework.models import (
    Case,
    Certificate,
    Forgetting,
    Hold,
    RetentionWarning,
    due_of,
    key_for_writing,
    key_of,
)
from terrain.casework.policies import retention as policies
from terrain.core import audit, clock, vault
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.erasing import Erased
from terrain.core.policies import Denied
from terrain.core.ui.wording import listed
from terrain.people.forgetting import forget_within
from terrain.people.models import Person
from terrain.programmes.holding import holding

WORDS = "casework.Hold.sealed_words"
RECORD = "casework.Certificate.sealed_record"
HOUSE = system_viewer("sweep")
BACKUPS = "A backup of the database opens only with the keys beside it; a restored one loses the destroyed keys again."


def hold(case: Case, reason: str, words: str, review_on: date, *, by: Viewer) -> Hold:
    """Keep a closed file although its time comes, until somebody reviews it on ``review_on``, at most a year away."""
    with action("casework.case_held", by=by, obj=case, project_id=case.project_id, detail={"reason": reason}):
        now = held(case)
        policies.check_hold(by, now)
        if reason not in dict(choices("hold_reasons")):
            raise Denied(f"{reason!r} is not a reason of the list")
        if not clock.today() < review_on <= clock.months_later(clock.today(), limits().retention_hold_months):
            raise Denied(_("Choose a day within the next twelve months."))
        now.holds.filter(ended_at=None).update(ended_at=clock.now(), ended_by_id=by.user_id)
        sealed = vault.seal(key_for_writing(now), words.strip().encode(), WORDS) if words.strip() else b""
        return Hold.objects.create(case=now, reason=reason, sealed_words=sealed, review_on=review_on, by_id=by.user_id)


def hold_words_of(kept: Hold) -> str:
    """Why it is kept, in words."""
    sealed = bytes(kept.sealed_words)
    return vault.unseal(key_of(kept.case), sealed, WORDS).decode() if sealed else ""


def release(case: Case, *, by: Viewer) -> None:
    """Nothing holds the file back any more; those who answer for it are warned anew before it goes."""
    with action("casework.case_released", by=by, obj=case, project_id=case.project_id):
        now = held(case)
        policies.check_release(by, now)
        now.holds.filter(ended_at=None).update(ended_at=clock.now(), ended_by_id=by.user_id)
        RetentionWarning.objects.filter(case=now).delete()


def ending(today: date) -> Iterator[tuple[Case, date]]:
    """Closed files that are due, or whose warning is, with the day on which they are erased; ``kept``: something holds it."""
    near = Q(pk__in=[])
    for kind in kinds():
        rule = kind.lists.retention
        latest = clock.months_later(today + timedelta(days=rule.warn_days), -rule.months) + timedelta(days=3)
        near |= Q(kind=kind.code, closed_on__lte=latest)
    closed = Case.objects.filter(near, closed_on__isnull=False)
    closed = closed.annotate(kept=Exists(Hold.objects.filter(case=OuterRef("pk"), ended_at=None)))
    for case in closed.select_related("project", "person").order_by("kind", "closed_on", "pk"):
        due = due_of(case)
        if due is not None and due <= today + timedelta(days=case.pathway.lists.retention.warn_days):
            yield case, due


def sweep(today: date) -> str:
    """Warn of files that come to their end, erase those whose day has come and that were warned of long enough ago."""
    warned = erased = 0
    for case, due in list(ending(today)):
        if case.kept:  # type: ignore[attr-defined]
            warned += _remind_of_hold(case, today)
            continue
        warning = RetentionWarning.objects.filter(case=case).first()
        if warning is None or warning.due < due:
            _warn(case, max(due, today + timedelta(days=case.pathway.lists.retention.warn_days)))
            warned += 1
        elif warning.due <= today:
            erased += erase_due(case, by=HOUSE) is not None
    told = [_("%(count)s files near their end") % {"count": warned}] if warned else []
    return listed(told + ([_("%(count)s files erased") % {"count": erased}] if erased else []))


def _answering(case: Case) -> list[int | None]:
    return [case.owner_id, *answering(case)]


def _warn(case: Case, due: date) -> None:
    with action("casework.retention_warned", by=HOUSE, obj=case, project_id=case.project_id) as act:
        RetentionWarning.objects.update_or_create(case=case, defaults={"due": due})
        tell(_answering(case), "retention_near", case=case, url=case.get_absolute_url(), mail=True)
        act.detail = {"due": due.isoformat()}


def _remind_of_hold(case: Case, today: date) -> int:
    """Tell protection once, on the day on which a hold is to be reviewed."""
    if not case.holds.filter(ended_at=None, review_on=today).exists():
        return 0
    events = audit.events_about(case).filter(verb="casework.hold_reminded", at__date=today)
    if events.exists():
        return 0
    with action("casework.hold_reminded", by=HOUSE, obj=case, project_id=case.project_id):
        guardians = holding("protection.watch").values_list("pk", flat=True)
        tell(guardians, "hold_review", case=case, mail=True)
    return 1


def erase_due(case: Case, *, by: Viewer) -> Certificate | None:
    """Erase a file whose time is over; ``None`` when something held it back or reopened it meanwhile."""
    policies.check_watch(by, case.project_id)
    with action("casework.file_erased", by=by, obj=case, project_id=case.project_id) as act:
        act.silent = True
        now = held(case)
        due = due_of(now)
        if due is None or due > clock.today() or now.holds.filter(ended_at=None).exists():
            return None
        rule = now.pathway.lists.retention
        said = {"rule": "retention", "months": rule.months, "source": rule.source, "closed_on": str(now.closed_on)}
        return _erase_case(now, said, by, second=None)


def _erase_case(case: Case, rule: dict[str, Any], by: Viewer, second: int | None) -> Certificate:
    project, number, pk = case.project, case.number, case.pk
    told = erase_file(case)
    event = audit.append(
        "casework.file_erased", by=by, obj=Case(pk=pk), project_id=project.pk, detail={"keys": len(told.keys)} | rule
    )
    return _certify("case", {"file": number, "kind": case.kind} | rule, told, event.seq, project.pk, by, second)


def _certify(
    about: str, said: dict[str, Any], told: Erased, seq: int, project_id: int | None, by: Viewer, second: int | None
) -> Certificate:
    """Write the proof, sealed under a key of its own."""
    record = said | {
        "rows": dict(sorted(told.rows.items())),
        "keys": sorted(told.keys),
        "files": told.files,
        "facts_kept": told.facts,
        "audit_seq": seq,
        "at": clock.now().isoformat(),
        "backups": BACKUPS,
    }
    key = vault.new_key()
    return Certificate.objects.create(
        about=about, project_id=project_id, by_id=by.user_id, second_id=second, audit_seq=seq, key=key,
        sealed_record=vault.seal(key, json.dumps(record, ensure_ascii=False).encode(), RECORD),
    )  # fmt: skip


def record_of(certificate: Certificate) -> dict[str, Any]:
    """What a certificate says."""
    said: dict[str, Any] = json.loads(vault.unseal(certificate.key, bytes(certificate.sealed_record), RECORD))
    return said


def ask_forgetting(person: Person, reason: str, *, by: Viewer) -> Forgetting:
    """Ask that somebody be forgotten; a second person of protection has to agree."""
    with action("casework.forgetting_asked", by=by, obj=person, detail={"reason": reason}):
        policies.check_ask_forgetting(by, person)
        if reason not in dict(choices("erasure_reasons")):
            raise Denied(f"{reason!r} is not a reason of the list")
        return Forgetting.objects.create(person=person, reason=reason, asked_by_id=by.user_id)


def withdraw_forgetting(asked: Forgetting, *, by: Viewer) -> None:
    """She is not forgotten after all."""
    with action("casework.forgetting_withdrawn", by=by, obj=asked.person):
        now = Forgetting.objects.select_for_update(of=("self",)).get(pk=asked.pk)
        policies.check_withdraw(by, now)
        now.ended_at, now.ended_by_id = clock.now(), by.user_id
        now.save(update_fields=["ended_at", "ended_by"])


def forget(asked: Forgetting, *, by: Viewer) -> Certificate:
    """Forget her: her files, her identity, her consents and everything that names her. What she counted for stays."""
    with action("casework.person_forgotten", by=by, obj=asked.person) as act:
        act.silent = True
        now = Forgetting.objects.select_for_update(of=("self",)).select_related("person__key").get(pk=asked.pk)
        policies.check_forget(by, now)
        person, told = now.person, Erased()
        for case in list(Case.objects.filter(person__in=person.selves).select_related("project", "person")):
            told.add(erase_file(case))
        told.add(forget_within(person))
        now.ended_at, now.ended_by_id, now.done = clock.now(), by.user_id, True
        now.save(update_fields=["ended_at", "ended_by", "done"])
        event = audit.append("casework.person_forgotten", by=by, obj=person, detail={"keys": len(told.keys)})
        said = {"rule": "asked", "reason": now.reason, "sign": person.mark}
        return _certify("person", said, told, event.seq, None, by, now.asked_by_id)
