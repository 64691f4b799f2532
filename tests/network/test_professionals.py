"""Professionals: their office's contact is sealed, kept with a basis, read by whoever reads the directory, and erased when they ask."""

from datetime import timedelta
from html import unescape
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terrain.calendar.registry import sources
from terrain.core import clock, vault
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.desk.waiting import blocks
from terrain.network.actions.organisations import Described, add_organisation
from terrain.network.actions.professionals import (
    Known,
    ProfessionalChanged,
    change_professional,
    confirm_professional,
    list_professional,
    take_out,
    values_of,
)
from terrain.network.enums import Freshness
from terrain.network.models import CONTACT, Contact, Professional
from terrain.programmes.models import Place
from tests.factories import HOUSE

WHO = Contact("Maître Exemple", "Juge des mineurs", "0537 00 00 09", "exemple@justice.example")


def page(response) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def entry(db):
    """A professional as one says."""

    def made(contact=WHO, category="magistrate", *, found_true=None, **said):
        known = Known(contact, category, said.pop("basis", "office"), clock.today(), **said)
        return list_professional(known, found_true=found_true, by=HOUSE)

    return made


def changed(professional, **said):
    return Known(**(values_of(professional) | said))


def test_who_she_is_stands_nowhere_in_clear(entry):
    one = Professional.objects.get(pk=entry().pk)
    assert one.contact == WHO
    row = b" ".join(bytes(value) if isinstance(value, memoryview | bytes) else str(value).encode() for value in
                    Professional.objects.filter(pk=one.pk).values_list()[0])  # fmt: skip
    assert b"Exemple" not in row and b"exemple" not in row
    assert not [event for event in AuditEvent.objects.all() if "xemple" in str(event.detail)]
    with pytest.raises(vault.Tampered):
        vault.unseal(entry().key, bytes(one.sealed), CONTACT)


def test_she_is_written_down_by_whoever_keeps_the_directory_and_kept_by_her_keeper(
    entry, amina, colleague, youssef, viewer_of
):
    known = Known(WHO, "nurse", "agreed", clock.today())
    with pytest.raises(Denied):
        list_professional(known, by=viewer_of(amina))
    with pytest.raises(Denied):
        list_professional(Known(Contact(" "), "nurse", "agreed", clock.today()), by=viewer_of(youssef))
    with pytest.raises(Denied):
        list_professional(Known(WHO, "nurse", "agreed", clock.today() + clock.ONE_DAY), by=viewer_of(youssef))
    hers = entry(keeper=amina)
    now = change_professional(hers, changed(hers, category="clerk"), version=1, by=viewer_of(amina))
    assert now.category == "clerk"
    with pytest.raises(Denied):
        change_professional(hers, changed(now, keeper=colleague), version=2, by=viewer_of(amina))
    with pytest.raises(Denied):
        change_professional(hers, changed(now, category="nurse"), version=2, by=viewer_of(colleague))


def test_whoever_changed_it_first_is_not_overwritten(entry, youssef, stranger, viewer_of):
    one = entry()
    first = change_professional(
        one, changed(one, contact=Contact("Autre Exemple", phone="1")), version=1, by=viewer_of(youssef)
    )
    with pytest.raises(ProfessionalChanged):
        change_professional(one, changed(one, category="clerk"), version=1, by=viewer_of(stranger))
    with pytest.raises(ProfessionalChanged):
        confirm_professional(one, version=1, by=viewer_of(stranger))
    assert change_professional(one, changed(first), version=1, by=viewer_of(stranger)).version == 2


def test_it_is_looked_at_again(entry, youssef, viewer_of):
    old = entry(found_true=clock.today() - timedelta(400))
    assert old.freshness_on(clock.today()) == Freshness.OVERDUE
    assert list(Professional.objects.to_review(clock.today())) == [old]
    now = confirm_professional(old, version=1, by=viewer_of(youssef))
    assert now.freshness_on(clock.today()) == Freshness.FRESH
    assert not Professional.objects.to_review(clock.today())


def test_it_waits_on_its_keepers_day_without_her_name(entry, amina, youssef, colleague, viewer_of):
    old = clock.today() - timedelta(400)
    entry(found_true=old, keeper=amina)
    entry(found_true=old, category="nurse")

    def waiting(user):
        return [line for block in blocks(viewer_of(user)) if block.sort.code == "professionals" for line in block.lines]

    assert len(waiting(amina)) == 1 and waiting(amina)[0].late and "Exemple" not in waiting(amina)[0].words
    assert len(waiting(youssef)) == 1, "what nobody keeps waits for whoever keeps the directory"
    assert not waiting(colleague)
    first, last = old, clock.today() + timedelta(400)
    source = next(one for one in sources() if one.code == "contacts")
    told = list(source.hers(viewer_of(amina), first, last))
    assert len(told) == 1 and "Exemple" not in told[0].words


def test_taken_out_she_is_gone_for_good_and_only_category_and_days_stay(entry, amina, youssef, viewer_of):
    place = Place.objects.first()
    one = entry(
        place=place, languages=["fr"], organisation=add_organisation("Tribunal", Described(), by=HOUSE).organisation
    )
    sealed = bytes(one.sealed)
    with pytest.raises(Denied):
        take_out(one, by=viewer_of(amina))
    gone = take_out(one, by=viewer_of(youssef))
    assert take_out(one, by=viewer_of(youssef)).version == gone.version
    kept = Professional.objects.get(pk=one.pk)
    assert (kept.category, kept.basis_on, kept.removed_on) == ("magistrate", one.basis_on, clock.today())
    assert kept.contact == Contact("") and not kept.languages
    assert (kept.organisation, kept.place, kept.keeper) == (None, None, None)
    with pytest.raises(vault.Erased):
        vault.unseal(kept.key, sealed, CONTACT)
    assert not Professional.objects.visible_to(viewer_of(youssef))
    with pytest.raises(Denied):
        change_professional(
            kept, Known(WHO, "nurse", "office", clock.today()), version=kept.version, by=viewer_of(youssef)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Professional.objects.filter(pk=kept.pk).update(place=Place.objects.first(), sealed=b"x")


def test_the_list_is_filtered_and_each_reading_is_remembered(client_of, amina, facilitator, officer, entry, programme):
    place = Place.objects.order_by("pk").first()
    entry()
    entry(Contact("Docteure Modèle", phone="0537000010"), "doctor", place=place, languages=["ar"])
    client = client_of(amina)
    both = page(client.get("/services/professionals/"))
    assert "Maître Exemple" in both and "Docteure Modèle" in both
    read = AuditEvent.objects.get(verb="network.professionals_read")
    assert read.detail == {"rows": 2, "page": 1}
    for query in ("category=doctor", f"place={place.code}", "language=ar", "words=docteure"):
        found = page(client.get(f"/services/professionals/?{query}"))
        assert "Docteure Modèle" in found and "Maître Exemple" not in found, query
    assert "docteure" not in str(list(AuditEvent.objects.values_list("detail", flat=True))).lower()
    assert "Modèle" not in page(client.get("/services/professionals/?words=inconnue"))
    for user in (facilitator, officer):
        assert client_of(user).get("/services/professionals/").status_code == 403


def test_she_is_on_her_organisations_page_and_that_is_remembered_too(client_of, amina, entry):
    profile = add_organisation("Tribunal d'essai", Described("court"), by=HOUSE)
    entry(organisation=profile.organisation)
    assert "Maître Exemple" in page(client_of(amina).get(profile.get_absolute_url()))
    assert AuditEvent.objects.filter(verb="network.professionals_read").count() == 1


def test_written_down_changed_and_taken_out_on_screen(client_of, youssef, amina, programme):
    client = client_of(youssef)
    said = {
        "category": "lawyer",
        "name": "Maître Modèle",
        "phone": "0537000011",
        "basis": "agreed",
        "basis_on": clock.today().isoformat(),
        "review_months": "12",
        "slip": str(uuid4()),
    }
    for _time in range(2):
        assert client.post("/services/professionals/new/", said).status_code == 302
    one = Professional.objects.get()
    assert client.post("/services/professionals/new/", said | {"phone": "", "slip": str(uuid4())}).status_code == 422
    later = (clock.today() + clock.ONE_DAY).isoformat()
    assert client.post("/services/professionals/new/", said | {"basis_on": later}).status_code == 422
    assert client_of(amina).get(one.get_absolute_url()).status_code == 403
    change = said | {"phone": "0537000012", "version": "1"}
    assert client.post(one.get_absolute_url(), change).status_code == 302
    response = client.post(one.get_absolute_url(), said | {"version": "1", "category": "notary"})
    assert response.status_code == 422 and "0537000012" in page(response)
    assert client.post(reverse("network:confirm_professional", args=[one.uid]), {"version": "x"}).status_code == 302
    address = reverse("network:take_out", args=[one.uid])
    assert "Maître Modèle" in page(client.get(address))
    assert Professional.objects.get().removed_on is None
    assert client.post(address).status_code == 302
    assert client.get(one.get_absolute_url()).status_code == 404
    assert "Maître Modèle" not in page(client.get("/services/professionals/"))


def test_the_number_of_queries_does_not_grow_with_the_professionals(client_of, youssef, entry):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/services/professionals/").status_code == 200
        return len(queries)

    client = client_of(youssef)
    entry()
    asked()
    before = asked()
    court = add_organisation("Tribunal", Described("court"), by=HOUSE).organisation
    for number in range(5):
        entry(Contact(f"Exemple {number}", phone="1"), keeper=youssef, organisation=court)
    assert asked() == before
