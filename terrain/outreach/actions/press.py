"""Journalists who are accredited, and what was published: professional data, and pieces that are counted as pieces."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from terrain.core import clock, slips, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.core.changing import held, put, save_next
from terrain.core.policies import Denied
from terrain.gatherings.models import Session
from terrain.network.enums import Nature
from terrain.outreach.enums import AccreditationState
from terrain.outreach.models import Accreditation, Piece
from terrain.outreach.models.press import NAME
from terrain.outreach.policies import check_accredit, check_accreditation, check_piece, check_run
from terrain.programmes.models import Organisation, Project, plain


@dataclass(frozen=True)
class AccreditationSaid:
    """What is said of an accreditation besides the name."""

    medium_as_written: str
    basis: str
    asked_on: date
    state: str = AccreditationState.ASKED
    valid_from: date | None = None
    valid_until: date | None = None
    withdrawn_why: str = ""


@dataclass(frozen=True)
class PieceSaid:
    """What was published. ``session``: after which training."""

    title: str
    day: date
    medium_as_written: str
    kind: str
    link: str = ""
    language: str = ""
    session: Session | None = None
    tone: str = ""
    note: str = ""


def media() -> list[Organisation]:
    """The organisations of the network that are media, by name."""
    return list(Organisation.objects.filter(profile__nature=Nature.MEDIA, profile__same_as=None).order_by("name"))


def _medium(words: str) -> Organisation | None:
    wanted = plain(words)
    return next((one for one in media() if wanted in {plain(one.name), *map(plain, one.names.values())}), None)


def name_of(accreditation: Accreditation) -> str:
    """Whose it is; blank when she was taken out."""
    if accreditation.erased_at is not None:
        return ""
    return vault.unseal(accreditation.key, bytes(accreditation.sealed_name), NAME).decode()


def accredit(
    project: Project, name: str, told: AccreditationSaid, *, slip: UUID | None = None, by: Viewer
) -> Accreditation:
    """Write down that a journalist asked for an accreditation, or has one."""
    check_accredit(by, project)
    slip = slips.own(slip, by, project, "accreditation")
    with action("outreach.accreditation_asked", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, Accreditation)) is not None:
            act.silent = True
            return before
        one = Accreditation(project=project, key=vault.new_key(), created_by_id=by.user_id)
        _say(one, name, told)
        one.save()
        slips.made(slip, one)
        act.obj = one
    return one


def _say(one: Accreditation, name: str, told: AccreditationSaid) -> list[str]:
    changed = put(one, told)
    if "medium_as_written" in changed:
        one.medium = _medium(told.medium_as_written)
    if not one.sealed_name or name_of(one) != name:
        one.sealed_name = vault.seal(one.key, name.encode(), NAME)
        changed.append("name")
    if one.state == AccreditationState.ACCREDITED and one.valid_from is None:
        raise Denied(_("Say from which day on she is accredited."))
    return changed


def change_accreditation(
    accreditation: Accreditation, name: str, told: AccreditationSaid, *, version: int, by: Viewer
) -> Accreditation:
    """Accredit, withdraw, mend. Raises ``ChangedMeanwhile``."""
    check_accreditation(by, accreditation)
    with action("outreach.accreditation_changed", by=by, obj=accreditation, project_id=accreditation.project_id) as act:
        now = held(accreditation)
        check_accreditation(by, now)
        changed = _say(now, name, told)
        if not changed:
            act.silent = True
            return now
        save_next(now, version)
        act.detail = {"fields": changed}
    return now


def take_out(accreditation: Accreditation, *, by: Viewer) -> None:
    """She asked to be taken out: her name is gone for good; that somebody of this newsroom was accredited stays."""
    check_accreditation(by, accreditation)
    with action("outreach.journalist_taken_out", by=by, obj=accreditation, project_id=accreditation.project_id) as act:
        now = held(accreditation)
        if now.erased_at is not None:
            act.silent = True
            return
        vault.destroy(now.key)
        now.sealed_name, now.erased_at, now.version = b"", clock.now(), now.version + 1
        now.state, now.withdrawn_why = AccreditationState.WITHDRAWN, ""
        now.save()


def write_piece(project: Project, told: PieceSaid, *, slip: UUID | None = None, by: Viewer) -> Piece:
    """Something was published or broadcast."""
    check_run(by, project)
    slip = slips.own(slip, by, project, "piece")
    with action("outreach.piece_written", by=by, project_id=project.pk) as act:
        if (before := slips.taken(slip, Piece)) is not None:
            act.silent = True
            return before
        piece = Piece(project=project, created_by_id=by.user_id)
        _tell(piece, told)
        piece.save()
        slips.made(slip, piece)
        act.obj = piece
    return piece


def _tell(piece: Piece, told: PieceSaid) -> list[str]:
    changed = put(piece, told)
    if "medium_as_written" in changed:
        piece.medium = _medium(told.medium_as_written)
    return changed


def change_piece(piece: Piece, told: PieceSaid, *, version: int, by: Viewer) -> Piece:
    """Mend what is said of a piece. Raises ``ChangedMeanwhile``."""
    check_piece(by, piece)
    with action("outreach.piece_changed", by=by, obj=piece, project_id=piece.project_id) as act:
        now = held(piece)
        check_piece(by, now)
        changed = _tell(now, told)
        if not changed:
            act.silent = True
            return now
        save_next(now, version)
        act.detail = {"fields": changed}
    return now


def strike_piece(piece: Piece, *, by: Viewer) -> None:
    """A piece that was written down by mistake: it counts no more."""
    check_run(by, piece.project_id)
    with action("outreach.piece_struck", by=by, obj=piece, project_id=piece.project_id) as act:
        now = held(piece)
        if now.struck_at is not None:
            act.silent = True
            return
        now.struck_at, now.version = clock.now(), now.version + 1
        now.save(update_fields=["struck_at", "version"])
