"""What happens to a file itself: opened, moved, handed over, closed, reopened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse

from terrain.accounts.models import User
from terrain.casework.actions.grants import Named, seal_at_once
from terrain.casework.actions.notices import tell
from terrain.casework.enums import Closing, GrantKind
from terrain.casework.holding import answering, keep_in_step, require_two
from terrain.casework.kinds import CaseKind, Transition
from terrain.casework.models import Case, CaseGrant, CaseQuerySet, StageChange, Team, key_for_writing, key_of
from terrain.casework.policies import cases as policies
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.people.models import Group, Person
from terrain.programmes.models import Organisation, Place, Project

SITUATION = "casework.Case.sealed_situation"
CLOSING_WORDS = "casework.Case.sealed_closing_words"
STEP_WORDS = "casework.StageChange.sealed_words"


class ChangedMeanwhile(Exception):
    """A colleague changed the file since the page was opened; ``case`` says what it says now."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.number)
        self.case = case


class AlreadyOpen(Exception):
    """Whom it is about has an open file of this kind in this project: ``case``, visible to whoever asked."""

    def __init__(self, case: Case) -> None:
        super().__init__(case.number)
        self.case = case


@dataclass(frozen=True)
class Opening:
    """What a new file says: whom it is about, exactly one, why she came, in whose charge. ``situation``: free words, sealed.

    ``named``: who else sees a file of a kind that is sealed from its first instant; ``None`` when it is taken over from elsewhere.
    """

    kind: CaseKind
    project: Project
    person: Person | None = None
    group: Group | None = None
    enterprise: Organisation | None = None
    entry_reason: str = ""
    situation: str = ""
    place: Place | None = None
    owner: User | None = None
    team: Team | None = None
    named: Sequence[Named] | None = ()


def held(case: Case) -> Case:
    """The file as it stands now, nobody else writing in it until the transaction ends."""
    return Case.objects.select_for_update(of=("self",)).select_related("project", "person__key").get(pk=case.pk)


def situation_of(case: Case) -> str:
    """The words with which the file was opened."""
    sealed = bytes(case.sealed_situation)
    return vault.unseal(key_of(case), sealed, SITUATION).decode() if sealed else ""


def closing_words_of(case: Case) -> str:
    """The words said when closing was asked for."""
    sealed = bytes(case.sealed_closing_words)
    return vault.unseal(key_of(case), sealed, CLOSING_WORDS).decode() if sealed else ""


def step_words_of(change: StageChange) -> str:
    """The words said at a step."""
    sealed = bytes(change.sealed_words)
    return vault.unseal(key_of(change.case), sealed, STEP_WORDS).decode() if sealed else ""


def open_case(said: Opening, *, slip: UUID | None = None, by: Viewer) -> Case:
    """Open a file; whoever opens it is in charge unless ``said.owner`` is.

    Raises ``AlreadyOpen`` when whom it is about has an open file of the kind in the project, the kind allows one, and the viewer
    may see it; one that she may not see stays unsaid and a second one is opened.
    """
    slip = slips.own(slip, by, said.project, said.person or said.group or said.enterprise)
    policies.check_open(by, said.project, said.kind, said.person, said.group, said.enterprise)
    if said.entry_reason and said.entry_reason not in dict(said.kind.lists.choices("entry_reasons", clock.today())):
        raise Denied(f"{said.entry_reason!r} is not a reason of the list")
    with action("casework.case_opened", by=by, project_id=said.project.pk) as act:
        if (before := slips.taken(slip, Case)) is not None:
            act.silent = True
            return before
        _refuse_second(said, by)
        case = Case.objects.create(
            project=said.project,
            kind=said.kind.code,
            person=said.person,
            group=said.group,
            enterprise=said.enterprise,
            place=said.place,
            owner_id=said.owner.pk if said.owner is not None else by.user_id,
            team=said.team,
            stage=said.kind.first.code,
            entry_reason=said.entry_reason,
            opened_by_id=by.user_id,
            sealed_at=clock.now() if said.kind.sealed else None,
        )
        slips.made(slip, case)
        key = key_for_writing(case)
        if said.situation.strip():
            case.sealed_situation = vault.seal(key, said.situation.strip().encode(), SITUATION)
            case.save(update_fields=["sealed_situation"])
        put_in_charge(case, case.owner_id, by)
        StageChange.objects.create(case=case, target=case.stage, day=case.opened_on, by_id=by.user_id)
        if said.kind.sealed:
            seal_at_once(case, said.named, by)
        facts.sync(case)
        act.obj, act.detail = case, {"kind": case.kind}
    return case


def _refuse_second(said: Opening, by: Viewer) -> None:
    if said.kind.several:
        return
    same = _held_still(said).filter(project=said.project, kind=said.kind.code)
    known = same.filter(pk__in=Case.objects.visible_to(by).values("pk")).first()
    if known is not None:
        raise AlreadyOpen(known)


def _held_still(said: Opening) -> CaseQuerySet:
    """Open files about the same one, nobody else opening another until the transaction ends.

    Those of anybody found to be the same person are hers.
    """
    found = Case.objects.standing()
    if said.person is not None:
        selves = said.person.selves
        list(Person.objects.select_for_update().filter(pk__in=selves).order_by("pk"))
        return found.filter(person__in=selves)
    if said.group is not None:
        Group.objects.select_for_update().get(pk=said.group.pk)
        return found.filter(group=said.group)
    assert said.enterprise is not None
    Organisation.objects.select_for_update().get(pk=said.enterprise.pk)
    return found.filter(enterprise=said.enterprise)


def put_in_charge(case: Case, user_id: int | None, by: Viewer) -> None:
    """Make ``user_id`` the one in charge, ending what held before; inside an action only."""
    case.grants.filter(kind=GrantKind.OWNER, ended_at=None).update(ended_at=clock.now())
    if user_id is not None:
        CaseGrant.objects.create(case=case, user_id=user_id, kind=GrantKind.OWNER, given_by_id=by.user_id)
    keep_in_step(case, by)


def move(
    case: Case,
    transition: Transition,
    *,
    words: str = "",
    closing_reason: str = "",
    version: int,
    slip: UUID | None = None,
    by: Viewer,
) -> Case:
    """Take a step. A step that needs approval, or ends the accompaniment with it, only asks for it.

    Raises ``ChangedMeanwhile`` when the file moved since ``version``; the same form sent twice moves it once.
    """
    slip = slips.own(slip, by, case)
    with action("casework.case_moved", by=by, obj=case, project_id=case.project_id) as act:
        now = held(case)
        policies.check_view(by, now)
        if slips.taken(slip, Case) is not None:
            act.silent = True
            return now
        if now.version != version:
            raise ChangedMeanwhile(now)
        policies.check_move(by, now, transition)
        slips.made(slip, now)
        act.detail = {"step": transition.code}
        if transition.asks == "closing_reason":
            _ask_closing(now, transition, closing_reason, words, by)
            if transition.needs is not None:
                transition.needs(now)
        if transition.approval:
            act.detail["waits"] = True
            told = [user for user in answering(now) if user != by.user_id]
            tell(told, "closing_asked", case=now, url=reverse("casework:decide", args=[now.uid]))
        else:
            _arrive(now, transition, words, by)
        now.version += 1
        now.save()
        facts.sync(now)
    return now


def _ask_closing(case: Case, transition: Transition, reason: str, words: str, by: Viewer) -> None:
    if reason not in dict(case.pathway.lists.choices("closing_reasons", clock.today())):
        raise Denied(f"{reason!r} is not a reason of the list")
    case.closing, case.closing_step, case.closing_reason = Closing.ASKED, transition.code, reason
    case.closing_asked_by_id = by.user_id
    case.sealed_closing_words = (
        vault.seal(key_of(case), words.strip().encode(), CLOSING_WORDS) if words.strip() else b""
    )


def _arrive(case: Case, transition: Transition, words: str, by: Viewer) -> None:
    """Stand at the target; a final one closes the file and ends what opened it to others."""
    sealed = vault.seal(key_of(case), words.strip().encode(), STEP_WORDS) if words.strip() else b""
    change = StageChange.objects.create(
        case=case, transition=transition.code, source=case.stage, target=transition.target, by_id=by.user_id,
        sealed_words=sealed,
    )  # fmt: skip
    case.stage, case.stage_since = transition.target, change.day
    if case.at.final:
        case.closing, case.closed_on = Closing.CLOSED, clock.today()
        case.grants.filter(kind__in=[GrantKind.COWORKER, GrantKind.EXCEPTIONAL], ended_at=None).update(
            ended_at=clock.now()
        )
        keep_in_step(case, by)
    facts.sync(change)


def agree_to_closing(case: Case, *, by: Viewer) -> Case:
    """A supervisor agrees: the file is closed."""
    with action("casework.closing_agreed", by=by, obj=case, project_id=case.project_id):
        now = held(case)
        policies.check_decide_closing(by, now)
        step = now.pathway.transition(now.closing_step)
        if step.needs is not None:
            step.needs(now)
        _arrive(now, step, closing_words_of(now), by)
        now.version += 1
        now.save()
        facts.sync(now)
        tell([now.closing_asked_by_id], "closing_agreed", case=now, url=now.get_absolute_url())
    return now


def refuse_closing(case: Case, words: str, *, by: Viewer) -> Case:
    """A supervisor does not agree, and says why; the file goes on where it stood."""
    with action("casework.closing_refused", by=by, obj=case, project_id=case.project_id):
        now = held(case)
        policies.check_decide_closing(by, now)
        StageChange.objects.create(
            case=now, source=now.stage, target=now.stage, by_id=by.user_id,
            sealed_words=vault.seal(key_of(now), words.strip().encode(), STEP_WORDS),
        )  # fmt: skip
        tell([now.closing_asked_by_id], "closing_refused", case=now, url=now.get_absolute_url())
        _forget_closing(now)
    return now


def _forget_closing(case: Case) -> None:
    case.closing, case.closing_step, case.closing_reason = Closing.NONE, "", ""
    case.closing_asked_by_id, case.sealed_closing_words, case.closed_on = None, b"", None
    case.version += 1
    case.save()
    facts.sync(case)


def reopen(case: Case, words: str, *, by: Viewer) -> Case:
    """Open a closed file again where it stood before it was closed; why is kept."""
    with action("casework.case_reopened", by=by, obj=case, project_id=case.project_id):
        now = held(case)
        policies.check_reopen(by, now)
        closing = now.changes.filter(target=now.stage).exclude(transition="").last()
        back = closing.source if closing is not None else now.pathway.first.code
        StageChange.objects.create(
            case=now, source=now.stage, target=back, by_id=by.user_id, reopened=True,
            sealed_words=vault.seal(key_of(now), words.strip().encode(), STEP_WORDS),
        )  # fmt: skip
        now.stage, now.stage_since = back, clock.today()
        _forget_closing(now)
    return now


def hand_over(case: Case, to: User, *, until: datetime | None = None, by: Viewer) -> Case:
    """Put ``to`` in charge; whoever was is cut off at once, or stays as a co-worker until ``until``."""
    with action("casework.case_handed_over", by=by, obj=case, project_id=case.project_id) as act:
        now = held(case)
        policies.check_hand_over(by, now)
        if now.owner_id == to.pk:
            act.silent = True
            return now
        policies.check_give_to(by, now, to.pk)
        if until is not None and now.owner_id is not None:
            CaseGrant.objects.create(
                case=now, user_id=now.owner_id, kind=GrantKind.COWORKER, until=until, given_by_id=by.user_id
            )
        put_in_charge(now, to.pk, by)
        require_two(now)
        act.detail = {"from": now.owner_id, "to": to.pk}
        tell([to.pk], "case_given", case=now, url=now.get_absolute_url())
        now.owner = to
        now.version += 1
        now.save()
    return now


def give_up(case: Case, reason: str, by: Viewer) -> Case:
    """Somebody else took the file over: it closes, and nobody keeps it by name. Part of an action that checked it.

    ``reason``: said when the kind's list has it; the step is the table's own that closes.
    """
    now = held(case)
    closing = [step for step in now.pathway.transitions if step.asks == "closing_reason"]
    if not closing:
        raise Denied(f"{now.kind} has no step that closes")
    here = next((step for step in closing if now.stage in step.sources), closing[0])
    known = {entry.code for entry in now.pathway.lists.closing_reasons}
    now.closing_step, now.closing_reason = here.code, reason if reason in known else ""
    _arrive(now, here, "", by)
    now.grants.filter(ended_at=None).update(ended_at=clock.now())
    keep_in_step(now, by)
    now.owner, now.team = None, None
    now.version += 1
    now.save()
    facts.sync(now)
    return now


def describe(case: Case, situation: str, *, version: int, by: Viewer) -> Case:
    """Write the situation anew. Raises ``ChangedMeanwhile`` when a colleague wrote it meanwhile."""
    with action("casework.situation_written", by=by, obj=case, project_id=case.project_id) as act:
        now = held(case)
        policies.check_work(by, now)
        if situation_of(now) == situation.strip():
            act.silent = True
            return now
        if now.version != version:
            raise ChangedMeanwhile(now)
        now.sealed_situation = vault.seal(key_for_writing(now), situation.strip().encode(), SITUATION)
        now.version += 1
        now.save()
    return now
