"""Reading never writes."""

import pytest
from django.http import HttpResponse

from terrain.core import audit
from terrain.core.access import system_viewer
from terrain.core.middleware import ReadOnlyGet, WriteWhileReading
from terrain.core.models import AuditEvent, VaultKey


def test_a_get_that_writes_is_stopped(db, rf):
    def view(request):
        VaultKey.objects.create(master="m1")
        return HttpResponse()

    with pytest.raises(WriteWhileReading):
        ReadOnlyGet(view)(rf.get("/"))


def test_a_post_may_write(db, rf):
    def view(request):
        VaultKey.objects.create(master="m1")
        return HttpResponse()

    ReadOnlyGet(view)(rf.post("/"))
    assert VaultKey.objects.count() == 1


def test_what_was_read_is_written_after_the_response(db, rf):
    def view(request):
        request.viewer = system_viewer("tests")
        audit.note_read(request, "people.identity_read", detail={"rows": 3})
        assert not AuditEvent.objects.exists()
        return HttpResponse()

    ReadOnlyGet(view)(rf.get("/"))
    assert AuditEvent.objects.get().verb == "people.identity_read"
