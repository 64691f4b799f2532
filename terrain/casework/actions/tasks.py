"""Things to do in a file."""

from datetime import date
from uuid import UUID

from terrain.casework.models import Case, Task, key_for_writing, key_of
from terrain.casework.policies.agenda import check_finish, check_plan
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action

WORDS = "casework.Task.sealed_words"


def words_of(task: Task) -> str:
    """What is to do."""
    return vault.unseal(key_of(task.case), bytes(task.sealed_words), WORDS).decode()


def add_task(
    case: Case, *, words: str, owner: int | None, due: date, source: str = "", slip: UUID | None = None, by: Viewer
) -> Task:
    """Add something to do before the end of ``due``; ``owner``: whose it is, the one in charge without."""
    slip = slips.own(slip, by, case)
    check_plan(by, case)
    with action("casework.task_added", by=by, obj=case, project_id=case.project_id) as act:
        if (before := slips.taken(slip, Task)) is not None:
            act.silent = True
            return before
        task = Task.objects.create(
            case=case,
            sealed_words=vault.seal(key_for_writing(case), words.strip().encode(), WORDS),
            owner_id=owner if owner is not None else case.owner_id,
            due=due,
            source=source,
            created_by_id=by.user_id,
        )
        slips.made(slip, task)
        act.detail = {"task": task.pk}
    return task


def finish_task(task: Task, *, by: Viewer) -> None:
    """It is done; saying it twice changes nothing."""
    check_finish(by, task)
    with action("casework.task_done", by=by, obj=task.case, project_id=task.case.project_id) as act:
        now, user = clock.now(), by.user_id
        act.silent = not Task.objects.filter(pk=task.pk, done_at=None).update(done_at=now, done_by_id=user)
        act.detail = {"task": task.pk}
