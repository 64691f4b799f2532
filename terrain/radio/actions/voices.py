"""Hosts and guests: added, changed, known by whoever may, gone."""

from dataclasses import dataclass
from uuid import UUID

from terrain.accounts import pairing, staffing
from terrain.accounts.enums import PairingEnd
from terrain.accounts.models import User
from terrain.accounts.policies import check_code_opens
from terrain.core import clock, slips, vault
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.policies import Denied
from terrain.people.models import Person
from terrain.programmes.models import Project
from terrain.radio.consent import leaving
from terrain.radio.enums import VoiceKind, VoiceWay
from terrain.radio.models import Voice
from terrain.radio.policies.voices import check_add, check_change, check_code, check_link_person

HOST = "radio_host"


class Meanwhile(Exception):
    """A colleague changed the voice since the page was opened."""


@dataclass(frozen=True)
class Particulars:
    """What is said of a voice. ``avoided``: names that must not be said when she speaks."""

    air_name: str
    kind: str = VoiceKind.HOST
    way: str = VoiceWay.OWN
    is_minor: bool = False
    goes_live: bool = False
    avoided: tuple[str, ...] = ()


def add_voice(
    project: Project,
    said: Particulars,
    *,
    user: User | None = None,
    language: str = "ar",
    opens: bool = False,
    slip: UUID | None = None,
    by: Viewer,
) -> Voice:
    """Add a voice to the radio of ``project``. ``opens``: with a new account without e-mail, for a host; ``user``: one she has.

    Raises ``Denied``.
    """
    check_add(by, project)
    slip = slips.own(slip, by, project, "voice")
    with action("radio.voice_added", by=by, project_id=project.pk, detail={"kind": said.kind}) as act:
        if (before := slips.taken(slip, Voice)) is not None:
            act.silent = True
            return before
        if opens and said.kind == VoiceKind.HOST:
            user = pairing.open_without_email(said.air_name, (project.pk, project.code), language=language, by=by)
        voice = Voice(project=project, user=user if said.kind == VoiceKind.HOST else None, key=vault.new_key())
        voice.created_by_id = by.user_id
        _put(voice, said)
        voice.save()
        slips.made(slip, voice)
        act.obj = voice
    return voice


def change_voice(voice: Voice, said: Particulars, *, version: int, by: Viewer) -> Voice:
    """Say anew what is to be known of a voice. Raises ``Denied``, ``Meanwhile``."""
    with action("radio.voice_changed", by=by, obj=voice, project_id=voice.project_id):
        held = Voice.objects.select_for_update(of=("self",)).select_related("key").get(pk=voice.pk)
        check_change(by, held)
        if held.version != version:
            raise Meanwhile
        _put(held, said)
        held.version += 1
        held.save()
    return held


def _put(voice: Voice, said: Particulars) -> None:
    voice.air_name, voice.kind, voice.way = said.air_name.strip(), said.kind, said.way
    voice.is_minor, voice.goes_live = said.is_minor, said.goes_live and said.kind == VoiceKind.HOST
    voice.seal_avoided(said.avoided)


def link_person(voice: Voice, person: Person | None, *, by: Viewer) -> None:
    """Say who a voice is in the registry (``None``: not known any more). The journal says of which voice, never of whom."""
    check_link_person(by, voice, person)
    with action(
        "radio.voice_person", by=by, obj=voice, project_id=voice.project_id, detail={"known": person is not None}
    ):
        Voice.objects.filter(pk=voice.pk).update(person=person)


def make_code(voice: Voice, *, by: Viewer) -> pairing.NewCode:
    """Make the code with which a host pairs her telephone. Raises ``Denied``."""
    check_code(by, voice)
    assert voice.user is not None
    return pairing.make_code(voice.user, by=by)


def lost(voice: Voice, *, by: Viewer) -> None:
    """Her telephone is lost: it opens nothing from now on. Raises ``Denied``."""
    check_code(by, voice)
    assert voice.user is not None
    pairing.lost(voice.user, by=by)


def let_go(voice: Voice, *, by: Viewer) -> None:
    """She makes no more radio: her role in this radio ends, and her telephone opens the studio no more. What was heard stays,
    until she takes it back."""
    check_change(by, voice)
    with action("radio.voice_left", by=by, obj=voice, project_id=voice.project_id) as act:
        held = Voice.objects.select_for_update(of=("self",)).select_related("user", "project").get(pk=voice.pk)
        if held.left_at is not None:
            act.silent = True
            return
        held.left_at, held.goes_live, held.version = clock.now(), False, held.version + 1
        held.save()
        leaving.silence(held)
        if held.user is not None:
            _close(held.user, held.project)


def _close(user: User, project: Project) -> None:
    """End her part in this radio alone; an account that a code opens is signed out everywhere."""
    house = system_viewer("radio")
    try:
        check_code_opens(user)
        pairing.end_all(user, PairingEnd.LEFT)
    except Denied:
        pass
    for holding in staffing.register().held([user.pk]).get(user.pk, []):
        if holding.role_code == HOST and holding.project_code == project.code:
            staffing.register().end(user, holding.id, by=house)
