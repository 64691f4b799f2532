"""What whoever watches over confidentiality looks at: readings, exceptional accesses, seals, exports, who holds what."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from terrain.accounts.models import User
from terrain.accounts.roles import FILES, PEOPLE, ROLES
from terrain.casework.actions.emergencies import normalise
from terrain.casework.actions.retention import ending
from terrain.casework.confidentiality import limits
from terrain.casework.enums import GrantKind
from terrain.casework.holding import thin
from terrain.casework.models import AccessReview, Case, CaseGrant, EmergencyAccess, Export
from terrain.casework.policies.oversight import watched, within
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.models import AuditEvent
from terrain.core.verbs import said
from terrain.people.models import Person
from terrain.programmes.models import Assignment, Project

SHOWN = 50
GROUPS: dict[str, tuple[str, ...]] = {
    "readings": ("_read", ".searched"),
    "searches": (".searched",),
    "exports": (".exported", ".export_written", ".export_taken", ".report_made"),
    "exceptional": (".emergency_begun", ".emergency_ended", ".emergency_reviewed"),
    "refusals": ("core.refused", ".emergency_refused"),
    "seals": (".case_sealed", ".case_unsealed", ".access_named", ".access_ended"),
}
"""What may be asked for, and how the verbs of it end."""


@dataclass(frozen=True)
class Asked:
    """A question to the journal; blanks ask for everything."""

    group: str = ""
    user: User | None = None
    number: str = ""
    person: Person | None = None
    first: date | None = None
    last: date | None = None
    exceptional: bool = False


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def events(asked: Asked, viewer: Viewer) -> QuerySet[AuditEvent]:
    """Events of the projects that the viewer watches over, newest first."""
    found = _known_to(viewer, AuditEvent.objects.filter(within(viewer)).order_by("-seq"))
    if asked.group in GROUPS:
        ends = Q()
        for end in GROUPS[asked.group]:
            ends |= Q(verb__endswith=end)
        found = found.filter(ends)
    if asked.user is not None:
        found = found.filter(actor_id=asked.user.pk)
    if asked.exceptional:
        found = found.filter(detail__exceptional=True)
    if asked.first is not None:
        found = found.filter(at__gte=_start_of(asked.first))
    if asked.last is not None:
        found = found.filter(at__lt=_start_of(asked.last + clock.ONE_DAY))
    return _about(found, asked)


def _known_to(viewer: Viewer, found: QuerySet[AuditEvent]) -> QuerySet[AuditEvent]:
    """Without what was done with files and people that are sealed to the viewer; protection sees their numbers."""
    if viewer.may("protection.watch"):
        return found
    cases = Case.objects.filter(within(viewer)).exclude(sealed_at=None)
    hidden = cases.exclude(pk__in=Case.objects.visible_to(viewer).values("pk")).values_list("pk", flat=True)
    people = Person.objects.sealed_to(viewer).values_list("pk", flat=True)
    return found.exclude(object_kind=CASE, object_id__in=[str(pk) for pk in hidden]).exclude(
        object_kind=PERSON, object_id__in=[str(pk) for pk in people]
    )


def sealed_files(viewer: Viewer) -> QuerySet[Case]:
    """Files whose seal the viewer looks after: all of them for protection, for a supervisor those that she sees."""
    found = Case.objects.filter(within(viewer))
    return (
        found if viewer.may("protection.watch") else found.filter(pk__in=Case.objects.visible_to(viewer).values("pk"))
    )


def _about(found: QuerySet[AuditEvent], asked: Asked) -> QuerySet[AuditEvent]:
    """Only what was done with a file, or with somebody and her files."""
    if asked.number:
        case = Case.objects.filter(number=normalise(asked.number)).first()
        found = found.filter(object_kind=Case._meta.label, object_id=str(case.pk) if case is not None else "")
    if asked.person is not None:
        selves = asked.person.selves
        cases = [str(pk) for pk in Case.objects.filter(person__in=selves).values_list("pk", flat=True)]
        found = found.filter(
            Q(object_kind=Person._meta.label, object_id__in=[str(pk) for pk in selves])
            | Q(object_kind=Case._meta.label, object_id__in=cases)
        )
    return found


@dataclass(frozen=True)
class Told:
    """An event in words; ``about``: the number of a file, the sign of a person, never a name."""

    at: datetime
    who: str
    words: str
    about: str
    project: str
    exceptional: bool


def told(found: Sequence[AuditEvent]) -> list[Told]:
    """Events in words; four queries, however many."""
    users = User.objects.in_bulk({event.actor_id for event in found if event.actor_id is not None})
    projects = dict(Project.objects.values_list("pk", "code"))
    about = _subjects(found)
    return [
        Told(
            at=event.at,
            who=_who(event, users),
            words=said(event.verb),
            about=about.get((event.object_kind, event.object_id), ""),
            project=projects.get(event.project_id or 0, ""),
            exceptional=bool(event.detail.get("exceptional")),
        )
        for event in found
    ]


def _who(event: AuditEvent, users: dict[int, User]) -> str:
    if event.actor_id is None:
        return event.actor_label
    return str(users.get(event.actor_id, f"#{event.actor_id}"))


def _subjects(found: Iterable[AuditEvent]) -> dict[tuple[str, str], str]:
    pairs = {(event.object_kind, event.object_id) for event in found if event.object_id.isdigit()}
    wanted = {label: [int(pk) for kind, pk in pairs if kind == label] for label in (CASE, PERSON)}
    cases = Case.objects.filter(pk__in=wanted[CASE]).values_list("pk", "number")
    people = Person.objects.filter(pk__in=wanted[PERSON])
    named = {(CASE, str(pk)): number for pk, number in cases}
    return named | {(PERSON, str(person.pk)): person.mark for person in people}


CASE, PERSON = Case._meta.label, Person._meta.label


@dataclass(frozen=True)
class Thin:
    """A sealed file and how many people see it."""

    case: Case
    holders: int


def thin_seals(viewer: Viewer) -> list[Thin]:
    """Sealed files that fewer than two people with a working role see."""
    return [Thin(case, count) for case, count in thin(sealed_files(viewer))]


def ending_grants(viewer: Viewer, today: date) -> list[CaseGrant]:
    """Named accesses that end within the days that the rules give to think of it."""
    until = _start_of(today + timedelta(days=limits().warn_grant_days))
    found = CaseGrant.objects.active().filter(case__in=sealed_files(viewer), kind=GrantKind.NAMED, until__lt=until)
    return list(found.select_related("case__project", "user").order_by("until")[:SHOWN])


def files_ending(viewer: Viewer, today: date) -> list[tuple[Case, date, bool]]:
    """Closed files near the end of their time: (file, day, whether something holds it back), as far as the viewer watches."""
    projects = watched(viewer)
    seen = set(Case.objects.visible_to(viewer).filter(closing="closed").values_list("pk", flat=True))
    guards = viewer.may("protection.watch")
    found = []
    for case, due in ending(today):
        mine = projects is None or case.project_id in projects
        if mine and (guards or case.pk in seen):
            found.append((case, due, case.kept))  # type: ignore[attr-defined]
    return found


@dataclass(frozen=True)
class Taken:
    """What one colleague took out on one day."""

    who: str
    exports: int
    rows: int


def _exports(viewer: Viewer) -> QuerySet[Export]:
    """What was taken out of the projects that the viewer watches over, without sealed files of which she must not know."""
    found = Export.objects.filter(within(viewer))
    if viewer.may("protection.watch"):
        return found
    return found.filter(Q(case=None) | Q(case__sealed_at=None) | Q(case__in=sealed_files(viewer).values("pk")))


def exports_on(day: date, viewer: Viewer) -> list[Taken]:
    """Exports of a day by colleague, the one who took most first."""
    found = _exports(viewer).filter(asked_at__gte=_start_of(day), asked_at__lt=_start_of(day + clock.ONE_DAY))
    by_user = found.values("by").annotate(exports=Count("pk"), total=Sum("rows")).order_by("-exports", "by")
    names = User.objects.in_bulk([row["by"] for row in by_user if row["by"] is not None])
    return [Taken(str(names.get(row["by"], "")), row["exports"], row["total"] or 0) for row in by_user]


def board(viewer: Viewer) -> dict[str, Any]:
    """Everything that waits for somebody who watches over confidentiality."""
    today = clock.today()
    week = clock.now() - timedelta(days=7)
    accesses = EmergencyAccess.objects.reviewable_by(viewer).to_review().select_related("case__project", "user")
    refused = AuditEvent.objects.filter(within(viewer), verb__endswith="refused", at__gte=week)
    return {
        "to_review": list(accesses.order_by("review_by")[:SHOWN]),
        "overdue": accesses.filter(review_by__lt=clock.now()).count(),
        "thin": thin_seals(viewer),
        "ending_grants": ending_grants(viewer, today),
        "exports": exports_on(today, viewer),
        "latest_exports": list(_exports(viewer).select_related("by", "project", "key").order_by("-asked_at")[:10]),
        "refusals": refused.count(),
        "files_ending": files_ending(viewer, today)[:SHOWN],
        "review": last_review(viewer),
    }


@dataclass(frozen=True)
class Held:
    """What one colleague holds: roles in words, sealed files named on, files in charge."""

    user: User
    roles: list[str]
    sealed: int
    charge: int
    last_seen: datetime | None


def holdings(viewer: Viewer, project: Project | None) -> list[Held]:
    """Who may see people or files, in a project or everywhere, and what they are named on; four queries."""
    powerful = [role.code for role in ROLES.values() if role.permissions & (PEOPLE | FILES)]
    held = Assignment.objects.active_on(clock.today()).filter(role__in=powerful).select_related("user", "project")
    if project is not None:
        held = held.filter(Q(project=project) | Q(project=None))
    roles: dict[int, list[str]] = {}
    users: dict[int, User] = {}
    for one in held.order_by("user__full_name", "role", "pk"):
        where = f" · {one.project.code}" if one.project is not None else ""
        users[one.user_id] = one.user
        roles.setdefault(one.user_id, []).append(f"{ROLES[one.role].name}{where}")
    known = sealed_files(viewer) if project is None else sealed_files(viewer).filter(project=project)
    named = CaseGrant.objects.active().filter(case__in=known, kind=GrantKind.NAMED)
    sealed = dict(named.order_by().values("user").annotate(n=Count("pk")).values_list("user", "n"))
    mine = known.exclude(closing="closed")
    charge = dict(mine.order_by().values("owner").annotate(n=Count("pk")).values_list("owner", "n"))
    return [Held(user, roles[pk], sealed.get(pk, 0), charge.get(pk, 0), user.last_login) for pk, user in users.items()]


def picture_of(held: Iterable[Held]) -> str:
    """A fingerprint of who holds what, so that what was confirmed is what was seen."""
    rows = [[one.user.pk, one.roles, one.sealed] for one in held]
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True)
class LastReview:
    """The newest access review that concerns the viewer, and by when the next one is due."""

    review: AccessReview | None
    due: date | None

    @property
    def late(self) -> bool:
        """Whether it is time, or never was."""
        return self.due is None or self.due <= clock.today()


def last_review(viewer: Viewer) -> LastReview:
    """The newest review of the whole programme for protection, of her projects for a supervisor."""
    projects = watched(viewer)
    found = AccessReview.objects.select_related("by", "project")
    found = found.filter(project=None) if projects is None else found.filter(project__in=projects)
    newest = found.order_by("-at").first()
    if newest is None:
        return LastReview(None, None)
    return LastReview(newest, clock.months_later(timezone.localdate(newest.at), limits().access_review_months))
