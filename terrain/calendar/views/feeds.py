"""Calendars that telephones read; for all but the public one, the secret in the address is all that is asked."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_safe

from terrain.calendar import actions, feeding
from terrain.calendar.enums import OF_PROJECTS, Extent
from terrain.calendar.forms import OwnFeedForm
from terrain.calendar.models import Feed
from terrain.calendar.policies import check_own, check_share
from terrain.core import vault
from terrain.core.http import Request
from terrain.core.policies import Denied
from terrain.programmes.models import Project

KEPT_CLOSE = "private, no-cache"
SHARED = "public, max-age=900"


def _answer(request: Request, page: feeding.Page, caching: str) -> HttpResponse:
    """The feed, or that nothing changed since it was last read. There is no last change to tell: what was cancelled leaves no trace."""
    content = feeding.as_ics(page)
    etag = quote_etag(vault.digest("calendar.etag", content.decode()).hex()[:32])
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8", headers={"ETag": etag})
    answer = get_conditional_response(request, etag=etag, response=response) or response
    answer.headers["Cache-Control"] = caching
    return HttpResponse(status=304, headers=dict(answer.headers)) if answer.status_code == 304 else response


@require_safe
def feed(request: Request, secret: str) -> HttpResponse:
    """The calendar behind a secret address, without a name: a telephone may be lost.

    Read as whoever made the address may read today: whoever lost her role, or a file, loses its dates here too.
    """
    standing = Feed.objects.standing().select_related("user", "project")
    held = standing.filter(digest=vault.digest(actions.FEED, secret)).first()
    if held is None:
        raise Http404
    with override(held.user.language):
        answer = _answer(request, feeding.of_feed(held), KEPT_CLOSE)
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer


@require_safe
def public(request: Request) -> HttpResponse:
    """What anybody may know, in the language of the address; what returns every week only when it asks for that."""
    return _answer(request, feeding.of_public(weekly="weekly" in request.GET), SHARED)


def feeds(request: Request) -> HttpResponse:
    """The viewer's own address: made, shown once, cut off; the public one; and the way to those of projects."""
    check_own(request.viewer)
    form, secret = OwnFeedForm(request.POST or None), ""
    if request.method == "POST" and request.POST.get("what") == "close":
        actions.close_feed(by=request.viewer)
        messages.success(request, _("The address no longer works."))
        return redirect("calendar:feeds")
    if request.method == "POST" and form.is_valid():
        secret = actions.open_feed(programme=form.cleaned_data["programme"], by=request.viewer)
    context = {
        "form": form,
        "secret": _whole(request, reverse("agenda:feed", args=[secret])) if secret else "",
        "feed": Feed.objects.standing().filter(user_id=request.viewer.user_id or 0, project=None).first(),
        "projects": Project.objects.holding(request.viewer, "calendar.share"),
        "public": _whole(request, reverse("agenda:feed_public")),
    }
    return render(request, "calendar/feeds.html", context)


def _whole(request: Request, path: str) -> str:
    return request.build_absolute_uri(path)


def project_feeds(request: Request, code: str) -> HttpResponse:
    """The secret addresses of a project: one with all its dates, one with what anybody may know."""
    project = get_object_or_404(Project.objects.holding(request.viewer, "programme.view"), code=code)
    check_share(request.viewer, project)
    secret, extent = "", request.POST.get("extent", "")
    if request.method == "POST" and extent not in OF_PROJECTS:
        raise Denied(_("Say which of both addresses."))
    if request.method == "POST" and request.POST.get("what") == "close":
        actions.close_project_feed(project, Extent(extent), by=request.viewer)
        messages.success(request, _("The address no longer works."))
        return redirect("calendar:project_feeds", code=project.code)
    if request.method == "POST":
        secret = actions.open_project_feed(project, Extent(extent), by=request.viewer)
    standing = {feed.extent: feed for feed in Feed.objects.standing().filter(project=project).select_related("user")}
    context = {
        "project": project,
        "secret": _whole(request, reverse("agenda:feed", args=[secret])) if secret else "",
        "kinds": [(one, standing.get(one)) for one in (Extent.PROJECT, Extent.PROJECT_PUBLIC)],
    }
    return render(request, "calendar/project_feeds.html", context)
