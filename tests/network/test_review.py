"""An entry is kept true: somebody answers for it, its review falls due, one tap says that it still holds."""

from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.desk.waiting import blocks
from terrain.network import finding
from terrain.network.actions.directory import (
    Offer,
    ServiceChanged,
    change_service,
    confirm_service,
    list_service,
    values_of,
)
from terrain.network.enums import Channel, Freshness, Interval, ReferredBy
from terrain.network.models import Service
from terrain.programmes.models import Assignment
from tests.factories import HOUSE

MONTHS = list(Interval)
AGO = clock.ONE_DAY * 400


@pytest.fixture
def entry(db):
    """An entry of a partner, as old as one says and kept by whom one says."""

    def made(keeper=None, *, ago=0, **said):
        offer = Offer("legal", said.pop("name", "Permanence"), newcomer="Barreau", keeper=keeper, **said)
        return list_service(offer, found_true=clock.today() - timedelta(ago), by=HOUSE)

    return made


def changed(service, **said):
    return Offer(**(values_of(service) | said))


def texts(response) -> str:
    return unescape(response.content.decode())


# --- when a review is due -------------------------------------------------------------------------------------------


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.sampled_from(MONTHS))
def test_what_was_just_found_true_is_fresh_then_due_then_overdue(day, months):
    service = Service(review_months=months, review_on=clock.months_later(day, months))
    order = [Freshness.FRESH, Freshness.DUE, Freshness.OVERDUE]
    told = [order.index(service.freshness_on(day + timedelta(n))) for n in range(370)]
    assert told[0] == 0 and told == sorted(told) and set(told) == {0, 1, 2}
    assert service.freshness_on(service.review_on) == Freshness.DUE
    assert service.freshness_on(service.review_on + clock.ONE_DAY) == Freshness.OVERDUE


@pytest.mark.parametrize("months", MONTHS)
def test_the_list_to_be_reviewed_holds_exactly_what_is_not_fresh(entry, months):
    service, start = entry(review_months=months), clock.today()
    for n in range(370):
        day = start + timedelta(n)
        listed = Service.objects.to_review(day).filter(pk=service.pk).exists()
        assert listed == (service.freshness_on(day) != Freshness.FRESH), day


def test_the_longest_overdue_comes_first(entry):
    names = [entry(name=f"{ago}", ago=ago, review_months=1).name for ago in (40, 400, 90, 1)]
    assert names[-1] == "1"
    assert [one.name for one in Service.objects.to_review(clock.today())] == ["400", "90", "40"]


# --- still true -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("months", MONTHS)
def test_still_true_moves_the_review_by_the_interval_of_the_entry(entry, youssef, viewer_of, months):
    service = entry(ago=400, review_months=months, places_available=2)
    confirmed = confirm_service(service, version=1, by=viewer_of(youssef))
    assert confirmed.review_on == clock.months_later(clock.today(), months)
    assert confirmed.reviewed_on == confirmed.places_said_on == clock.today()
    assert confirmed.freshness_on(clock.today()) == Freshness.FRESH
    event = AuditEvent.objects.get(verb="network.service_confirmed")
    assert event.detail == {"review_on": confirmed.review_on.isoformat()}
    confirm_service(service, version=1, by=viewer_of(youssef))
    assert AuditEvent.objects.filter(verb="network.service_confirmed").count() == 1


def test_nobody_confirms_what_a_colleague_changed_after_she_opened_the_page(entry, youssef, viewer_of):
    service = entry(ago=400)
    change_service(service, changed(service, hours="Le lundi"), version=1, by=HOUSE)
    with pytest.raises(ServiceChanged):
        confirm_service(service, version=1, by=viewer_of(youssef))
    assert Service.objects.get().reviewed_on == service.reviewed_on


def test_correcting_an_entry_does_not_pretend_that_all_of_it_was_looked_at(entry, youssef, viewer_of):
    service = entry(ago=100, places_available=3, places_total=5)
    by = viewer_of(youssef)
    now = change_service(service, changed(service, phone="0537000001"), version=1, by=by)
    assert (now.reviewed_on, now.places_said_on) == (service.reviewed_on, service.places_said_on)
    now = change_service(now, changed(now, places_available=0), version=2, by=by)
    assert (now.reviewed_on, now.places_said_on) == (service.reviewed_on, clock.today())
    now = change_service(now, changed(now, review_months=12), version=3, by=by)
    assert now.review_on == clock.months_later(service.reviewed_on, 12)
    now = change_service(now, changed(now, places_available=None, places_total=None), version=4, by=by)
    assert now.places_said_on is None


def test_nothing_was_found_true_on_a_day_to_come(entry):
    with pytest.raises(Denied):
        entry(ago=-1)


# --- who answers for it ---------------------------------------------------------------------------------------------


def test_a_keeper_changes_and_confirms_her_entry_and_a_colleague_does_not(entry, amina, colleague, viewer_of):
    service = entry(amina, ago=400)
    change_service(service, changed(service, hours="Le mardi"), version=1, by=viewer_of(amina))
    assert confirm_service(service, version=2, by=viewer_of(amina)).reviewed_on == clock.today()
    with pytest.raises(Denied):
        confirm_service(service, version=2, by=viewer_of(colleague))
    with pytest.raises(Denied):
        change_service(service, changed(service, hours="Jamais"), version=2, by=viewer_of(colleague))


def test_a_keeper_does_not_pass_her_entry_on_and_only_a_reader_is_made_keeper(
    entry, amina, colleague, youssef, facilitator, viewer_of
):
    service = entry(amina)
    with pytest.raises(Denied):
        change_service(service, changed(service, keeper=colleague), version=1, by=viewer_of(amina))
    with pytest.raises(Denied):
        change_service(service, changed(service, keeper=facilitator), version=1, by=viewer_of(youssef))
    assert change_service(service, changed(service, keeper=colleague), version=1, by=viewer_of(youssef)).version == 2
    with pytest.raises(Denied):
        confirm_service(service, version=2, by=viewer_of(amina))


def test_a_keeper_who_lost_her_role_keeps_nothing(entry, amina, viewer_of):
    service = entry(amina, ago=400)
    Assignment.objects.filter(user=amina).delete()
    with pytest.raises(Denied):
        confirm_service(service, version=1, by=viewer_of(amina))


def waiting(viewer):
    """Entries on the day of somebody."""
    found = next((block for block in blocks(viewer) if block.sort.code == "services"), None)
    return [] if found is None else [(line.words, line.late) for line in found.lines]


def test_a_keeper_finds_what_is_due_on_her_day_and_nobody_else_does(entry, amina, colleague, youssef, viewer_of):
    entry(amina, name="Fraîche")
    entry(amina, name="Bientôt", ago=170)
    entry(amina, name="Vieille", ago=400)
    assert waiting(viewer_of(amina)) == [("Vieille · Barreau", True), ("Bientôt · Barreau", False)]
    assert waiting(viewer_of(colleague)) == waiting(viewer_of(youssef)) == []


def test_what_nobody_keeps_waits_on_the_day_of_those_who_may_keep_it(entry, cpe, amina, youssef, stranger, viewer_of):
    left = entry(amina, name="Partie", ago=400)
    amina.is_active = False
    amina.save()
    offer = Offer("training", "Atelier", project=cpe)
    list_service(offer, found_true=clock.today() - AGO, by=HOUSE)
    assert waiting(viewer_of(youssef)) == [(f"Partie · {left.whose}", True)]
    assert {words for words, _late in waiting(viewer_of(stranger))} == {f"Partie · {left.whose}", f"Atelier · {cpe}"}


# --- on screen ------------------------------------------------------------------------------------------------------


def test_freshness_is_a_word_and_the_list_narrows_to_what_is_to_be_reviewed(entry, amina, colleague, client_of):
    entry(amina, name="Fraîche")
    old = entry(amina, name="Vieille", ago=400)
    client, address = client_of(amina), reverse("network:services")
    everything = texts(client.get(address))
    assert str(Freshness.FRESH.label) in everything and str(Freshness.OVERDUE.label) in everything
    narrowed = texts(client.get(address, {"review": "on"}))
    assert "Vieille" in narrowed and "Fraîche" not in narrowed
    confirm = reverse("network:confirm", args=[old.uid])
    assert confirm in narrowed and confirm not in texts(client_of(colleague).get(address))
    response = client.post(confirm, {"version": "1", "review": "on"}, follow=True)
    assert response.redirect_chain == [(f"{address}?review=on", 302)]
    assert "Vieille" not in texts(response)
    assert Service.objects.get(pk=old.pk).reviewed_on == clock.today()


def test_one_tap_on_an_old_page_leads_to_the_entry_as_it_is_now(entry, amina, client_of):
    service = entry(amina, ago=400)
    change_service(service, changed(service, hours="Le jeudi"), version=1, by=HOUSE)
    for version in ("1", "", "x"):
        response = client_of(amina).post(reverse("network:confirm", args=[service.uid]), {"version": version})
        assert response.headers["Location"] == service.get_absolute_url()
    assert "Le jeudi" in texts(client_of(amina).get(service.get_absolute_url()))
    assert Service.objects.get().reviewed_on == service.reviewed_on


SAID = {
    "service_type": "legal", "name": "Permanence", "audience": "Mères seules", "documents": "Une pièce d'identité",
    "cost": "Gratuit", "referred_by": "referral", "channels": ["phone", "link"], "places_available": "3",
    "places_total": "8", "review_months": "3", "languages": ["fr"], "newcomer": "Barreau",
}  # fmt: skip


def test_what_a_service_asks_is_written_once_and_read_by_whoever_refers(amina, youssef, client_of):
    client = client_of(youssef)
    assert client.post(reverse("network:new_service"), SAID | {"keeper": amina.pk}).status_code == 302
    made = Service.objects.get()
    assert (made.keeper, made.places_said_on, made.channels) == (amina, clock.today(), ["phone", "link"])
    page = texts(client_of(amina).get(reverse("network:services")))
    for words in ("Mères seules", "Une pièce d'identité", "Gratuit", "3", "Amina"):
        assert words in page
    form = texts(client_of(amina).get(made.get_absolute_url()))
    assert 'name="documents"' in form and 'name="keeper"' not in form
    said = SAID | {"version": "1", "cost": "Payant"}
    assert client_of(amina).post(made.get_absolute_url(), said).status_code == 302
    assert (Service.objects.get().cost, Service.objects.get().keeper) == ("Payant", amina)


def test_more_free_places_than_places_are_refused_twice(youssef, client_of, entry):
    response = client_of(youssef).post(reverse("network:new_service"), SAID | {"places_available": "9"})
    assert response.status_code == 422 and "places_available" in response.context["form"].errors
    with pytest.raises(IntegrityError), transaction.atomic():
        entry(places_available=9, places_total=8)
    assert not Service.objects.exists()


def test_two_who_write_at_once_are_told_in_words_what_the_other_wrote(entry, youssef, client_of):
    service = entry(referred_by="herself", channels=["spot"])
    change_service(service, changed(service, referred_by="referral", channels=["link"]), version=1, by=HOUSE)
    response = client_of(youssef).post(service.get_absolute_url(), SAID | {"version": "1", "referred_by": "herself"})
    errors = response.context["form"].errors
    assert response.status_code == 422
    assert str(ReferredBy.REFERRAL.label) in errors["referred_by"][0]
    assert errors["channels"][0].endswith(str(Channel.LINK.label))


def test_lists_and_days_cost_the_same_however_many_entries(entry, amina, youssef, viewer_of, client_of):
    by, client = viewer_of(amina), client_of(amina)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            waiting(by)
            finding.told(list(finding.chosen(by, {})))
            client.get(reverse("network:services"))
        return len(asked)

    entry(amina, ago=400)
    cost()
    one = cost()
    for n in range(5):
        entry(amina if n % 2 else youssef, name=f"N{n}", ago=400)
    assert cost() == one
