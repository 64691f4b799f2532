"""The directory of services: who keeps it, who reads it, and that nobody overwrites anybody."""

from html import unescape
from uuid import uuid4

import pytest

from terrain.accounts.roles import ROLES
from terrain.core.policies import Denied
from terrain.network.actions.directory import Offer, ServiceChanged, change_service, list_service
from terrain.network.models import Service


def page(response) -> str:
    return unescape(response.content.decode())


@pytest.mark.parametrize("code", ROLES)
def test_whoever_refers_or_receives_reads_the_directory_and_whoever_supervises_keeps_it(code):
    may = ROLES[code].permissions
    assert ("directory.view" in may) == bool(may & {"case.view", "reception.work"})
    assert ("directory.keep" in may) == ("case.supervise" in may)
    assert "directory.view" in may or "directory.keep" not in may


def test_a_partner_that_is_known_is_not_named_twice(clinic, youssef, viewer_of):
    said = Offer("legal", "Permanence", newcomer="croissant rouge des ESSAIS")
    assert list_service(said, by=viewer_of(youssef)).organisation == clinic.organisation


def test_the_directory_is_kept_by_who_supervises(clinic, workshop, amina, youssef, viewer_of):
    with pytest.raises(Denied):
        list_service(Offer("legal", "Permanence", newcomer="Une autre"), by=viewer_of(amina))
    with pytest.raises(Denied):
        change_service(workshop, Offer("training", "Pris"), version=1, by=viewer_of(youssef))
    change_service(clinic, Offer("health", "Centre rénové"), version=1, by=viewer_of(youssef))
    with pytest.raises(ServiceChanged):
        change_service(clinic, Offer("health", "Autre"), version=1, by=viewer_of(youssef))


def test_the_directory_on_screen(client_of, youssef, amina, stranger, clinic):
    client = client_of(youssef)
    said = {
        "newcomer": "Ordre des avocats",
        "service_type": "legal",
        "name": "Permanence",
        "review_months": "6",
        "languages": ["fr", "ar"],
        "slip": str(uuid4()),
    }
    for _time in range(2):
        assert client.post("/services/new/", said).status_code == 302
    assert Service.objects.filter(name="Permanence").count() == 1
    assert client.post("/services/new/", said | {"newcomer": "", "slip": str(uuid4())}).status_code == 422
    assert "Permanence" in page(client_of(amina).get("/services/?kind=legal"))
    assert "Permanence" not in page(client_of(amina).get("/services/?kind=health"))
    assert client_of(amina).get("/services/new/").status_code == 403
    assert client_of(amina).get(f"/services/{clinic.uid}/").status_code == 403


def test_a_service_changed_meanwhile_asks_instead_of_overwriting(client_of, youssef, stranger, clinic):
    said = {
        "service_type": "health",
        "name": "Centre",
        "review_months": "6",
        "phone": "0537000001",
        "version": "1",
        "languages": ["fr"],
        "email": clinic.email,
    }
    assert client_of(stranger).post(f"/services/{clinic.uid}/", said | {"phone": "0537000002"}).status_code == 302
    response = client_of(youssef).post(f"/services/{clinic.uid}/", said)
    assert response.status_code == 422
    assert "0537000002" in page(response) and "0537000001" in page(response)
    assert Service.objects.get(pk=clinic.pk).phone == "0537000002"
    assert client_of(youssef).post(f"/services/{clinic.uid}/", said | {"version": "2"}).status_code == 302
    assert Service.objects.get(pk=clinic.pk).phone == "0537000001"


def test_the_list_is_searched_by_words_and_comes_in_pages_with_details_folded(
    client_of, youssef, amina, clinic, viewer_of
):
    for number in range(21):
        list_service(Offer("legal", f"Permanence {number}", newcomer="Barreau des essais"), by=viewer_of(youssef))
    shown = client_of(amina).get("/services/?words=croissant")
    assert [told.service for told, _may in shown.context["lines"]] == [clinic] and "<details>" in page(shown)
    everything = client_of(amina).get("/services/")
    assert len(everything.context["lines"]) == 20 and everything.context["page"].has_next()
