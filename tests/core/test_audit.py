import pytest
from django.db import transaction

from terrain.core import audit
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.models import AuditEvent

pytestmark = pytest.mark.django_db
HOUSE = system_viewer("tests")


def write(count: int) -> None:
    for number in range(count):
        audit.append("core.tested", by=HOUSE, detail={"number": number})


def test_an_untouched_chain_is_whole():
    write(5)
    report = audit.verify()
    assert report.whole and report.rows == 5


@pytest.mark.parametrize(
    "change", [{"verb": "core.other"}, {"actor_id": 7}, {"detail": {"number": 9}}, {"project_id": 3}]
)
def test_a_changed_row_is_found(change):
    write(5)
    AuditEvent.objects.filter(seq=3).update(**change)
    assert audit.verify().faults == ("row 3 was changed",)


def test_a_missing_row_is_found():
    write(5)
    AuditEvent.objects.filter(seq=3).delete()
    assert not audit.verify().whole


def test_a_cut_tail_is_found_by_the_head():
    write(5)
    AuditEvent.objects.filter(seq__gt=3).delete()
    assert any("the head says 5" in fault for fault in audit.verify().faults)


def test_a_cut_tail_with_a_forged_head_is_found_by_the_anchor():
    write(5)
    audit.anchor()
    AuditEvent.objects.filter(seq__gt=3).delete()
    last = AuditEvent.objects.get(seq=3)
    audit.AuditHead.objects.update(seq=3, hash=last.hash)
    assert any("was anchored and is gone" in fault for fault in audit.verify().faults)


def test_a_rewritten_chain_is_found_by_the_anchor():
    write(3)
    audit.anchor()
    AuditEvent.objects.all().delete()
    audit.AuditHead.objects.all().delete()
    write(4)
    assert any("differs from its anchor" in fault for fault in audit.verify().faults)


def test_an_action_that_fails_leaves_neither_change_nor_trace():
    with pytest.raises(ZeroDivisionError), action("core.tested", by=HOUSE):
        audit.append("core.inner", by=HOUSE)
        raise ZeroDivisionError
    assert not AuditEvent.objects.exists()


def test_notices_wait_for_the_commit(django_capture_on_commit_callbacks):
    said = []
    with django_capture_on_commit_callbacks(execute=True), action("core.tested", by=Viewer(user_id=4)) as act:
        act.after_commit(lambda: said.append(AuditEvent.objects.get().actor_id))
        assert not said
    assert said == [4]
    assert transaction.get_connection() is not None
