"""A name that protects her: lists, sheets and answers show it to everybody but those who accompany her, and protection."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.urls import reverse

from terrain.casework import exporting
from terrain.casework.actions import seals
from terrain.casework.actions.cases import Opening, hand_over, open_case
from terrain.casework.kinds import kind_of
from terrain.casework.models import CaseGrant
from terrain.core import clock
from terrain.core.policies import Denied
from terrain.gatherings import actions as gatherings
from terrain.gatherings import attendees
from terrain.gatherings.actions import Particulars
from terrain.pathways.reception.kind import RECEPTION
from terrain.people import actions as people
from terrain.people import directory
from terrain.people.duplicates import merging
from terrain.people.identity import Identity
from terrain.people.models import DuplicatePair, Person, Sealed
from terrain.people.models.profiles import NameKind, Told, profile_of
from terrain.people.profiles import actions as profiles
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
CIVIL, ALIAS = "Fatou Diallo", "Nour Amal"


def protect(person, *names, by=HOUSE):
    """Write her other names down, the one that protects her among them."""
    told, version = profile_of(person)
    new = Told(**{**told.__dict__, "name_kinds": tuple(names)})
    profiles.tell(person, told, new, version=version, by=by)
    person.refresh_from_db()


@pytest.fixture
def fatou(w4i):
    identity = Identity(
        CIVIL, sex="F", birth=date(1990, 1, 1), birth_precision="year", phone="+212612000001", card="AB123456"
    )
    person = people.register(identity, project=w4i, by=HOUSE)
    protect(person, (ALIAS, NameKind.ALIAS.value), ("Fifi", NameKind.NICKNAME.value))
    return person


@pytest.fixture
def file(w4i, fatou, amina, viewer_of):
    return open_case(Opening(kind_of("accompaniment"), w4i, fatou, entry_reason="income"), by=viewer_of(amina))


def shown(viewer, person):
    return directory.entries([person], viewer)[0].name


# --- the rule -----------------------------------------------------------------------------------------------------------------


def test_the_civil_name_is_for_whoever_is_in_charge_and_for_protection(
    file, fatou, amina, colleague, youssef, facilitator, guardian, officer, viewer_of
):
    assert [shown(viewer_of(user), fatou) for user in (amina, guardian)] == [CIVIL, CIVIL]
    assert {shown(viewer_of(user), fatou) for user in (colleague, youssef, facilitator, officer)} == {ALIAS}
    assert shown(HOUSE, fatou) == CIVIL


def test_whoever_no_longer_has_the_file_no_longer_knows(file, fatou, amina, colleague, youssef, viewer_of):
    hand_over(file, colleague, by=viewer_of(youssef))
    assert [shown(viewer_of(user), fatou) for user in (amina, colleague)] == [ALIAS, CIVIL]
    CaseGrant.objects.create(case=file, user=amina, kind="coworker")
    assert shown(viewer_of(amina), fatou) == CIVIL


def test_whoever_is_named_on_a_sealed_file_knows(file, fatou, amina, colleague, viewer_of):
    named = seals.Named(colleague, clock.today() + timedelta(days=30), "accompanies")
    seals.seal(file, "danger", named=[named], by=viewer_of(amina))
    assert shown(viewer_of(colleague), fatou) == CIVIL


def test_receiving_her_at_the_desk_is_not_accompanying_her(w4i, fatou, receptionist, viewer_of):
    open_case(Opening(RECEPTION, w4i, fatou), by=viewer_of(receptionist))
    assert shown(viewer_of(receptionist), fatou) == ALIAS


def test_who_sees_no_names_sees_none_of_the_two(fatou, partner, donor, viewer_of):
    assert {shown(viewer_of(user), fatou) for user in (partner, donor)} == {""}


def test_without_such_a_name_nothing_changes_and_nothing_more_is_asked(
    w4i, colleague, viewer_of, django_assert_num_queries
):
    plain = people.register(Identity("Awa Essai"), project=w4i, by=HOUSE)
    protect(plain, ("Awouche", NameKind.NICKNAME.value))
    viewer = viewer_of(colleague)
    fetched = Person.objects.select_related("key").get(pk=plain.pk)
    with django_assert_num_queries(1):
        assert shown(viewer, fetched) == "Awa Essai"


def test_the_name_goes_when_it_is_taken_out(fatou, colleague, viewer_of):
    protect(fatou, ("Fifi", NameKind.NICKNAME.value))
    assert fatou.sealed().alias == "" and shown(viewer_of(colleague), fatou) == CIVIL


def test_a_vault_closed_before_there_were_such_names_still_opens():
    data = Sealed("Fatou").as_bytes().replace(b',"alias":""', b"")
    assert b"alias" not in data and Sealed.of_bytes(data).shown_name == "Fatou"


# --- where it shows -----------------------------------------------------------------------------------------------------------


def test_lists_searches_and_answers_bear_it(fatou, w4i, colleague, client_of, viewer_of):
    client = client_of(colleague)
    for where in (
        reverse("people:people"),
        f"{reverse('people:people')}?q=diallo",
        f"{reverse('people:people')}?q=nour",
    ):
        page = client.get(where).content.decode()
        assert ALIAS in page and CIVIL not in page, where
    found = directory.alike(viewer_of(colleague), Identity(CIVIL, phone="+212612000001"))
    assert [one.name for one in found] == [ALIAS]
    assert [name for name, _url in directory.lines(viewer_of(colleague), w4i.pk, [fatou.subject]).values()] == [ALIAS]


def test_her_page_shows_nothing_that_says_the_other_one(fatou, colleague, amina, file, client_of):
    scan = (BytesIO(b"%PDF-1.4"), "a.pdf", "application/pdf")
    paper = profiles.add_paper(fatou, "passport", file=scan, by=HOUSE)
    client = client_of(colleague)
    page = client.get(fatou.get_absolute_url(), {"show": "1"}).content.decode()
    assert ALIAS in page and not any(word in page for word in ("Diallo", "Fifi", "AB123456"))
    for name, args in (("correct", [fatou.uid]), ("profile", [fatou.uid]), ("paper_file", [fatou.uid, paper.pk])):
        assert client.get(reverse(f"people:{name}", args=args)).status_code == 403, name
    page = client_of(amina).get(fatou.get_absolute_url(), {"show": "1"}).content.decode()
    assert all(word in page for word in (CIVIL, ALIAS, "Fifi", "AB123456"))


def test_nobody_else_writes_over_her_names(fatou, colleague, viewer_of):
    with pytest.raises(Denied):
        people.correct(fatou, Identity("Autre Nom"), by=viewer_of(colleague))
    with pytest.raises(Denied):
        protect(fatou, by=viewer_of(colleague))
    told, version = profile_of(fatou)
    profiles.tell(
        fatou, told, Told(**{**told.__dict__, "code_word": "Jasmin"}), version=version, by=viewer_of(colleague)
    )
    assert fatou.sealed().alias == ALIAS


def test_sheets_and_lists_of_those_present_bear_it_for_everybody(
    fatou, file, w4i, amina, facilitator, guardian, viewer_of
):
    session = gatherings.open_session(w4i, Particulars("training", date(2026, 1, 5), "Salé", "Couture"), by=HOUSE)
    gatherings.record_presence(session, [fatou], by=HOUSE)
    for user in (amina, facilitator, guardian):
        viewer = viewer_of(user)
        assert [one.name for one in attendees.for_sheet(session, viewer, lately=False)] in ([ALIAS], ["N. A."])


def test_what_is_taken_out_bears_it(fatou, file, w4i, amina, youssef, viewer_of):
    told = {user: exporting.registry(w4i, ["name", "phone"], viewer_of(user)) for user in (amina, youssef)}
    rows = {user: list(sheet.rows) for user, sheet in told.items()}
    assert rows == {amina: [[CIVIL, "+212612000001"]], youssef: [[ALIAS, "+212612000001"]]}


def test_comparing_her_with_another_is_for_those_who_know(fatou, file, w4i, amina, youssef, guardian, client_of):
    twin = people.register(Identity("Fatoumata Diallo"), project=w4i, by=HOUSE)
    pair = DuplicatePair.objects.create(first=fatou, second=twin, score=0.9, tier="likely", reasons=["name_alike"])
    listed = client_of(youssef).get(reverse("people:duplicates")).content.decode()
    assert ALIAS in listed and CIVIL not in listed
    where = reverse("people:duplicate", args=[pair.pk])
    assert [client_of(user).get(where).status_code for user in (amina, youssef, guardian)] == [200, 403, 200]


def test_a_merge_keeps_the_name_that_protects_her(fatou, w4i, colleague, guardian, viewer_of):
    twin = people.register(Identity("Fatoumata Diallo"), project=w4i, by=HOUSE)
    merge = merging.merge(twin, fatou, [], by=viewer_of(guardian)).merge
    twin.refresh_from_db()
    assert shown(viewer_of(colleague), twin) == ALIAS
    protect(twin, ("Toumata", NameKind.USUAL.value))
    assert shown(viewer_of(colleague), twin) == ALIAS
    merging.part(merge, by=viewer_of(guardian))
    twin.refresh_from_db()
    assert shown(viewer_of(colleague), twin) == "Fatoumata Diallo"
