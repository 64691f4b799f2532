"""The directory for everybody: what a keeper lets be read, found on a telephone, and never where a shelter is."""

import json
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import gettext

from terrain.core import clock
from terrain.core.ui.wording import dated
from terrain.network import public
from terrain.network.actions.directory import Offer, change_service, list_service, values_of
from terrain.network.lists import lists
from terrain.network.models import Service
from terrain.network.public import Asked
from terrain.network.views import open_pages
from terrain.programmes.models import Place, PlaceKind
from tests.factories import HOUSE

SHELTERING = {entry.code for entry in lists().services if entry.sheltering}
TYPES = [entry.code for entry in lists().services]
SECRET = "14 rue Introuvable"


@pytest.fixture
def province(programme):
    """One whose name is no part of its region's."""
    found = Place.objects.filter(kind=PlaceKind.PROVINCE).exclude(parent=None).select_related("parent").order_by("code")
    return next(one for one in found if str(one) not in str(one.region))


@pytest.fixture
def entry(programme, province):
    def made(kind="legal", name="Permanence", **said):
        more = {"newcomer": "Barreau", "public": True, "place": province} | said
        return list_service(Offer(kind, name, **more), by=HOUSE)

    return made


def texts(response) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return unescape(body.decode())


def everywhere(service) -> str:
    """All that anybody without an account can be told of an entry."""
    client = Client()
    pages = [reverse("directory:home"), reverse("directory:entry", args=[service.uid]), reverse("directory:hsds")]
    pages += [reverse("directory:report", args=[service.uid])]
    return "".join(texts(client.get(page)) for page in pages)


def test_nothing_is_shown_that_its_keeper_did_not_say_is_for_everybody(entry):
    hidden = entry(name="Cachée", public=False)
    over = entry(name="Finie", ends=clock.today() - clock.ONE_DAY)
    entry(name="Ouverte")
    page = texts(Client().get(reverse("directory:home")))
    assert "Ouverte" in page and "Cachée" not in page and "Finie" not in page
    for one in (hidden, over):
        for name in ("entry", "report"):
            assert Client().get(reverse(f"directory:{name}", args=[one.uid])).status_code == 404
    exported = json.loads(texts(Client().get(reverse("directory:hsds"))))
    assert [one["name"] for one in exported] == ["Ouverte"]


def test_an_address_is_shown_only_where_that_was_said_and_an_email_never(entry):
    quiet = entry(address=SECRET, email="links@example.org")
    assert SECRET not in everywhere(quiet)
    told = entry(name="Autre", address=SECRET, address_public=True, email="links@example.org")
    assert SECRET in everywhere(told)
    assert "links@example.org" not in everywhere(told)


def test_shelters_are_named_as_such():
    assert {entry.code for entry in lists().services if entry.sheltering} >= {"shelter", "safety"}
    assert lists().shelters("a_type_of_another_day")


@pytest.mark.parametrize("kind", TYPES)
def test_whatever_its_entry_says_nobody_learns_where_a_shelter_is(entry, province, kind):
    """Every field that holds words says the address or the town; of a type that shelters none of it comes out."""
    town = str(province)
    words = dict.fromkeys(("hours", "capacity", "documents", "cost"), f"Près de {SECRET}")
    service = entry(
        kind,
        f"Maison de {town}",
        address=SECRET,
        address_public=True,
        audience=f"Femmes de {town}",
        newcomer=f"Foyer {town}",
        **words,
    )
    told = everywhere(service)
    searched = public.services(Asked(words=town))
    if kind in SHELTERING:
        assert SECRET not in told
        assert not re.search(rf"\b{re.escape(town)}\b", told)
        assert province.code not in told
        assert str(province.region) in told
        assert searched == []
    else:
        assert SECRET in told and town in told
        assert [one.uid for one in searched] == [service.uid]


WHERE = "12 rue Al Massira, Anfa"


@pytest.mark.parametrize(
    "words",
    [
        "Près de la rue Al Massira", "À Anfa, derrière la poste", "quartier d'Anfa", "AL-MASSIRA : sonner deux fois", "12 rue Al Massira",
        "rue Almassira",
    ],
)  # fmt: skip
def test_a_part_of_its_address_is_enough_to_hide_the_words_of_a_shelter(entry, words):
    shelter = entry("shelter", "Maison", address=WHERE, hours=words)
    office = entry("legal", "Bureau", address=WHERE, hours=words)
    assert (public.service(shelter.uid).hours, public.service(office.uid).hours) == ("", words)


@pytest.mark.parametrize(
    "words",
    ["12 femmes et leurs enfants", "Du lundi au vendredi, jour et nuit", "Sonner à la porte", "Rue calme, 12 lits"],
)
def test_words_that_any_address_holds_are_told(entry, words):
    shelter = entry("shelter", "Maison", address=WHERE, hours=words)
    assert public.service(shelter.uid).hours == words


@pytest.mark.parametrize("words", ["قرب المسيرة", "بالمسيرة"])
def test_it_is_the_same_in_arabic(entry, words):
    shelter = entry("shelter", "Maison", address="12 شارع المسيرة", hours=words)
    assert public.service(shelter.uid).hours == ""


def test_a_shelter_that_becomes_an_office_is_for_everybody_only_once_that_is_said_again(entry):
    """Its address was ticked when no tick could show it."""
    shelter = entry("shelter", "Maison", address=SECRET, address_public=True)
    said = Offer(**(values_of(shelter) | {"service_type": "legal"}), organisation=shelter.organisation)
    office = change_service(shelter, said, version=shelter.version, by=HOUSE)
    assert (office.public, office.address_public) == (False, False)
    assert public.service(office.uid) is None
    again = change_service(office, replace(said, public=True), version=office.version, by=HOUSE)
    assert (again.public, again.address_public) == (True, True)


def test_a_shelter_at_a_place_that_lies_in_no_region_is_nowhere(entry, province):
    Place.objects.filter(pk=province.pk).update(parent=None)
    shelter = entry("shelter", "Maison")
    assert public.service(shelter.uid).place is None


def test_a_shelter_is_found_in_each_province_of_its_region_and_says_none(entry, province):
    shelter, office = entry("shelter", "Maison"), entry("legal", "Bureau")
    neighbours = Place.objects.filter(parent=province.parent).exclude(pk=province.pk)
    for place in [province, *neighbours, province.region]:
        found = {one.uid for one in public.services(Asked(place=place.code))}
        assert shelter.uid in found
        assert (office.uid in found) == (place in (province, province.region))
    elsewhere = Place.objects.filter(kind=PlaceKind.REGION).exclude(pk=province.region.pk).first()
    assert public.services(Asked(place=elsewhere.code)) == []


def test_it_is_found_by_what_for_whom_and_language_however_it_is_spelled(entry):
    entry("legal", "Écoute juridique", audience="Mères célibataires", languages=["ar", "wo"])
    entry("health", "Consultation", audience="Enfants", languages=["fr"])

    def named(**asked):
        return [one.name for one in public.services(Asked(**asked))]

    assert (
        named(words="ecoute JURID")
        == named(whom="meres")
        == named(language="wo")
        == named(kind="legal")
        == ["Écoute juridique"]
    )
    assert named(words="barreau") == ["Consultation", "Écoute juridique"]
    assert named(words="ecoute", whom="enfants") == []
    page = texts(Client().get(reverse("directory:home"), {"words": "ecoute", "place": "nowhere", "kind": "x" * 300}))
    assert "Écoute juridique" in page


def test_an_old_entry_says_in_words_that_one_should_call(entry):
    service = entry()
    Service.objects.update(review_on=clock.today() - clock.ONE_DAY)
    page = texts(Client().get(reverse("directory:entry", args=[service.uid])))
    assert "directory-old" in page


@pytest.mark.parametrize(
    ("phone", "dialled"),
    [("0537 00 00 01 / 0537 00 00 02", "0537000001"), ("+212 537-000001", "+212537000001"), ("19", ""), ("", "")],
)
def test_a_telephone_is_dialled_with_one_tap(entry, phone, dialled):
    service = entry(phone=phone)
    page = texts(Client().get(reverse("directory:entry", args=[service.uid])))
    assert (f'href="tel:{dialled}"' in page) == bool(dialled)
    assert public.service(service.uid).dialled == dialled


def test_the_file_for_other_directories_is_asked_for_again_only_when_something_changed(entry):
    service = entry()
    client, address = Client(), reverse("directory:hsds")
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first.headers["ETag"]})
    assert again.status_code == 304
    Service.objects.filter(pk=service.pk).update(version=2)
    assert client.get(address, headers={"if-none-match": first.headers["ETag"]}).status_code == 200


def test_a_day_is_said_as_a_day_and_today_as_today(entry):
    one, where = entry(), reverse("directory:home")
    checked = gettext("Checked on %(day)s")
    assert gettext("Checked today") in texts(Client().get(where))
    for ago in (1, 3, 30):
        day = clock.today() - timedelta(ago)
        Service.objects.filter(pk=one.pk).update(reviewed_on=day)
        assert checked % {"day": dated(day)} in texts(Client().get(where))
    day = clock.today() - timedelta(900)
    Service.objects.filter(pk=one.pk).update(reviewed_on=day, review_on=day + timedelta(90))
    assert gettext("Last checked %(day)s: call before you go.") % {"day": dated(day)} in texts(Client().get(where))


def test_all_of_it_stands_on_one_page_to_be_printed_and_leaves_no_cookie(entry):
    for number in range(60):
        entry(name=f"Numéro {number:02}")
    client = Client()
    page = client.get(reverse("directory:home"))
    assert len(page.context["page"].object_list) == 50
    assert len(client.get(reverse("directory:home"), {"all": "1"}).context["page"].object_list) == 60
    assert not client.cookies


def test_the_list_costs_the_same_however_long(entry, django_assert_max_num_queries):
    for number in range(12):
        entry(name=f"N{number}")
    with django_assert_max_num_queries(12):
        Client().get(reverse("directory:home"), {"place": "MA-04"})


def test_a_page_asks_for_the_directory_once_and_no_address_gives_all_of_a_long_one(entry, monkeypatch):
    monkeypatch.setattr(open_pages, "PRINTED", 4)
    for number in range(6):
        entry(name=f"N{number}")
    with CaptureQueriesContext(connection) as asked:
        page = Client().get(reverse("directory:home"), {"all": "1"})
    assert len([one for one in asked if "network_service" in one["sql"]]) == 1
    assert len(page.context["page"].object_list) == 4 and page.context["page"].has_next()


def test_the_first_page_leads_there_once_there_is_something(entry):
    address = reverse("directory:home")
    assert f'href="{address}"' not in texts(Client().get("/"))
    entry()
    assert f'href="{address}"' in texts(Client().get("/"))
