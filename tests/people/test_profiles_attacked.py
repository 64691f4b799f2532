"""What is known of somebody, under those who write at the same time, merges, and rules that speak against each other."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.people.models import Paper, Person, Relation
from terrain.people.models.profiles import ContactRule, Told, profile_of, told_of
from terrain.people.profiles import actions, messages
from terrain.people.profiles.contact import next_opening, open_at
from terrain.people.profiles.forms import media_type_of
from terrain.people.profiles.pages import ties_of
from tests.factories import HOUSE

WRITTEN = {"languages": [], "speak": "", "literacy": "", "mother": "", "place": ""}


@pytest.fixture
def fatou(w4i):
    return people.register(Identity("Fatou Diallo"), project=w4i, by=HOUSE)


@pytest.fixture
def other(w4i):
    return people.register(Identity("Fatoumata Diallo Ba"), project=w4i, by=HOUSE)


def say(person, **said):
    base, version = profile_of(person)
    return actions.tell(person, base, replace(base, **said), version=version, by=HOUSE)


def opened(client, where):
    """What a form carries when it is opened: the version and the sealed values it showed."""
    form = client.get(where).context["form"]
    return {"version": form.initial["version"], "seen": form.initial["seen"]}


def test_an_old_form_overwrites_nothing_and_shows_both_with_who_and_when(fatou, amina, client_of):
    client, where = client_of(amina), reverse("people:profile", args=[fatou.uid])
    say(fatou, mother="Awa")
    old = opened(client, where)
    say(fatou, mother="Binta")
    answer = client.post(where, WRITTEN | old | {"mother": "Mariam"})
    page = answer.content.decode()
    assert answer.status_code == 422 and profile_of(fatou)[0].mother == "Binta"
    assert "Binta" in page and 'value="Mariam"' in page and "<time" in page
    again = {name: answer.context["form"].initial[name] for name in ("version", "seen")}
    assert client.post(where, WRITTEN | again | {"mother": "Mariam"}).status_code == 302
    assert profile_of(fatou)[0].mother == "Mariam"


def test_an_old_form_leaves_what_a_colleague_wrote_elsewhere(fatou, amina, client_of):
    client, where = client_of(amina), reverse("people:profile", args=[fatou.uid])
    old = opened(client, where)
    say(fatou, mother="Awa", speak="wolof")
    assert client.post(where, WRITTEN | old | {"place": "Salé"}).status_code == 302
    told, _version = profile_of(fatou)
    assert (told.mother, told.speak, told.place) == ("Awa", "wolof", "Salé")


def test_after_a_clash_the_form_brings_what_was_not_in_question(fatou, amina, client_of):
    client, where = client_of(amina), reverse("people:profile", args=[fatou.uid])
    old = opened(client, where)
    say(fatou, mother="Awa", place="Rabat")
    form = client.post(where, WRITTEN | old | {"mother": "Binta"}).context["form"]
    assert (form.initial["mother"], form.initial["place"]) == ("Binta", "Rabat")


@pytest.mark.parametrize("seen", ["", "????", "bm90IHNlYWxlZA=="])
def test_a_form_that_cannot_say_what_it_showed_is_asked_about_every_difference(fatou, amina, client_of, seen):
    say(fatou, mother="Awa")
    where = reverse("people:profile", args=[fatou.uid])
    answer = client_of(amina).post(where, WRITTEN | {"version": 0, "seen": seen, "mother": "Binta"})
    assert answer.status_code == 422 and profile_of(fatou)[0].mother == "Awa"


def test_a_way_that_she_forbids_has_no_link_although_its_hours_are_open(fatou, amina, client_of):
    say(fatou, never=("call",), rules=(ContactRule("call", "+212612345678"),))
    page = client_of(amina).get(fatou.get_absolute_url()).content.decode()
    assert "tel:" not in page and "345678" not in page


HOURS = st.times(time(0), time(23, 59)).map(lambda hour: hour.strftime("%H:%M"))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))


@given(since=HOURS, until=HOURS, days=st.sets(st.integers(0, 6)), at=INSTANTS)
def test_between_now_and_when_it_opens_a_closed_way_stays_closed(since, until, days, at):
    rule = ContactRule("call", "x", since=since, until=until, days=tuple(sorted(days)))
    opening = next_opening(rule, at)
    assert opening is not None or since == until
    if opening is None or open_at(rule, at):
        return
    for part in range(1, 20):
        assert not open_at(rule, at + (opening - at) * part / 20 - timedelta(seconds=1))


def test_ten_minutes_in_which_she_may_be_called_are_found():
    rule = ContactRule("call", "x", since="13:10", until="13:20")
    morning = timezone.make_aware(datetime(2026, 11, 25, 9, 0))
    assert timezone.localtime(next_opening(rule, morning)).strftime("%d %H:%M") == "25 13:10"


def test_a_number_without_a_way_is_not_dropped_in_silence(fatou, amina, client_of):
    where = reverse("people:contact", args=[fatou.uid])
    for wrong in ({"number_1": "0612345678"}, {"channel_1": "call"},
                  {"channel_1": "visit", "since_1": "09:00", "until_1": "09:00"}):  # fmt: skip
        answer = client_of(amina).post(where, {"version": 0, "email": "", "code_word": ""} | wrong)
        assert answer.status_code == 422 and profile_of(fatou) == (Told(), 0)


def test_the_cautions_of_two_records_found_to_be_one_hold_together(fatou, other):
    say(other, never=("email",), no_voicemail=True, code_word="Jasmin", email="elle@example.org")
    Person.objects.filter(pk=other.pk).update(merged_into=fatou)
    told = told_of(fatou)
    assert (told.never, told.no_voicemail, told.code_word) == (("email",), True, "Jasmin")
    with pytest.raises(Denied):
        messages.send(fatou, "Bonjour", subject="Terrain", by=HOUSE)


def test_papers_and_family_of_a_record_found_to_be_hers_stand_on_her_page(fatou, other, w4i, amina, client_of):
    child = people.register(Identity("Awa Ba"), project=w4i, by=HOUSE)
    paper = actions.add_paper(other, "passport", number="P77777", by=HOUSE)
    tie = actions.relate(other, "child", other=child, by=HOUSE)
    Person.objects.filter(pk=other.pk).update(merged_into=fatou)
    client = client_of(amina)
    page = client.get(fatou.get_absolute_url()).content.decode()
    assert "P77777" in page and "Awa Ba" in page
    assert "Fatou Diallo" in client.get(child.get_absolute_url()).content.decode()
    assert client.post(reverse("people:remove_paper", args=[fatou.uid, paper.pk])).status_code == 302
    assert client.post(reverse("people:unrelate", args=[fatou.uid, tie.pk])).status_code == 302
    assert Paper.objects.get().removed_at and Relation.objects.get().removed_at


@pytest.mark.parametrize("back", ["mother", "parent", "grandparent"])
def test_nobody_descends_from_her_own_child(fatou, other, w4i, back):
    third = people.register(Identity("Mariam Sow"), project=w4i, by=HOUSE)
    actions.relate(fatou, "child", other=other, by=HOUSE)
    actions.relate(third, "mother", other=other, by=HOUSE)
    for person, elder in ((fatou, other), (fatou, third)):
        with pytest.raises(Denied):
            actions.relate(person, back, other=elder, by=HOUSE)
    with pytest.raises(Denied):
        actions.relate(third, "child", other=fatou, by=HOUSE)
    actions.relate(third, "grandparent", other=fatou, by=HOUSE)


def test_a_relation_that_cannot_be_is_said_on_the_form_which_keeps_what_was_typed(fatou, amina, client_of):
    where = reverse("people:relate", args=[fatou.uid])
    answer = client_of(amina).post(where, {"kind": "sibling", "name": "", "starts": "2020-01-01", "slip": str(uuid4())})
    assert answer.status_code == 422 and "2020-01-01" in answer.content.decode()
    myself = {"kind": "sibling", "name": "x", "other": str(fatou.uid), "slip": str(uuid4())}
    assert client_of(amina).post(where, myself).status_code == 422 and not Relation.objects.exists()


def test_a_tie_to_somebody_of_another_project_is_not_there(fatou, cpe, amina, viewer_of):
    away = people.register(Identity("Nadia Ailleurs"), project=cpe, by=HOUSE)
    actions.relate(fatou, "sibling", other=away, by=HOUSE)
    assert ties_of(viewer_of(amina), fatou) == []


def test_names_show_only_when_asked_for_and_every_reading_is_in_the_journal(fatou, amina, client_of):
    say(fatou, mother="Aminata Sow", name_kinds=(("Fatou la couturière", "nickname"),), code_word="Jasmin")
    client, where = client_of(amina), fatou.get_absolute_url()
    hidden = client.get(where).content.decode()
    assert "couturière" not in hidden and "Aminata" not in hidden
    assert AuditEvent.objects.filter(verb="people.profile_read", object_id=str(fatou.pk)).exists()
    shown = client.get(where + "?show=1").content.decode()
    assert "couturière" in shown and "Aminata" in shown


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (b"%PDF-1.7....", "application/pdf"),
        (b"\x00\x00\x00\x18ftypisom", ""),
        (b"<svg xmlns=", ""),
        (b"MZ\x90\x00", ""),
        (b"", ""),
    ],
)
def test_a_file_is_what_its_first_bytes_say(start, kind):
    assert media_type_of(start) == kind


def test_a_page_that_calls_itself_a_photograph_is_refused_and_nothing_is_kept(fatou, amina, client_of):
    file = SimpleUploadedFile("titre.jpg", b"<html><script>alert(1)</script>", content_type="image/jpeg")
    said = {"kind": "passport", "number": "P1", "slip": str(uuid4()), "file": file}
    answer = client_of(amina).post(reverse("people:add_paper", args=[fatou.uid]), said)
    assert answer.status_code == 422 and not Paper.objects.exists()


def test_a_paper_opens_for_nobody_elsewhere_and_each_opening_is_in_the_journal(
    fatou, other, amina, stranger, client_of
):
    file = SimpleUploadedFile("IMG.heic", b"\x00\x00\x00\x18ftypheic" + b"x" * 20)
    said = {"kind": "passport", "number": "P1", "slip": str(uuid4()), "ends": str(clock.today()), "file": file}
    client_of(amina).post(reverse("people:add_paper", args=[fatou.uid]), said)
    paper = Paper.objects.get()
    where = reverse("people:paper_file", args=[fatou.uid, paper.pk])
    assert client_of(stranger).get(where).status_code == 404
    assert client_of(amina).get(reverse("people:paper_file", args=[other.uid, paper.pk])).status_code == 404
    assert not AuditEvent.objects.filter(verb="people.paper_read").exists()
    answer = client_of(amina).get(where)
    assert answer["Content-Disposition"].startswith("attachment") and answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"] and b"".join(answer.streaming_content).endswith(b"xxx")
    assert AuditEvent.objects.filter(verb="people.paper_read").count() == 1


def test_a_paper_sent_twice_is_one(fatou, amina, client_of):
    said = {"kind": "passport", "number": "P1", "slip": str(uuid4())}
    for _time in range(2):
        client_of(amina).post(reverse("people:add_paper", args=[fatou.uid]), said)
    assert Paper.objects.count() == 1
