"""What every answer carries: a strict policy, no copy kept by browsers, refusals with their reason and their trace."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from terrain.core import audit
from terrain.core.access import ANONYMOUS, Viewer
from terrain.core.middleware import BrowserPolicy, NotTooLarge, ReadOnlyGet, RefusalsSayWhy, WriteWhileReading
from terrain.core.models import AuditEvent, VaultKey
from terrain.core.policies import Denied

pytestmark = pytest.mark.django_db


def test_no_page_runs_a_script_or_shows_a_picture_from_elsewhere(client):
    policy = dict(
        part.strip().split(" ", 1)
        for part in client.get(reverse("account_login"))["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'none'" and policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == "'none'" and policy["form-action"] == "'self'"
    assert not any("unsafe" in value or "http" in value for value in policy.values())


def test_headers_keep_the_page_to_itself(client):
    answer = client.get(reverse("account_login"))
    assert answer["X-Frame-Options"] == "DENY" and answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin" and answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in answer["Permissions-Policy"]


def test_pages_of_whoever_is_signed_in_are_kept_by_no_browser(youssef, client_of):
    assert client_of(youssef).get(reverse("programmes:programme"))["Cache-Control"] == "no-store"


def test_a_page_may_be_stricter_than_the_house(rf):
    def view(request):
        return HttpResponse(headers={"Content-Security-Policy": "sandbox"})

    assert BrowserPolicy(view)(rf.get("/"))["Content-Security-Policy"] == "sandbox"


def test_a_refusal_is_a_page_with_its_reason_and_an_event_without_the_query(youssef, client_of):
    answer = client_of(youssef).get(reverse("accounts:staff"), {"q": "khadija"})
    event = AuditEvent.objects.get(verb="core.refused")
    assert answer.status_code == 403 and event.actor_id == youssef.pk
    assert event.detail["page"] == "accounts:staff" and "khadija" not in str(event.detail)
    assert reverse("accounts:staff") not in str(event.detail) and "data-reason" in answer.content.decode()


def test_the_same_refusal_again_is_one_event_and_another_page_is_another_event(youssef, client_of):
    browser = client_of(youssef)
    for _time in range(3):
        browser.get(reverse("accounts:staff"))
    browser.get(reverse("accounts:roles"))
    pages = list(AuditEvent.objects.filter(verb="core.refused").values_list("detail__page", flat=True))
    assert pages == ["accounts:staff", "accounts:roles"]


def test_a_stranger_who_is_refused_leaves_no_event(rf, monkeypatch):
    request = rf.get("/")
    request.viewer = ANONYMOUS
    monkeypatch.setattr(
        "terrain.core.middleware.render", lambda request, name, context, status: HttpResponse(status=status)
    )
    answer = RefusalsSayWhy(lambda request: HttpResponse()).process_exception(request, Denied("no"))
    assert answer.status_code == 403 and "audit_reads" not in request.__dict__


def test_another_exception_is_not_a_refusal(rf):
    assert RefusalsSayWhy(lambda request: HttpResponse()).process_exception(rf.get("/"), ValueError()) is None


@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_no_safe_method_writes(rf, method):
    def view(request):
        VaultKey.objects.create(master="m1")
        return HttpResponse()

    with pytest.raises(WriteWhileReading):
        ReadOnlyGet(view)(getattr(rf, method)("/"))


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM core_vaultkey",
        "update core_vaultkey SET master = 'x'",
        "  INSERT INTO core_vaultkey (master) VALUES ('x')",
        'DELETE FROM "core_auditevent"',
    ],
)
def test_no_wording_of_a_write_gets_past_the_guard(rf, sql):
    def view(request):
        with connection.cursor() as cursor:
            cursor.execute(sql)
        return HttpResponse()

    with pytest.raises(WriteWhileReading):
        ReadOnlyGet(view)(rf.get("/"))


def test_many_writes_at_once_are_one_write(rf):
    key = VaultKey.objects.create(master="m1")

    def view(request):
        VaultKey.objects.bulk_update([key], ["master"])
        return HttpResponse()

    with pytest.raises(WriteWhileReading):
        ReadOnlyGet(view)(rf.get("/"))


def test_the_guard_ends_with_the_request(rf):
    ReadOnlyGet(lambda request: HttpResponse())(rf.get("/"))
    VaultKey.objects.create(master="m1")


def test_reads_are_written_in_order_under_the_name_of_whoever_looked(rf):
    def view(request):
        request.viewer = Viewer(user_id=5)
        audit.note_read(request, "people.searched")
        audit.note_read(request, "people.identity_read", project_id=3)
        return HttpResponse()

    ReadOnlyGet(view)(rf.get("/"))
    told = list(AuditEvent.objects.values_list("verb", "actor_id", "project_id"))
    assert told == [("people.searched", 5, None), ("people.identity_read", 5, 3)]


def test_a_form_from_elsewhere_is_refused(youssef, client_of):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client_of(youssef).cookies
    assert strict.post(reverse("account_profile"), {"full_name": "X", "language": "fr"}).status_code == 403


@pytest.mark.parametrize(
    ("cookie", "megabytes", "status"), [("", 25, 413), ("", 3, 200), ("x", 25, 200), ("x", 900, 413)]
)
def test_a_body_larger_than_anything_taken_here_is_not_read(rf, settings, cookie, megabytes, status):
    read = []
    request = rf.post("/", CONTENT_LENGTH=str(megabytes << 20))
    request.COOKIES |= {settings.SESSION_COOKIE_NAME: cookie} if cookie else {}
    answer = NotTooLarge(lambda one: read.append(one) or HttpResponse())(request)
    assert answer.status_code == status and bool(read) == (status == 200)


@pytest.mark.parametrize("size", ["-1", "1e9", "many"])
def test_a_length_that_is_none_is_refused(rf, size):
    assert NotTooLarge(lambda one: HttpResponse())(rf.post("/", CONTENT_LENGTH=size)).status_code == 413
