"""What is told and done in a file, made ready for its page and for the pages of each noun."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terrain.casework.accompanied import is_overdue
from terrain.casework.actions import care, notes, papers, plans
from terrain.casework.enums import NoteClass, PlanState
from terrain.casework.file_lists import file_lists
from terrain.casework.lists import Form, Question
from terrain.casework.models import Assessment, Case, CaseDocument, Conference, Note, Plan, PlannedAction, ServiceGiven
from terrain.casework.policies.care import check_decide_plan, check_own, check_put_in, classes_of
from terrain.casework.policies.cases import check_work
from terrain.casework.sections import Section
from terrain.core import clock, files
from terrain.core.access import Viewer
from terrain.core.http import Request
from terrain.core.policies import verdict

FEW = 3
KEYS = "keys__key"


@dataclass(frozen=True)
class NoteTold:
    """A note as the viewer reads it; ``late``: it was written after its day; ``before``: what it said earlier."""

    note: Note
    text: str
    contact: str
    who: str
    late: bool
    may_correct: bool
    before: tuple[tuple[str, Any], ...] = ()


def notes_told(found: Iterable[Note], case: Case, viewer: Viewer) -> list[NoteTold]:
    """These notes (versions and author fetched along), opened; none of a class that the viewer does not read."""
    prefetch_related_objects([case], KEYS)
    writes = _writes(viewer, case)
    told = []
    for note in found:
        if note.note_class not in writes:
            continue
        note.case = case
        texts = [(notes.text_of(version, case, note.note_class), version.at) for version in note.versions.all()]
        told.append(
            NoteTold(
                note=note,
                text=texts[-1][0] if texts else "",
                contact=file_lists().words("contacts", note.contact),
                who=note.by.full_name if note.by is not None else "",
                late=timezone.localdate(note.written_at) > note.day,
                may_correct=writes[note.note_class] and bool(verdict(check_own, viewer, note)),
                before=tuple(texts[:-1]),
            )
        )
    return told


def _writes(viewer: Viewer, case: Case) -> dict[str, bool]:
    """The classes that the viewer reads here, and whether she writes in each: asked once for a whole list."""
    works = bool(verdict(check_work, viewer, case))
    return {one.value: works for one in classes_of(viewer, case)}


def readable_notes(case: Case, viewer: Viewer) -> Any:
    """The notes of the classes that the viewer reads, newest day first."""
    return case.notes.filter(note_class__in=classes_of(viewer, case)).select_related("by").prefetch_related("versions")


def notes_section(request: Request, case: Case) -> dict[str, Any]:
    """The last few notes, and how many there are."""
    found = readable_notes(case, request.viewer)
    return {
        "notes": notes_told(found[:FEW], case, request.viewer),
        "count": found.count(),
        "may_write": verdict(check_work, request.viewer, case),
    }


@dataclass(frozen=True)
class ServiceTold:
    """A service in words."""

    service: ServiceGiven
    label: str
    words: str


def services_told(found: Iterable[ServiceGiven], case: Case) -> list[ServiceTold]:
    """These services in words."""
    prefetch_related_objects([case], KEYS)
    lists = case.pathway.lists
    return [
        ServiceTold(one, lists.words("services", one.service), care.opened(case, one.sealed_words, care.SERVICE))
        for one in found
    ]


def services_section(request: Request, case: Case) -> dict[str, Any] | None:
    """The last few services; nothing for a kind that gives none."""
    if not case.pathway.lists.services:
        return None
    found = case.services.filter(withdrawn_at=None)
    return {
        "services": services_told(found[:FEW], case),
        "count": found.count(),
        "may_write": verdict(check_work, request.viewer, case),
    }


@dataclass(frozen=True)
class AssessmentTold:
    """An assessment with its result; ``change``: how the total moved since the one before, where the two compare.

    They compare when the same version of the form was answered, and the same of its questions that count.
    """

    assessment: Assessment
    form: Form
    result: care.Result
    change: int | None


def form_of(case: Case, assessment: Assessment) -> Form:
    """The very version of the form that was answered."""
    forms = case.pathway.lists.forms
    return next(form for form in forms if form.code == assessment.form and form.starts == assessment.form_from)


def assessed(case: Case, code: str) -> list[AssessmentTold]:
    """Every time form ``code`` was answered, oldest first."""
    prefetch_related_objects([case], KEYS)
    told: list[AssessmentTold] = []
    for one in case.assessments.filter(form=code).select_related("by"):
        one.case = case
        form = form_of(case, one)
        result = care.result_of(form, care.answers_of(one))
        before = told[-1] if told else None
        compares = before is not None and (before.form, before.result.scored) == (form, result.scored)
        change = result.total - before.result.total if before is not None and compares else None
        told.append(AssessmentTold(one, form, result, change))
    return told


@dataclass(frozen=True)
class AnswerTold:
    """What was answered to a question, in words; ``changed``: it was answered otherwise the time before."""

    words: str
    changed: bool


def _answer_words(question: Question, value: Any) -> str:
    if value in ("", None):
        return ""
    if question.kind == "choice":
        return next((str(answer) for answer in question.answers if answer.code == value), str(value))
    if question.kind == "yes_no":
        return str(_("yes") if value else _("no"))
    return str(value)


def compared(told: list[AssessmentTold]) -> list[tuple[Question, list[AnswerTold]]]:
    """Question by question, what was answered each time; also questions that only an earlier version asked."""
    questions = {question.code: question for one in told for question in one.form.questions}
    rows = []
    for code, question in questions.items():
        values = [one.result.answers.get(code) for one in told]
        asked = [next((q for q in one.form.questions if q.code == code), question) for one in told]
        cells = [
            AnswerTold(_answer_words(one, value), place > 0 and value != values[place - 1])
            for place, (one, value) in enumerate(zip(asked, values, strict=True))
        ]
        if any(cell.words for cell in cells):
            rows.append((question, cells))
    return rows


def assessments_section(request: Request, case: Case) -> dict[str, Any] | None:
    """The forms of the kind, the newest result of each, and when it is due again."""
    today = clock.today()
    forms = [form for form in case.pathway.lists.forms if form.holds(today)]
    if not forms:
        return None
    told = []
    for form in forms:
        times = assessed(case, form.code)
        newest = times[-1] if times else None
        days = (today - newest.assessment.day).days if newest is not None else None
        due = form.repeat_days is not None and days is not None and days >= form.repeat_days
        told.append({"form": form, "newest": newest, "times": len(times), "due": due or newest is None})
    risk = case.risks.order_by("-pk").first()
    late = is_overdue(case, risk)
    return {"forms": told, "risk": risk, "late": late, "may_write": verdict(check_work, request.viewer, case)}


@dataclass(frozen=True)
class GoalTold:
    """A goal and what is done for it: (planned action, words, whether it is late)."""

    pk: int
    words: str
    actions: tuple[tuple[PlannedAction, str, bool], ...]


def goals_told(plan: Plan, case: Case) -> list[GoalTold]:
    """The goals of a plan in words, in two queries."""
    prefetch_related_objects([case], KEYS)
    today = clock.today()
    told = []
    for goal in plan.goals.prefetch_related("actions__owner"):
        acts = tuple(
            (
                one,
                plans.words_of(case, one.sealed_words, plans.ACTION),
                one.due < today and one.state in {"todo", "doing"},
            )
            for one in goal.actions.all()
        )
        told.append(GoalTold(goal.pk, plans.words_of(case, goal.sealed_words, plans.GOAL), acts))
    return told


def plan_section(request: Request, case: Case) -> dict[str, Any]:
    """The plan in force, or the draft."""
    found = {plan.state: plan for plan in case.plans.order_by("number")}
    plan = found.get(PlanState.IN_FORCE) or found.get(PlanState.PROPOSED) or found.get(PlanState.DRAFT)
    waiting = found.get(PlanState.PROPOSED)
    if waiting is not None:
        waiting.case = case
    return {
        "plan": plan,
        "goals": goals_told(plan, case) if plan is not None else [],
        "waiting": waiting,
        "may_decide": waiting is not None and verdict(check_decide_plan, request.viewer, waiting),
        "may_write": verdict(check_work, request.viewer, case),
    }


@dataclass(frozen=True)
class DocumentTold:
    """A paper: its name is sealed too."""

    document: CaseDocument
    name: str
    kind: str
    may_remove: bool


def readable_documents(case: Case, viewer: Viewer) -> Any:
    """The papers of the classes that the viewer reads."""
    found = case.documents.filter(note_class__in=classes_of(viewer, case), removed_at=None)
    return found.select_related("file__key", "by")


def documents_told(found: Iterable[CaseDocument], case: Case, viewer: Viewer) -> list[DocumentTold]:
    """These papers in words."""
    writes = _writes(viewer, case)
    told = []
    for one in found:
        one.case = case
        may = writes.get(one.note_class, False) and bool(verdict(check_put_in, viewer, one))
        told.append(DocumentTold(one, files.name_of(one.file), file_lists().words("documents", one.kind), may))
    return told


def papers_section(request: Request, case: Case) -> dict[str, Any]:
    """The last few papers and conferences."""
    found = readable_documents(case, request.viewer)
    return {
        "documents": documents_told(found[:FEW], case, request.viewer),
        "count": found.count(),
        "conferences": [(one, papers.minutes_of(one)) for one in with_case(case.conferences.all()[:FEW], case)],
        "may_write": verdict(check_work, request.viewer, case),
    }


def with_case(found: Iterable[Conference], case: Case) -> list[Conference]:
    """These conferences with their file in hand."""
    prefetch_related_objects([case], KEYS)
    told = list(found)
    for one in told:
        one.case = case
    return told


def class_choices(viewer: Viewer, case: Case) -> list[tuple[str, Any]]:
    """The classes that the viewer may write in, for a form."""
    return [(one.value, one.label) for one in NoteClass if one in classes_of(viewer, case)]


SECTIONS = (
    Section("notes", _("Notes"), "casework/notes/section.html", notes_section, 20),
    Section("plan", _("Plan"), "casework/plans/section.html", plan_section, 30),
    Section("assessments", _("Assessments and risk"), "casework/assessments/section.html", assessments_section, 40),
    Section("services", _("Services given"), "casework/services/section.html", services_section, 50),
    Section("papers", _("Papers and conferences"), "casework/papers/section.html", papers_section, 70),
)
