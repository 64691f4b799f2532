"""She agrees, something is sent, she changes her mind."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, BinaryIO
from uuid import UUID

from django.utils.translation import gettext as _

from terrain.core import clock, files, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.people.consents.closed import traced
from terrain.people.consents.lists import lists
from terrain.people.consents.policies import check_record, check_withdraw
from terrain.people.consents.rules import check_share
from terrain.people.models import Person
from terrain.people.models.consents import Basis, Capacity, Consent, Disclosure, Evidence, Words
from terrain.programmes.models import Organisation, Project

Listener = Callable[[Consent, Viewer], Any]
_LISTENERS: dict[str, Listener] = {}


def register_withdrawal(name: str, listener: Listener) -> None:
    """Call ``listener(consent, by)`` inside the transaction in which a consent is withdrawn; the same name replaces the first."""
    _LISTENERS[name] = listener


@dataclass(frozen=True)
class Agreement:
    """What she agreed to. ``recipient``: an organisation, a project, or ``None`` with ``words.outsider``."""

    purpose: str
    recipient: Any
    fields: tuple[str, ...]
    until: date
    capacity: str = Capacity.SELF
    language: str = "fr"
    evidence: str = Evidence.SIGNED
    basis: str = Basis.CONSENT
    given_on: date = field(default_factory=clock.today)
    words: Words = Words()
    file: tuple[BinaryIO, str] | None = None
    media_type: str = ""


def record(person: Person, project: Project, said: Agreement, *, slip: UUID | None = None, by: Viewer) -> Consent:
    """Write down that she agreed. Raises ``Denied`` when what is said cannot stand."""
    slip = slips.own(slip, by, person)
    check_record(by, person, project)
    _examine(said)
    text = lists().newest_text
    with action("people.consent_recorded", by=by, obj=person, project_id=project.pk) as act:
        if (before := slips.taken(slip, Consent)) is not None:
            act.silent = True
            return before
        consent = Consent(
            person=person,
            project=project,
            purpose=said.purpose,
            basis=said.basis,
            to_organisation=said.recipient if isinstance(said.recipient, Organisation) else None,
            to_project=said.recipient if isinstance(said.recipient, Project) else None,
            to_outsider=said.recipient is None,
            fields=sorted(set(said.fields)),
            capacity=said.capacity,
            language=said.language,
            text=text.code,
            text_version=text.version,
            evidence=said.evidence,
            given_on=said.given_on,
            until=said.until,
            recorded_by_id=by.user_id,
        )
        if said.file is not None:
            stream, name = said.file
            consent.file = files.keep(stream, name=name, media_type=said.media_type, by=by, limit=10 << 20)
        consent.seal(said.words)
        consent.save()
        slips.made(slip, consent)
        act.detail = traced(said.purpose, consent, {"fields": consent.fields, "basis": said.basis})
    return consent


def _examine(said: Agreement) -> None:
    lists().purpose(said.purpose)
    known = {group.code for group in lists().groups}
    if not said.fields or not set(said.fields) <= known:
        raise Denied(_("Say what may be given."))
    if said.recipient is None and not said.words.outsider.strip():
        raise Denied(_("Say to whom."))
    if said.until < said.given_on:
        raise Denied(_("It would end before it begins."))
    if said.basis != Basis.CONSENT and len(said.words.reason.strip()) < 10:
        raise Denied(_("Write why this is lawful without her agreement."))
    if said.evidence == Evidence.ORAL and not said.words.witness.strip():
        raise Denied(_("Write who heard her agree."))


def disclose(
    person: Person, *, purpose: str, recipient: Any, fields: Iterable[str], what: str, by: Viewer
) -> Disclosure:
    """Write down that ``fields`` go to ``recipient`` as ``what``, in the transaction that sends them.

    Raises ``Denied`` saying what lacks when no consent covers it: this is how everything is shared.
    """
    wanted = sorted(set(fields))
    consents = check_share(person, purpose=purpose, recipient=recipient, fields=wanted)
    with action("people.disclosed", by=by, obj=person) as act:
        made = Disclosure.objects.create(
            person=person,
            purpose=purpose,
            to_organisation=recipient if isinstance(recipient, Organisation) else None,
            to_project=recipient if isinstance(recipient, Project) else None,
            fields=wanted,
            what=what[:120],
            by_id=by.user_id,
        )
        made.consents.set(consents)
        act.detail = traced(purpose, made, {"fields": wanted, "what": what[:120]})
    return made


def withdraw(consent: Consent, *, by: Viewer) -> Consent:
    """She changed her mind: nothing more is shared under it, and whatever still runs is stopped."""
    with action("people.consent_withdrawn", by=by, obj=consent.person, project_id=consent.project_id) as act:
        held = (
            Consent.objects.select_for_update(of=("self",))
            .select_related("person__key", "person__merged_into")
            .get(pk=consent.pk)
        )
        check_withdraw(by, held)
        held.withdrawn_at, held.withdrawn_by_id = clock.now(), by.user_id
        held.save(update_fields=["withdrawn_at", "withdrawn_by"])
        for listener in _LISTENERS.values():
            listener(held, by)
        act.detail = traced(held.purpose, held, {"consent": held.pk})
    return held
