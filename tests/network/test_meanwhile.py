"""Two people in one form: what the second did not touch is never put back."""

import json
from html import unescape

import pytest
from django.urls import reverse
from django.utils.translation import gettext as _

from terrain.core import clock
from terrain.network.actions import capacity
from terrain.network.actions.capacity import Found, Held
from terrain.network.actions.round_tables import TableSaid, change_table
from terrain.network.models import RoundTable, Score, Service
from tests.factories import HOUSE
from tests.network.governance.conftest import association, table, today  # noqa: F401
from tests.sent import as_sent

EDITED = "/services/{}/"


def told(response) -> str:
    return unescape(response.content.decode())


def test_a_field_that_she_did_not_touch_takes_the_new_value(client_of, youssef, stranger, clinic):
    address = EDITED.format(clinic.uid)
    mine = as_sent(client_of(youssef).get(address).context["form"])
    theirs = as_sent(client_of(stranger).get(address).context["form"])
    changed = theirs | {"hours": "Le mardi", "phone": "0537000001", "languages": ["fr", "ar"]}
    assert client_of(stranger).post(address, changed).status_code == 302
    again = client_of(youssef).post(address, mine | {"cost": "Gratuit", "phone": "0537000002"})
    form = again.context["form"]
    assert again.status_code == 422
    assert (form["hours"].value(), form["cost"].value(), form["phone"].value()) == (
        "Le mardi",
        "Gratuit",
        "0537000002",
    )
    assert set(form.errors) == {"phone", "__all__"} and "0537000001" in told(again)
    assert client_of(youssef).post(address, as_sent(form)).status_code == 302
    now = Service.objects.get(pk=clinic.pk)
    assert (now.hours, now.cost, now.phone, now.languages) == ("Le mardi", "Gratuit", "0537000002", ["ar", "fr"])


def test_a_third_change_is_measured_by_the_page_that_she_saw_last(client_of, youssef, clinic):
    address, client = EDITED.format(clinic.uid), client_of(youssef)
    mine = as_sent(client.get(address).context["form"])
    client.post(address, mine | {"hours": "Le mardi"})
    form = client.post(address, mine | {"cost": "Gratuit"}).context["form"]
    client.post(address, as_sent(client.get(address).context["form"]) | {"hours": "Le jeudi"})
    form = client.post(address, as_sent(form)).context["form"]
    assert (form["hours"].value(), form["cost"].value()) == ("Le jeudi", "Gratuit")


@pytest.mark.parametrize("opened", ["", "nonsense", "[]", json.dumps({"hours": 3})])
def test_a_page_that_does_not_say_what_it_showed_marks_all_that_differs(client_of, youssef, clinic, opened):
    address, client = EDITED.format(clinic.uid), client_of(youssef)
    mine = as_sent(client.get(address).context["form"])
    client.post(address, mine | {"hours": "Le mardi"})
    form = client.post(address, mine | {"hours": "Le lundi", "opened": opened}).context["form"]
    assert "hours" in form.errors and form["hours"].value() == "Le lundi"


def test_a_round_table_keeps_the_purpose_that_a_colleague_wrote(client_of, youssef, table):  # noqa: F811
    address, client = f"{table.get_absolute_url()}edit/", client_of(youssef)
    mine = as_sent(client.get(address).context["form"])
    change_table(table, TableSaid("Titre", table.starts_at, purpose="Ouvrir"), version=1, by=HOUSE)
    again = client.post(address, mine | {"venue": "Salle 2"})
    form = again.context["form"]
    assert again.status_code == 422 and form["purpose"].value() == "Ouvrir" and form["title"].value() == "Titre"
    assert client.post(address, as_sent(form)).status_code == 302
    now = RoundTable.objects.get()
    assert (now.title, now.purpose, now.venue) == ("Titre", "Ouvrir", "Salle 2")


def test_a_level_is_told_in_words_not_in_signs(client_of, youssef, w4i, association):  # noqa: F811
    begun = capacity.begin_round(w4i, association, "service", Held(clock.today(), 3), by=HOUSE)
    item = begun.grid.items[0]
    address, client = reverse("network:score", args=[begun.uid, item.code]), client_of(youssef)
    mine = as_sent(client.get(address).context["form"])
    capacity.score_item(begun, item.code, Found(1, words="Rien au mur"), version=0, by=HOUSE)
    again = client.post(address, mine | {"level": "3"})
    assert _("Now it says: %(value)s") % {"value": f"1 {item.level(1)}"} in again.context["form"].errors["level"]
    assert "&lt;strong" not in again.content.decode()
    client.post(address, as_sent(again.context["form"]))
    assert (Score.objects.get().value, Score.objects.get().words) == (3, "Rien au mur")
