from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.core import audit, clock
from terrain.core.access import Viewer, system_viewer
from terrain.core.actions import action
from terrain.core.models import AuditEvent, AuditHead, VaultKey

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


def test_a_changed_hash_is_found_in_its_row_and_in_the_next():
    write(4)
    AuditEvent.objects.filter(seq=2).update(hash="f" * 64)
    assert audit.verify().faults == ("row 2 was changed", "row 3 was changed")


def test_two_rows_that_changed_places_are_found():
    write(4)
    AuditEvent.objects.filter(seq=2).update(seq=99)
    AuditEvent.objects.filter(seq=3).update(seq=2)
    AuditEvent.objects.filter(seq=99).update(seq=3)
    assert {"row 2 was changed", "row 3 was changed"} <= set(audit.verify().faults)


def test_a_row_that_was_slipped_in_at_the_end_is_found():
    write(2)
    AuditEvent.objects.create(seq=3, at=clock.now(), verb="core.forged", hash="0" * 64)
    assert {"row 3 was changed", "the head says 2 rows, the chain has 3"} <= set(audit.verify().faults)


@pytest.mark.parametrize("change", [{"seq": 9}, {"hash": "0" * 64}])
def test_a_changed_head_is_found(change):
    write(3)
    AuditHead.objects.update(**change)
    assert any(fault.startswith("the head says") for fault in audit.verify().faults)


def test_a_head_that_is_gone_is_found():
    write(3)
    AuditHead.objects.all().delete()
    assert audit.verify().faults == ("the head of the chain is gone",)


def test_an_empty_chain_is_whole_and_has_no_anchor():
    assert audit.verify().whole and audit.anchor() is None


def test_a_broken_line_of_the_anchors_is_a_fault_and_not_a_crash():
    write(2)
    audit.anchor()
    with audit.anchor_path().open("a") as file:
        file.write("half a li")
    assert audit.verify().faults == ("line 2 of the anchors cannot be read",)


def test_the_chain_anchors_itself_once_a_day(django_capture_on_commit_callbacks, monkeypatch):
    def append():
        with django_capture_on_commit_callbacks(execute=True):
            audit.append("core.tested", by=HOUSE)

    append()
    append()
    assert len(audit.anchor_path().read_text().splitlines()) == 1
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(days=1, minutes=1))
    append()
    assert len(audit.anchor_path().read_text().splitlines()) == 2 and audit.verify().whole


def test_a_silent_action_leaves_no_trace_and_a_told_one_leaves_what_it_says():
    with action("core.tested", by=HOUSE) as act:
        act.silent = True
    assert not AuditEvent.objects.exists()
    with action("core.tested", by=HOUSE, project_id=4, detail={"rows": 1}) as act:
        act.detail["rows"] = 2
        act.obj = VaultKey.objects.create(master="m1")
    event = AuditEvent.objects.get()
    assert (event.project_id, event.detail, event.object_kind) == (4, {"rows": 2}, "core.VaultKey")
    assert event.object_id == str(VaultKey.objects.get().pk) and event.actor_label == "tests"


def test_a_change_that_fails_at_its_trace_is_undone(monkeypatch):
    def broken(*args, **kwargs):
        raise OSError("disk full")

    monkeypatch.setattr(audit, "append", broken)
    with pytest.raises(OSError, match="disk full"), action("core.tested", by=HOUSE):
        VaultKey.objects.create(master="m1")
    assert not VaultKey.objects.exists()


@given(
    st.dictionaries(
        st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
        st.integers() | st.booleans() | st.none(),
    )
)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
def test_whatever_an_event_tells_the_chain_stays_whole(detail):
    audit.append("core.tested", by=HOUSE, detail=detail)
    assert audit.verify().whole


def test_a_chain_recomputed_from_a_changed_row_on_is_found_by_the_anchor():
    """Whoever holds the database can make a whole chain of lies; not the line that left the house."""
    write(6)
    audit.anchor()
    events = list(AuditEvent.objects.order_by("seq"))
    events[2].verb = "core.never_happened"
    previous = events[1].hash
    for event in events[2:]:
        event.hash = audit._link(previous, event)
        event.save()
        previous = event.hash
    AuditHead.objects.update(hash=previous)
    faults = audit.verify().faults
    assert faults == ("row 6 differs from its anchor",)


def test_a_line_added_to_the_anchors_does_not_take_the_place_of_an_earlier_one():
    """The file outside only grows: whoever forges the chain may add lines to it, and is found by the old one."""
    write(3)
    audit.anchor()
    AuditEvent.objects.all().delete()
    AuditHead.objects.all().delete()
    write(3)
    audit.anchor()
    assert audit.verify().faults == ("row 3 differs from its anchor",)


@pytest.mark.parametrize("where", ["verb", "actor_label", "object_id", "hash"])
def test_one_flipped_bit_of_a_row_is_found(where):
    write(5)
    event = AuditEvent.objects.get(seq=3)
    text = getattr(event, where) or "a"
    flipped = chr(ord(text[0]) ^ 1) + text[1:]
    AuditEvent.objects.filter(seq=3).update(**{where: flipped})
    assert not audit.verify().whole


@pytest.mark.parametrize("gone", [1, 3, 5])
def test_a_dropped_row_is_found_wherever_it_stood(gone):
    write(5)
    AuditEvent.objects.filter(seq=gone).delete()
    assert not audit.verify().whole


def test_a_dropped_row_whose_followers_were_renumbered_is_found():
    write(5)
    AuditEvent.objects.filter(seq=3).delete()
    for seq in (4, 5):
        AuditEvent.objects.filter(seq=seq).update(seq=seq - 1)
    AuditHead.objects.update(seq=4)
    assert not audit.verify().whole


@given(st.integers(1, 8), st.sampled_from(["change", "drop", "swap", "cut"]))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
def test_whatever_is_done_to_a_chain_that_was_anchored_is_found(place, what):
    with pytest.raises(Undone), transaction.atomic():
        AuditEvent.objects.all().delete()
        AuditHead.objects.all().delete()
        audit.anchor_path().unlink(missing_ok=True)
        write(8)
        audit.anchor()
        rows = AuditEvent.objects
        if what == "change":
            rows.filter(seq=place).update(at=clock.now() + timedelta(days=1))
        elif what == "drop":
            rows.filter(seq=place).delete()
        elif what == "swap":
            other = place % 8 + 1
            rows.filter(seq=place).update(seq=99)
            rows.filter(seq=other).update(seq=place)
            rows.filter(seq=99).update(seq=other)
        else:
            rows.filter(seq__gte=place).delete()
            last = rows.order_by("-seq").first()
            seq, head = (last.seq, last.hash) if last is not None else (0, audit.GENESIS)
            AuditHead.objects.update(seq=seq, hash=head)
        assert not audit.verify().whole
        raise Undone


class Undone(Exception):
    """Takes an example back."""


def test_a_mark_says_something_of_every_event_about_a_kind_of_record(monkeypatch):
    monkeypatch.setattr(audit, "_MARKS", {})
    audit.register_mark("core.VaultKey", lambda by, obj: {"marked": [by.user_id, obj.pk]})
    key = VaultKey.objects.create(master="m1")
    audit.append("core.tested", by=Viewer(user_id=4), obj=key, detail={"rows": 1})
    audit.append("core.tested", by=HOUSE, obj=key)
    assert list(AuditEvent.objects.values_list("detail", flat=True)) == [{"rows": 1, "marked": [4, key.pk]}, {}]
    assert audit.verify().whole
