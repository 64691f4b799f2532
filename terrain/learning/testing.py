"""The tests of a cohort, read: which questionnaire, who took what, how the group did before and after."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from statistics import median
from typing import Any

from django.utils.translation import pgettext_lazy

from terrain.core.access import Viewer
from terrain.core.policies import verdict
from terrain.core.texts import said
from terrain.learning import scoring, windows
from terrain.learning.models import Cohort, Enrolment, Question, Questionnaire, Sitting
from terrain.learning.moments import Moment, QuestionKind
from terrain.learning.policies.proof import check_see_scores

FEWEST = 5
"""Of how many people a picture speaks at least."""
TRUE, FALSE = pgettext_lazy("an answer", "True"), pgettext_lazy("an answer", "False")
BANDS = ((0, 19), (20, 39), (40, 59), (60, 79), (80, 100))


def questionnaire_of(cohort: Cohort) -> Questionnaire | None:
    """With which the cohort began, else the one in use for its course."""
    proof = windows.proof_of(cohort)
    if proof is not None and proof.questionnaire is not None:
        return proof.questionnaire
    return cohort.course.questionnaires.exclude(published_at=None).order_by("-number").first()


def asked(questions: Iterable[Question]) -> list[scoring.Asked]:
    """Questions as they are scored."""
    return [scoring.Asked(one.pk, one.kind, one.right, one.points) for one in questions]


def offered(question: Question, language: str | None = None) -> list[tuple[int, Any]]:
    """The answers offered, by place, in words."""
    if question.kind == QuestionKind.TRUE_FALSE:
        return [(0, TRUE), (1, FALSE)]
    return [(place, said(option, language)) for place, option in enumerate(question.options)]


@dataclass(frozen=True)
class Told:
    """How somebody did: first try before, last try after (percent), ``None``: not taken."""

    enrolment: Enrolment
    before: int | None
    after: int | None
    second: bool
    paper: bool


def told(enrolments: Sequence[Enrolment]) -> list[Told]:
    """Of each of these; one query."""
    found: dict[int, list[Sitting]] = {}
    for sitting in Sitting.objects.filter(enrolment__in=enrolments).order_by("attempt"):
        found.setdefault(sitting.enrolment_id, []).append(sitting)
    lines = []
    for enrolment in enrolments:
        hers = found.get(enrolment.pk, [])
        before = [one.share for one in hers if one.moment == Moment.BEFORE]
        after = [one for one in hers if one.moment == Moment.AFTER]
        lines.append(
            Told(
                enrolment,
                before[0] if before else None,
                after[-1].share if after else None,
                len(after) > 1,
                any(one.on_paper for one in hers),
            )
        )
    return lines


@dataclass(frozen=True)
class Picture:
    """The group, before and after. ``bands``: (from, to, how many before, how many after); ``gain``: points of percent that those who
    took both gained at the median; ``pairs``: how many took both. A side of fewer than five people is left out."""

    before: int
    after: int
    bands: tuple[tuple[int, int, int | None, int | None], ...]
    median_before: int | None
    median_after: int | None
    pairs: int
    gain: int | None

    @property
    def shown(self) -> bool:
        """Whether there is anything to show."""
        return self.before >= FEWEST or self.after >= FEWEST


def picture(cohort: Cohort, viewer: Viewer) -> Picture:
    """How the group did, without those who are sealed to the viewer: each one's first try, so that a second one does not flatter it.

    For whoever does not see how single people did, it grows by five people at a time: what one more did is not to be read off the
    difference of two pictures.
    """
    shares: dict[str, dict[int, int]] = {Moment.BEFORE.value: {}, Moment.AFTER.value: {}}
    seen = Enrolment.objects.visible_to(viewer).filter(cohort=cohort)
    firsts = Sitting.objects.filter(enrolment__in=seen, attempt=1).order_by("pk")
    for enrolment, moment, share in firsts.values_list("enrolment_id", "moment", "share"):
        shares[moment][enrolment] = share
    by_fives = not verdict(check_see_scores, viewer, cohort)
    return painted(shares[Moment.BEFORE.value], shares[Moment.AFTER.value], by_fives=by_fives)


def painted(before: dict[int, int], after: dict[int, int], *, by_fives: bool = False) -> Picture:
    """The picture of these shares (person → percent), in the order in which they were taken. ``by_fives``: of whole fives alone."""
    if by_fives:
        before, after = _whole_fives(before), _whole_fives(after)
    paired = {one: share for one, share in after.items() if one in before}
    both = list(_whole_fives(paired) if by_fives else paired)
    sides = [before if len(before) >= FEWEST else None, after if len(after) >= FEWEST else None]

    def within(side: dict[int, int] | None, low: int, high: int) -> int | None:
        return None if side is None else sum(low <= share <= high for share in side.values())

    return Picture(
        before=len(before),
        after=len(after),
        bands=tuple((low, high, within(sides[0], low, high), within(sides[1], low, high)) for low, high in BANDS),
        median_before=_middle(sides[0]),
        median_after=_middle(sides[1]),
        pairs=len(both),
        gain=round(median(after[one] - before[one] for one in both)) if len(both) >= FEWEST else None,
    )


def _whole_fives(side: dict[int, int]) -> dict[int, int]:
    """The first five, ten, fifteen …; fewer than five as they are, since no picture is drawn of them."""
    whole = len(side) // FEWEST * FEWEST
    return dict(islice(side.items(), whole)) if whole else side


def _middle(side: dict[int, int] | None) -> int | None:
    return round(median(side.values())) if side else None
