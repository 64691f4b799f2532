"""What people says about agreement, asked in casework's words: what may be shared with whom, and that it was."""

from collections.abc import Iterable, Sequence
from typing import Any

from terrain.casework.models import Case
from terrain.casework.sharing import GROUPS, filled_for
from terrain.core.access import Viewer
from terrain.people.consents import actions as consents
from terrain.people.consents import rules
from terrain.people.models import Person


def check(person: Person, *, purpose: str, recipient: Any, fields: Sequence[str]) -> None:
    """Raises ``Denied``, saying what lacks, unless she agreed that these groups go to ``recipient``."""
    rules.check_share(person, purpose=purpose, recipient=recipient, fields=set(fields))


def agreed(person: Person, *, purpose: str, recipient: Any) -> list[str]:
    """The groups of fields that she agreed to share with ``recipient``."""
    lacking = {
        group for _need, groups in rules.standing(person, purpose, recipient, GROUPS).lacking for group in groups
    }
    return [group for group in GROUPS if group not in lacking]


def disclose(person: Person, *, purpose: str, recipient: Any, fields: Sequence[str], what: str, by: Viewer) -> None:
    """Write down that these groups went to ``recipient`` as ``what``; raises ``Denied`` as ``check`` does."""
    consents.disclose(person, purpose=purpose, recipient=recipient, fields=set(fields), what=what, by=by)


def sent_under(consent: Any) -> Iterable[str]:
    """What was disclosed under this consent."""
    return [disclosure.what for disclosure in consent.disclosures.all()]


def holds(viewer: Viewer, person: Person) -> set[str]:
    """Groups that hold something of her: as projects of the viewer know her, or in open files that the viewer sees."""
    known = viewer.projects("people.identify")
    met = {meeting.project_id for meeting in person.meetings.all()}
    files = Case.objects.visible_to(viewer).standing().filter(person__in=person.selves).select_related("person__key")
    return filled_for(person, sorted(met if known is None else met & known), files)
