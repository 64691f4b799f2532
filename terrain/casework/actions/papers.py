"""Papers of a file, and what conferences decided."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import BinaryIO
from uuid import UUID

from terrain.accounts.models import User
from terrain.casework.actions.tasks import add_task
from terrain.casework.models import Case, CaseDocument, Conference, Decision, key_for_writing, key_of
from terrain.casework.policies.care import check_remove, check_write
from terrain.casework.policies.cases import check_work
from terrain.core import clock, files, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action

CONFERENCE = "casework.Conference.sealed_words"
DECISION = "casework.Decision.sealed_words"
LARGEST = 20 << 20


def keep_document(
    case: Case,
    stream: BinaryIO,
    name: str,
    *,
    note_class: str,
    kind: str,
    media_type: str,
    day: date,
    expires: date | None = None,
    slip: UUID | None = None,
    by: Viewer,
) -> CaseDocument:
    """Keep a paper, encrypted. Raises ``files.TooLarge``."""
    slip = slips.own(slip, by, case)
    check_write(by, case, note_class)
    with action("casework.document_kept", by=by, obj=case, project_id=case.project_id) as act:
        if (before := slips.taken(slip, CaseDocument)) is not None:
            act.silent = True
            return before
        file = files.keep(stream, name=name, media_type=media_type, by=by, limit=LARGEST)
        made = CaseDocument.objects.create(
            case=case, note_class=note_class, kind=kind, file=file, day=day, expires=expires, by_id=by.user_id
        )
        slips.made(slip, made)
        act.detail = {"document": made.pk, "class": note_class}
    return made


def remove_document(document: CaseDocument, *, by: Viewer) -> None:
    """Take a paper out: its key is destroyed, that it was there stays written."""
    with action("casework.document_removed", by=by, obj=document.case, project_id=document.case.project_id) as act:
        held = CaseDocument.objects.select_for_update(of=("self",)).select_related("case__project", "file__key")
        now = held.get(pk=document.pk)
        check_remove(by, now)
        now.removed_at = clock.now()
        now.save(update_fields=["removed_at"])
        vault.destroy(now.file.key)
        files.forget_later(now.file)
        act.detail = {"document": now.pk}


@dataclass(frozen=True)
class Minutes:
    """What a conference says: where, guests from outside by name, what was on the table, what was said."""

    where: str = ""
    guests: str = ""
    agenda: str = ""
    said: str = ""


def minutes_of(conference: Conference) -> Minutes:
    """The minutes, opened."""
    return Minutes(**json.loads(vault.unseal(key_of(conference.case), bytes(conference.sealed_words), CONFERENCE)))


def decision_words(decision: Decision, case: Case) -> str:
    """What was decided."""
    return vault.unseal(key_of(case), bytes(decision.sealed_words), DECISION).decode()


def hold_conference(
    case: Case,
    minutes: Minutes,
    *,
    day: date,
    attendees: Sequence[User],
    person_there: bool,
    decisions: Sequence[tuple[str, date | None]] = (),
    slip: UUID | None = None,
    by: Viewer,
) -> Conference:
    """Write down a conference; each decision with a day becomes something to do for whoever is in charge."""
    slip = slips.own(slip, by, case)
    check_work(by, case)
    with action("casework.conference_held", by=by, obj=case, project_id=case.project_id) as act:
        if (before := slips.taken(slip, Conference)) is not None:
            act.silent = True
            return before
        key = key_for_writing(case)
        sealed = vault.seal(key, json.dumps(asdict(minutes), ensure_ascii=False).encode(), CONFERENCE)
        made = Conference.objects.create(
            case=case, day=day, person_there=person_there, sealed_words=sealed, by_id=by.user_id
        )
        made.attendees.set(attendees)
        slips.made(slip, made)
        for words, due in decisions:
            task = add_task(case, words=words, owner=None, due=due, source="conference", by=by) if due else None
            Decision.objects.create(
                conference=made, sealed_words=vault.seal(key, words.strip().encode(), DECISION), task=task
            )
        act.detail = {"conference": made.pk, "decisions": len(decisions)}
    return made
