"""What a kind of file is, for its page: its drawing, and the same in words, stage by stage."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language_bidi, ngettext
from django.utils.translation import gettext as _

from terrain.casework.diagram import Drawing, drawn, ordered
from terrain.casework.kinds import CaseKind, Stage, Transition
from terrain.casework.owed import Said, said_of


@dataclass(frozen=True)
class Step:
    """A transition as it is told where it leaves."""

    transition: Transition
    target: Stage


@dataclass(frozen=True)
class Told:
    """A stage with what is owed there and the steps that leave it."""

    stage: Stage
    duties: Sequence[Said]
    steps: Sequence[Step]

    @property
    def notes(self) -> list[str]:
        """What stands under its name in the drawing."""
        lines = []
        if self.stage.days is not None:
            lines.append(
                ngettext("%(days)d day at most", "%(days)d days at most", self.stage.days) % {"days": self.stage.days}
            )
        if self.duties:
            owed = len(self.duties)
            lines.append(ngettext("%(owed)d thing is owed", "%(owed)d things are owed", owed) % {"owed": owed})
        return lines


@dataclass(frozen=True)
class Chart:
    """A kind as its page shows it, in the active language."""

    stages: Sequence[Told]
    drawing: Drawing


def chart_of(kind: CaseKind, on: date) -> Chart:
    """The stages of a kind with what the law of that day owes there, and their drawing; one query."""
    stages = ordered(kind)
    owed = {stage.code: list(kind.law.owed(stage.code, on)) if kind.law is not None else [] for stage in stages}
    said = {}
    if kind.law is not None:
        every = list({duty.fingerprint: duty for duties in owed.values() for duty in duties}.values())
        said = {one.rule.fingerprint: one for one in said_of(kind, kind.law, every)}
    told = [
        Told(
            stage,
            [said[duty.fingerprint] for duty in owed[stage.code]],
            [Step(step, kind.stage(step.target)) for step in kind.steps_from(stage.code)],
        )
        for stage in stages
    ]
    notes = {one.stage.code: one.notes for one in told}
    return Chart(told, drawn(kind, notes, approved=_("if whoever supervises agrees"), rtl=get_language_bidi()))
