"""What was undertaken: kept with a proof, given up with a reason, taken up again."""

from datetime import date

from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, save_next
from terrain.core.policies import Denied
from terrain.network.models import Commitment
from terrain.network.moves import COMMITMENT
from terrain.network.papers import Given, kept
from terrain.network.policies.governance import check_steer


def keep(
    commitment: Commitment, *, day: date, proof: str, given: Given | None = None, version: int, by: Viewer
) -> Commitment:
    """It was done on ``day``; the proof is said, or a paper, or both. Raises ``ChangedMeanwhile``, ``files.TooLarge``."""
    check_steer(by, commitment.project_id)
    with action("network.commitment_kept", by=by, obj=commitment, project_id=commitment.project_id) as act:
        now = held(commitment)
        if _done_before(now, "keep", version):
            act.silent = True
            return now
        now.state = COMMITMENT.after("keep", now.state)
        if not proof.strip() and given is None:
            raise Denied(_("A commitment is kept when something proves it: say what, or add a paper."))
        if not now.decision.day <= day <= clock.today():
            raise Denied(_("It was done between the day it was decided and today."))
        now.ended_on, now.proof, now.proof_file = day, proof.strip(), kept(given, by)
        save_next(now, version)
    return now


def drop(commitment: Commitment, *, why: str, version: int, by: Viewer) -> Commitment:
    """It will not be done, and why. Raises ``ChangedMeanwhile``."""
    check_steer(by, commitment.project_id)
    with action("network.commitment_dropped", by=by, obj=commitment, project_id=commitment.project_id) as act:
        now = held(commitment)
        if _done_before(now, "drop", version):
            act.silent = True
            return now
        now.state = COMMITMENT.after("drop", now.state)
        if not why.strip():
            raise Denied(_("Say why it is given up."))
        now.ended_on, now.dropped_why = clock.today(), why.strip()
        save_next(now, version)
    return now


def reopen(commitment: Commitment, *, version: int, by: Viewer) -> Commitment:
    """It was closed too early, or is taken up again; its proof is set aside. Raises ``ChangedMeanwhile``."""
    check_steer(by, commitment.project_id)
    with action("network.commitment_reopened", by=by, obj=commitment, project_id=commitment.project_id) as act:
        now = held(commitment)
        if _done_before(now, "reopen", version):
            act.silent = True
            return now
        now.state = COMMITMENT.after("reopen", now.state)
        now.ended_on, now.proof, now.proof_file, now.dropped_why = None, "", None, ""
        save_next(now, version)
    return now


def _done_before(now: Commitment, move: str, version: int) -> bool:
    """A second tap on the same button: the step is made."""
    return now.version == version + 1 and now.state == COMMITMENT.move(move).target
