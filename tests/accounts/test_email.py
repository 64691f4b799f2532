"""Changing one's address, and a mail server that does not answer."""

import re
from smtplib import SMTPException

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from terrain.accounts import invitations
from terrain.accounts.models import Invitation
from tests.accounts.conftest import is_signed_in, verbs
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db


@pytest.fixture
def no_mail(monkeypatch):
    def broken(*args, **kwargs):
        raise SMTPException("no such server")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", broken)


def test_a_new_address_opens_the_door_once_it_has_been_confirmed(donor, with_password, sign_in, mailoutbox):
    client = Client()
    sign_in(client, with_password(donor).email)
    assert client.get(reverse("account_email")).status_code == 200
    client.post(reverse("account_email"), {"email": "new@example.org", "action_add": ""})
    donor.refresh_from_db()
    assert donor.email == "giulia@example.org"
    confirm = next(m for m in mailoutbox if m.to == ["new@example.org"])
    link = re.search(r"https?://[^/]+(/\S*confirm-email/\S+)", confirm.body).group(1)
    assert client.get(link).status_code == 200
    client.post(link)
    donor.refresh_from_db()
    assert donor.email == "new@example.org" and "accounts.email_changed" in verbs(by=donor)
    other = Client()
    sign_in(other, "new@example.org")
    assert is_signed_in(other)


def test_changing_ones_mind_about_a_new_address_keeps_the_old_one(donor, with_password, sign_in):
    client = Client()
    sign_in(client, with_password(donor).email)
    for email in ("one@example.org", "two@example.org"):
        client.post(reverse("account_email"), {"email": email, "action_add": ""})
    client.post(reverse("account_email"), {"email": "two@example.org", "action_remove": ""})
    donor.refresh_from_db()
    assert donor.email == "giulia@example.org"


def test_an_address_that_a_colleague_has_is_not_taken(donor, youssef, with_password, sign_in):
    client = Client()
    sign_in(client, with_password(donor).email)
    client.post(reverse("account_email"), {"email": youssef.email.upper(), "action_add": ""})
    donor.refresh_from_db()
    assert donor.email == "giulia@example.org"


def test_an_invitation_that_could_not_be_sent_is_kept_and_says_so(admin, client_of, no_mail, commits_at_once):
    client = client_of(admin)
    form = {"email": "new@example.org", "role": "facilitator", "project": "W4I", "language": "fr"}
    page = client.post(reverse("accounts:invite"), form, follow=True).content.decode()
    held = Invitation.objects.get()
    assert held.delivered_at is None and "notice--warn" in page
    assert reverse("accounts:resend_invitation", args=[held.pk]) in page


def test_sending_again_marks_it_as_sent(programme, django_capture_on_commit_callbacks):
    sent = invitations.invite("new@example.org", [("facilitator", "W4I")], by=HOUSE)
    assert Invitation.objects.get().delivered_at is None
    with django_capture_on_commit_callbacks(execute=True):
        invitations.resend(sent.invitation, by=HOUSE)
    assert Invitation.objects.get().delivered_at is not None and len(mail.outbox) == 1


def test_a_mail_server_that_does_not_answer_breaks_no_page_of_sign_in(donor, no_mail):
    known = Client().post(reverse("account_reset_password"), {"email": donor.email})
    unknown = Client().post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 302 and known.url == unknown.url
