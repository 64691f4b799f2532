from django.db import models
from django.urls import reverse

from terrain.core.access import Viewer
from terrain.core.privacy import INTERNAL
from terrain.radio.enums import SoundState
from terrain.radio.models.sounds import Sound
from terrain.radio.models.stations import Station


class HintQuerySet(models.QuerySet["Hint"]):
    def visible_to(self, viewer: Viewer) -> "HintQuerySet":
        """Hints of the stations in which the viewer makes radio, without those that were taken away."""
        projects = viewer.projects("radio.host")
        found = self.exclude(sound__state=SoundState.GONE)
        return found if projects is None else found.filter(station__project_id__in=projects)


class Hint(models.Model):
    """A hint of the studio (``terrain.radio.hints``), spoken by a producer in one language. The newest that is ready is the one hosts hear.

    ``key``: which hint. ``words``: what it said when it was recorded; by it one sees that the text changed since.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="hints")
    key = models.CharField(max_length=30)
    language = models.CharField(max_length=10)
    sound = models.OneToOneField(Sound, on_delete=models.PROTECT, related_name="hint")
    words = models.TextField()

    objects = HintQuerySet.as_manager()

    privacy = dict.fromkeys(("station", "key", "language", "sound", "words"), INTERNAL)

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["key", "language", "station"], name="hint_key_language")]

    def __str__(self) -> str:
        return f"{self.key} {self.language}"

    def get_absolute_url(self) -> str:
        """Its line among the spoken hints of the station."""
        return f"{reverse('radio:hints', args=[self.station.slug])}?language={self.language}#hint-{self.key}"
