"""Writing a list of trainees, and taking it back: what nobody touched since goes, whoever came stays."""

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError
from django.utils.translation import gettext as _

from terrain.core.actions import action
from terrain.core.changing import held
from terrain.core.policies import Denied, require
from terrain.facts import actions as facts
from terrain.imports.models import Batch
from terrain.imports.registry import Context, Plan, Progress, Rows
from terrain.learning import lists
from terrain.learning.actions.enrolments import Comes, put_on_list
from terrain.learning.actions.progress import ENROLMENTS, refresh
from terrain.learning.actions.registrations import keep_address
from terrain.learning.actions.waiting import move_up
from terrain.learning.enums import How
from terrain.learning.lists import Reading
from terrain.learning.models import Cohort, Enrolment, EnrolmentOrigin
from terrain.people import actions as people
from terrain.people.models import Person

ATTEMPTS = 3


def apply(rows: Rows, batch: Batch, context: Context, progress: Progress) -> dict[str, int]:
    """Write what the plan found: people, and their places on the list. Creates nothing that is there already."""
    require(context.by, "import.run", context.project.pk, _("Your role does not allow importing into this project."))
    progress(0, 2, "")
    plan, persons = _register(rows, batch, context)
    reading: Reading | None = plan.prepared
    if reading is None:
        return plan.figures
    progress(1, 2, "")
    with action("learning.list_brought", by=context.by, obj=reading.cohort, project_id=context.project.pk) as act:
        cohort = held(reading.cohort)
        brought = set(reading.again)
        for number, said in sorted(reading.groups.items()):
            person = persons[number]
            if person is not None:
                brought.add(_put(cohort, person, said, context))
        origins = [EnrolmentOrigin(enrolment_id=pk, batch=batch) for pk in sorted(brought)]
        EnrolmentOrigin.objects.bulk_create(origins, batch_size=500, ignore_conflicts=True)
        refresh([cohort])
        act.detail = {"people": len(brought)}
    progress(2, 2, "")
    return plan.figures


def _register(rows: Rows, batch: Batch, context: Context) -> tuple[Plan, list[Person | None]]:
    """The people of the list, one a group; looked for anew when somebody registered one of them this very moment."""
    plan = context.plan or lists.plan(rows, context)
    for _attempt in range(ATTEMPTS):
        reading: Reading | None = plan.prepared
        if reading is None:
            return plan, []
        try:
            return plan, people.register_many(
                reading.recognition,
                reading.identities,
                project=context.project,
                by=context.by,
                reference=_reference(batch),
            )
        except people.RegistryMoved:
            plan = lists.plan(rows, context)
    raise Denied(_("People are being registered at this moment. Try again in a minute."))


def _reference(batch: Batch) -> str:
    return f"{ENROLMENTS} {batch.uid}"


def _put(cohort: Cohort, person: Person, said: lists.Said, context: Context) -> int:
    comes = Comes(said.category, said.organisation, None, "fr")
    enrolment, _changed = put_on_list(cohort, person, comes, how=How.IMPORT, created_by_id=context.by.user_id)
    keep_address(person, said.email, context.by)
    return enrolment.pk


def undo(batch: Batch, context: Context) -> dict[str, int]:
    """Take back everybody who came only from this list, whom nobody changed since and who did not come."""
    require(
        context.by, "import.undo", context.project.pk, _("Your role does not allow undoing an import in this project.")
    )
    with action("learning.list_taken_back", by=context.by, project_id=context.project.pk) as act:
        others = EnrolmentOrigin.objects.filter(enrolment=OuterRef("pk")).exclude(batch=batch)
        only_here = Enrolment.objects.filter(origins__batch=batch, how=How.IMPORT).exclude(Exists(others))
        listed = list(only_here.select_related("cohort__course").order_by("pk"))
        EnrolmentOrigin.objects.filter(batch=batch).delete()
        gone = [one for one in listed if _untouched(one) and _take(one)]
        cohorts = {one.cohort_id: one.cohort for one in listed}.values()
        for cohort in cohorts:
            move_up(held(cohort))
        refresh(cohorts)
        removed = people.remove_unused(sorted({one.person_id for one in gone}), by=context.by)
        people.forget_contradictions(_reference(batch), by=context.by)
        people.give_back_completions(_reference(batch), by=context.by)
        act.detail = {"people": len(gone)}
    return {
        "enrolments_removed": len(gone),
        "enrolments_kept": len(listed) - len(gone),
        "people_removed": removed,
    }


def _untouched(enrolment: Enrolment) -> bool:
    return enrolment.version == 1 and enrolment.last_attended is None and not enrolment.passages.exists()


def _take(enrolment: Enrolment) -> bool:
    """Delete it, unless other records speak of it."""
    facts.forget(ENROLMENTS, [enrolment.pk])
    try:
        with transaction.atomic():
            Enrolment.objects.filter(pk=enrolment.pk).delete()
    except ProtectedError:
        return False
    return True
