"""Certificates: issued to whoever followed the training to its measure, withdrawn, taken up again, spelt anew."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max
from django.utils.translation import override

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, save_next
from terrain.core.policies import verdict
from terrain.learning import badges, certifying
from terrain.learning.models import Asked, Certificate, Cohort, Enrolment, Sitting
from terrain.learning.moments import Moment, Withdrawal
from terrain.learning.policies.proof import (
    check_certify,
    check_issue,
    check_reinstate,
    check_rename,
    check_wish,
    check_withdraw,
)
from terrain.programmes.models import Project

TRIES = 50


@dataclass
class Issued:
    """What came of issuing for a whole cohort: certificates, and who was refused why."""

    made: list[Certificate] = field(default_factory=list)
    refused: list[tuple[Enrolment, Any]] = field(default_factory=list)


def issue(enrolment: Enrolment, *, by: Viewer) -> Certificate:
    """Certify one person."""
    cohort = enrolment.cohort
    with action("learning.certificate_issued", by=by, project_id=cohort.project_id) as act:
        found = Enrolment.objects.select_for_update(of=("self",)).select_related("cohort__course", "person__key")
        now = found.get(pk=enrolment.pk)
        check_issue(by, now)
        act.obj = made = _made(now, by)
        act.detail = {"number": made.number}
    return made


def issue_all(cohort: Cohort, *, by: Viewer) -> Issued:
    """Certify everybody who may be; the others are told with the reason."""
    check_certify(by, cohort)
    told = Issued()
    waiting = cohort.enrolments.registered().filter(certificate=None)
    waiting = waiting.select_related("cohort__course", "person__key", "person__merged_into")
    with action("learning.certificates_issued", by=by, obj=cohort, project_id=cohort.project_id) as act:
        ground = certifying.Ground(cohort)
        for enrolment in waiting.order_by("pk"):
            may = verdict(check_issue, by, enrolment, ground)
            if may:
                told.made.append(issue(enrolment, by=by))
                ground.certify(enrolment)
            else:
                told.refused.append((enrolment, may.reason))
        act.silent = not told.made
        act.detail = {"issued": len(told.made)}
    return told


def withdraw(certificate: Certificate, reason: str, remark: str = "", *, version: int, by: Viewer) -> Certificate:
    """It does not hold any more, from today on; its badge neither. Raises ``ChangedMeanwhile``."""
    check_withdraw(by, certificate)
    with action("learning.certificate_withdrawn", by=by, obj=certificate, project_id=_project(certificate)) as act:
        now = held(certificate)
        if not now.holds:
            act.silent = True
            return now
        now.withdrawn_at, now.withdrawn_by_id, now.reason = clock.now(), by.user_id, Withdrawal(reason).value
        if now.enrolment.person.erased_at is None:
            now.write_remark(remark)
        save_next(now, version)
        act.detail = {"reason": now.reason}
    return now


def reinstate(certificate: Certificate, *, version: int, by: Viewer) -> Certificate:
    """It holds again. Raises ``ChangedMeanwhile``."""
    check_reinstate(by, certificate)
    with action("learning.certificate_reinstated", by=by, obj=certificate, project_id=_project(certificate)) as act:
        now = held(certificate)
        if now.holds:
            act.silent = True
            return now
        now.withdrawn_at, now.withdrawn_by, now.reason, now.sealed_remark = None, None, "", b""
        save_next(now, version)
    return now


def rename(certificate: Certificate, name: str, *, version: int, by: Viewer) -> Certificate:
    """Mend how the name is written. Raises ``ChangedMeanwhile``."""
    check_rename(by, certificate)
    with action("learning.certificate_renamed", by=by, obj=certificate, project_id=_project(certificate)) as act:
        now = held(certificate)
        if now.name() == name:
            act.silent = True
            return now
        now.write_name(name)
        save_next(now, version)
    return now


def wish_name(enrolment: Enrolment, name: str, *, by: Viewer) -> None:
    """She says how her name is to be written; blank: as she is known. Sealed under her key."""
    with action("learning.name_wished", by=by, obj=enrolment, project_id=enrolment.cohort.project_id):
        now = Enrolment.objects.select_for_update(of=("self",)).select_related("person__key").get(pk=enrolment.pk)
        check_wish(by, now)
        asked, _new = Asked.objects.select_for_update().get_or_create(enrolment=now)
        asked.enrolment = now
        if name:
            asked.write_wish(name)
        else:
            asked.sealed_wish = b""
        asked.save(update_fields=["sealed_wish"])


def forget_within(persons: Sequence[int]) -> None:
    """Somebody is forgotten: what she wrote and how she answered go, the certificate stays without a name."""
    hers = Enrolment.objects.filter(person__in=persons)
    Sitting.objects.filter(enrolment__in=hers).update(answers=None)
    for asked in Asked.objects.filter(enrolment__in=hers):
        asked.sealed_wish = b""
        asked.save(update_fields=["sealed_wish"])
    for enrolment in hers:
        enrolment.follow_ups.update(sealed_example=b"", sealed_hindrance=b"", sealed_evidence=b"")
    Certificate.objects.filter(enrolment__in=hers).update(sealed_name=b"", sealed_remark=b"")


def _project(certificate: Certificate) -> int:
    return certificate.enrolment.cohort.project_id


def _made(enrolment: Enrolment, by: Viewer) -> Certificate:
    cohort, language = enrolment.cohort, certifying.language_of(enrolment)
    with override(language):
        where = cohort.where[:160]
    certificate = Certificate(
        enrolment=enrolment,
        number=_number(cohort.project_id),
        language=language,
        title=cohort.course.title,
        minutes=enrolment.attended_minutes,
        due_minutes=enrolment.due_minutes,
        first_day=cohort.first_day,
        last_day=cohort.last_day,
        where=where,
        test_passed=enrolment.test_passed,
        score=_score(enrolment),
        place_in_list=_place(),
        issued_by_id=by.user_id,
    )
    asked = Asked.objects.filter(enrolment=enrolment).select_related("enrolment__person__key").first()
    certificate.write_name((asked.wish() if asked is not None else "") or enrolment.person.sealed().shown_name)
    certificate.save()
    return certificate


def _score(enrolment: Enrolment) -> int | None:
    best: int | None = enrolment.sittings.filter(moment=Moment.AFTER).aggregate(best=Max("share"))["best"]
    return best


def _number(project_id: int) -> str:
    """The next of the project in this year: ``PIOP-2026-0007``."""
    project = Project.objects.select_for_update().get(pk=project_id)
    head = f"{project.code}-{clock.today().year}-"
    numbers = Certificate.objects.filter(number__startswith=head).values_list("number", flat=True)
    last = max((int(number.removeprefix(head)) for number in numbers), default=0)
    return f"{head}{last + 1:04d}"


def _place() -> int:
    """A place in the list of withdrawn badges that nobody has, drawn by lot."""
    for _try in range(TRIES):
        place = secrets.randbelow(badges.PLACES)
        if not Certificate.objects.filter(place_in_list=place).exists():
            return place
    taken = set(Certificate.objects.values_list("place_in_list", flat=True))
    return secrets.choice([place for place in range(badges.PLACES) if place not in taken])
