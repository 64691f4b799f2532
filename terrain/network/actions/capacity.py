"""Rounds of assessment: begun, written item by item, concluded, opened again."""

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.core import clock, files, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.models import SealedFile
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.network.enums import Manner, RoundState
from terrain.network.grids import current
from terrain.network.models import Assessment, Profile, Score, Strengthening
from terrain.network.policies.capacity import check_discard, check_reopen, check_steer, check_write
from terrain.programmes.models import Organisation, Project

LARGEST_PROOF = 20 << 20


class AssessmentChanged(Exception):
    """A colleague changed the round since the page was opened; ``assessment`` says what stands now."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(str(assessment.uid))
        self.assessment = assessment


class ScoreChanged(Exception):
    """A colleague scored the item since the page was opened; ``score`` says what stands now."""

    def __init__(self, score: Score) -> None:
        super().__init__(score.item)
        self.score = score


class RoundOpen(Exception):
    """Another round of this organisation is still being written: ``assessment``."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__(str(assessment.uid))
        self.assessment = assessment


@dataclass(frozen=True)
class Held:
    """How a round was held: the day, by whom, how many took part, as what (never names)."""

    day: date
    people: int
    functions: str = ""
    manner: str = Manner.TOGETHER


@dataclass(frozen=True)
class Found:
    """What was found of an item: a level or that it does not apply, and why."""

    value: int | None = None
    not_applicable: bool = False
    words: str = ""


@dataclass(frozen=True)
class Proof:
    """The file that shows it, as it came."""

    stream: BinaryIO
    name: str
    media_type: str = ""


def replaced(before: SealedFile | None, proof: Proof | None, by: Viewer) -> SealedFile | None:
    """The proof, sealed, in the place of the one ``before``, which goes; without a new one that stays.

    Raises ``files.TooLarge`` past 20 MB.
    """
    if proof is None:
        return before
    fresh = files.keep(proof.stream, name=proof.name, media_type=proof.media_type, by=by, limit=LARGEST_PROOF)
    forgotten(before)
    return fresh


def forgotten(file: SealedFile | None) -> None:
    """Nobody reads it any more: its key is destroyed, its content goes once that is certain."""
    if file is not None:
        vault.destroy(file.key)
        files.forget_later(file)


def begin_round(
    project: Project, organisation: Organisation, grid: str, held: Held, *, slip: UUID | None = None, by: Viewer
) -> Assessment:
    """Begin the next round of an organisation in a project; it keeps the version of the grid of the round before.

    Raises ``RoundOpen`` while a round is being written, ``Denied`` for a day to come or before the last round.
    """
    slip = slips.own(slip, by, project, organisation)
    check_steer(by, project.pk)
    with action("network.assessment_begun", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, Assessment)) is not None:
            act.silent = True
            return before
        strengthening = _strengthening(project, organisation, grid)
        last = strengthening.rounds.order_by("number").last()
        if last is not None and not last.is_concluded:
            raise RoundOpen(last)
        made = Assessment(
            strengthening=strengthening,
            number=last.number + 1 if last is not None else 1,
            grid_version=last.grid_version if last is not None else _version(grid),
            created_by_id=by.user_id,
        )
        _say(made, held)
        made.save()
        slips.made(slip, made)
        act.obj, act.detail = made, {"round": made.number, "grid": grid}
    return made


def _strengthening(project: Project, organisation: Organisation, grid: str) -> Strengthening:
    """The one that stands for the organisation, under whichever name it began; its row is locked."""
    profile = Profile.objects.of(organisation).stands_as
    known = Strengthening.objects.select_for_update(of=("self",)).about(profile).filter(project=project, grid=grid)
    found = known.order_by("pk").first()
    return found or Strengthening.objects.get_or_create(profile=profile, project=project, grid=grid)[0]


def _version(grid: str) -> int:
    found = current(grid, clock.today())
    if found is None:
        raise Denied(f"{grid!r} is not a grid of the list")
    return found.version


def _say(assessment: Assessment, held: Held) -> None:
    """Write how it was held. Raises ``Denied`` for a day to come, or out of the order of rounds."""
    if held.day > clock.today():
        raise Denied(_("A round is written down once it took place."))
    rounds = assessment.strengthening.rounds.exclude(pk=assessment.pk)
    if rounds.filter(number__lt=assessment.number, day__gt=held.day).exists():
        raise Denied(_("The round before was held later than that."))
    if rounds.filter(number__gt=assessment.number, day__lt=held.day).exists():
        raise Denied(_("The round after was held before that."))
    for name in ("day", "people", "functions", "manner"):
        setattr(assessment, name, getattr(held, name))


def correct_round(assessment: Assessment, held: Held, *, version: int, by: Viewer) -> Assessment:
    """Correct how a round was held. Raises ``AssessmentChanged`` when a colleague changed it since ``version``."""
    with action("network.assessment_corrected", by=by, obj=assessment) as act:
        now = _locked(assessment)
        check_steer(by, now.strengthening.project_id)
        act.project_id = now.strengthening.project_id
        if _held(now) == held:
            act.silent = True
            return now
        if now.version != version:
            raise AssessmentChanged(now)
        _say(now, held)
        now.version += 1
        now.save()
        facts.sync(now.strengthening)
    return now


def _held(assessment: Assessment) -> Held:
    return Held(assessment.day, assessment.people, assessment.functions, assessment.manner)


def _locked(assessment: Assessment) -> Assessment:
    found = Assessment.objects.select_for_update(of=("self",)).select_related("strengthening")
    return found.get(pk=assessment.pk)


def score_item(
    assessment: Assessment, item: str, found: Found, *, version: int, proof: Proof | None = None, by: Viewer
) -> Score | None:
    """Write what was found of an item; ``version`` 0 when nothing stood there. ``None`` when there is nothing to write.

    Raises ``ScoreChanged`` when a colleague wrote meanwhile, ``files.TooLarge``.
    """
    with action("network.item_scored", by=by, obj=assessment) as act:
        held = _locked(assessment)
        check_write(by, held)
        if held.grid.item(item) is None:
            raise Denied(f"{item!r} is not an item of the grid")
        act.project_id, act.detail = held.strengthening.project_id, {"item": item}
        now = held.scores.select_for_update().filter(item=item).first()
        if proof is None and (Found(now.value, now.not_applicable, now.words) if now else Found()) == found:
            act.silent = True
            return now
        if now is not None and now.version != version:
            raise ScoreChanged(now)
        now = now or Score(assessment=held, item=item, version=0)
        now.value, now.not_applicable, now.words = found.value, found.not_applicable, found.words
        now.evidence = replaced(now.evidence, proof, by)
        now.version += 1
        now.save()
    return now


def take_paper_away(assessment: Assessment, item: str, *, by: Viewer) -> None:
    """The paper that was kept with an item was the wrong one: it goes, what was found stays."""
    with action("network.proof_taken_away", by=by, obj=assessment, detail={"item": item}) as act:
        held = _locked(assessment)
        check_write(by, held)
        act.project_id = held.strengthening.project_id
        score = held.scores.select_related("evidence__key").filter(item=item).exclude(evidence=None).first()
        if score is None:
            act.silent = True
            return
        file, score.evidence = score.evidence, None
        score.version += 1
        score.save()
        forgotten(file)


def missing_of(assessment: Assessment) -> list[str]:
    """Codes of the items that are not answered yet, or do not say why."""
    whole = {score.item for score in assessment.scores.all() if score.is_whole}
    return [item.code for item in assessment.grid.items if item.code not in whole]


def conclude_round(assessment: Assessment, *, by: Viewer) -> Assessment:
    """It stands as it is and counts. Raises ``Denied`` while an item is not answered or does not say why."""
    with action("network.assessment_concluded", by=by, obj=assessment) as act:
        now = _locked(assessment)
        check_steer(by, now.strengthening.project_id)
        act.project_id = now.strengthening.project_id
        if now.is_concluded:
            act.silent = True
            return now
        if missing_of(now):
            raise Denied(_("Every item needs a level, or that it does not apply, and the reason."))
        now.state, now.concluded_on, now.version = RoundState.CONCLUDED, clock.today(), now.version + 1
        now.save()
        act.detail = {"round": now.number}
        facts.sync(now.strengthening)
    return now


def reopen_round(assessment: Assessment, *, why: str, by: Viewer) -> Assessment:
    """Open a concluded round again to correct it: it does not count meanwhile. ``why`` stays with it."""
    with action("network.assessment_reopened", by=by, obj=assessment) as act:
        now = _locked(assessment)
        check_reopen(by, now)
        if not why.strip():
            raise Denied(_("Say why the round is opened again."))
        now.state, now.concluded_on, now.reopened_why = RoundState.REOPENED, None, why.strip()
        now.version += 1
        now.save()
        act.project_id, act.detail = now.strengthening.project_id, {"round": now.number}
        facts.sync(now.strengthening)
    return now


def discard_round(assessment: Assessment, *, by: Viewer) -> None:
    """Take away a round that was begun by mistake, with what was written in it."""
    with action("network.assessment_discarded", by=by, obj=assessment) as act:
        now = _locked(assessment)
        check_discard(by, now)
        strengthening = now.strengthening
        act.project_id, act.detail = strengthening.project_id, {"round": now.number}
        scored = now.scores.exclude(evidence=None).select_related("evidence__key")
        evidence = [score.evidence for score in scored if score.evidence is not None]
        now.delete()
        for file in evidence:
            forgotten(file)
        facts.sync(strengthening)
        if not strengthening.rounds.exists():
            facts.forget("network.Strengthening", [strengthening.pk])
            strengthening.delete()
