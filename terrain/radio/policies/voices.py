from django.utils.translation import gettext_lazy as _

from terrain.core import clock
from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.people.models import Consent, Person
from terrain.people.models.consents import Capacity
from terrain.programmes.models import Project
from terrain.radio.enums import VoiceKind
from terrain.radio.models import Episode, Voice, VoiceConsent, WithdrawalLink
from terrain.radio.models.consents import Shown
from terrain.radio.policies.stations import check_produce

TESTIMONY = "testimony"
"""The purpose of the registry under which somebody lets her voice be used."""


def check_voices_somewhere(viewer: Viewer) -> None:
    """The list of voices is for those who answer for a radio."""
    require(viewer, "radio.produce", None, _("Only a producer of this radio may do this."))


def check_add(viewer: Viewer, project: Project) -> None:
    """Whether ``viewer`` may add voices to the radio of ``project``."""
    check_produce(viewer, project)


def check_change(viewer: Viewer, voice: Voice) -> None:
    """Whether ``viewer`` may say what is to be known of a voice, and write down what she agreed to."""
    check_produce(viewer, voice.project_id)


def check_own(viewer: Viewer, voice: Voice) -> None:
    """Only she herself."""
    if viewer.user_id is None or voice.user_id != viewer.user_id:
        raise Denied(_("Only she herself may do this."))


def _check_known(voice: Voice) -> None:
    if voice.kind == VoiceKind.LISTENER:
        raise Denied(_("Nobody knows who this listener is: nobody speaks for her. She has an address of her own."))


def check_listener(viewer: Viewer, voice: Voice) -> None:
    """Whether ``viewer`` may write down what a listener said yes to when she sent a message: whoever answers for the radio makes
    something of it, and of nobody else's voice."""
    check_produce(viewer, voice.project_id)
    if voice.kind != VoiceKind.LISTENER:
        raise Denied(_("Only she herself may do this."))


def check_agree(viewer: Viewer, voice: Voice) -> None:
    """She agrees herself on her screen; whoever answers for the radio writes down what she signed or said.

    For a listener whom nobody knows nobody agrees to anything more.
    """
    _check_known(voice)
    if viewer.user_id is None or voice.user_id != viewer.user_id:
        check_change(viewer, voice)
    if voice.left_at is not None:
        raise Denied(_("She makes no more radio: nothing new is agreed to."))


def check_shown(viewer: Viewer, voice: Voice, capacity: str, shown_by: str) -> None:
    """On a screen she says yes for herself; what a guardian said, and what stands on paper, is written down by whoever answers for the
    radio, and never by her of whom it speaks."""
    herself = viewer.user_id is not None and voice.user_id == viewer.user_id
    if capacity == Capacity.GUARDIAN and (herself or shown_by == Shown.SCREEN):
        raise Denied(
            _("Her guardian signs, or says it to somebody of the radio: no girl agrees in a guardian's place.")
        )
    if shown_by == Shown.SCREEN:
        check_own(viewer, voice)
    elif herself:
        check_change(viewer, voice)


def check_take_back(viewer: Viewer, voice: Voice) -> None:
    """She takes back what she agreed to, always; whoever answers for the radio does it on her word."""
    if viewer.user_id is None or voice.user_id != viewer.user_id:
        check_change(viewer, voice)


def check_take_away(viewer: Viewer, voice: Voice, episode: Episode) -> None:
    """She takes one broadcast away in which she is heard, or whose words are hers."""
    check_take_back(viewer, voice)
    if not episode.parts.filter(voice=voice).exists():
        raise Denied(_("She is not heard in this one."))


def check_make_link(viewer: Viewer, voice: Voice) -> None:
    """Whether ``viewer`` may make a new link for a voice, which ends the one before: never a listener's, who could not be told."""
    check_change(viewer, voice)
    _check_known(voice)


def check_link(link: WithdrawalLink) -> None:
    """A link works until a newer one was made."""
    if link.ended_at is not None:
        raise Denied(_("A newer link was made. Use that one, or tell us."))


def check_know(viewer: Viewer, voice: Voice) -> None:
    """Who a voice is in the registry: for whoever answers for the radio and sees names in the same project, for nobody else."""
    check_change(viewer, voice)
    require(viewer, "people.identify", voice.project_id, _("Your role does not see who somebody is."))


def check_link_person(viewer: Viewer, voice: Voice, person: Person | None) -> None:
    """Whether ``viewer`` may say that a voice is this person: one whose name she sees."""
    check_know(viewer, voice)
    seen = Person.objects.visible_to(viewer) & Person.objects.identified_by(viewer)
    if person is not None and not seen.filter(pk=person.pk).exists():
        raise Denied(_("Your role does not see who somebody is."))


def check_code(viewer: Viewer, voice: Voice) -> None:
    """Whether ``viewer`` may open the studio to this host's telephone, or close it."""
    check_change(viewer, voice)
    if voice.user_id is None or voice.kind != VoiceKind.HOST:
        raise Denied(_("Only a host comes into the studio."))


def check_proof(viewer: Viewer, row: VoiceConsent) -> None:
    """Whether ``viewer`` may open what shows that she agreed."""
    check_change(viewer, row.voice)


def check_follows(consent: Consent) -> None:
    """Only what was agreed to as a testimony speaks of voices."""
    if consent.purpose != TESTIMONY or consent.withdrawn_at is None:
        raise Denied(_("This agreement does not speak of a voice."))


def check_day(given_on: object, until: object) -> None:
    """An agreement begins today or before, and does not end before it begins."""
    if given_on > clock.today() or until < given_on:  # type: ignore[operator]
        raise Denied(_("It begins today or before, and ends later."))
