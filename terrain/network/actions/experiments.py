"""Policy experiments: prepared, begun with an agreement and an indicator, decided with reasons."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.network.measuring import check_measure
from terrain.network.models import AgendaItem, Agreement, Experiment
from terrain.network.moves import EXPERIMENT, ExperimentState
from terrain.network.policies.governance import check_steer
from terrain.programmes.models import Organisation, Place, Project, Target


@dataclass(frozen=True)
class ExperimentSaid:
    """What is tried, and by what it will be known whether it helped. Windows: first days of months."""

    title: str
    problem: str
    hypothesis: str
    place: Place | None = None
    agreement: Agreement | None = None
    indicator: str = ""
    target: Target | None = None
    before_first: date | None = None
    before_last: date | None = None
    after_first: date | None = None
    after_last: date | None = None
    ends_on: date | None = None


def prepare(
    project: Project,
    said: ExperimentSaid,
    *,
    partners: Collection[Organisation] = (),
    item: AgendaItem | None = None,
    slip: UUID | None = None,
    by: Viewer,
) -> Experiment:
    """Write an experiment down; it has not begun. ``item``: the point of an agenda that it answers."""
    check_steer(by, project)
    slip = slips.own(slip, by, project)
    with action("network.experiment_prepared", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, Experiment)) is not None:
            act.silent = True
            return before
        if item is not None and item.round_table.project_id != project.pk:
            raise Denied(_("This point is on the agenda of another project."))
        experiment = Experiment(project=project, item=item)
        put(experiment, said)
        _check_said(experiment)
        experiment.save()
        experiment.partners.set(partners)
        slips.made(slip, experiment)
        act.obj = experiment
    return experiment


def change_experiment(
    experiment: Experiment, said: ExperimentSaid, *, partners: Collection[Organisation], version: int, by: Viewer
) -> Experiment:
    """Say otherwise what is tried. Once it runs, what measures it stays as it was agreed. Raises ``ChangedMeanwhile``."""
    check_steer(by, experiment.project_id)
    with action("network.experiment_changed", by=by, obj=experiment, project_id=experiment.project_id) as act:
        now = held(experiment)
        changed = put(now, said)
        if now.state != ExperimentState.DRAFT and FIXED & set(changed):
            raise Denied(_("What measures an experiment is not changed once it has begun."))
        if set(now.partners.values_list("pk", flat=True)) != {one.pk for one in partners}:
            changed.append("partners")
        if not changed:
            act.silent = True
            return now
        _check_said(now)
        save_next(now, version)
        now.partners.set(partners)
        facts.sync(now)
        act.detail = {"fields": changed}
    return now


FIXED = {"agreement", "indicator", "target", "before_first", "before_last", "after_first", "after_last"}


def start(experiment: Experiment, *, day: date, version: int, by: Viewer) -> Experiment:
    """It begins on ``day``: only with an agreement that was signed by then, and an indicator with both windows."""
    check_steer(by, experiment.project_id)
    with action("network.experiment_started", by=by, obj=experiment, project_id=experiment.project_id) as act:
        now = held(experiment)
        if _done_before(now, "start", version):
            act.silent = True
            return now
        now.state = EXPERIMENT.after("start", now.state)
        agreement = now.agreement
        if agreement is None or agreement.struck_at is not None or agreement.signed_on > day:
            raise Denied(_("It begins on an agreement that is signed: name it first."))
        if not now.is_measured:
            raise Denied(_("Say first what will be measured, before and after."))
        if day > clock.today():
            raise Denied(_("Write its beginning down once it has begun."))
        now.started_on = day
        save_next(now, version)
        facts.sync(now)
    return now


def decide(experiment: Experiment, *, outcome: str, reasons: str, day: date, version: int, by: Viewer) -> Experiment:
    """Extend it, adapt it or stop it, and why."""
    check_steer(by, experiment.project_id)
    with action("network.experiment_decided", by=by, obj=experiment, project_id=experiment.project_id) as act:
        now = held(experiment)
        if _done_before(now, "decide", version):
            act.silent = True
            return now
        now.state = EXPERIMENT.after("decide", now.state)
        if now.started_on is None or not now.started_on <= day <= clock.today():
            raise Denied(_("It is decided between its beginning and today."))
        if not reasons.strip() or not outcome:
            raise Denied(_("Say what is decided, and why."))
        now.outcome, now.reasons, now.decided_on = outcome, reasons.strip(), day
        save_next(now, version)
        facts.sync(now)
        act.detail = {"outcome": outcome}
    return now


def abandon(experiment: Experiment, *, why: str, version: int, by: Viewer) -> Experiment:
    """It does not begin, and why."""
    check_steer(by, experiment.project_id)
    with action("network.experiment_abandoned", by=by, obj=experiment, project_id=experiment.project_id) as act:
        now = held(experiment)
        if _done_before(now, "abandon", version):
            act.silent = True
            return now
        now.state = EXPERIMENT.after("abandon", now.state)
        if not why.strip():
            raise Denied(_("Say why it does not begin."))
        now.reasons = why.strip()
        save_next(now, version)
    return now


def _done_before(now: Experiment, move: str, version: int) -> bool:
    """A second tap on the same button: the step is made."""
    return now.version == version + 1 and now.state == EXPERIMENT.move(move).target


def _check_said(now: Experiment) -> None:
    agreement, target = now.agreement, now.target
    if agreement is not None and agreement.project_id != now.project_id:
        raise Denied(_("This agreement is another project's."))
    if target is not None and target.project_id != now.project_id:
        raise Denied(_("This promise is another project's."))
    if now.indicator or target is not None:
        check_measure(now)
