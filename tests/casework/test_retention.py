"""Files erase themselves on their day, somebody who asks is forgotten, every figure stays true, and no backup undoes it."""

import random
import sqlite3
from datetime import date, timedelta

import pytest
from django.db import connection, models
from django.urls import reverse
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from terrain.casework.actions import appointments, cases, emergencies, retention
from terrain.casework.models import Case, CaseKey, Certificate, Forgetting, Notice, Remnant, due_of
from terrain.core import audit, clock, vault
from terrain.core.models import AuditEvent, VaultKey
from terrain.core.policies import Denied
from terrain.facts import actions as facts
from terrain.facts.models import Fact
from terrain.gatherings.actions import Particulars, open_session, record_presence
from terrain.gatherings.models import Attendance
from terrain.people import actions as people
from terrain.people.duplicates import merging
from terrain.people.forgetting import blurred
from terrain.people.identity import Identity
from terrain.people.models import IdentityKey, Person
from tests.conftest import _member
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


def close(file, on: date | None = None) -> Case:
    """Close the file, on a day long ago when one is given."""
    step = file.pathway.transition("close")
    reason = file.pathway.lists.choices("closing_reasons", clock.today())[0][0]
    cases.move(file, step, closing_reason=reason, version=Case.objects.get(pk=file.pk).version, by=HOUSE)
    closed = cases.agree_to_closing(Case.objects.get(pk=file.pk), by=HOUSE)
    if on is not None:
        Case.objects.filter(pk=file.pk).update(opened_on=on, closed_on=on)
        for change in closed.changes.all():
            type(change).objects.filter(pk=change.pk).update(day=on)
        facts.rebuild()
    return Case.objects.get(pk=file.pk)


def long_ago(file) -> date:
    return clock.months_later(clock.today(), -file.pathway.lists.retention.months) - timedelta(days=1)


def figures() -> list[tuple]:
    """Every fact as it counts, whatever record tells it."""
    rows = Fact.objects.order_by("day", "variant", "subject", "pk")
    return sorted(
        rows.values_list("variant", "project", "subject", "day", "place", "occurrences", "quantity", "sex", "age"),
        key=str,
    )


@pytest.fixture
def warned(file):
    """A closed file whose day has come, and of which everybody was warned."""
    closed = close(file, on=long_ago(file))
    retention.sweep(clock.today())
    closed.retention_warning.__class__.objects.update(due=clock.today())
    return closed


def test_those_who_answer_for_it_are_warned_first(file, amina, youssef, mailoutbox, django_capture_on_commit_callbacks):
    closed = close(file, on=long_ago(file))
    with django_capture_on_commit_callbacks(execute=True):
        retention.sweep(clock.today())
        assert not retention.sweep(clock.today())
    assert Case.objects.filter(pk=closed.pk).exists()
    told = set(Notice.objects.filter(code="retention_near").values_list("user_id", flat=True))
    assert told == {amina.pk, youssef.pk}
    assert closed.retention_warning.due == clock.today() + timedelta(days=file.pathway.lists.retention.warn_days)
    assert all(file.number in mail.body for mail in mailoutbox)


def test_a_file_that_is_open_or_young_is_left_alone(file):
    assert not retention.sweep(clock.today())
    closed = close(file)
    assert not retention.sweep(clock.today()) and Case.objects.filter(pk=closed.pk).exists()


def test_on_its_day_it_goes_with_its_keys_and_figures_stay_true(warned, fatou):
    keys = list(CaseKey.objects.filter(case=warned).values_list("key_id", flat=True))
    before = figures()
    assert before and retention.sweep(clock.today())
    assert not Case.objects.filter(pk=warned.pk).exists() and not CaseKey.objects.exists()
    assert VaultKey.objects.filter(pk__in=keys, destroyed_at=None).count() == 0
    assert figures() == before and Remnant.objects.count() == len(before)
    assert facts.rebuild(check=True).clean
    assert Person.objects.get(pk=fatou.pk).sealed().full_name == "Fatou Diallo"


def test_nothing_that_hangs_on_a_file_is_left(warned):
    """Whatever nouns there are: no row of casework points at the file any more."""
    pk = warned.pk
    retention.sweep(clock.today())
    for relation in Case._meta.get_fields(include_hidden=True):
        if isinstance(relation, models.ManyToOneRel):
            there = relation.related_model._base_manager.filter(**{relation.field.name: pk})
            assert not there.exists(), relation.related_model._meta.label
    connection.check_constraints()


def test_a_corrected_sex_moves_what_an_erased_file_counted(warned, fatou):
    retention.sweep(clock.today())
    Person.objects.filter(pk=fatou.pk).update(sex="M", birth_date=date(1980, 1, 1))
    facts.resync_subjects([fatou.subject])
    assert set(Fact.objects.values_list("sex", flat=True)) == {"M"}
    assert facts.rebuild(check=True).clean


def test_a_hold_stops_it_until_it_is_released(warned, guardian, viewer_of):
    by = viewer_of(guardian)
    retention.hold(warned, "litigation", "Procès en cours", clock.today() + timedelta(days=90), by=by)
    retention.sweep(clock.today())
    assert Case.objects.filter(pk=warned.pk).exists()
    assert retention.hold_words_of(warned.holds.get()) == "Procès en cours"
    retention.release(warned, by=by)
    retention.sweep(clock.today())
    assert Case.objects.filter(pk=warned.pk).exists(), "those who answer for it are warned anew"
    Case.objects.get(pk=warned.pk).retention_warning.__class__.objects.update(due=clock.today())
    retention.sweep(clock.today())
    assert not Case.objects.filter(pk=warned.pk).exists()


@pytest.mark.parametrize("who", ["amina", "youssef", "admin"])
def test_only_protection_holds_back(who, request, warned, viewer_of):
    with pytest.raises(Denied):
        retention.hold(
            warned, "litigation", "", clock.today() + timedelta(days=9), by=viewer_of(request.getfixturevalue(who))
        )


def test_a_file_reopened_and_closed_again_is_warned_of_anew(warned):
    cases.reopen(warned, "Elle revient", by=HOUSE)
    assert not retention.sweep(clock.today())
    again = close(Case.objects.get(pk=warned.pk))
    retention.sweep(clock.today())
    retention.sweep(due_of(again) or clock.today())
    assert Case.objects.filter(pk=warned.pk).exists()


def test_the_certificate_says_what_was_destroyed_and_where_the_journal_says_so(warned, guardian, client_of):
    keys = sorted(CaseKey.objects.filter(case=warned).values_list("key_id", flat=True))
    retention.sweep(clock.today())
    proof = Certificate.objects.get()
    record = retention.record_of(proof)
    assert record["keys"] == keys and record["rows"]["casework.Case"] == 1 and record["rule"] == "retention"
    event = AuditEvent.objects.get(seq=proof.audit_seq)
    assert event.verb == "casework.file_erased" and event.object_id == str(warned.pk) and audit.verify().whole
    page = client_of(guardian).get(reverse("casework:certificate", args=[proof.uid])).content.decode()
    assert proof.number in page and str(keys[0]) in page and "Fatou" not in page
    assert b"casework" not in bytes(proof.sealed_record)


def forget(person, first, second, viewer_of) -> Certificate:
    asked = retention.ask_forgetting(person, "she_asks", by=viewer_of(first))
    return retention.forget(asked, by=viewer_of(second))


def test_to_be_forgotten_takes_two_people_of_protection(file, fatou, guardian, amina, viewer_of):
    with pytest.raises(Denied):
        retention.ask_forgetting(fatou, "she_asks", by=viewer_of(guardian))
    close(file)
    with pytest.raises(Denied):
        retention.ask_forgetting(fatou, "she_asks", by=viewer_of(amina))
    asked = retention.ask_forgetting(fatou, "she_asks", by=viewer_of(guardian))
    with pytest.raises(Denied):
        retention.forget(asked, by=viewer_of(guardian))
    assert Person.objects.get(pk=fatou.pk).sealed().full_name == "Fatou Diallo"


def test_who_is_forgotten_leads_nowhere_and_her_figures_stay(file, fatou, guardian, w4i, cpe, viewer_of, client_of):
    second = _member("Sofia", "protection_officer")
    session = open_session(w4i, Particulars("information_session", date(2026, 3, 12), "Rabat", "Droits"), by=HOUSE)
    record_presence(session, [fatou], by=HOUSE)
    close(file)
    before = figures()
    proof = forget(fatou, guardian, second, viewer_of)
    gone = Person.objects.get(pk=fatou.pk)
    with pytest.raises(vault.Erased):
        gone.sealed()
    assert gone.erased_at is not None and bytes(gone.sealed_identity) == b"" and not gone.nationality
    assert not IdentityKey.objects.filter(person=gone).exists() and not gone.meetings.exists()
    assert not Case.objects.exists() and Attendance.objects.count() == 1
    assert figures() == before and facts.rebuild(check=True).clean
    assert retention.record_of(proof)["keys"] and Forgetting.objects.get().done
    browser = client_of(guardian)
    assert browser.get(gone.get_absolute_url()).status_code == 404
    assert not Person.objects.visible_to(viewer_of(guardian)).exists()
    found = browser.get(reverse("people:people"), {"q": "Fatou"})
    assert found.status_code == 200 and not found.context["entries"]
    assert client_of(second).get(reverse("casework:certificate", args=[proof.uid])).status_code == 200
    connection.check_constraints()


def test_the_page_of_a_session_goes_on_without_her_name(file, fatou, guardian, w4i, facilitator, viewer_of, client_of):
    second = _member("Sofia", "protection_officer")
    session = open_session(w4i, Particulars("information_session", date(2026, 3, 12), "Rabat", "Droits"), by=HOUSE)
    record_presence(session, [fatou], by=HOUSE)
    close(file)
    forget(fatou, guardian, second, viewer_of)
    page = client_of(facilitator).get(session.get_absolute_url())
    assert page.status_code == 200 and "Diallo" not in page.content.decode() and page.context["with_name"] == 1


def test_a_hold_on_a_file_keeps_her(file, fatou, guardian, viewer_of):
    close(file)
    retention.hold(
        Case.objects.get(pk=file.pk), "litigation", "", clock.today() + timedelta(days=9), by=viewer_of(guardian)
    )
    with pytest.raises(Denied):
        retention.ask_forgetting(fatou, "she_asks", by=viewer_of(guardian))


@given(
    st.dates(date(1940, 1, 1), date(2015, 12, 31)),
    st.lists(st.dates(date(2016, 1, 1), date(2026, 12, 31)), max_size=12),
)
@hypothesis_settings(deadline=None)
def test_a_blurred_birth_date_gives_the_same_ages_on_every_day_that_counted(birth, days):
    told, precision = blurred(birth, "day", days)
    assert told is not None and precision in {"day", "month", "year"}
    ages = [Person(birth_date=one).age_on for one in (birth, told)]
    assert all(ages[0](day) == ages[1](day) for day in days)
    if not days:
        assert precision == "year"


def test_keys_destroyed_are_destroyed_again_in_a_restored_database(file, warned, fatou):
    """The row as the backup had it comes back; the name of the key outside the database ends it again."""
    key = CaseKey.objects.get(case=warned, note_class="ordinary").key
    backup = VaultKey.objects.get(pk=key.pk)
    sealed = vault.seal(key, b"what she told", "tests")
    other = vault.new_key()
    vault.destroy(key)
    vault._note_destroyed([key])
    VaultKey.objects.filter(pk=key.pk).update(wrapped=backup.wrapped, destroyed_at=None)
    assert vault.unseal(VaultKey.objects.get(pk=key.pk), sealed, "tests") == b"what she told"
    assert vault.honour_erasures() == 1 and vault.honour_erasures() == 0
    with pytest.raises(vault.Erased):
        vault.unseal(VaultKey.objects.get(pk=key.pk), sealed, "tests")
    assert VaultKey.objects.get(pk=other.pk).destroyed_at is None


def test_a_new_key_with_the_number_of_a_destroyed_one_lives(db):
    """After a restore numbers are given again: a number alone destroys nothing."""
    key = vault.new_key()
    vault.destroy(key)
    vault._note_destroyed([key])
    VaultKey.objects.filter(pk=key.pk).delete()
    wrapped = vault.new_key()
    fresh = VaultKey.objects.create(pk=key.pk, wrapped=wrapped.wrapped, master=wrapped.master)
    assert vault.honour_erasures() == 0 and VaultKey.objects.get(pk=fresh.pk).destroyed_at is None


def test_what_the_file_lacks_is_written_into_it(db):
    key = vault.new_key()
    VaultKey.objects.filter(pk=key.pk).update(wrapped=b"", destroyed_at=clock.now())
    vault.honour_erasures()
    assert str(key.pk) == vault.destroyed_path().read_text().split()[0]


def test_an_exceptional_access_goes_with_its_file(warned, colleague, viewer_of):
    emergencies.enter(warned.number, "life", "Elle est aux urgences, Amina ne répond pas.", by=viewer_of(colleague))
    retention.sweep(clock.today())
    assert not Case.objects.exists() and audit.verify().whole


def test_many_files_of_many_nouns_are_erased_and_no_figure_moves(kind, w4i, amina, viewer_of):

    chance = random.Random(7)
    for number in range(6):
        person = people.register(Identity(f"Awa Numéro{number}", phone=f"+21261200{number:04d}"), project=w4i, by=HOUSE)
        said = cases.Opening(kind, w4i, person, entry_reason="income", owner=amina)
        file = cases.open_case(said, by=HOUSE)
        if chance.random() < 0.7:
            starts = clock.now() - timedelta(days=2)
            appointments.plan(file, starts, minutes=30, host=amina.pk, by=HOUSE)
        close(file, on=long_ago(file))
    before = figures()
    retention.sweep(clock.today())
    Case.objects.first().retention_warning.__class__.objects.update(due=clock.today())
    retention.sweep(clock.today())
    assert not Case.objects.exists() and figures() == before and facts.rebuild(check=True).clean


@pytest.mark.django_db(transaction=True)
def test_a_copied_database_file_put_back_opens_nothing_that_was_erased(tmp_path, settings):
    """The whole road, on files: a copy of the database, an erasure, the copy read with the keys of today."""
    if connection.vendor != "sqlite":
        pytest.skip("a copied file is SQLite's way")
    key, kept = vault.new_keys(2)
    sealed = vault.seal(key, b"what she told", "tests")
    copy = tmp_path / "copy.sqlite3"
    with sqlite3.connect(copy) as target:
        connection.connection.backup(target)
    vault.destroy(key)
    lines = vault.destroyed_path().read_text().splitlines()
    assert [line.split()[0] for line in lines] == [str(key.pk)]
    with sqlite3.connect(copy) as restored:
        row = restored.execute("select wrapped, destroyed_at from core_vaultkey where id = ?", [key.pk]).fetchone()
        assert row[0] and row[1] is None, "the backup itself still holds the wrapped key"
        connection.connection.executescript("delete from core_vaultkey")
        rows = restored.execute("select id, wrapped, master, created_at, destroyed_at from core_vaultkey").fetchall()
    connection.connection.executemany(
        "insert into core_vaultkey(id, wrapped, master, created_at, destroyed_at) values (?,?,?,?,?)", rows
    )
    assert vault.unseal(VaultKey.objects.get(pk=key.pk), sealed, "tests") == b"what she told"
    assert vault.honour_erasures() == 1
    with pytest.raises(vault.Erased):
        vault.unseal(VaultKey.objects.get(pk=key.pk), sealed, "tests")
    assert VaultKey.objects.get(pk=kept.pk).destroyed_at is None


def test_two_rotations_close_every_older_backup(db):
    """Without honouring anything: a backup of the rows, and a ring that has turned twice, open nothing."""
    key = vault.new_key()
    sealed = vault.seal(key, b"what she told", "tests")
    old = (bytes(key.wrapped), key.master)
    vault.rotate_master()
    vault.rotate_master()
    VaultKey.objects.filter(pk=key.pk).update(wrapped=old[0], master=old[1])
    with pytest.raises(vault.Tampered):
        vault.unseal(VaultKey.objects.get(pk=key.pk), sealed, "tests")


def test_what_an_erased_file_counted_follows_a_merge_and_its_undoing(warned, fatou, w4i):
    retention.sweep(clock.today())
    kept = people.register(Identity("Fatoumata Diallo", sex="F", phone="+212612000055"), project=w4i, by=HOUSE)
    before = figures()
    done = merging.merge(kept, Person.objects.get(pk=fatou.pk), [], by=HOUSE)
    assert set(Fact.objects.values_list("subject", flat=True)) == {kept.subject}
    assert facts.rebuild(check=True).clean
    merging.part(done.merge, by=HOUSE)
    assert figures() == before and facts.rebuild(check=True).clean
