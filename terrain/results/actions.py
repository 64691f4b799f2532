"""What people do to figures: declare one, take it back, keep a board as it was reported."""

from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from terrain.core import clock, files
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.models import SealedFile
from terrain.programmes.models import Project, Target
from terrain.results import snapshots
from terrain.results.ledgers import Ledger, ledger_of
from terrain.results.models import DeclaredValue, Snapshot
from terrain.results.periods import Period
from terrain.results.policies import check_declare, check_snapshot, check_take, check_withdraw
from terrain.results.values import Reckoning

LARGEST_PROOF = 20 << 20


@dataclass(frozen=True)
class Declaration:
    """What somebody declares: a figure (perhaps with bounds) for whole months, how it was found, how it combines."""

    first_month: date
    last_month: date
    value: int
    method: str
    combine: str
    low: int | None = None
    high: int | None = None
    source_note: str = ""


@dataclass(frozen=True)
class Proof:
    """The file that proves a declaration, as it came."""

    stream: BinaryIO
    name: str
    media_type: str = ""


def declare(target: Target, said: Declaration, *, proof: Proof | None = None, by: Viewer) -> DeclaredValue:
    """Declare a figure that no record can answer. Raises ``Denied``, and ``files.TooLarge`` past 20 MB of proof.

    The same declaration sent twice (a double click) is kept once.
    """
    check_declare(by, target)
    with action("results.declared", by=by, project_id=target.project_id) as act:
        twin = DeclaredValue.objects.standing().filter(target=target, declared_by=by.user_id, **said.__dict__).first()
        if twin is not None:
            act.silent = True
            return twin
        kept = DeclaredValue.objects.create(
            target=target,
            evidence=_kept(proof, by),
            declared_at=clock.now(),
            declared_by_id=by.user_id,
            **said.__dict__,
        )
        act.obj, act.detail = kept, {"target": target.code, "value": said.value}
    return kept


def _kept(proof: Proof | None, by: Viewer) -> SealedFile | None:
    if proof is None:
        return None
    return files.keep(proof.stream, name=proof.name, media_type=proof.media_type, by=by, limit=LARGEST_PROOF)


def withdraw(declared: DeclaredValue, *, why: str, by: Viewer) -> None:
    """Take a declaration back, saying why; it stays in the history and counts no more."""
    held = DeclaredValue.objects.select_related("target").get(pk=declared.pk)
    check_withdraw(by, held)
    with action("results.declaration_withdrawn", by=by, obj=held, project_id=held.target.project_id) as act:
        held.withdrawn_at, held.withdrawn_by_id, held.withdrawn_why = clock.now(), by.user_id, why
        held.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
        act.detail = {"target": held.target.code}


def take_snapshot(project: Project, *, period: Period, occasion: str, by: Viewer) -> Snapshot:
    """Keep the project's board as it stands now, with the hash of its content."""
    check_snapshot(by, project)
    with action("results.snapshot_taken", by=by, project_id=project.pk) as act:
        content = snapshots.content_of(project, period)
        act.obj = snapshot = Snapshot.objects.create(
            project=project,
            period=period.code,
            occasion=occasion,
            content=content,
            sha256=snapshots.digest_of(content),
            taken_at=clock.now(),
            taken_by_id=by.user_id,
        )
        act.detail = {"sha256": snapshot.sha256, "period": period.code}
    return snapshot


class FiguresMoved(Exception):
    """More or fewer figures could be one person than whoever takes them out was told."""


def take_breakdown(target: Target, *, period: Period, seen: int, by: Viewer) -> Ledger:
    """Take the breakdown of a target out of the house, knowing how many figures of it could be one person (``seen``).

    Raises ``Denied``, ``FiguresMoved`` when it is another number by now, ``LookupError`` where no records answer the target.
    """
    check_take(by, target.project)
    reckoning = Reckoning.read([target.project])
    known = next(one for one in reckoning.targets if one.pk == target.pk)
    ledger = ledger_of(known, reckoning, period, whole=True)
    if ledger is None:
        raise LookupError(f"no records answer {target.code}")
    if ledger.exposure.small != seen:
        raise FiguresMoved
    with action("results.breakdown_taken", by=by, obj=target, project_id=target.project_id) as act:
        act.detail = {"target": target.code, "period": period.code, "small": seen}
    return ledger
