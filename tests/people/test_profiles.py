"""How somebody may be reached, her papers, her family, her groups."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from terrain.core import clock
from terrain.core.policies import Denied
from terrain.core.versions import merged
from terrain.people import actions as people
from terrain.people.identity import Identity
from terrain.people.models import Paper, Person, Profile, Relation
from terrain.people.models.profiles import Channel, ContactRule, Told, profile_of
from terrain.people.profiles import actions, messages
from terrain.people.profiles.contact import next_opening, open_at, reach_of
from terrain.people.profiles.pages import ties_of
from tests.factories import HOUSE

NIGHT = ContactRule("call", "+212612345678", since="22:00", until="06:00", days=(0,))
HOURS = st.times(time(0), time(23, 59)).map(lambda hour: hour.strftime("%H:%M"))
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda at: at.replace(tzinfo=UTC))


@pytest.fixture
def fatou(w4i):
    return people.register(
        Identity("Fatou Diallo", birth=clock.today().replace(year=1990), birth_precision="day"), project=w4i, by=HOUSE
    )


def say(person, by=HOUSE, **said):
    base, version = profile_of(person)
    return actions.tell(person, base, replace(base, **said), version=version, by=by)


@settings(max_examples=40)
@given(since=HOURS, until=HOURS, days=st.sets(st.integers(0, 6)), at=INSTANTS)
def test_a_way_is_open_only_in_its_days_and_hours_and_opens_when_it_says(since, until, days, at):
    rule = ContactRule("call", "x", since=since, until=until, days=tuple(days))
    local = timezone.localtime(at)
    if open_at(rule, at) and not (until < since):
        assert since <= local.strftime("%H:%M") < until and (not days or local.weekday() in days)
    opening = next_opening(rule, at)
    if opening is not None:
        assert opening > at and open_at(rule, opening)


def test_hours_that_run_over_midnight_belong_to_the_evening_before():
    monday_evening = timezone.make_aware(datetime(2026, 11, 23, 23, 0))
    assert open_at(NIGHT, monday_evening) and open_at(NIGHT, monday_evening + timedelta(hours=5))
    assert not open_at(NIGHT, monday_evening - timedelta(hours=3))
    assert not open_at(NIGHT, monday_evening + timedelta(days=1))


def test_what_she_forbids_is_closed_and_who_said_one_way_did_not_mean_the_others():
    at = clock.now()
    assert not reach_of(Told(never=("sms",)), "sms", at)
    assert reach_of(Told(), "sms", at)
    assert not reach_of(Told(rules=(ContactRule("call", "x"),)), "sms", at)


def test_the_house_writes_to_her_only_as_she_allows(fatou, mailoutbox, django_capture_on_commit_callbacks):
    with pytest.raises(Denied):
        messages.send(fatou, "Rendez-vous demain", subject="Terrain", by=HOUSE)
    say(fatou, email="fatou@example.org")
    with django_capture_on_commit_callbacks(execute=True):
        messages.send(fatou, "Rendez-vous demain", subject="Terrain", by=HOUSE)
    assert mailoutbox[0].to == ["fatou@example.org"]
    say(fatou, never=(Channel.EMAIL.value,))
    with pytest.raises(Denied):
        messages.send(fatou, "Encore", subject="Terrain", by=HOUSE)
    assert len(mailoutbox) == 1


def test_safe_contact_stands_first_and_a_closed_way_shows_no_number(fatou, amina, client_of):
    never = ContactRule("call", "+212612345678", days=((timezone.localtime().weekday() + 2) % 7,), who="Elle seule")
    say(fatou, rules=(never,), code_word="Jasmin")
    page = client_of(amina).get(fatou.get_absolute_url()).content.decode()
    assert "Jasmin" in page and "tel:" not in page and "0612" not in page
    assert page.index('id="reach"') < page.index('id="journeys"')


def test_a_profile_is_sealed_and_what_is_named_in_it_finds_her(fatou, w4i, amina, viewer_of):
    from terrain.people import directory  # noqa: PLC0415

    say(fatou, mother="Aminata Sow", name_kinds=(("فاتو ديالو", "court"), ("Fatou la couturière", "nickname")))
    assert b"Aminata" not in bytes(Profile.objects.get().sealed)
    assert fatou.pk in directory.search(viewer_of(amina), "couturiere").pks
    say(fatou, name_kinds=(("فاتو ديالو", "court"),))
    assert fatou.pk not in directory.search(viewer_of(amina), "couturiere").pks


def test_two_who_change_different_things_both_stand_and_the_same_thing_is_asked(fatou, amina, viewer_of):
    base, version = profile_of(fatou)
    actions.tell(fatou, base, replace(base, mother="Awa"), version=version, by=HOUSE)
    actions.tell(fatou, base, replace(base, place="Salé"), version=version, by=viewer_of(amina))
    told, _version = profile_of(fatou)
    assert (told.mother, told.place) == ("Awa", "Salé")
    with pytest.raises(actions.SaidOtherwise) as otherwise:
        actions.tell(fatou, base, replace(base, mother="Binta"), version=version, by=viewer_of(amina))
    assert [(d.field, d.mine, d.theirs) for d in otherwise.value.differences] == [("mother", "Binta", "Awa")]
    assert profile_of(fatou)[0].mother == "Awa"


TEXTS = st.sampled_from(["", "a", "b"])


@given(base=st.tuples(TEXTS, TEXTS), mine=st.tuples(TEXTS, TEXTS), theirs=st.tuples(TEXTS, TEXTS))
def test_nothing_that_somebody_wrote_is_ever_overwritten_silently(base, mine, theirs):
    def told(pair):
        return Told(mother=pair[0], place=pair[1])

    new, clashes = merged(told(base), told(mine), told(theirs))
    clashing = {clash.field for clash in clashes}
    for n, name in enumerate(("mother", "place")):
        was, here, there = base[n], mine[n], theirs[n]
        if name in clashing:
            assert here != there and here != was and there != was and getattr(new, name) == there
        else:
            assert getattr(new, name) == (here if here != was else there)


def test_a_paper_is_kept_sealed_and_is_told_before_it_ends(fatou, amina, client_of, viewer_of):
    client, where = client_of(amina), reverse("people:add_paper", args=[fatou.uid])
    said = {
        "kind": "residence_card", "number": "Z123456", "motive": "work", "starts": "", "slip": str(uuid4()),
        "ends": str(clock.today() + timedelta(days=20)), "file": SimpleUploadedFile("titre.jpg", b"\xff\xd8\xff titre"),
    }  # fmt: skip
    assert client.post(where, said).status_code == 302
    paper = Paper.objects.get()
    assert b"Z123456" not in bytes(paper.sealed)
    assert list(Paper.objects.expiring(viewer_of(amina), 30)) == [paper]
    answer = client.get(reverse("people:paper_file", args=[fatou.uid, paper.pk]))
    assert b"".join(answer.streaming_content).endswith(b"titre")
    client.post(reverse("people:remove_paper", args=[fatou.uid, paper.pk]))
    assert client.get(reverse("people:paper_file", args=[fatou.uid, paper.pk])).status_code == 404


def test_relations_are_seen_from_both_sides_and_what_cannot_be_is_refused(fatou, w4i, amina, viewer_of):
    child = people.register(
        Identity("Awa Diallo", birth=clock.today().replace(year=2015), birth_precision="day"), project=w4i, by=HOUSE
    )
    actions.relate(child, "mother", other=fatou, legal=True, by=HOUSE)
    assert [tie.name for tie in ties_of(viewer_of(amina), child)] == ["Fatou Diallo"]
    assert [(tie.name, tie.words) for tie in ties_of(viewer_of(amina), fatou)] == [("Awa Diallo", "Enfant")]
    for wrong in (lambda: actions.relate(fatou, "mother", other=child, by=HOUSE),
                  lambda: actions.relate(fatou, "sibling", other=fatou, by=HOUSE),
                  lambda: actions.relate(fatou, "child", by=HOUSE)):  # fmt: skip
        with pytest.raises(Denied):
            wrong()


def test_a_relation_to_somebody_sealed_is_not_there_for_those_outside(fatou, w4i, amina, viewer_of, client_of):
    hidden = people.register(Identity("Cachée Essai"), project=w4i, by=HOUSE)
    actions.relate(fatou, "sibling", other=hidden, by=HOUSE)
    Person.objects.filter(pk=hidden.pk).update(sealed_at=clock.now())
    assert ties_of(viewer_of(amina), fatou) == []
    assert "Cachée" not in client_of(amina).get(fatou.get_absolute_url()).content.decode()


def test_a_relation_is_found_in_the_registry_or_written_in_words(fatou, w4i, amina, client_of):
    people.register(Identity("Mariam Diallo"), project=w4i, by=HOUSE)
    client, where = client_of(amina), reverse("people:relate", args=[fatou.uid])
    said = {"kind": "sibling", "name": "Mariam Diallo", "starts": "", "slip": str(uuid4())}
    assert "Mariam Diallo" in client.post(where, said).content.decode() and not Relation.objects.exists()
    client.post(where, said | {"outside": "1"})
    assert Relation.objects.get().name() == "Mariam Diallo"


def test_a_paper_shows_a_tie_by_law(fatou, w4i, amina, client_of):
    paper = actions.add_paper(fatou, "family_book", by=HOUSE)
    client, where = client_of(amina), reverse("people:relate", args=[fatou.uid])
    client.post(where, {"kind": "child", "name": "Binta", "legal": "on", "paper": paper.pk, "slip": str(uuid4())})
    assert Relation.objects.get().paper == paper
    assert "Livret de famille" in client.get(fatou.get_absolute_url()).content.decode()
    other = people.register(Identity("Autre Essai"), project=w4i, by=HOUSE)
    with pytest.raises(Denied):
        actions.relate(other, "sibling", name="Awa", paper=paper, by=HOUSE)
    actions.remove_paper(paper, by=HOUSE)
    with pytest.raises(Denied):
        actions.relate(fatou, "sibling", name="Awa", paper=paper, by=HOUSE)


def test_a_group_is_composed_once_and_left(fatou, amina, client_of):
    client = client_of(amina)
    for _time in range(2):
        client.post(
            reverse("people:join_group", args=[fatou.uid]),
            {"project": "W4I", "name": "Cercle des mères", "role": "trésorière"},
        )
    member = fatou.memberships.get()
    assert "Cercle des mères" in client.get(fatou.get_absolute_url()).content.decode()
    client.post(reverse("people:leave_group", args=[fatou.uid, member.pk]))
    assert "Cercle des mères" not in client.get(fatou.get_absolute_url()).content.decode()


@pytest.mark.parametrize("name", ["contact", "profile", "add_paper", "relate", "join_group"])
def test_pages_of_a_profile_open_for_those_who_work_with_her_and_nobody_else(fatou, amina, stranger, client_of, name):
    where = reverse(f"people:{name}", args=[fatou.uid])
    assert client_of(amina).get(where).status_code == 200
    assert client_of(stranger).get(where).status_code == 404


def test_contact_rules_are_written_on_screen(fatou, amina, client_of):
    said = {
        "version": 0, "never": ["sms"], "code_word": "Jasmin", "email": "", "channel_1": "call", "number_1": "0612345678",
        "whose_1": "", "who_1": "", "days_1": ["0", "2"], "since_1": "09:00", "until_1": "12:00", "channel_2": "", "channel_3": "",
    }  # fmt: skip
    assert client_of(amina).post(reverse("people:contact", args=[fatou.uid]), said).status_code == 302
    told, _version = profile_of(fatou)
    assert told.rules == (ContactRule("call", "0612345678", days=(0, 2), since="09:00", until="12:00"),)
