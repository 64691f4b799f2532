from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import require
from terrain.programmes.models import Project
from terrain.radio.models import Show, Station


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


def check_show(viewer: Viewer, show: Show) -> None:
    """Whether ``viewer`` may change a show."""
    check_produce(viewer, show.station.project_id)
