"""Organisations: found by any name, each once; what they are is said by whoever keeps the directory; two that are one count as one."""

from html import unescape
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.facts.models import Fact
from terrain.facts.registry import FactDraft, Source, directory, register_source
from terrain.network import organisations
from terrain.network.actions.directory import Offer, list_service
from terrain.network.actions.organisations import (
    Described,
    ProfileChanged,
    add_organisation,
    describe_organisation,
    described,
)
from terrain.network.actions.pairs import (
    PairChanged,
    join_organisations,
    join_services,
    part_organisations,
    part_services,
    take_back_organisations,
    take_back_services,
)
from terrain.network.facts import representation
from terrain.network.followers import follow, register_follower
from terrain.network.models import ORGANISATION, OrganisationPair, Profile, Service, ServicePair
from terrain.network.organisation_panels import _PANELS, Line, Panel, organisations_of, register_panel
from terrain.network.tabs import tabs_for
from terrain.programmes.models import Organisation
from tests.factories import HOUSE


def page(response) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def named(db):
    """An organisation with this name that no programme file names."""

    def made(name, **said):
        return add_organisation(name, Described(**said), by=HOUSE)

    return made


@pytest.fixture
def three(named):
    return [named(name).organisation for name in ("Association Amal", "جمعية الأمل", "Fondation Zellij")]


def standing():
    return {one.organisation_id: one.stands_as.organisation_id for one in Profile.objects.select_related("same_as")}


# --- what an organisation is ----------------------------------------------------------------------------------------


def test_what_it_is_is_said_by_whoever_keeps_the_directory(named, amina, youssef, viewer_of):
    profile = named("Association Amal", nature="association", also_called=("AMAL", " amal ", "الأمل"))
    assert profile.also_called == ["AMAL", "الأمل"]
    with pytest.raises(Denied):
        describe_organisation(profile.organisation, Described("court"), version=1, by=viewer_of(amina))
    describe_organisation(profile.organisation, Described("court"), version=1, by=viewer_of(youssef))
    with pytest.raises(ProfileChanged):
        describe_organisation(profile.organisation, Described("police"), version=1, by=viewer_of(youssef))
    assert Profile.objects.get(pk=profile.pk).nature == "court"
    again = describe_organisation(profile.organisation, Described("court"), version=1, by=viewer_of(youssef))
    assert described(again) == Described("court")


def test_one_that_is_named_already_is_not_described_by_the_way(named):
    first = named("Association Amal", nature="association")
    again = named("association AMAL", nature="court")
    assert again.pk == first.pk and again.nature == "association"


def test_what_is_counted_for_it_follows_its_nature(named, monkeypatch):
    asked = []
    monkeypatch.setattr("terrain.network.followers._FOLLOWERS", {})
    monkeypatch.setattr(
        "terrain.network.followers.facts.sync_many", lambda label, keys: asked.append((label, set(keys)))
    )
    register_follower("network.Kept", lambda keys: keys)
    profile = named("Association Amal", nature="association")
    describe_organisation(profile.organisation, Described("court"), version=1, by=HOUSE)
    assert asked == [("network.Kept", {profile.organisation_id})]


def test_a_list_on_screen_finds_any_name_in_any_script(client_of, youssef, amina, named, w4i):
    named("جمعية الأمل", also_called=("Amal",), nature="association")
    named("Tribunal d'essai", nature="court")
    client = client_of(amina)
    assert "جمعية الأمل" in page(client.get("/services/organisations/?words=amal"))
    found = page(client.get("/services/organisations/?nature=court"))
    assert "Tribunal d'essai" in found and "جمعية الأمل" not in found
    lead = w4i.roles.select_related("organisation").first().organisation
    assert str(lead) in page(client.get("/services/organisations/?project=W4I"))
    assert "Tribunal d'essai" not in page(client.get("/services/organisations/?project=W4I"))
    assert "/new/" not in page(client.get("/services/organisations/"))


def test_an_organisation_of_which_nothing_is_known_has_a_page_and_reading_it_begins_nothing(client_of, youssef, w4i):
    lead = w4i.roles.select_related("organisation").first().organisation
    client = client_of(youssef)
    response = client.get(f"/services/organisations/named/{lead.code}/")
    assert response.status_code == 200 and not Profile.objects.exists()
    said = {"nature": "association", "youth": "on", "also_called": "Un\nDeux\n", "version": "1"}
    assert client.post(f"/services/organisations/named/{lead.code}/edit/", said).status_code == 302
    profile = Profile.objects.get()
    assert (profile.nature, profile.youth, profile.also_called) == ("association", True, ["Un", "Deux"])
    assert client.get(f"/services/organisations/named/{lead.code}/").url == profile.get_absolute_url()
    assert "Deux" in page(client.get(profile.get_absolute_url()))


def test_one_that_looks_like_another_is_written_down_once_both_were_looked_at(client_of, youssef, named):
    named("جمعية الأمل")
    client = client_of(youssef)
    said = {"name": "Association Amal", "nature": "", "also_called": "", "slip": str(uuid4())}
    response = client.post("/services/organisations/new/", said)
    assert response.status_code == 422 and "جمعية الأمل" in page(response)
    for _time in range(2):
        assert client.post("/services/organisations/new/", said | {"sure": "on"}).status_code == 302
    assert Organisation.objects.filter(name="Association Amal").count() == 1


def test_an_organisation_changed_meanwhile_asks_instead_of_overwriting(client_of, youssef, stranger, named):
    profile = named("Association Amal")
    address = f"/services/organisations/named/{profile.organisation.code}/edit/"
    said = {"nature": "court", "also_called": "", "version": "1"}
    assert client_of(stranger).post(address, said | {"nature": "police"}).status_code == 302
    response = client_of(youssef).post(address, said)
    assert response.status_code == 422 and 'value="2"' in page(response)
    assert Profile.objects.get().nature == "police"
    assert client_of(youssef).post(address, said | {"version": "2"}).status_code == 302
    assert Profile.objects.get().nature == "court"


def test_the_number_of_queries_does_not_grow_with_the_organisations(client_of, youssef, named):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/services/organisations/").status_code == 200
        return len(queries)

    client = client_of(youssef)
    first = named("Association Un")
    asked()
    before = asked()
    for number in range(6):
        one = named(f"Organisme {chr(98 + number)}zq", nature="court")
        list_service(Offer("legal", f"Permanence {number}", organisation=one.organisation), by=HOUSE)
    join_organisations(first.organisation, one.organisation, by=HOUSE)
    assert asked() == before


def test_parts_of_the_network_hang_on_its_page(client_of, amina, named):
    profile = named("Association Amal")
    register_panel("essai", 1, lambda shown, viewer: Panel("Panneau d'essai", [Line("Une ligne", "/la/", "hier")]))
    register_panel("rien", 2, lambda shown, viewer: None)
    try:
        text = page(client_of(amina).get(profile.get_absolute_url()))
    finally:
        del _PANELS["essai"], _PANELS["rien"]
    assert "Panneau d'essai" in text and 'href="/la/"' in text and "hier" in text


def test_tabs_are_those_that_open(amina, facilitator, viewer_of, client_of):
    names = [name for _words, name, _here in tabs_for(viewer_of(amina), "")]
    assert names[:3] == ["network:services", "network:organisations", "network:professionals"]
    assert "network:services" not in [name for _words, name, _here in tabs_for(viewer_of(facilitator), "")]
    text = page(client_of(amina).get("/services/professionals/"))
    assert text.count('aria-current="page"') >= 1 and reverse("casework:inbox") in text


def test_the_list_behind_a_figure_names_organisations_to_whoever_reads_the_directory(
    three, youssef, officer, viewer_of
):
    lines = directory(ORGANISATION)
    profile = Profile.objects.of(three[0])
    other = Profile.objects.of(three[1])
    join_organisations(three[0], three[1], by=HOUSE)
    found = lines(viewer_of(youssef), 1, [profile.subject_id, other.subject_id])
    assert found[profile.subject_id] == (str(three[0]), profile.get_absolute_url()) == found[other.subject_id]
    with pytest.raises(Denied):
        lines(viewer_of(officer), 1, [profile.subject_id])


# --- two that are one -----------------------------------------------------------------------------------------------


def test_they_are_one_and_it_is_taken_back(three, youssef, amina, viewer_of):
    amal, arabic, _other = three
    with pytest.raises(Denied):
        join_organisations(amal, arabic, by=viewer_of(amina))
    pair = join_organisations(amal, arabic, by=viewer_of(youssef))
    assert standing()[arabic.pk] == amal.pk
    assert join_organisations(amal, arabic, by=viewer_of(youssef)) is None
    with pytest.raises(PairChanged):
        join_organisations(arabic, amal, by=viewer_of(youssef))
    with pytest.raises(PairChanged):
        part_organisations(amal, arabic, by=viewer_of(youssef))
    listed = {one.organisation.pk: one for one in organisations.everything()}
    assert arabic.pk not in listed and "جمعية الأمل" in listed[amal.pk].names
    assert set(organisations_of(Profile.objects.of(amal))) == {amal.pk, arabic.pk}
    take_back_organisations(pair, by=viewer_of(youssef))
    take_back_organisations(pair, by=viewer_of(youssef))
    assert standing()[arabic.pk] == arabic.pk and not OrganisationPair.objects.exists()


def test_a_chain_is_flattened_and_comes_apart_where_it_was_joined(three):
    a, b, c = three
    below = join_organisations(b, a, by=HOUSE)
    above = join_organisations(c, b, by=HOUSE)
    assert standing() == {a.pk: c.pk, b.pk: c.pk, c.pk: c.pk}
    take_back_organisations(above, by=HOUSE)
    assert standing() == {a.pk: b.pk, b.pk: b.pk, c.pk: c.pk}
    join_organisations(c, b, by=HOUSE)
    take_back_organisations(below, by=HOUSE)
    assert standing() == {a.pk: a.pk, b.pk: c.pk, c.pk: c.pk}


def test_one_and_the_same_is_no_pair(three):
    with pytest.raises(Denied):
        join_organisations(three[0], three[0], by=HOUSE)


MOVES = st.lists(
    st.tuples(st.sampled_from(["join", "part", "back"]), st.integers(0, 4), st.integers(0, 4)), max_size=25
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=MOVES)
def test_whatever_is_answered_nothing_points_in_a_circle_and_all_taken_back_is_as_before(named, moves):
    every = [named(f"Organisme {letter}zq").organisation for letter in "abcde"]
    for pair in OrganisationPair.objects.all():
        take_back_organisations(pair, by=HOUSE)
    for move, one, other in moves:
        if move == "back":
            if (pair := OrganisationPair.objects.order_by("pk").first()) is not None:
                take_back_organisations(pair, by=HOUSE)
            continue
        act = join_organisations if move == "join" else part_organisations
        try:
            act(every[one], every[other], by=HOUSE)
        except (PairChanged, Denied):
            continue
        for profile in Profile.objects.exclude(same_as=None).select_related("same_as"):
            assert profile.same_as.same_as_id is None
    for pair in OrganisationPair.objects.all():
        take_back_organisations(pair, by=HOUSE)
    assert all(key == stands for key, stands in standing().items())


def test_what_speaks_of_both_is_counted_anew_once_they_are_one(three, w4i, monkeypatch):
    asked = []
    monkeypatch.setattr("terrain.network.followers._FOLLOWERS", {})
    monkeypatch.setattr("terrain.network.followers.facts.sync_many", lambda label, keys: asked.append(sorted(keys)))
    register_follower("network.Kept", lambda keys: keys)
    pair = join_organisations(three[0], three[1], by=HOUSE)
    take_back_organisations(pair, by=HOUSE)
    assert asked == [sorted(one.pk for one in three[:2])] * 2


def test_facts_of_a_record_speak_of_the_one_that_stands(three, w4i, clinic, monkeypatch):
    record = list_service(Offer("legal", "Témoin", organisation=three[1]), by=HOUSE)

    def facts_of(service) -> list[FactDraft]:
        profile = Profile.objects.select_related("same_as").get(organisation=service.organisation_id)
        return [representation(profile, w4i.pk, service.reviewed_on, "gathering")]

    monkeypatch.setattr("terrain.facts.registry._SOURCES", {})
    monkeypatch.setattr("terrain.network.followers._FOLLOWERS", {})
    register_source(Source("network.Service", facts_of, lambda keys: Service.objects.filter(pk__in=keys)))
    register_follower(
        "network.Service",
        lambda keys: Service.objects.filter(organisation__in=keys, pk=record.pk).values_list("pk", flat=True),
    )
    first, second = Profile.objects.of(three[0]), Profile.objects.of(three[1])
    follow(second)
    assert Fact.objects.get().subject == second.subject_id
    pair = join_organisations(three[0], three[1], by=HOUSE)
    assert Fact.objects.get().subject == first.subject_id
    take_back_organisations(pair, by=HOUSE)
    assert Fact.objects.get().subject == second.subject_id


def test_pairs_on_screen(client_of, youssef, stranger, amina, three):
    client = client_of(youssef)
    amal, arabic, _other = three
    assert client_of(amina).get("/services/written-twice/organisations/").status_code == 403
    text = page(client.get("/services/written-twice/organisations/"))
    assert "Association Amal" in text and "جمعية الأمل" in text
    answer = reverse("network:answer_pair", args=["organisations"])
    both = {"stays": str(amal.pk), "goes": str(arabic.pk)}
    client.post(answer, both | {"two": "on"})
    assert OrganisationPair.objects.get().answer == "two"
    assert 'name="two"' not in page(client.get("/services/written-twice/organisations/"))
    client_of(stranger).post(answer, both)
    assert standing()[arabic.pk] == arabic.pk, "what was answered is not overwritten by who did not see it"
    client.post(reverse("network:take_back_pair", args=["organisations", OrganisationPair.objects.get().pk]))
    client.post(answer, both)
    assert standing()[arabic.pk] == amal.pk
    gone = Profile.objects.of(arabic)
    assert client.get(gone.get_absolute_url()).url == Profile.objects.of(amal).get_absolute_url()
    assert client.post(answer, {"stays": "x", "goes": "1"}).status_code == 404
    assert client.get("/services/written-twice/projects/").status_code == 404
    assert AuditEvent.objects.filter(verb="network.organisations_joined").count() == 1


# --- services -------------------------------------------------------------------------------------------------------


@pytest.fixture
def twice(clinic):
    """The same service of one partner, written down a second time."""
    return list_service(Offer("health", "Le centre de sante", organisation=clinic.organisation), by=HOUSE)


def test_two_services_that_are_one_are_offered_once(clinic, twice, client_of, youssef):
    client = client_of(youssef)
    assert 'name="two"' in page(client.get("/services/written-twice/services/"))
    client.post("/services/written-twice/services/answer/", {"stays": str(clinic.pk), "goes": str(twice.pk)})
    assert twice.name not in page(client.get("/services/"))
    assert clinic.name in page(client.get("/services/"))
    pair = ServicePair.objects.get()
    client.post(f"/services/written-twice/services/{pair.pk}/take-back/")
    assert twice.name in page(client.get("/services/"))


def test_services_are_answered_for_by_whoever_keeps_both(clinic, twice, workshop, youssef, viewer_of):
    with pytest.raises(Denied):
        join_services(clinic, workshop, by=viewer_of(youssef))
    pair = part_services(clinic, twice, by=viewer_of(youssef))
    assert part_services(twice, clinic, by=viewer_of(youssef)) is None
    with pytest.raises(PairChanged):
        join_services(clinic, twice, by=viewer_of(youssef))
    take_back_services(pair, by=viewer_of(youssef))
    assert join_services(clinic, twice, by=viewer_of(youssef)) is not None


def test_services_of_two_partners_or_two_types_are_not_proposed(clinic, client_of, youssef):
    list_service(Offer("health", "Centre de santé", newcomer="Une autre maison"), by=HOUSE)
    list_service(Offer("legal", "Centre de santé", organisation=clinic.organisation), by=HOUSE)
    assert 'name="two"' not in page(client_of(youssef).get("/services/written-twice/services/"))


def test_a_service_is_shown_under_the_organisation_that_stands(clinic, named, client_of, amina):
    stays = named("Maison qui reste").organisation
    join_organisations(stays, clinic.organisation, by=HOUSE)
    assert "Maison qui reste" in page(client_of(amina).get("/services/"))
    text = page(client_of(amina).get(Profile.objects.of(stays).get_absolute_url()))
    assert clinic.name in text and "Croissant-Rouge des essais" in text
