"""Staff pages: who gives and takes roles, closes and opens accounts, and reads the journal."""

from datetime import date, timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from terrain.accounts import actions, staffing
from terrain.accounts.models import User
from terrain.core import audit, clock
from terrain.core.access import Viewer
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.programmes.models import Assignment
from tests.accounts.conftest import is_signed_in, verbs
from tests.factories import AssignmentFactory, UserFactory, give_second_factor

pytestmark = pytest.mark.django_db
POSTS = ("give_role", "close_account", "open_account", "reset_second_factor")


@pytest.mark.parametrize("name", ["staff", "roles", "invite"])
def test_staff_pages_are_for_whoever_gives_roles(name, admin, director, youssef, client_of):
    address = reverse(f"accounts:{name}")
    assert client_of(admin).get(address).status_code == client_of(director).get(address).status_code == 200
    answer = client_of(youssef).get(address)
    assert answer.status_code == 403 and "Hind" not in answer.content.decode()


@pytest.mark.parametrize("name", POSTS)
def test_nobody_else_changes_an_account(name, youssef, amina, client_of):
    address = reverse(f"accounts:{name}", args=[amina.pk])
    assert client_of(youssef).post(address).status_code == 403
    assert client_of(youssef).get(address).status_code == 405


def test_the_list_finds_by_name_and_address_and_says_who_holds_what(admin, amina, youssef, client_of):
    client = client_of(admin)
    page = client.get(reverse("accounts:staff"), {"q": "amin"}).content.decode()
    assert amina.email in page and youssef.email not in page and "Travail pour tous" in page
    assert amina.email in client.get(reverse("accounts:staff"), {"q": "AMINA@exa"}).content.decode()


def test_the_list_asks_the_same_number_of_questions_for_fifty_people(
    admin, client_of, w4i, django_assert_max_num_queries
):
    client = client_of(admin)
    client.get(reverse("accounts:staff"))
    for _number in range(60):
        AssignmentFactory(project=w4i)
    with django_assert_max_num_queries(14):
        page = client.get(reverse("accounts:staff")).content.decode()
    assert "?page=2" in page


def test_a_role_is_given_and_holds_from_the_next_page(admin, client_of, programme, viewer_of, w4i):
    newcomer = UserFactory()
    form = {"role": "facilitator", "project": "W4I"}
    client_of(admin).post(reverse("accounts:give_role", args=[newcomer.pk]), form)
    assert viewer_of(newcomer).may("gathering.record", w4i.pk)
    given = AuditEvent.objects.get(verb="programmes.role_given")
    assert given.actor_id == admin.pk and given.detail == {"user": newcomer.pk, "role": "facilitator"}
    client_of(admin).post(reverse("accounts:give_role", args=[newcomer.pk]), form)
    assert Assignment.objects.filter(user=newcomer).count() == 1


def test_a_role_that_does_not_fit_the_place_is_said_in_the_form(admin, client_of, amina):
    address = reverse("accounts:give_role", args=[amina.pk])
    for form in ({"role": "facilitator"}, {"role": "administrator", "project": "W4I"}, {"role": "emperor"}):
        assert client_of(admin).post(address, form).status_code == 422
    assert Assignment.objects.filter(user=amina).count() == 1


def test_a_role_taken_back_holds_no_longer_and_a_second_time_is_no_error(admin, client_of, amina, viewer_of):
    Assignment.objects.filter(user=amina).update(starts=date(2020, 1, 1))
    holding = staffing.register().held([amina.pk])[amina.pk][0]
    address = reverse("accounts:end_role", args=[amina.pk, holding.id])
    assert client_of(admin).post(address).status_code == client_of(admin).post(address).status_code == 302
    assert not viewer_of(amina).grants and staffing.register().held([amina.pk]) == {}
    assert Assignment.objects.get(user=amina).ends == clock.today() - timedelta(days=1)


def test_a_role_is_taken_only_from_the_person_it_belongs_to(admin, client_of, amina, youssef):
    holding = staffing.register().held([youssef.pk])[youssef.pk][0]
    client_of(admin).post(reverse("accounts:end_role", args=[amina.pk, holding.id]))
    assert staffing.register().held([youssef.pk])


@pytest.mark.parametrize("name", POSTS)
def test_nobody_gives_herself_a_role_or_weakens_her_own_account(name, admin, client_of):
    answer = client_of(admin).post(
        reverse(f"accounts:{name}", args=[admin.pk]), {"role": "country_director", "project": ""}
    )
    assert answer.status_code == 403
    assert list(Assignment.objects.filter(user=admin).values_list("role", flat=True)) == ["administrator"]
    assert Authenticator.objects.filter(user=admin).exists() and User.objects.get(pk=admin.pk).is_active


def test_her_own_page_says_that_somebody_else_has_to_do_it(admin, client_of):
    page = client_of(admin).get(reverse("accounts:member", args=[admin.pk])).content.decode()
    assert reverse("accounts:close_account", args=[admin.pk]) not in page


def test_closing_an_account_signs_out_everywhere_and_opening_it_gives_back_the_roles(
    admin, amina, client_of, viewer_of, w4i
):
    phone, desk = client_of(amina), client_of(amina)
    assert is_signed_in(phone) and is_signed_in(desk)
    client_of(admin).post(reverse("accounts:close_account", args=[amina.pk]))
    amina.refresh_from_db()
    assert not is_signed_in(phone) and not is_signed_in(desk) and not viewer_of(amina).is_signed_in
    client_of(admin).post(reverse("accounts:open_account", args=[amina.pk]))
    amina.refresh_from_db()
    assert not is_signed_in(phone) and viewer_of(amina).may("people.identify", w4i.pk)
    assert {"accounts.closed", "accounts.opened"} <= set(verbs(by=admin))


def test_forgetting_a_second_step_ends_the_sessions_and_asks_for_a_new_one(admin, amina, client_of):
    phone = client_of(amina)
    client_of(admin).post(reverse("accounts:reset_second_factor", args=[amina.pk]))
    assert not Authenticator.objects.filter(user=amina).exists() and not is_signed_in(phone)
    again = Client()
    again.force_login(User.objects.get(pk=amina.pk))
    assert again.get(reverse("programmes:programme")).url == reverse("mfa_index")


def test_one_changes_ones_own_name_and_language_and_nobody_elses(amina, youssef, client_of, viewer_of):
    client = client_of(amina)
    client.post(reverse("account_profile"), {"full_name": "Amina B.", "language": "ar", "email": "x@example.org"})
    amina.refresh_from_db()
    assert (amina.full_name, amina.language, amina.email) == ("Amina B.", "ar", "amina@example.org")
    with pytest.raises(Denied):
        actions.change_profile(amina, full_name="X", language="fr", by=viewer_of(youssef))
    before = AuditEvent.objects.count()
    client.post(reverse("account_profile"), {"full_name": "Amina B.", "language": "ar"})
    assert AuditEvent.objects.count() == before


def test_a_language_that_is_not_spoken_here_is_refused(amina, client_of):
    answer = client_of(amina).post(reverse("account_profile"), {"full_name": "Amina", "language": "de"})
    assert answer.status_code == 422


# --- the journal -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["guardian", "admin", "director"])
def test_the_journal_is_for_those_who_watch_over_access(who, request, client_of):
    assert client_of(request.getfixturevalue(who)).get(reverse("accounts:journal")).status_code == 200


@pytest.mark.parametrize("who", ["youssef", "officer", "donor"])
def test_the_journal_is_closed_to_the_others(who, request, client_of):
    assert client_of(request.getfixturevalue(who)).get(reverse("accounts:journal")).status_code == 403


def rows(client: Client, **asked: str) -> list[str]:
    return [entry.verb for entry in client.get(reverse("accounts:journal"), asked).context["entries"]]


def test_the_journal_says_who_did_what_where_newest_first_and_never_a_value(guardian, youssef, w4i, client_of):
    audit.append("people.identity_read", by=Viewer(user_id=youssef.pk), obj=youssef, project_id=w4i.pk)
    audit.append("people.searched", by=Viewer(user_id=youssef.pk), detail={"words": "khadija"})
    audit.append("core.tested", by=Viewer(label="terrain"))
    client = client_of(guardian)
    answer = client.get(reverse("accounts:journal"))
    newest = answer.context["entries"][:3]
    assert [(e.verb, e.who, e.project) for e in newest] == [
        ("core.tested", "terrain", ""),
        ("people.searched", "Youssef", ""),
        ("people.identity_read", "Youssef", "W4I"),
    ]
    assert "khadija" not in answer.content.decode()


def test_the_journal_is_narrowed_by_what_and_when(guardian, client_of, later):
    audit.append("people.searched", by=Viewer(label="terrain"))
    audit.append("people_other.searched", by=Viewer(label="terrain"))
    later(days=3)
    audit.append("people.identity_read", by=Viewer(label="terrain"))
    client, today = client_of(guardian), clock.today()
    later(days=-3)
    assert rows(client, verb="people.") == ["people.identity_read", "people.searched"]
    assert rows(client, verb="people.", first=today.isoformat()) == ["people.identity_read"]
    assert rows(client, verb="people.", last=(today - timedelta(days=1)).isoformat()) == ["people.searched"]
    assert rows(client, verb="people.", last=today.isoformat())[0] == "people.identity_read"
    assert rows(client, verb="%") == []


def test_days_in_the_wrong_order_are_said(guardian, client_of):
    answer = client_of(guardian).get(reverse("accounts:journal"), {"first": "2026-05-02", "last": "2026-05-01"})
    assert answer.status_code == 422


def test_the_journal_loads_fifty_rows_at_a_time_with_the_same_number_of_questions(
    guardian, client_of, django_assert_max_num_queries
):
    for number in range(120):
        audit.append("core.tested", by=Viewer(user_id=1000 + number), project_id=number)
    client = client_of(guardian)
    client.get(reverse("accounts:journal"))
    with django_assert_max_num_queries(12):
        answer = client.get(reverse("accounts:journal"), {"verb": "core.tested", "page": "2"})
    assert len(answer.context["entries"]) == 50 and "page=3" in answer.content.decode()
    assert "verb=core.tested" in answer.content.decode()


def test_a_person_who_left_the_tables_is_a_number_in_the_journal(guardian, client_of):
    audit.append("core.tested", by=Viewer(user_id=987654))
    entry = client_of(guardian).get(reverse("accounts:journal"), {"verb": "core.tested"}).context["entries"][0]
    assert entry.who == "#987654"


def test_giving_a_second_factor_twice_gives_one(amina):
    assert give_second_factor(amina) == give_second_factor(amina)
