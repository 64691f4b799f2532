"""A partner says through her link what is true of her entry; the keeper decides, or trusted the link before."""

from datetime import timedelta
from html import unescape

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.core.ui.wording import dated
from terrain.desk.waiting import blocks
from terrain.network.actions import suggestions
from terrain.network.actions.directory import Offer, ServiceChanged, change_service, list_service, values_of
from terrain.network.actions.forgetting import forget_undecided
from terrain.network.actions.links import link_of, make_link, revoke_links
from terrain.network.actions.suggestions import MOST_WAITING, TooMany, decide, report, say_changes, say_places, say_true
from terrain.network.differences import FIELDS, plainly
from terrain.network.models import Service, Suggestion, UpdateLink
from tests.factories import HOUSE


@pytest.fixture
def service(amina):
    said = Offer(
        "legal", "Permanence", newcomer="Barreau", keeper=amina, phone="0537000001", email="barreau@example.org",
        hours="Le lundi", languages=["fr"], public=True,
    )  # fmt: skip
    return list_service(said, found_true=clock.today() - timedelta(100), by=HOUSE)


@pytest.fixture
def linked(service, amina, viewer_of):
    """The secret and the link of the entry."""

    def made(**how):
        secret = make_link(service, by=viewer_of(amina), **how)
        return secret, link_of(secret)

    return made


def page(response) -> str:
    return unescape(response.content.decode())


def address(secret) -> str:
    return reverse("directory:update", args=[secret])


def typed(service, **said):
    """The partner's form as the page shows it, with some of it changed."""
    plain = plainly(service) | said
    return {name: value for name, value in plain.items() if value} | {"move": "changes", "version": service.version}


def waits_for(viewer) -> list[str]:
    found = next((block for block in blocks(viewer) if block.sort.code == "suggestions"), None)
    return [] if found is None else [str(line.about) for line in found.lines]


# --- the link -------------------------------------------------------------------------------------------------------


def test_a_link_is_made_by_the_keeper_only_and_its_secret_is_kept_nowhere(service, linked, colleague, viewer_of):
    secret, link = linked()
    assert secret not in str(UpdateLink.objects.values()) + str(list(AuditEvent.objects.values("detail")))
    assert link.service == service
    with pytest.raises(Denied):
        make_link(service, by=viewer_of(colleague))


def test_a_newer_link_closes_the_one_before_and_each_ends(linked, service, amina, viewer_of, monkeypatch):
    first, _link = linked()
    second, _link = linked()
    assert link_of(first) is None and link_of(second) is not None
    later = clock.now() + timedelta(days=15)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert link_of(second) is None
    monkeypatch.undo()
    assert revoke_links(service, by=viewer_of(amina)) == 1
    assert link_of(second) is None


def test_a_link_that_is_over_says_so_kindly_and_opens_nothing(linked, service, amina, viewer_of):
    secret, link = linked()
    revoke_links(service, by=viewer_of(amina))
    for one in (secret, "unheard-of", "x" * 300):
        for response in (Client().get(address(one)), Client().post(address(one), {"move": "true", "version": "1"})):
            assert response.status_code == 404
            assert "Barreau" not in page(response) and reverse("directory:home") in page(response)
    with pytest.raises(Denied):
        say_places(UpdateLink.objects.get(pk=link.pk), 3, None)


def test_the_page_leaves_no_trace_and_needs_no_cookie(linked):
    secret, _link = linked()
    client = Client(enforce_csrf_checks=True)
    response = client.get(address(secret))
    assert response.headers["Cache-Control"] == "no-store, private"
    assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert not client.cookies
    assert client.post(address(secret), {"move": "true", "version": "1"}).status_code == 200


@pytest.mark.parametrize("code", ["fr", "ar"])
def test_the_page_says_its_last_day_as_the_house_says_days(linked, code):
    secret, link = linked()
    with override(code):
        shown = page(Client().get(address(secret), headers={"accept-language": code}))
        until = gettext("This link opens until %(day)s. It is for your service: do not forward it.")
        assert until % {"day": dated(timezone.localdate(link.until))} in shown


def test_opening_the_page_writes_nothing(linked):
    secret, _link = linked()
    before = AuditEvent.objects.count()
    Client().get(address(secret))
    assert AuditEvent.objects.count() == before and not Suggestion.objects.exists()


def test_it_is_sent_to_the_services_own_address_when_asked(
    service, amina, client_of, django_capture_on_commit_callbacks
):
    client = client_of(amina)
    with django_capture_on_commit_callbacks(execute=True):
        shown = client.post(reverse("network:links", args=[service.uid]), {"mail": "on"})
    assert shown.headers["Cache-Control"] == "no-store, private"
    told = shown.context["address"]
    assert told in page(shown) and "<svg" in page(shown)
    assert mail.outbox[0].to == ["barreau@example.org"] and told in mail.outbox[0].body
    assert told.replace("/directory/", "/ar/directory/") in mail.outbox[0].body
    assert Client().get(told.split("8000", 1)[-1]).status_code == 200


# --- what she says waits for the keeper -----------------------------------------------------------------------------


def test_one_tap_says_that_all_is_true_and_the_keeper_confirms_it(
    linked, service, amina, colleague, viewer_of, client_of
):
    secret, _link = linked()
    assert Client().post(address(secret), {"move": "true", "version": service.version}).status_code == 200
    assert Service.objects.get().reviewed_on == service.reviewed_on
    assert len(waits_for(viewer_of(amina))) == 1 and waits_for(viewer_of(colleague)) == []
    found = Suggestion.objects.get()
    told = page(client_of(amina).get(found.get_absolute_url()))
    assert 'name="still_true"' in told
    said = {"version": service.version, "still_true": "on"}
    assert client_of(amina).post(found.get_absolute_url(), said).status_code == 302
    assert Service.objects.get().reviewed_on == clock.today()
    assert waits_for(viewer_of(amina)) == []


def test_the_keeper_takes_some_fields_over_and_leaves_others_and_forgets_who_said_it(linked, service, amina, client_of):
    secret, _link = linked()
    said = typed(service, phone="0537000009", hours="Le mardi", said_by="Nadia de l'accueil")
    assert Client().post(address(secret), said).status_code == 200
    found = Suggestion.objects.get()
    assert found.changes == {
        "phone": {"was": "0537000001", "says": "0537000009"},
        "hours": {"was": "Le lundi", "says": "Le mardi"},
    }
    assert Service.objects.get().phone == "0537000001"
    client = client_of(amina)
    assert "Nadia de l'accueil" in page(client.get(found.get_absolute_url()))
    answer = {"version": service.version, "take": ["hours", "keeper", "public"]}
    assert client.post(found.get_absolute_url(), answer).status_code == 302
    now, found = Service.objects.get(), Suggestion.objects.get()
    assert (now.phone, now.hours, now.keeper) == ("0537000001", "Le mardi", amina)
    assert (found.taken, found.said_by, found.decided_by) == (["hours"], "", amina)
    assert "Nadia" not in str(list(AuditEvent.objects.values("detail")))
    assert client.post(found.get_absolute_url(), answer).status_code == 302
    assert Service.objects.get().version == now.version


def test_an_address_for_letters_and_what_nobody_said_are_never_ticked_before_she_does(
    linked, service, amina, client_of
):
    _secret, link = linked()
    changes = say_changes(link, {"hours": "Le mardi", "email": "autre@example.org"}, version=service.version)
    told = page(client_of(amina).get(changes.get_absolute_url()))
    assert 'value="hours" checked' in told and 'value="email"' in told and told.count(" checked") == 1
    true = page(client_of(amina).get(say_true(link, version=service.version).get_absolute_url()))
    assert true.count(" checked") == 1


def test_nobody_but_whoever_keeps_the_entry_decides(linked, service, colleague, viewer_of, client_of):
    _secret, link = linked()
    found = say_changes(link, {"hours": "Jamais"}, version=service.version)
    with pytest.raises(Denied):
        decide(found, ["hours"], version=service.version, by=viewer_of(colleague))
    assert client_of(colleague).get(found.get_absolute_url()).status_code == 403


def test_an_entry_changed_meanwhile_is_shown_to_her_and_to_the_keeper(linked, service, amina, client_of):
    secret, link = linked()
    found = say_changes(link, {"hours": "Le jeudi"}, version=service.version)
    change_service(service, Offer(**(values_of(service) | {"hours": "Le vendredi"})), version=1, by=HOUSE)
    with pytest.raises(ServiceChanged):
        say_true(link, version=1)
    response = Client().post(address(secret), typed(service, hours="Le samedi"))
    assert response.status_code == 422
    assert "Le vendredi" in page(response) and "Le samedi" in page(response)
    client = client_of(amina)
    told = page(client.get(found.get_absolute_url()))
    assert "Le lundi" in told and "Le vendredi" in told and "Le jeudi" in told
    stale = client.post(found.get_absolute_url(), {"version": "1", "take": ["hours"]})
    assert stale.status_code == 200 and Service.objects.get().hours == "Le vendredi"
    client.post(found.get_absolute_url(), {"version": "2", "take": ["hours"]})
    assert Service.objects.get().hours == "Le jeudi"


def test_a_second_word_through_the_same_link_stands_for_the_first(linked, service):
    _secret, link = linked()
    say_changes(link, {"hours": "Le jeudi"}, version=1)
    say_true(link, version=1)
    assert [one.kind for one in Suggestion.objects.all()] == ["true"]


# --- at once --------------------------------------------------------------------------------------------------------


def test_free_places_are_always_written_at_once_with_their_day(linked, service):
    secret, _link = linked()
    assert (
        Client().post(address(secret), {"move": "places", "places-available": "3", "places-total": "8"}).status_code
        == 200
    )
    now = Service.objects.get()
    assert (now.places_available, now.places_total, now.places_said_on) == (3, 8, clock.today())
    wrong = Client().post(address(secret), {"move": "places", "places-available": "9", "places-total": "8"})
    assert wrong.status_code == 422 and Service.objects.get().places_available == 3
    event = AuditEvent.objects.get(verb="network.places_said")
    assert event.actor_id is None


def test_through_a_trusted_link_it_is_written_at_once_and_the_journal_says_how(linked, service):
    _secret, link = linked(at_once=True)
    assert say_changes(link, {"hours": "Le mardi"}, version=1) is None
    now = Service.objects.get()
    assert (now.hours, now.version) == ("Le mardi", 2)
    event = AuditEvent.objects.get(verb="network.said_through_link")
    assert event.detail == {"fields": ["hours"], "at_once": True}
    assert say_true(link, version=2) is None
    assert Service.objects.get().reviewed_on == clock.today()


def test_no_link_however_trusted_turns_the_letters_of_referrals_to_another_address(linked, service):
    _secret, link = linked(at_once=True)
    found = say_changes(link, {"email": "stranger@example.net", "hours": "Le mardi"}, version=1)
    assert list(found.changes) == ["email"]
    now = Service.objects.get()
    assert (now.email, now.hours) == ("barreau@example.org", "Le mardi")


@pytest.mark.parametrize(
    "name", ["keeper", "public", "address_public", "service_type", "review_months", "organisation", "reviewed_on"]
)
def test_no_link_says_what_only_the_keeper_says(linked, service, name):
    _secret, link = linked(at_once=True)
    assert name not in FIELDS
    before = Service.objects.values().get()
    assert say_changes(link, {name: "1"}, version=1) is None
    assert Service.objects.values().get() == before


# --- readers --------------------------------------------------------------------------------------------------------


def test_a_reader_says_that_something_is_wrong_and_the_keeper_looks_into_it(service, amina, viewer_of, client_of):
    where = reverse("directory:report", args=[service.uid])
    assert Client().post(where, {"words": ""}).status_code == 422
    assert Client().post(where, {"words": "Le numéro ne répond pas"}).status_code == 302
    assert len(waits_for(viewer_of(amina))) == 1
    found = Suggestion.objects.get()
    client = client_of(amina)
    assert "Le numéro ne répond pas" in page(client.get(found.get_absolute_url()))
    client.post(found.get_absolute_url(), {"version": service.version})
    found.refresh_from_db()
    assert found.decided_by == amina and found.remark == ""
    assert Service.objects.get().reviewed_on == service.reviewed_on


def test_strangers_fill_nobodys_day(service, monkeypatch):
    for number in range(MOST_WAITING):
        report(service, f"Non {number}")
    with pytest.raises(TooMany):
        report(service, "Encore")
    Suggestion.objects.all().delete()
    monkeypatch.setattr(suggestions, "FROM_ALL", 0)
    answer = Client().post(reverse("directory:report", args=[service.uid]), {"words": "Non"})
    assert answer.status_code == 422 and not Suggestion.objects.exists()


def test_what_is_not_for_everybody_is_reported_by_nobody(service):
    Service.objects.update(public=False)
    with pytest.raises(Denied):
        report(Service.objects.get(), "Non")


def test_one_place_does_not_send_remark_after_remark(service):
    where = reverse("directory:report", args=[service.uid])
    codes = [Client().post(where, {"words": f"Non {number}"}).status_code for number in range(11)]
    assert codes == [302] * 10 + [429]


def test_what_nobody_decided_about_is_forgotten_after_half_a_year(linked):
    _secret, link = linked()
    say_changes(link, {"hours": "Le mardi"}, version=1, said_by="Nadia")
    assert forget_undecided(clock.today() + timedelta(179)) == ""
    assert forget_undecided(clock.today() + timedelta(182)) and not Suggestion.objects.exists()
    assert forget_undecided(clock.today() + timedelta(182)) == ""


OUTSIDE = ["donor", "facilitator", "partner", "officer", "colleague", "stranger", "admin", "guardian"]


@pytest.mark.parametrize("who", [None, *OUTSIDE])
def test_who_said_it_is_read_by_whoever_keeps_the_entry_and_nobody_else(
    who, request, linked, service, cpe, amina, client_of
):
    """A name is planted with a suggestion, and words with a remark: no page of the network tells either."""
    _secret, link = linked()
    found = say_changes(link, {"hours": "Le mardi"}, version=1, said_by="Zaynouba Qartassimi")
    remark = report(service, "Zaynouba Qartassimi m'a dit non")
    pages = [reverse(f"directory:{name}") for name in ("home", "hsds")]
    pages += [
        reverse("directory:entry", args=[service.uid]),
        reverse("network:services"),
        service.get_absolute_url(),
        reverse("desk:home"),
    ]
    pages += [
        found.get_absolute_url(),
        remark.get_absolute_url(),
        reverse("network:hsds_json"),
        reverse("network:links", args=[service.uid]),
    ]
    client = Client() if who is None else client_of(request.getfixturevalue(who))
    keepers = {"stranger"}
    for where in pages:
        response = client.get(where)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if who not in keepers or "suggestions" not in where:
            assert b"Zaynouba" not in body, where
    assert b"Zaynouba" in client_of(amina).get(found.get_absolute_url()).content
