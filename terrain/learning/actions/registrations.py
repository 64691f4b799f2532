"""Registrations from the link: somebody asks for a place without an account, a colleague answers."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from terrain.core import clock, vault
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.changing import held
from terrain.core.policies import verdict
from terrain.gatherings.enums import Category
from terrain.learning.actions.enrolments import Comes, put_on_list
from terrain.learning.actions.progress import refresh
from terrain.learning.enums import How, RequestState
from terrain.learning.models import Cohort, Enrolment, Group, Request
from terrain.learning.policies.cohorts import check_answer, check_register_oneself, check_unanswered
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.people.models import Person
from terrain.people.models.profiles import profile_of
from terrain.people.profiles.actions import tell
from terrain.people.profiles.policies import check_write_profile
from terrain.programmes import actions as programmes
from terrain.programmes.naming import organisation_called

BY_LINK = Viewer(label="training link")
"""Who acts through a link: nobody with an account, with no right but the one of the link."""
KEPT = timedelta(days=30)
"""How long after its last day a training's unanswered registrations are kept."""
MOST_WAITING = 500
"""A form that is filled by a machine stops here."""


class TooMany(Exception):
    """More registrations wait than anybody can read."""


@dataclass(frozen=True)
class Asked:
    """What somebody writes who wants to come."""

    name: str
    phone: str = ""
    email: str = ""
    category: str = ""
    organisation: str = ""
    sex: str = ""
    language: str = ""
    agreed_follow_up: bool = False


def ask(cohort: Cohort, asked: Asked, *, slip: UUID | None = None, by: Viewer = BY_LINK) -> Request:
    """Somebody asks for a place. The same ``slip`` twice is one registration. Raises ``TooMany``."""
    check_register_oneself(cohort)
    if asked.category not in Category.values:
        raise ValueError(asked.category)
    try:
        with action("learning.registration_asked", by=by, obj=cohort, project_id=cohort.project_id) as act:
            before = cohort.requests.filter(slip=slip).first() if slip is not None else None
            if before is not None:
                act.silent = True
                return before
            if cohort.requests.waiting().count() >= MOST_WAITING:
                raise TooMany
            request = Request(cohort=cohort, key=vault.new_key(), language=asked.language[:5], slip=slip)
            request.write(
                {name: value for name, value in vars(asked).items() if name != "agreed_follow_up"}
                | {"agreed_follow_up": "yes" if asked.agreed_follow_up else ""}
            )
            request.save()
    except IntegrityError:
        return cohort.requests.get(slip=slip)
    return request


def read(request: Request) -> Asked:
    """What somebody wrote. Raises ``vault.Erased`` once it was answered."""
    words = request.read()
    agreed = words.pop("agreed_follow_up", "") == "yes"
    return replace(Asked(**words), agreed_follow_up=agreed)  # type: ignore[arg-type]


def accept(
    request: Request, *, group: Group | None = None, apart: bool = False, add_organisation: bool = False, by: Viewer
) -> Enrolment | None:
    """She comes: registered in the registry like everybody, on the list with a place, or waiting for one when none is left.

    What she wrote is erased here, and the address of her page is sent when she gave an e-mail. Answering twice changes nothing.
    ``None``: she stood on the list before. Whoever knows her name and telephone could have written them, so that nothing of what
    stands on her page goes where the registration came from. For whom she comes is linked when the programme knows it;
    ``add_organisation``: a colleague read that it is an organisation, and no name of hers.
    Raises ``people.actions.Ambiguous`` unless a human said that she is nobody we know (``apart``).
    """
    check_answer(by, request.cohort)
    with action("learning.registration_accepted", by=by, obj=request, project_id=request.cohort.project_id) as act:
        cohort, now = held(request.cohort), held(request)
        if now.state == RequestState.ACCEPTED:
            act.silent = True
            return now.enrolment
        check_unanswered(by, now)
        asked = read(now)
        identity = Identity(asked.name, sex=asked.sex, phone=asked.phone)
        person = people.register(identity, project=cohort.project, by=by, apart=apart)
        whom = organisation_called(asked.organisation)
        if whom is None and add_organisation and asked.organisation:
            whom = programmes.name_organisation(asked.organisation, by=by)
        comes = Comes(asked.category, whom, group, asked.language, asked.agreed_follow_up)
        before = cohort.enrolments.filter(person__in=person.stands_as.selves).exists()
        enrolment, _changed = put_on_list(cohort, person, comes, how=How.LINK, created_by_id=by.user_id)
        now.state = RequestState.ACCEPTED
        if not before:
            now.enrolment = enrolment
            keep_address(person, asked.email, by)
            _write_to(asked.email, reverse_page(enrolment, asked.language), asked.language)
        _answered(now, by)
        refresh([cohort])
        act.detail = {"enrolment": enrolment.pk, "state": str(enrolment.state), "before": before}
    return None if before else Enrolment.objects.get(pk=enrolment.pk)


def reverse_page(enrolment: Enrolment, language: str) -> str:
    """The whole address of her page, in her language."""
    with override(language or "fr"):
        return settings.TERRAIN_URL.rstrip("/") + reverse("training:page", args=[enrolment.page_secret])


def refuse(request: Request, *, by: Viewer) -> Request:
    """She cannot come: what she wrote is erased; her page says so."""
    check_answer(by, request.cohort)
    with action("learning.registration_refused", by=by, obj=request, project_id=request.cohort.project_id) as act:
        now = held(request)
        if now.state == RequestState.REFUSED:
            act.silent = True
            return now
        check_unanswered(by, now)
        now.state = RequestState.REFUSED
        _answered(now, by)
    return now


def take_back(request: Request, *, by: Viewer = BY_LINK) -> Request:
    """She takes her registration back herself, before it is answered: what she wrote is erased."""
    with action("learning.registration_taken_back", by=by, obj=request, project_id=request.cohort.project_id) as act:
        now = held(request)
        if now.state == RequestState.WITHDRAWN:
            act.silent = True
            return now
        check_unanswered(by, now)
        now.state = RequestState.WITHDRAWN
        _answered(now, by)
    return now


def _answered(request: Request, by: Viewer) -> None:
    """Part of an action: who answered and when; what was written is gone for good."""
    request.answered_at, request.answered_by_id = clock.now(), by.user_id
    request.sealed = b""
    request.save()
    vault.destroy(request.key)


def let_go(cohort: Cohort, by: Viewer) -> int:
    """Erase what nobody answered, when a cohort ends; part of an action of the caller's. Returns how many."""
    waiting = list(cohort.requests.waiting().select_related("key"))
    for request in waiting:
        request.state = RequestState.REFUSED
        _answered(request, by)
    return len(waiting)


def sweep(today: date) -> str:
    """Registrations for trainings that ended a month ago are erased although nobody answered them; says how many."""
    waiting = Request.objects.waiting().filter(cohort__last_day__lt=today - KEPT)
    ended = Cohort.objects.filter(pk__in=waiting.values("cohort_id"))
    by, gone = system_viewer("sweep"), 0
    for cohort in ended:
        with action("learning.registrations_erased", by=by, obj=cohort, project_id=cohort.project_id) as act:
            count = let_go(held(cohort), by)
            act.detail, gone = {"unanswered": count}, gone + count
    return f"{gone} registrations for trainings that are over were erased" if gone else ""


def keep_address(person: Person, email: str, by: Viewer) -> None:
    """Her e-mail goes into her own vault, unless one stands there or ``by`` may not write it; part of an action of the caller's."""
    if not email or not verdict(check_write_profile, by, person):
        return
    told, version = profile_of(person)
    if not told.email:
        tell(person, told, replace(told, email=email), version=version, by=by)


def _write_to(email: str, address: str, language: str) -> None:
    """Send the address of her page, and nothing else, once everything is written."""
    if email:
        transaction.on_commit(lambda: _mail(email, address, language), robust=True)


def _mail(email: str, address: str, language: str) -> None:
    with override(language or "fr"):
        subject = _("Your registration")
        words = [
            _("Your registration has been answered. Days, place and your code for the door are on your own page:"),
            address,
            _("Whoever has this address sees your page: do not forward it."),
        ]
    send_mail(subject, "\n\n".join(words) + "\n", None, [email])
