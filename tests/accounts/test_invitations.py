"""Coming in by invitation: one address, one link, eight days, once, with the roles that were promised."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from terrain.accounts import invitations
from terrain.accounts.models import Invitation, User
from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.programmes.middleware import viewer_of as build
from tests.accounts.conftest import is_signed_in, verbs
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
NAME = {"full_name": "Noura Alami", "language": "ar", "password": "quatre mots faciles"}


@pytest.fixture
def invite(programme, django_capture_on_commit_callbacks):
    def send(email="noura@example.org", grants=(("facilitator", "W4I"),), **more):
        with django_capture_on_commit_callbacks(execute=True):
            return invitations.invite(email, grants, by=more.pop("by", HOUSE), **more)

    return send


def path_of(link: str) -> str:
    return "/" + link.split("/", 3)[3]


def test_an_invitation_reaches_the_address_in_the_language_chosen_with_its_link(invite, mailoutbox):
    sent = invite(language="it", full_name="Noura")
    assert mailoutbox[0].to == ["noura@example.org"] and sent.link in mailoutbox[0].body
    assert "/it/account/invitation/" in sent.link


def test_the_link_opens_an_account_with_the_roles_promised(invite, w4i, cpe, viewer_of):
    sent = invite(grants=[("facilitator", "W4I"), ("caseworker", "CPE")])
    client = Client()
    assert client.get(path_of(sent.link)).status_code == 200
    answer = client.post(path_of(sent.link), NAME)
    user = User.objects.get(email="noura@example.org")
    assert answer.status_code == 302 and is_signed_in(client)
    assert (user.full_name, user.language) == ("Noura Alami", "ar") and user.check_password(NAME["password"])
    assert EmailAddress.objects.get(user=user).verified
    viewer = viewer_of(user)
    assert viewer.may("gathering.record", w4i.pk) and not viewer.may("gathering.record", cpe.pk)
    assert viewer.may("people.identify", cpe.pk)
    assert {"accounts.invited", "accounts.joined", "programmes.role_given"} <= set(verbs())


def test_whoever_joins_in_a_role_that_sees_names_first_sets_up_a_second_step(invite):
    client = Client()
    client.post(path_of(invite().link), NAME)
    assert client.get(reverse("programmes:programme")).url.endswith("/2fa/")


def test_the_address_of_the_journal_is_the_invitation_not_the_person(invite):
    invite()
    event = AuditEvent.objects.get(verb="accounts.invited")
    assert "noura" not in str(event.detail) and event.object_kind == "accounts.Invitation"


@pytest.mark.parametrize("password", ["court", "noura@example.org", "1234567890", "azertyuiop", ""])
def test_a_weak_password_is_refused_and_what_was_typed_stays(invite, password):
    answer = Client().post(path_of(invite().link), {**NAME, "password": password})
    assert answer.status_code == 422 and "Noura Alami" in answer.content.decode()
    assert not User.objects.filter(email="noura@example.org").exists()


def test_a_link_works_once(invite):
    link = path_of(invite().link)
    Client().post(link, NAME)
    for answer in (Client().get(link), Client().post(link, {**NAME, "password": "un autre mot de passe"})):
        assert answer.status_code == 410
    assert User.objects.get(email="noura@example.org").check_password(NAME["password"])


def test_a_link_is_worthless_after_eight_days(invite, later):
    link = path_of(invite().link)
    later(days=7, hours=23)
    assert Client().get(link).status_code == 200
    later(hours=2)
    assert Client().get(link).status_code == 410 and Client().post(link, NAME).status_code == 410
    assert not User.objects.filter(email="noura@example.org").exists()


def test_sending_again_gives_a_fresh_link_and_makes_the_old_one_worthless(
    invite, later, admin, client_of, mailoutbox, django_capture_on_commit_callbacks
):
    sent = invite()
    later(days=9)
    with django_capture_on_commit_callbacks(execute=True):
        client_of(admin).post(reverse("accounts:resend_invitation", args=[sent.invitation.pk]))
    fresh = re.search(r"https?://\S+", mailoutbox[-1].body).group()
    assert Client().get(path_of(sent.link)).status_code == 410
    assert Client().get(path_of(fresh)).status_code == 200


def test_a_withdrawn_invitation_opens_nothing_and_cannot_be_sent_again(invite, admin, client_of):
    sent = invite()
    client = client_of(admin)
    client.post(reverse("accounts:revoke_invitation", args=[sent.invitation.pk]))
    assert Client().get(path_of(sent.link)).status_code == 410
    assert client.post(reverse("accounts:resend_invitation", args=[sent.invitation.pk])).status_code == 403


def test_a_tampered_link_opens_nothing(invite):
    link = path_of(invite().link)
    for broken in (link[:-4] + "/", link.replace(":", ";", 1), reverse("account_invitation", args=["x"])):
        assert Client().get(broken).status_code == 410


def test_a_second_invitation_of_one_address_withdraws_the_first(invite):
    first, second = invite(), invite(email="NOURA@example.org")
    assert Client().get(path_of(first.link)).status_code == 410
    assert Client().get(path_of(second.link)).status_code == 200
    assert Invitation.objects.unanswered().count() == 1


def test_the_database_itself_holds_one_unanswered_invitation_an_address(invite):
    held = invite().invitation
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(email=held.email.upper(), expires_at=clock.now() + timedelta(days=1))


def test_somebody_who_has_an_account_is_not_invited_again(invite, youssef, admin, client_of):
    with pytest.raises(Denied):
        invite(email=youssef.email.upper())
    form = {"email": youssef.email, "role": "facilitator", "project": "W4I", "language": "fr"}
    answer = client_of(admin).post(reverse("accounts:invite"), form)
    assert answer.status_code == 422 and youssef.email in answer.content.decode()


def test_only_whoever_gives_roles_invites(invite, youssef, director, client_of):
    with pytest.raises(Denied):
        invite(by=build(youssef))
    assert client_of(youssef).get(reverse("accounts:invite")).status_code == 403
    assert invite(by=build(director)).invitation.invited_by == director


@pytest.mark.parametrize(
    ("role", "project", "field"), [("facilitator", "", "project"), ("country_director", "W4I", "project")]
)
def test_a_role_is_promised_only_where_it_may_be_held(role, project, field, programme, admin, client_of):
    form = {"email": "new@example.org", "role": role, "project": project, "language": "fr"}
    answer = client_of(admin).post(reverse("accounts:invite"), form)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    with pytest.raises(ValueError):
        invitations.invite("new@example.org", [(role, project or None)], by=HOUSE)


def test_an_invitation_is_sent_from_the_screen(
    admin, client_of, programme, mailoutbox, django_capture_on_commit_callbacks
):
    form = {"email": "new@example.org", "full_name": "", "role": "donor_viewer", "project": "W4I", "language": "ar"}
    with django_capture_on_commit_callbacks(execute=True):
        assert client_of(admin).post(reverse("accounts:invite"), form).status_code == 302
    assert Invitation.objects.get().grants == [["donor_viewer", "W4I"]]
    assert "/ar/account/invitation/" in mailoutbox[0].body
    assert "new@example.org" in client_of(admin).get(reverse("accounts:staff")).content.decode()


def test_accepting_signs_out_whoever_was_signed_in_at_that_browser(invite, donor, client_of):
    client = client_of(donor)
    client.post(path_of(invite().link), NAME)
    assert client.get(reverse("account_profile")).wsgi_request.user.email == "noura@example.org"
