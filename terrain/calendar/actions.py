"""Secret addresses of calendars: made, shown once, cut off."""

import secrets

from terrain.calendar.enums import OF_PROJECTS, Extent
from terrain.calendar.models import Feed
from terrain.calendar.policies import check_own, check_share
from terrain.core import clock, vault
from terrain.core.access import Viewer
from terrain.core.actions import action
from terrain.programmes.models import Project

FEED = "calendar.feed"


def _cut(**which: object) -> int:
    return Feed.objects.standing().filter(**which).update(revoked_at=clock.now())


def _made(by: Viewer, extent: Extent, project: Project | None) -> str:
    secret = secrets.token_urlsafe(32)
    Feed.objects.create(user_id=by.user_id or 0, project=project, extent=extent, digest=vault.digest(FEED, secret))
    return secret


def open_feed(*, programme: bool = False, by: Viewer) -> str:
    """A new secret address for what is the viewer's own, and ``programme``: the dates of her projects; the one before dies.

    Returns the secret, which is not kept.
    """
    check_own(by)
    extent = Extent.OWN_AND_PROGRAMME if programme else Extent.OWN
    with action("calendar.feed_opened", by=by, detail={"extent": str(extent)}):
        _cut(user_id=by.user_id, project=None)
        return _made(by, extent, None)


def close_feed(*, by: Viewer) -> None:
    """The viewer's own address dies."""
    check_own(by)
    with action("calendar.feed_closed", by=by) as act:
        act.silent = not _cut(user_id=by.user_id, project=None)


def open_project_feed(project: Project, extent: Extent, *, by: Viewer) -> str:
    """A new secret address for a project's dates; the one before of the same extent dies. Returns the secret, which is not kept."""
    check_share(by, project)
    if extent not in OF_PROJECTS:
        raise ValueError(extent)
    said = {"extent": str(extent)}
    with action("calendar.project_feed_opened", by=by, obj=project, project_id=project.pk, detail=said):
        _cut(project=project, extent=extent)
        return _made(by, extent, project)


def close_project_feed(project: Project, extent: Extent, *, by: Viewer) -> None:
    """A project's address dies, whoever made it."""
    check_share(by, project)
    said = {"extent": str(extent)}
    with action("calendar.project_feed_closed", by=by, obj=project, project_id=project.pk, detail=said) as act:
        act.silent = not _cut(project=project, extent=extent)
