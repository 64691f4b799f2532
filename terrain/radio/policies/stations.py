from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require
from terrain.programmes.models import Project
from terrain.radio.enums import SoundKind
from terrain.radio.models import Show, Sound, Station


def check_enter(viewer: Viewer) -> None:
    """The studio is for those who make radio in some project."""
    require(viewer, "radio.host", reason=_("The studio is for those who make the radio."))


def check_host(viewer: Viewer, project: Project | int) -> None:
    """Whether ``viewer`` makes radio in ``project``: records, listens again, gives her work to a second person."""
    project_id = project if isinstance(project, int) else project.pk
    require(viewer, "radio.host", project_id, _("Your role does not make radio in this project."))


def check_produce(viewer: Viewer, project: Project | int) -> None:
    """Whether ``viewer`` answers for the radio of ``project``: shows, grid, voices and their consents, what is on air."""
    project_id = project if isinstance(project, int) else project.pk
    require(viewer, "radio.produce", project_id, _("Only a producer of this radio may do this."))


def check_open_station(viewer: Viewer, project: Project) -> None:
    """Whether ``viewer`` may open a station for ``project``."""
    check_produce(viewer, project)


def check_station(viewer: Viewer, station: Station) -> None:
    """Whether ``viewer`` may change the station, its shows and its grid."""
    check_produce(viewer, station.project_id)


def check_hints(viewer: Viewer, station: Station) -> None:
    """Whether ``viewer`` may speak the hints of the station's studio, and take them away."""
    check_produce(viewer, station.project_id)


def check_show(viewer: Viewer, show: Show) -> None:
    """Whether ``viewer`` may change a show."""
    check_produce(viewer, show.station.project_id)


def check_open_somewhere(viewer: Viewer) -> None:
    """Whether ``viewer`` answers for the radio of some project."""
    require(viewer, "radio.produce", reason=_("Only a producer may open a radio."))


def check_sound(viewer: Viewer, sound: Sound) -> None:
    """Whether ``viewer`` may put a jingle or a piece of music on air, and take it away: never an episode's own sound, which follows
    its episode."""
    check_produce(viewer, sound.station.project_id)
    if sound.kind == SoundKind.EPISODE:
        raise Denied(_("This belongs to an episode: withdraw the episode instead."))


def check_grow(viewer: Viewer, show: Show) -> None:
    """Whether ``viewer`` may give a show a place in the grid: one that has not ended."""
    check_show(viewer, show)
    if show.ended_on is not None:
        raise Denied(_("This show has ended."))
