from django.db import models
from django.utils.translation import gettext_lazy as _


class VoiceKind(models.TextChoices):
    """Whose voice it is."""

    HOST = "host", _("host")
    GUEST = "guest", _("guest")
    LISTENER = "listener", _("listener, known to nobody")


class VoiceWay(models.TextChoices):
    """How a voice is heard. Only a lent voice hides who speaks: a changed one can be changed back."""

    OWN = "own", _("her own voice")
    CHANGED = "changed", _("changed voice")
    LENT = "lent", _("lent voice: somebody else reads her words")


class Part(models.TextChoices):
    """What a voice does in an episode."""

    HOST = "host", _("hosts")
    GUEST = "guest", _("is a guest")
    READER = "reader", _("reads somebody's words")
    AUTHOR = "author", _("her words are read by somebody else")


class Scope(models.TextChoices):
    """Where a voice may be heard."""

    AIR = "air", _("on the radio")
    PODCAST = "podcast", _("as a podcast")
    ARCHIVE = "archive", _("on the station's pages, later")


class EpisodeState(models.TextChoices):
    """Where an episode stands."""

    DRAFT = "draft", _("draft")
    REVIEW = "review", _("to review")
    APPROVED = "approved", _("approved")
    PUBLISHED = "published", _("published")
    WITHDRAWN = "withdrawn", _("withdrawn")


class SoundKind(models.TextChoices):
    """What a prepared sound serves for."""

    EPISODE = "episode", _("episode")
    JINGLE = "jingle", _("jingle")
    FALLBACK = "fallback", _("music or programme for when nothing is planned")
    HINT = "hint", _("spoken hint of the studio, never on air")


class SoundState(models.TextChoices):
    """Whether a sound can be heard."""

    WAITING = "waiting", _("waiting to be prepared")
    PREPARING = "preparing", _("being prepared")
    READY = "ready", _("ready")
    REFUSED = "refused", _("cannot be used")
    GONE = "gone", _("taken away")


class Profile(models.TextChoices):
    """A form of a sound: the two that are broadcast, and the file that podcasts carry."""

    STD = "std", _("48 kbit/s")
    ECO = "eco", _("24 kbit/s, for weak networks")
    MP3 = "mp3", _("MP3 for podcasts")


class GridRule(models.TextChoices):
    """What a place of the grid plays."""

    LATEST = "latest", _("the newest episode")
    NEXT = "next", _("the oldest episode not yet heard")
    REPEAT = "repeat", _("an episode heard before, again")
    LIVE = "live", _("live")


class ChangeKind(models.TextChoices):
    """How one day differs from the grid."""

    CANCELLED = "cancelled", _("does not take place")
    EXTRA = "extra", _("takes place besides")


class RowKind(models.TextChoices):
    """Why something was on air."""

    GRID = "grid", _("planned")
    LIVE = "live", _("live")
    FALLBACK = "fallback", _("nothing was planned")


class RecordingFor(models.TextChoices):
    """What a recording becomes."""

    EPISODE = "episode", _("an episode")
    TESTIMONY = "testimony", _("words that somebody else will read")
    READING = "reading", _("somebody's words, read")
    HINT = "hint", _("a spoken hint of the studio")


class RecordingState(models.TextChoices):
    """Whether a recording has left the telephone whole."""

    ARRIVING = "arriving", _("being sent")
    ARRIVED = "arrived", _("arrived")
    GONE = "gone", _("taken away")


class WordsState(models.TextChoices):
    """Where lent words stand."""

    TOLD = "told", _("told")
    WRITTEN = "written", _("written down, to be agreed to")
    AGREED = "agreed", _("agreed to, waiting for a reader")
    READING = "reading", _("somebody is reading them")
    READ = "read", _("read")
    GONE = "gone", _("taken back")


class Agreed(models.TextChoices):
    """How the author agreed to the words that will be read."""

    HERSELF = "herself", _("she read them and agreed here")
    TO_STAFF = "to_staff", _("they were read to her and she said yes")
    SENDING = "sending", _("she wrote them herself, and said yes when she sent them")


class Withdrawn(models.TextChoices):
    """Why an episode was withdrawn."""

    CONSENT = "consent", _("somebody who is heard does not want it any more")
    DANGER = "danger", _("it could put somebody in danger")
    MISTAKE = "mistake", _("it was a mistake")
    LAW = "law", _("the law asks for it")
    UNUSED = "unused", _("it was never used")


class MessageWay(models.TextChoices):
    """How a listener's message came."""

    WEB = "web", _("by the radio's page")
    WHATSAPP = "whatsapp", _("by an exported WhatsApp conversation")


class MessageState(models.TextChoices):
    """What became of a listener's message."""

    LOOKED = "looked", _("looked at, not yet kept")
    NEW = "new", _("new")
    KEPT = "kept", _("kept for the hosts")
    ANSWERED = "answered", _("answered on air")
    REFUSED = "refused", _("refused and erased")
    GONE = "gone", _("taken back by whoever sent it, and erased")


class ClaimState(models.TextChoices):
    """Whether a group that listened together is believed."""

    NEW = "new", _("to check")
    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("not accepted")


class LiveState(models.TextChoices):
    """Where a live broadcast stands."""

    WAITING = "waiting", _("getting ready")
    OPEN = "open", _("live")
    CUT = "cut", _("cut")
    OVER = "over", _("over")
