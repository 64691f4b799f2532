"""The report to the judge, drawn from a girl's file: what stands in it, in the language of the court, and what never does.

Never in it: why she is before a judge, what lies under clinical or legal confidence, notes, dangers that were told, workshops
unless the writer adds them, and her own words unless she wants the judge to read them. The page says to the writer what is left
out; the paper says only that it is not the whole file, so that nothing is betrayed by being withheld.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from terrain.casework import care
from terrain.casework.booked import Told, entries_of, told
from terrain.casework.enums import PlanState
from terrain.casework.models import Case
from terrain.casework.policies.books import books_of
from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.documents import Block, Note, Pairs, Paper, Paragraph, Part, Table
from terrain.core.ui.wording import dated
from terrain.pathways.protection.judged import spans_of
from terrain.pathways.protection.liberty import days_deprived


@dataclass(frozen=True)
class Wanted:
    """What the writer asks for: the language, to whom, her name as the court writes it, the optional parts, what the team proposes."""

    language: str
    to: str
    name: str
    parts: frozenset[str]
    proposal: str


@dataclass(frozen=True)
class Section:
    """A part of the report. ``always``: it cannot be left out; ``usual``: it is proposed at first."""

    code: str
    words: Any
    write: Callable[[Case, dict[str, list[Told]]], Iterable[Block]]
    always: bool = False
    usual: bool = True


def _day(value: date | str | None) -> str:
    day = date.fromisoformat(value) if isinstance(value, str) and value else value
    return dated(day) if isinstance(day, date) else ""


def _say(one: Told, code: str) -> str:
    asked = one.book.asked(code)
    value = one.answers.get(code)
    return _day(value) if asked.kind == "day" else asked.said(value)


def _words(one: Told, *codes: str) -> list[Block]:
    """What was answered in words, each under what was asked."""
    rows = tuple((str(one.book.asked(code)), _say(one, code)) for code in codes if one.answers.get(code))
    return [Pairs(rows)] if rows else []


def _standing(case: Case, found: dict[str, list[Told]]) -> Iterable[Block]:
    rows = []
    for one in found["court_file"]:
        rows += [(str(one.book.asked(code)), _say(one, code)) for code in ("court", "town", "number", "judge")]
    for one in found["lawyer"]:
        if not one.answers.get("ended_on"):
            met = _day(one.answers.get("met_on")) or _("not yet")
            rows += [(_("Lawyer"), " · ".join(filter(None, [_say(one, "name"), _say(one, "how")])))]
            rows += [(_("First met on"), met)]
    if rows:
        yield Pairs(tuple(rows))


def _measures(case: Case, found: dict[str, list[Told]]) -> Iterable[Block]:
    measures = found["measure"][::-1]
    if not measures:
        return
    head = (_("Since"), _("Measure"), _("Place"), _("To be reviewed"), _("Reviewed"), _("Ended"))
    codes = ("measure", "place", "review_on", "reviewed_on", "ended_on")
    yield Table(head, tuple((_day(one.entry.day), *(_say(one, code) for code in codes)) for one in measures))
    days = days_deprived(spans_of(measures), clock.today())
    if days:
        yield Paragraph(
            ngettext(
                "Up to today she has been deprived of liberty for %(days)d day.",
                "Up to today she has been deprived of liberty for %(days)d days.",
                days,
            )
            % {"days": days}
        )


def _hearings(case: Case, found: dict[str, list[Told]]) -> Iterable[Block]:
    hearings = found["hearing"][::-1]
    if hearings:
        head = (_("Day"), _("What for"), _("Her lawyer"), _("Social inquiry"), _("What happened"), _("Alternatives"))
        yield Table(head, tuple(_hearing(one) for one in hearings))


def _hearing(one: Told) -> tuple[str, ...]:
    happened = " · ".join(filter(None, [_say(one, "outcome"), _say(one, "adjourned_for")]))
    said = [(_("proposed: %(what)s"), _say(one, "proposed")), (_("decided: %(what)s"), _say(one, "accepted"))]
    alternatives = "\n".join(words % {"what": what} for words, what in said if what)
    return (
        _day(one.entry.day),
        *(_say(one, code) for code in ("purpose", "lawyer", "inquiry")),
        happened,
        alternatives,
    )


def _inquiry(case: Case, found: dict[str, list[Told]]) -> Iterable[Block]:
    for one in found["social_inquiry"]:
        yield from _words(one, "by_whom", "filed_on", "home", "story", "proposal")


def _learning(case: Case, found: dict[str, list[Told]]) -> Iterable[Block]:
    for one in found["learning"][::-1]:
        yield Pairs(((_day(one.entry.day), " · ".join(filter(None, [_say(one, "what"), _say(one, "level")]))),))
        yield from _words(one, "words")


def _family(case: Case, found: dict[str, list[Told]]) -> Iterable[Block]:
    rows = tuple((_day(one.entry.day), _say(one, "how"), _say(one, "who")) for one in found["family_link"][::-1])
    if rows:
        yield Table((_("Day"), _("How"), _("With whom")), rows)


def _plan(case: Case, found: dict[str, list[Told]]) -> Iterable[Block]:
    plan = case.plans.filter(state=PlanState.IN_FORCE).first()
    for goal in care.goals_told(plan, case) if plan is not None else []:
        steps = [f"{words} ({planned.get_state_display()})" for planned, words, _late in goal.actions]
        yield Paragraph("\n".join([goal.words, *(f"– {step}" for step in steps)]))


def _workshops(case: Case, found: dict[str, list[Told]]) -> Iterable[Block]:
    rows = tuple((_day(one.entry.day), _say(one, "kind"), _say(one, "did")) for one in found["workshop"][::-1])
    if rows:
        yield Table((_("Day"), _("Session"), _("What she did")), rows)
        yield Note(_("What was seen in a workshop is never a diagnosis."))


def _interests(case: Case, found: dict[str, list[Told]]) -> Iterable[Block]:
    for one in found["best_interests"][:1]:
        yield from _words(one, "question", "heard", "weighed", "proposal")


def _own_words(case: Case, found: dict[str, list[Told]]) -> Iterable[Block]:
    for one in found["own_words"][::-1]:
        if one.answers.get("for_judge") == "yes":
            yield Pairs(((_day(one.entry.day), _say(one, "words")),))


SECTIONS = (
    Section("standing", gettext_lazy("Before the court"), _standing, always=True),
    Section("measures", gettext_lazy("Measures, and days without freedom"), _measures, always=True),
    Section("hearings", gettext_lazy("Hearings"), _hearings),
    Section("inquiry", gettext_lazy("Social inquiry"), _inquiry),
    Section("learning", gettext_lazy("School and training"), _learning),
    Section("family", gettext_lazy("Link with her family"), _family),
    Section("plan", gettext_lazy("Life plan"), _plan),
    Section("workshops", gettext_lazy("Workshops"), _workshops, usual=False),
    Section("interests", gettext_lazy("Her best interests"), _interests),
    Section("own_words", gettext_lazy("What she wants to tell the judge, in her words"), _own_words),
)
BOOKS = ("court_file", "lawyer", "measure", "hearing", "social_inquiry", "learning", "family_link", "workshop",
         "best_interests", "own_words")  # fmt: skip


def readable(case: Case, viewer: Viewer, *codes: str) -> list[Told]:
    """Entries of these books, as far as the viewer reads the book: what is kept under which confidence is data and may change."""
    open_to_her = {book.code for book in books_of(viewer, case)} & set(codes)
    return told(entries_of(case, *sorted(open_to_her)), case) if open_to_her else []


def left_out(case: Case, wanted: Wanted, viewer: Viewer) -> list[str]:
    """What the file holds and the report does not say, in words; nothing that the writer's role would not know."""
    always = [
        _("why she is before a judge, and what her lawyer was told"),
        _("her health, and what she told the psychologist"),
        _("the team's notes"),
        _("dangers that were told, and times she left without telling"),
    ]
    chosen = [str(one.words) for one in SECTIONS if not one.always and one.code not in wanted.parts]
    unread = [one for one in readable(case, viewer, "own_words") if one.answers.get("for_judge") != "yes"]
    hers = [_("words that she does not want the judge to read")] if unread and "own_words" in wanted.parts else []
    return [*always, *chosen, *hers]


def compose(case: Case, wanted: Wanted, signed: str, viewer: Viewer) -> Paper:
    """The paper, in the language that is wanted, from the books that ``viewer`` reads. The file's keys are opened, nothing is written."""
    with override(wanted.language):
        found: dict[str, list[Told]] = {code: [] for code in BOOKS}
        for one in readable(case, viewer, *BOOKS):
            found[one.book.code].append(one)
        parts = [Part("", (Pairs(_who(case, wanted)),))]
        for section in SECTIONS:
            if section.always or section.code in wanted.parts:
                blocks = tuple(section.write(case, found))
                if blocks or section.always:
                    parts.append(Part(str(section.words), blocks or (Paragraph(_("Nothing is written about it.")),)))
        if wanted.proposal.strip():
            parts.append(Part(_("What the team proposes"), (Paragraph(wanted.proposal.strip()),)))
        parts.append(
            Part(
                "",
                (Note(_("Drawn from the file, which holds more: health, professional secrets, notes of the team.")),),
            )
        )
        return Paper(
            language=wanted.language,
            title=_("Report to the judge"),
            subtitle=wanted.to,
            head=(str(case.project),),
            mark=_("Confidential: for the judge only"),
            parts=tuple(parts),
            signed=(signed, _("Signature:")),
            day=clock.today(),
        )


def _who(case: Case, wanted: Wanted) -> tuple[tuple[str, str], ...]:
    person = case.person.stands_as if case.person is not None else None
    identity = person.identity() if person is not None else None
    born = identity.birth if identity is not None else None
    age = person.age_on(clock.today()) if person is not None else None
    return (
        (_("Name"), wanted.name),
        (_("Born"), _born(born, identity.birth_precision) if identity is not None and born is not None else ""),
        (_("Age today"), str(age) if age is not None else ""),
        (_("File of the centre"), case.number),
    )


def _born(born: date, precision: str) -> str:
    return born.isoformat()[: {"year": 4, "month": 7}[precision]] if precision in {"year", "month"} else dated(born)
