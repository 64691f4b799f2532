"""Who may read how many listen, and who may say what no counter can know."""

from django.utils.translation import gettext_lazy as _

from terrain.core.access import Viewer
from terrain.core.policies import Denied, require, require_everywhere
from terrain.radio.models import Club, Episode, Station


def check_take_in(viewer: Viewer) -> None:
    """The house reads its own spool; nobody else has to."""
    require_everywhere(viewer, "system.operate", _("The house counts by itself."))


def check_audience(viewer: Viewer, station: Station) -> None:
    """Whether ``viewer`` may read how many listen to a station: figures are for those who hold a role in its project."""
    require(viewer, "results.view", station.project_id, _("Your role does not see the figures of this project."))


def check_small(viewer: Viewer, station: Station) -> None:
    """Whether ``viewer`` sees figures below five; all others see them hidden."""
    reason = _("Small figures are hidden, so that nobody can be recognised.")
    require(viewer, "results.drill", station.project_id, reason)


def check_survey(viewer: Viewer, station: Station) -> None:
    """Whether ``viewer`` may say what a survey of listeners found: a figure that no record can answer."""
    require(viewer, "results.declare", station.project_id, _("Your role does not declare figures of this project."))


def check_club(viewer: Viewer, station: Station) -> None:
    """Whether ``viewer`` may write down that a club listened: the producer, and whoever declares figures."""
    if not viewer.may("radio.produce", station.project_id):
        check_survey(viewer, station)


def check_strike_club(viewer: Viewer, club: Club) -> None:
    """Whether ``viewer`` may take a club back."""
    check_club(viewer, club.station)
    if club.struck_at is not None:
        raise Denied(_("This listening club was taken back already."))


def check_heard_by(viewer: Viewer, episode: Episode) -> None:
    """Whether ``viewer`` may see by how many an episode was heard: whoever made it or speaks in it, and who reads figures."""
    station = episode.show.station
    if viewer.may("results.view", station.project_id):
        return
    require(viewer, "radio.host", station.project_id, _("The studio is for those who make the radio."))
    hers = viewer.user_id is not None and (
        episode.made_by_id == viewer.user_id or episode.voices.filter(user_id=viewer.user_id).exists()
    )
    if not hers:
        raise Denied(_("You see by how many your own episodes were heard."))
