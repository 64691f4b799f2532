"""Who writes to a radio, and who reads it."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.radio.enums import MessageState
from terrain.radio.models import ClubClaim, Message, Show, Station
from terrain.radio.policies.episodes import check_begin
from terrain.radio.policies.stations import check_host, check_produce


def check_write(viewer: Viewer, station: Station) -> None:
    """Anybody writes to a radio that exists, and nobody is asked who she is."""
    if station.pk is None:
        raise Denied(_("There is no such radio."))


def check_produce_somewhere(viewer: Viewer) -> None:
    """Whether ``viewer`` answers for the radio of some project."""
    require(viewer, "radio.produce", reason=_("Only a producer of a radio may do this."))


def check_queue(viewer: Viewer, station: Station) -> None:
    """Whether ``viewer`` reads everything that listeners sent."""
    check_produce(viewer, station.project_id)


def check_read_message(viewer: Viewer, message: Message) -> None:
    """Producers read every message, hosts those that were kept for them."""
    if message.state in {MessageState.KEPT, MessageState.ANSWERED}:
        check_host(viewer, message.station.project_id)
    else:
        check_produce(viewer, message.station.project_id)


def check_decide_message(viewer: Viewer, message: Message) -> None:
    """Whether ``viewer`` keeps or refuses a message."""
    check_produce(viewer, message.station.project_id)


def check_answer_message(viewer: Viewer, message: Message) -> None:
    """A message kept for the hosts is answered on air by one of them."""
    check_host(viewer, message.station.project_id)
    if message.state not in {MessageState.KEPT, MessageState.ANSWERED}:
        raise Denied(_("A producer keeps a message before it is answered."))


def _check_make(viewer: Viewer, message: Message) -> None:
    check_produce(viewer, message.station.project_id)
    if message.is_erased:
        raise Denied(_("Nothing is left of this message: it was refused, or taken back."))
    if message.state not in {MessageState.KEPT, MessageState.ANSWERED}:
        raise Denied(_("Keep this message for the hosts first."))
    if not message.may_air or message.asked_version is None:
        raise Denied(_("Whoever sent this did not say that it may be heard on the radio."))


def check_make_draft(viewer: Viewer, message: Message, show: Show | None = None) -> None:
    """Whether ``viewer`` may make an episode of a voice message: a producer, of one that is kept and that its sender lets be heard.
    ``show``: one of the same radio that goes on."""
    _check_make(viewer, message)
    if message.audio_id is None:
        raise Denied(_("There is no voice in this message."))
    if show is not None:
        if show.station_id != message.station_id:
            raise Denied(_("Choose a show of the radio to which it was sent."))
        check_begin(viewer, show)


def check_lend_message(viewer: Viewer, message: Message) -> None:
    """Whether ``viewer`` may have what a listener wrote read by a host: under the same conditions."""
    _check_make(viewer, message)
    if not message.words[0]:
        raise Denied(_("There are no words in this message."))


def check_take_back(message: Message) -> None:
    """Whoever holds the address that came with a message takes it back, whenever she wants and without a word."""
    if message.digest is None:
        raise Denied(_("There is no such address."))


def check_decide_claim(viewer: Viewer, claim: ClubClaim) -> None:
    """Whether ``viewer`` says that a group did listen together."""
    check_produce(viewer, claim.station.project_id)
