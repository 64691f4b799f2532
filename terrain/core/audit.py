"""What was done and what was read: an append-only chain in which a change, a gap or a cut shows.

Each row carries the hash of the row before it; once a day the newest hash is also anchored in a file outside the
database (``TERRAIN_HOME/anchors/audit.log``), so that a truncated tail is found too. Rows hold no foreign key and no plain
value of a sensitive field: they outlive what they describe.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.http import HttpRequest

from terrain.core import clock
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.models import AuditEvent, AuditHead

GENESIS = "0" * 64
ANCHOR = re.compile(r"\S+ (\d+) ([0-9a-f]{64})")


@dataclass(frozen=True)
class AuditReport:
    """What a verification found: how many rows, the newest hash, and each fault in words (none when whole)."""

    rows: int
    head: str
    faults: tuple[str, ...]

    @property
    def whole(self) -> bool:
        """Whether no fault was found."""
        return not self.faults


def _canonical(event: AuditEvent) -> bytes:
    facts = {
        "seq": event.seq,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "label": event.actor_label,
        "verb": event.verb,
        "kind": event.object_kind,
        "id": event.object_id,
        "project": event.project_id,
        "detail": event.detail,
    }
    return json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def _link(previous: str, event: AuditEvent) -> str:
    return hashlib.sha256(previous.encode() + _canonical(event)).hexdigest()


Mark = Callable[[Viewer, models.Model], Mapping[str, Any]]
"""Who acts, and on what → what every event about it says besides (nothing: an empty mapping)."""
_MARKS: dict[str, Mark] = {}


def register_mark(object_kind: str, mark: Mark) -> None:
    """Have every event about records of ``object_kind`` (``app.Model``) say something besides, such as exceptional access."""
    _MARKS[object_kind] = mark


def _marked(by: Viewer, obj: models.Model | None, detail: Mapping[str, Any] | None) -> dict[str, Any]:
    said = dict(detail or {})
    mark = _MARKS.get(obj._meta.label) if obj is not None and by.user_id is not None else None
    return said | dict(mark(by, obj)) if mark is not None and obj is not None else said


def append(
    verb: str,
    *,
    by: Viewer,
    obj: models.Model | None = None,
    project_id: int | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Write one event at the end of the chain, inside the caller's transaction.

    ``verb`` reads ``room.what_happened``; ``detail`` must be JSON and free of personal data.
    """
    with transaction.atomic():
        head, _created = AuditHead.objects.select_for_update().get_or_create(pk=1, defaults={"seq": 0, "hash": GENESIS})
        event = AuditEvent(
            seq=head.seq + 1,
            at=clock.now(),
            actor_id=by.user_id,
            actor_label=by.label,
            verb=verb,
            object_kind=obj._meta.label if obj is not None else "",
            object_id=str(obj.pk) if obj is not None and obj.pk is not None else "",
            project_id=project_id,
            detail=json.loads(json.dumps(_marked(by, obj, detail), default=str)),
        )
        event.hash = _link(head.hash, event)
        event.save(force_insert=True)
        AuditHead.objects.filter(pk=1).update(seq=event.seq, hash=event.hash)
        if _anchor_is_due():
            transaction.on_commit(anchor, robust=True)
    return event


def events_about(obj: models.Model) -> models.QuerySet[AuditEvent]:
    """Every event about a record, in the order of the chain."""
    return AuditEvent.objects.filter(object_kind=obj._meta.label, object_id=str(obj.pk))


def note_read(
    request: HttpRequest,
    verb: str,
    obj: models.Model | None = None,
    detail: Mapping[str, Any] | None = None,
    project_id: int | None = None,
) -> None:
    """Remember that something was read; the event is written after the response, outside the read-only guard."""
    request.__dict__.setdefault("audit_reads", []).append((verb, obj, project_id, dict(detail or {})))


def write_reads(request: HttpRequest) -> None:
    """Write the reads noted during ``request``, in order."""
    viewer: Viewer = getattr(request, "viewer", ANONYMOUS)
    for verb, obj, project_id, detail in request.__dict__.pop("audit_reads", []):
        append(verb, by=viewer, obj=obj, project_id=project_id, detail=detail)


def anchor_path() -> Path:
    """The file outside the database that holds one line a day: instant, number of rows, newest hash."""
    return Path(settings.TERRAIN_HOME) / "anchors" / "audit.log"


def _anchor_is_due() -> bool:
    try:
        return clock.now().timestamp() - anchor_path().stat().st_mtime > clock.ONE_DAY.total_seconds()
    except FileNotFoundError:
        return True


def anchor() -> str | None:
    """Write the present head of the chain into the anchor file; returns the line, or None for an empty chain."""
    head = AuditHead.objects.filter(pk=1).first()
    if head is None or head.seq == 0:
        return None
    line = f"{clock.now().isoformat(timespec='seconds')} {head.seq} {head.hash}"
    path = anchor_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(line + "\n")
    return line


def _anchors(faults: list[str]) -> dict[int, set[str]]:
    """Row → every hash that was written down for it: a line added later takes the place of none."""
    path = anchor_path()
    anchored: dict[int, set[str]] = {}
    if not path.exists():
        return anchored
    for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
        found = ANCHOR.fullmatch(line)
        if found is None:
            faults.append(f"line {number} of the anchors cannot be read")
        else:
            anchored.setdefault(int(found[1]), set()).add(found[2])
    return anchored


def verify() -> AuditReport:
    """Walk the whole chain and compare it with its head and its anchors.

    Finds a flipped byte, a missing or reordered row, a truncated tail, and a head or anchor that does not agree.
    """
    faults: list[str] = []
    previous, expected = GENESIS, 1
    anchored = _anchors(faults)
    for event in AuditEvent.objects.order_by("seq").iterator(chunk_size=2000):
        if event.seq != expected:
            faults.append(f"row {expected} is missing (found {event.seq})")
            expected = event.seq
        if _link(previous, event) != event.hash:
            faults.append(f"row {event.seq} was changed")
        if anchored.pop(event.seq, {event.hash}) != {event.hash}:
            faults.append(f"row {event.seq} differs from its anchor")
        previous, expected = event.hash, expected + 1
    faults += [f"the chain was cut: row {seq} was anchored and is gone" for seq in sorted(anchored)]
    head = AuditHead.objects.filter(pk=1).first()
    rows = expected - 1
    if head is None and rows:
        faults.append("the head of the chain is gone")
    elif head is not None and (head.seq, head.hash) != (rows, previous):
        faults.append(f"the head says {head.seq} rows, the chain has {rows}")
    return AuditReport(rows=rows, head=previous, faults=tuple(faults))
