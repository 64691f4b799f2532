"""A case told without saying whose: nobody alone in what it says, nothing of the file in the story, two others agree, she may stop it."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from terrain.casework.actions import notes, seals
from terrain.casework.actions.grants import Named
from terrain.casework.enums import GrantKind
from terrain.casework.erasing import erase_file
from terrain.casework.models import Case, CaseGrant, Notice
from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.core.sweeping import sweep_all
from terrain.pathways.legal_aid import crowd
from terrain.pathways.legal_aid.actions import stopping, telling
from terrain.pathways.legal_aid.actions.telling import NotYet, Story, ToldMeanwhile
from terrain.pathways.legal_aid.crowd import Fields
from terrain.pathways.legal_aid.enums import Telling
from terrain.pathways.legal_aid.models import AdvocacyCase, Proposal, SecondLook
from terrain.people.consents.actions import withdraw
from terrain.people.models.consents import Words
from tests.factories import HOUSE, AssignmentFactory, UserFactory
from tests.legal_aid.conftest import STORY, TICKED, narrow

pytestmark = pytest.mark.django_db


def lacking(file, viewer, **more):
    with pytest.raises(NotYet) as not_yet:
        telling.propose(file, version=Proposal.objects.get().version, by=viewer, **more)
    return not_yet.value.lacking


def test_from_the_file_to_the_list(published, file, youssef, client_of):
    assert published.story == STORY and Fields.of(published.__dict__) == narrow(file)
    page = client_of(youssef).get(published.get_absolute_url()).content.decode()
    assert "maternité" in page and file.number not in page and "Amina" not in page and "Salma" not in page


def test_a_draft_is_sealed_and_read_by_those_on_the_file_only(written, file, youssef, colleague, client_of):
    assert "maternité".encode() not in bytes(written.sealed)
    page = reverse("legal_aid:tell", args=[file.uid])
    assert "maternité" in client_of(colleague).get(page).content.decode()
    assert client_of(youssef).get(page).status_code == 404
    assert not AdvocacyCase.objects.exists()


def test_one_who_is_alone_in_what_is_said_is_not_proposed_and_the_form_says_what_to_widen(
    file, written, opened, agrees, amina, viewer_of
):
    """Four others came for her child's filiation: only the wider word covers them all."""
    for _number in range(4):
        opened(reason="filiation")
    agrees(file)
    missing = lacking(file, viewer_of(amina), ticked=TICKED)
    assert missing.widen == (("obstacle", "childs_status"),) and not missing.alone
    wider = Fields(**narrow(file).as_dict() | dict(missing.widen))
    assert crowd.shared_by(wider, crowd.everybody(file.project_id)) == 5
    now = telling.write(file, Story(wider, STORY), version=Proposal.objects.get().version, by=viewer_of(amina))
    assert telling.propose(file, version=now.version, ticked=TICKED, by=viewer_of(amina)).state == Telling.PROPOSED


def test_fewer_than_five_women_in_the_programme_tell_nothing(file, written, opened, agrees, amina, viewer_of):
    for _number in range(3):
        opened()
    agrees(file)
    assert lacking(file, viewer_of(amina), ticked=TICKED).alone


def test_a_field_that_the_file_does_not_bear_out_is_refused(file, written, crowd_of_four, agrees, amina, viewer_of):
    agrees(file)
    other = Fields(**narrow(file).as_dict() | {"obstacle": "violence"})
    telling.write(file, Story(other, STORY), version=written.version, by=viewer_of(amina))
    assert "obstacle" in lacking(file, viewer_of(amina), ticked=TICKED).untrue


def test_without_her_agreement_nothing_is_proposed(file, written, crowd_of_four, agrees, amina, viewer_of):
    assert lacking(file, viewer_of(amina), ticked=TICKED).consent
    agrees(file, given_on=clock.today() - timedelta(days=30), until=clock.today() - timedelta(days=1))
    assert lacking(file, viewer_of(amina), ticked=TICKED).consent


@pytest.mark.parametrize("basis", ["legal_duty", "vital_interest"])
def test_nothing_but_her_agreement_is_a_reason_to_tell(basis, file, agrees):
    agrees(file, basis=basis, words=Words(reason="Une raison bien écrite"))
    assert telling.agreed(file)
    agrees(file)
    assert telling.agreed(file) == ""


def test_a_mother_who_is_a_child_agrees_beside_her_guardian(opened, agrees):
    child = opened("Rim Essai", born=clock.today() - timedelta(days=16 * 366))
    agrees(child)
    assert telling.agreed(child)
    agrees(child, capacity="assent")
    agrees(child, capacity="guardian")
    assert telling.agreed(child) == ""


def test_every_line_of_the_list_is_ticked(file, written, crowd_of_four, agrees, amina, viewer_of):
    agrees(file)
    assert lacking(file, viewer_of(amina), ticked=TICKED[1:]).unticked == (TICKED[0],)


def test_who_wrote_it_does_not_agree_to_it_nor_does_anybody_twice(
    proposed, file, w4i, amina, youssef, viewer_of, client_of
):
    AssignmentFactory(user=amina, role="legal_counsel", project=w4i)
    with pytest.raises(Denied):
        telling.agree(proposed, version=proposed.version, by=viewer_of(amina))
    assert client_of(amina).get(reverse("legal_aid:decide", args=[proposed.uid])).status_code == 404
    telling.agree(proposed, version=proposed.version, by=viewer_of(youssef))
    with pytest.raises(Denied):
        telling.agree(proposed, version=proposed.version, by=viewer_of(youssef))
    assert not AdvocacyCase.objects.exists()


def test_whoever_wrote_on_is_a_writer_too(file, written, crowd_of_four, agrees, amina, colleague, w4i, viewer_of):
    agrees(file)
    now = telling.write(file, Story(narrow(file), STORY), version=written.version, by=viewer_of(colleague))
    now = telling.propose(file, version=now.version, ticked=TICKED, by=viewer_of(amina))
    AssignmentFactory(user=colleague, role="legal_counsel", project=w4i)
    with pytest.raises(Denied):
        telling.agree(now, version=now.version, by=viewer_of(colleague))


@pytest.mark.parametrize(
    ("who", "agreeing"),
    [("youssef", True), ("counsel", True), ("guardian", True), ("director", True), ("colleague", False), ("officer", False), ("stranger", False), ("donor", False)],
)  # fmt: skip
def test_who_may_agree(who, agreeing, proposed, request, viewer_of, client_of):
    user = request.getfixturevalue(who)
    page = client_of(user).get(reverse("legal_aid:decide", args=[proposed.uid]))
    assert page.status_code == (200 if agreeing else 404)
    if not agreeing:
        with pytest.raises(Denied):
            telling.agree(proposed, version=proposed.version, by=viewer_of(user))


def test_who_agrees_reads_the_story_and_not_whose_it_is(proposed, file, youssef, client_of):
    desk = client_of(youssef)
    for page in (reverse("legal_aid:waiting"), reverse("legal_aid:decide", args=[proposed.uid])):
        text = desk.get(page).content.decode()
        assert file.number not in text and str(file.uid) not in text and "Amina" not in text and "Salma" not in text
    assert "maternité" in text


def test_a_refusal_goes_back_with_its_reason_and_everybody_looks_again(
    proposed, file, amina, youssef, counsel, viewer_of, client_of
):
    telling.agree(proposed, version=proposed.version, by=viewer_of(youssef))
    why = "Le quartier se devine"
    page = reverse("legal_aid:decide", args=[proposed.uid])
    assert client_of(counsel).post(page, {"answer": "refuse", "reason": "", "version": proposed.version}).status_code == 422  # fmt: skip
    client_of(counsel).post(page, {"answer": "refuse", "reason": why, "version": proposed.version})
    now = Proposal.objects.get()
    assert now.state == Telling.DRAFT and why.encode() not in bytes(SecondLook.objects.get(agreed=False).sealed_reason)
    assert why in client_of(amina).get(reverse("legal_aid:tell", args=[file.uid])).content.decode()
    again = telling.propose(file, version=now.version, ticked=TICKED, by=viewer_of(amina))
    telling.agree(again, version=again.version, by=viewer_of(counsel))
    assert not AdvocacyCase.objects.exists()
    telling.agree(again, version=again.version, by=viewer_of(youssef))
    assert AdvocacyCase.objects.count() == 1


def test_nobody_agrees_to_what_was_written_anew_meanwhile(proposed, file, amina, youssef, viewer_of):
    back = telling.take_up(file, by=viewer_of(amina))
    telling.write(file, Story(narrow(file), STORY + " Elle travaille."), version=back.version, by=viewer_of(amina))
    again = telling.propose(file, version=Proposal.objects.get().version, ticked=TICKED, by=viewer_of(amina))
    with pytest.raises(ToldMeanwhile):
        telling.agree(again, version=proposed.version, by=viewer_of(youssef))


def test_what_the_file_learned_meanwhile_is_asked_again_before_it_is_published(
    proposed, file, youssef, counsel, amina, viewer_of
):
    """Between proposing and agreeing, the same words were written into a note of the file."""
    telling.agree(proposed, version=proposed.version, by=viewer_of(youssef))
    notes.write_note(
        file, STORY, note_class="ordinary", contact="desk", day=clock.today(), by=viewer_of(amina)
    )  # fmt: skip
    now = telling.agree(proposed, version=proposed.version, by=viewer_of(counsel))
    assert now.state == Telling.DRAFT and not AdvocacyCase.objects.exists()


def test_she_changes_her_mind_and_nobody_reads_it_any_more(published, file, youssef, client_of, viewer_of, amina):
    withdraw(file.person.consents.get(), by=viewer_of(amina))
    assert client_of(youssef).get(published.get_absolute_url()).status_code == 404
    assert "maternité" not in client_of(youssef).get(reverse("legal_aid:print_told")).content.decode()
    assert AdvocacyCase.objects.get().why_down == "consent" and Proposal.objects.get().state == Telling.TAKEN_DOWN


def test_she_changes_her_mind_while_two_others_look(proposed, file, amina, viewer_of):
    withdraw(file.person.consents.get(), by=viewer_of(amina))
    assert Proposal.objects.get().state == Telling.DRAFT


def test_another_agreement_that_stands_keeps_it_up(published, file, agrees, amina, viewer_of):
    first = file.person.consents.get()
    agrees(file)
    withdraw(first, by=viewer_of(amina))
    assert AdvocacyCase.objects.get().taken_down_on is None


def test_an_agreement_that_ends_by_itself_takes_it_down_the_same_day(published, file):
    assert not any(one.name == "advocacy" for one in sweep_all(clock.today()))
    file.person.consents.update(until=clock.today() - timedelta(days=1))
    assert any(one.name == "advocacy" for one in sweep_all(clock.today()))
    assert AdvocacyCase.objects.get().taken_down_on == clock.today()


def test_a_draft_goes_with_its_file(written, file):
    erase_file(Case.objects.select_related("person").get(pk=file.pk))
    assert not Proposal.objects.exists() and not AdvocacyCase.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"),
    [("officer", 200), ("colleague", 200), ("youssef", 200), ("guardian", 200), ("stranger", 404), ("donor", 403), ("partner", 403), ("facilitator", 403), ("receptionist", 403), ("admin", 403)],
)  # fmt: skip
def test_who_reads_the_cases_told(who, status, published, request, client_of):
    desk = client_of(request.getfixturevalue(who))
    assert desk.get(published.get_absolute_url()).status_code == (404 if status == 403 else status)
    page = desk.get(reverse("legal_aid:advocacy"))
    assert page.status_code == (200 if status == 404 else status)
    assert ("maternité" in page.content.decode()) == (status == 200)


def test_the_page_to_print_is_noted_and_leads_nowhere(published, file, officer, client_of):
    page = client_of(officer).get(reverse("legal_aid:print_told")).content.decode()
    assert "maternité" in page and str(file.uid) not in page and str(published.uid) not in page
    assert AuditEvent.objects.get(verb="legal_aid.told_printed").detail == {"cases": 1}


def test_it_is_taken_down_with_a_reason(published, guardian, colleague, officer, client_of):
    page = reverse("legal_aid:take_down", args=[published.uid])
    assert client_of(officer).get(page).status_code == 403
    assert client_of(colleague).get(page).status_code == 200
    assert client_of(guardian).post(page, {"why": "invented"}).status_code == 422
    assert client_of(guardian).post(page, {"why": "recognisable"}).status_code == 302
    assert not AdvocacyCase.objects.filter(taken_down_on=None).exists()
    assert Proposal.objects.get().state == Telling.TAKEN_DOWN


def test_a_file_is_told_once_at_a_time(published, file, amina, viewer_of, client_of):
    with pytest.raises(Denied):
        telling.write(file, Story(narrow(file), STORY), version=9, by=viewer_of(amina))
    stopping.take_down(published, "mistake", by=viewer_of(amina))
    assert telling.write(file, Story(narrow(file), STORY), by=viewer_of(amina)).state == Telling.DRAFT


def test_whoever_entered_by_exception_tells_nothing(file, youssef, viewer_of):
    until = clock.now() + timedelta(hours=3)
    CaseGrant.objects.create(case=file, user=youssef, kind=GrantKind.EXCEPTIONAL, until=until)
    with pytest.raises(Denied):
        telling.write(file, Story(narrow(file), STORY), by=viewer_of(youssef))


def test_nothing_of_it_stands_in_the_journal_or_the_notices(published, file):
    told = str(list(AuditEvent.objects.filter(verb__startswith="legal_aid").values_list("detail", flat=True)))
    assert "maternité" not in told and file.number not in told
    asked = Notice.objects.filter(code="advocacy_to_agree")
    assert asked.exists() and not asked.exclude(case=None).exists()


def form_of(file, **more):
    said = narrow(file).as_dict() | {
        "text": STORY,
        "language": "fr",
        "checklist": TICKED,
        "version": 0,
        "slip": uuid4(),
    }
    return said | {"move": "propose"} | more


def test_the_form_proposes_once_however_often_it_is_sent(file, crowd_of_four, agrees, amina, client_of):
    agrees(file)
    sent, page = form_of(file), reverse("legal_aid:tell", args=[file.uid])
    for _time in range(2):
        assert client_of(amina).post(page, sent).status_code == 302
    now = Proposal.objects.get()
    assert (now.state, now.round) == (Telling.PROPOSED, 1)


def test_the_form_says_which_word_gives_her_away_and_keeps_the_draft(file, crowd_of_four, agrees, amina, client_of):
    agrees(file)
    page = reverse("legal_aid:tell", args=[file.uid])
    answer = client_of(amina).post(page, form_of(file, text=STORY.replace("Une jeune mère", "Selma")))
    assert answer.status_code == 422 and "<bdi>Selma</bdi>" in answer.content.decode()
    assert Proposal.objects.get().state == Telling.DRAFT
    again = answer.context["form"]
    fixed = form_of(file, version=again["version"].value(), slip=again["slip"].value())
    assert client_of(amina).post(page, fixed).status_code == 302
    assert Proposal.objects.get().state == Telling.PROPOSED
    assert "Selma" not in telling.story_of(Proposal.objects.get()).text


def test_a_story_is_in_the_language_that_it_says(file, amina, client_of):
    page = reverse("legal_aid:tell", args=[file.uid])
    assert client_of(amina).post(page, form_of(file, language="ar")).status_code == 422
    assert client_of(amina).post(page, form_of(file, language="fr", text="خرجت أم مع رضيعها")).status_code == 422
    assert not Proposal.objects.exists()


def test_words_that_only_may_be_a_name_are_asked_about_and_looked_at(file, crowd_of_four, agrees, amina, client_of):
    agrees(file)
    page, text = reverse("legal_aid:tell", args=[file.uid]), STORY + " À la Maison, on l'attend."
    answer = client_of(amina).post(page, form_of(file, text=text))
    assert answer.status_code == 422 and json.loads(answer.context["form"]["asked"].value()) == ["Maison"]
    again = answer.context["form"]
    more = {"version": again["version"].value(), "slip": again["slip"].value(), "asked": again["asked"].value()}
    assert client_of(amina).post(page, form_of(file, text=text, looked="on", **more)).status_code == 302
    assert Proposal.objects.get().state == Telling.PROPOSED


def test_what_a_colleague_wrote_meanwhile_is_shown_and_nothing_is_lost(file, written, amina, colleague, client_of):
    page = reverse("legal_aid:tell", args=[file.uid])
    client_of(colleague).post(page, form_of(file, text=STORY + " Autre fin.", version=written.version, move="keep"))
    answer = client_of(amina).post(page, form_of(file, text="Mes mots.", version=written.version, move="keep"))
    told = answer.content.decode()
    assert answer.status_code == 422 and "Autre fin." in told and "Mes mots." in told


def test_a_second_tap_on_agree_is_one_agreement(proposed, youssef, client_of):
    page, sent = reverse("legal_aid:decide", args=[proposed.uid]), {"answer": "agree", "version": proposed.version}
    for _time in range(2):
        assert client_of(youssef).post(page, sent).status_code == 302
    assert SecondLook.objects.count() == 1


def test_a_second_tap_finds_it_taken_back_or_gone_already(proposed, file, amina, guardian, stranger, client_of):
    for _time in range(2):
        assert client_of(amina).post(reverse("legal_aid:take_up", args=[file.uid])).status_code == 302
    assert Proposal.objects.get().state == Telling.DRAFT
    told = AdvocacyCase.objects.create(project=file.project, story=STORY, language="fr", until=clock.today())
    page = reverse("legal_aid:take_down", args=[told.uid])
    for _time in range(2):
        assert client_of(guardian).post(page, {"why": "mistake"}).status_code == 302
    assert client_of(stranger).post(page, {"why": "mistake"}).status_code == 404


def test_somebody_of_another_project_agrees_to_nothing_here(proposed, cpe, client_of):
    user = UserFactory()
    AssignmentFactory(user=user, role="legal_counsel", project=cpe)
    assert client_of(user).get(reverse("legal_aid:waiting")).context["proposals"] == []
    assert client_of(user).get(reverse("legal_aid:decide", args=[proposed.uid])).status_code == 404


def test_other_words_with_a_used_slip_are_no_second_sending(file, crowd_of_four, agrees, amina, client_of):
    agrees(file)
    page, slip = reverse("legal_aid:tell", args=[file.uid]), uuid4()
    client_of(amina).post(page, form_of(file, text=STORY + " Une autre fin.", move="keep", slip=slip))
    answer = client_of(amina).post(page, form_of(file, text=STORY, slip=slip))
    assert answer.status_code == 422 and "Une autre fin." in answer.content.decode()
    assert Proposal.objects.get().state == Telling.DRAFT


def test_what_stands_in_a_confidence_sends_it_back_with_a_cause(
    file, written, crowd_of_four, agrees, amina, youssef, counsel, viewer_of, client_of
):
    """The writer does not read counsel's note, and would otherwise propose the same words again and again."""
    agrees(file)
    seals.name(file, Named(counsel, clock.today() + timedelta(days=30), "accompanies"), by=HOUSE)
    notes.write_note(file, STORY, note_class="privileged", contact="desk", day=clock.today(), by=viewer_of(counsel))
    proposed = telling.propose(file, version=written.version, ticked=TICKED, by=viewer_of(amina))
    now = telling.agree(proposed, version=proposed.version, by=viewer_of(youssef))
    assert (now.state, now.back) == (Telling.DRAFT, "words")
    page = reverse("legal_aid:tell", args=[file.uid])
    assert client_of(amina).get(page).context["back"] == now.get_back_display()
    telling.propose(file, version=now.version, ticked=TICKED, by=viewer_of(amina))
    assert Proposal.objects.get().back == ""


def test_who_may_not_take_it_down_reads_the_same_whether_its_file_stands_or_not(published, officer, viewer_of):
    told = []
    for _time in range(2):
        with pytest.raises(Denied) as denied:
            stopping.take_down(published, "mistake", by=viewer_of(officer))
        told.append(str(denied.value))
        Proposal.objects.all().delete()
    assert told[0] == told[1]


def test_taken_down_for_another_reason_her_agreement_stands(published, file, guardian, viewer_of):
    assert telling.agreed(file) == ""
    stopping.take_down(published, "mistake", by=viewer_of(guardian))
    assert telling.agreed(file) == ""


def test_her_no_said_to_whoever_takes_it_down_ends_her_agreement(published, file, guardian, viewer_of):
    stopping.take_down(published, "consent", by=viewer_of(guardian))
    assert telling.agreed(file)
    assert AdvocacyCase.objects.get().why_down == "consent"
