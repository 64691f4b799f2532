"""Referring on screen: the wizard, the inbox, the slip of paper, who sees what."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terrain.casework.actions import answers
from terrain.casework.actions import referrals as actions
from terrain.casework.actions.answers import Answer
from terrain.casework.actions.links import link_of
from terrain.casework.codes import spaced
from terrain.casework.models import Case, Referral
from terrain.core.models import AuditEvent


def page(response) -> str:
    return response.content.decode()


def test_from_a_file_to_a_sent_referral_in_three_screens(
    file, clinic, agree, client_of, amina, mailoutbox, django_capture_on_commit_callbacks
):
    client = client_of(amina)
    agree(clinic.organisation)
    assert "Centre de santé" in page(client.get(f"/cases/{file.uid}/referrals/new/"))
    address = f"/cases/{file.uid}/referrals/new/?service={clinic.uid}"
    form = page(client.get(address))
    assert 'value="identity"' in form and 'value="needs"' in form and 'value="contact"' not in form
    said = {
        "shared": ["identity", "needs"],
        "words": "Une consultation.",
        "urgency": "usual",
        "callback": "Amina",
        "slip": str(uuid4()),
    }
    response = client.post(address, said, follow=True)
    assert "Fatou Diallo" in page(response) and "Une consultation." in page(response)
    referral = Referral.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(f"/cases/referrals/{referral.uid}/send/", {"slip": str(uuid4()), "mail": "on"})
    assert response.status_code == 200 and "/r/" in page(response) and "<svg" in page(response)
    assert response["Cache-Control"] == "no-store"
    assert [mail.to for mail in mailoutbox] == [["centre@example.org"]]
    assert Referral.objects.get().state == "sent"
    assert client.post(address, said).status_code == 302
    assert Referral.objects.count() == 1


def test_without_agreement_the_page_leads_to_asking_for_it(file, clinic, client_of, amina):
    text = page(client_of(amina).get(f"/cases/{file.uid}/referrals/new/?service={clinic.uid}"))
    assert f"/people/{file.person.uid}/consents/new/?purpose=referral" in text
    assert 'name="shared"' not in text


@pytest.mark.parametrize(
    "said",
    [
        {"shared": ["contact"]},
        {"shared": []},
        {"shared": ["identity"], "words": "Perdu ?"},
        {"shared": ["needs"], "words": ""},
        {"urgency": "whenever"},
    ],
)
def test_a_form_that_asks_for_more_than_agreed_comes_back_with_what_was_typed(
    said, file, clinic, agree, client_of, amina
):
    agree(clinic.organisation)
    whole = {"shared": ["identity", "needs"], "words": "Une consultation.", "urgency": "usual", "callback": "Amina 06"}
    response = client_of(amina).post(f"/cases/{file.uid}/referrals/new/?service={clinic.uid}", whole | said)
    assert response.status_code == 422
    assert "Amina 06" in page(response)
    assert not Referral.objects.exists()


def test_a_draft_whose_consent_is_gone_cannot_be_sent(written, clinic, client_of, amina):
    referral = written(clinic)
    client = client_of(amina)
    assert "/send/" not in page(client.get(referral.get_absolute_url()))
    assert client.post(f"/cases/referrals/{referral.uid}/send/", {"slip": str(uuid4())}).status_code == 403
    assert Referral.objects.get().state == "draft"


def test_the_file_tells_each_step(sent, client_of, amina):
    answers.answer(sent[0], Answer("serve", words="Vue mardi."), link=link_of(sent[1]), by=answers.PARTNER)
    text = page(client_of(amina).get(sent[0].case.get_absolute_url()))
    assert "Vue mardi." in text and "Croissant-Rouge des essais" in text
    listed = page(client_of(amina).get("/cases/referrals/"))
    assert "Fatou Diallo" in listed
    client_of(amina).post(f"/cases/referrals/{sent[0].uid}/close/")
    assert Referral.objects.get().state == "closed"


@pytest.mark.parametrize("name", ["stranger", "facilitator", "donor", "partner", "guardian", "admin", "officer"])
def test_nobody_outside_the_file_finds_it(name, request, sent, client_of):
    client = client_of(request.getfixturevalue(name))
    uid = sent[0].uid
    assert client.get(f"/cases/referrals/{uid}/").status_code == 404
    assert client.get(f"/cases/referrals/received/{uid}/").status_code == 404
    for move in ("send", "link", "slip", "close"):
        assert client.post(f"/cases/referrals/{uid}/{move}/").status_code == 404
    assert client.post(f"/cases/referrals/received/{uid}/accept/").status_code == 404
    assert Referral.objects.get().state == "sent"


def test_the_inbox_names_nobody_before_it_is_opened(inside, file, client_of, stranger):
    client = client_of(stranger)
    listed = page(client.get("/cases/referrals/received/"))
    assert "Atelier couture" in page(client.get(f"/cases/referrals/received/{inside.uid}/"))
    closed = page(client.get(f"/cases/referrals/received/{inside.uid}/"))
    assert "Fatou" not in listed and "Fatou" not in closed
    assert Referral.objects.get().state == "sent"
    client.post(f"/cases/referrals/received/{inside.uid}/open/")
    opened = page(client.get(f"/cases/referrals/received/{inside.uid}/"))
    assert "Fatou Diallo" in opened
    for planted in ("612000001", "Cherche", file.number, str(file.uid), str(file.person.uid)):
        assert planted not in opened
    read = AuditEvent.objects.filter(verb="casework.referral_read", object_kind="casework.Case", object_id=str(file.pk))
    assert read.exists()


def test_accepting_in_the_inbox_opens_a_file(inside, cpe, client_of, stranger):
    client = client_of(stranger)
    client.post(f"/cases/referrals/received/{inside.uid}/open/")
    said = {"kind": "accompaniment", "slip": str(uuid4())}
    response = client.post(f"/cases/referrals/received/{inside.uid}/accept/", said)
    assert response["Location"] == Case.objects.get(project=cpe).get_absolute_url()
    client.post(f"/cases/referrals/received/{inside.uid}/accept/", said)
    assert Case.objects.filter(project=cpe).count() == 1
    shown = page(client.get(f"/cases/referrals/received/{inside.uid}/"))
    assert Case.objects.get(project=cpe).get_absolute_url() in shown
    assert client.post(f"/cases/referrals/received/{inside.uid}/answer/", {"move": "fail"}).status_code == 422
    client.post(
        f"/cases/referrals/received/{inside.uid}/answer/", {"move": "fail", "reason": "refused", "words": "Non."}
    )
    assert Referral.objects.get().state == "told"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_slip_holds_the_code_and_only_what_she_agreed_to(language, sent, file, client_of, amina):
    response = client_of(amina).post(f"/cases/referrals/{sent[0].uid}/slip/", {"language": language})
    text = page(response)
    start = text.index("referral-slip")
    slip = text[start:]
    assert spaced(sent[0].code) in slip and "Fatou Diallo" in slip and "<svg" in slip
    assert f'dir="{"rtl" if language == "ar" else "ltr"}"' in slip
    for planted in ("612000001", "Cherche", file.number):
        assert planted not in slip


def test_the_code_of_a_slip_leads_the_desk_to_the_answer_without_a_name(sent, client_of, receptionist):
    client = client_of(receptionist)
    response = client.get("/cases/referrals/slip/", {"code": spaced(sent[0].code).lower()})
    assert response["Location"] == f"/cases/referrals/slip/{sent[0].code}/"
    text = page(client.get(response["Location"]))
    assert "Centre de santé" in text and "Fatou" not in text and sent[0].case.number not in text
    client.post(response["Location"], {"move": "serve", "words": "Vue."})
    now = Referral.objects.get()
    assert (now.state, [step.via for step in now.steps.all()][-1]) == ("told", "paper")


@pytest.mark.parametrize("typed", ["", "AAAA AAAB", "O0I1", "🙂"])
def test_a_mistyped_code_is_told_so(typed, sent, client_of, receptionist):
    assert client_of(receptionist).get("/cases/referrals/slip/", {"code": typed}).status_code == 422


@pytest.mark.parametrize("name", ["stranger", "officer", "guardian"])
def test_a_code_of_another_project_is_as_if_it_were_not(name, request, sent, client_of):
    client = client_of(request.getfixturevalue(name))
    assert client.get("/cases/referrals/slip/", {"code": sent[0].code}).status_code in {403, 422}
    assert client.get(f"/cases/referrals/slip/{sent[0].code}/").status_code in {403, 404}
    assert client.post(f"/cases/referrals/slip/{sent[0].code}/", {"move": "serve"}).status_code in {403, 404}
    assert Referral.objects.get().state == "sent"


def test_rates_on_screen(sent, client_of, amina, donor):
    assert "Centre de santé" in page(client_of(amina).get("/cases/referrals/rates/"))
    assert client_of(donor).get("/cases/referrals/rates/").status_code == 403


def test_withdrawing_asks_why(sent, client_of, amina):
    client = client_of(amina)
    address = f"/cases/referrals/{sent[0].uid}/withdraw/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "consent_withdrawn"}).status_code == 422
    client.post(address, {"reason": "solved"})
    assert Referral.objects.get().state == "withdrawn"


def test_a_draft_changed_meanwhile_asks_instead_of_overwriting(written, clinic, agree, client_of, amina, viewer_of):
    agree(clinic.organisation)
    referral = written(clinic)
    theirs = actions.Asking(clinic, "now", ("identity", "needs"), "Autre chose.", "B")
    actions.rewrite(referral, theirs, version=1, by=viewer_of(amina))
    said = {"shared": ["identity", "needs"], "words": "Mes mots.", "urgency": "usual", "callback": "A", "version": "1"}
    response = client_of(amina).post(f"/cases/referrals/{referral.uid}/edit/", said)
    assert response.status_code == 422
    assert "Autre chose." in page(response) and "Mes mots." in page(response)
    assert actions.words_of(Referral.objects.get()) == "Autre chose."


def test_a_file_s_page_costs_the_same_however_many_referrals(sent, written, clinic, client_of, amina, viewer_of):
    client, address = client_of(amina), sent[0].case.get_absolute_url()
    client.get(address)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        return len(asked)

    answers.answer(sent[0], Answer("serve", words="Vue."), link=link_of(sent[1]), by=answers.PARTNER)
    one = cost()
    for _more in range(4):
        other, secret = actions.send(written(clinic), by=viewer_of(amina))
        answers.answer(other, Answer("serve", words="Vue."), link=link_of(secret), by=answers.PARTNER)
    assert cost() == one
