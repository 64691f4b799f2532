"""Her pages and the colleagues' pages of tests, opinions, follow-ups and certificates."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from terrain.core import clock
from terrain.learning import proof_demo
from terrain.learning.actions import certificates, opinions, questionnaires
from terrain.learning.actions.questionnaires import QuestionSaid
from terrain.learning.hangings import cohort_parts, page_parts
from terrain.learning.models import Certificate, FollowUp, Question, Reaction, Sitting
from terrain.learning.policies.proof import HERSELF
from tests.factories import HOUSE
from tests.learning.factories import cohort_of, course_of, enrolled
from tests.learning.proofs import RIGHT, attended, days_ago, fresh, questioned

NAME = "Yasmine Inventée-Fictive"


@pytest.fixture
def course(w4i):
    return course_of(w4i, asks_post_test=True)


@pytest.fixture
def questionnaire(course):
    return questioned(course)


@pytest.fixture
def cohort(course, questionnaire):
    return cohort_of(course, first=days_ago(3))


@pytest.fixture
def yasmine(cohort):
    return attended(cohort, NAME, agreed_follow_up=True)


def hers(enrolment, page: str, *more: str) -> str:
    return reverse(f"training:{page}", args=[enrolment.page_secret, *more])


def staff(page: str, *more) -> str:
    return reverse(f"learning:{page}", args=more)


def filled(questionnaire) -> dict:
    return {
        f"q{one.pk}": [str(place) for place in right]
        for one, right in zip(questionnaire.questions.all(), RIGHT, strict=True)
    }


def test_she_answers_from_her_page_without_an_account(yasmine, questionnaire):
    client, address = Client(enforce_csrf_checks=True), hers(yasmine, "test", "after")
    page = client.get(address)
    assert page.status_code == 200
    assert "من يستمع" not in page.content.decode()
    assert "من يستمع" in client.get(f"/ar{address}").content.decode()
    half = client.post(address, {f"q{questionnaire.questions.first().pk}": "0"})
    assert half.status_code == 422
    assert "checked" in half.content.decode()
    assert not Sitting.objects.exists()
    sent = client.post(address, filled(questionnaire))
    assert sent.status_code == 302
    assert "100" in client.get(address).content.decode()
    client.post(address, filled(questionnaire))
    assert Sitting.objects.count() == 1


def test_not_knowing_is_an_answer_and_a_forged_one_is_none(yasmine, questionnaire):
    said = {f"q{one.pk}": "none" for one in questionnaire.questions.all()}
    address = hers(yasmine, "test", "after")
    first = questionnaire.questions.first()
    assert Client().post(address, said | {f"q{first.pk}": "7"}).status_code == 422
    assert Client().post(address, said).status_code == 302
    assert Sitting.objects.get().share == 0


@pytest.mark.parametrize(
    "page", [("test", "before"), ("test", "nonsense"), ("follow_up", "weeks_6"), ("follow_up", "x")]
)
def test_what_is_not_asked_now_says_so_or_is_not_there(yasmine, page):
    answer = Client().get(hers(yasmine, *page))
    assert answer.status_code == (404 if page[1] in {"nonsense", "x"} else 403)
    assert answer.status_code == 404 or "no-store" in answer["Cache-Control"]


def test_a_wrong_secret_opens_nothing(yasmine):
    for page in ("opinion", "certificate"):
        assert Client().get(reverse(f"training:{page}", args=["A" * 32])).status_code == 404


def test_her_opinion_is_given_once_and_only_thanked_for(yasmine):
    client, address = Client(), hers(yasmine, "opinion")
    assert client.post(address, {"useful": "5"}).status_code == 422
    marks = dict.fromkeys(("useful", "clear", "heard", "practised", "advise"), "5")
    assert client.post(address, marks | {"words": "Très bien"}).status_code == 302
    page = client.get(address).content.decode()
    assert "Très bien" not in page
    client.post(address, marks)
    assert Reaction.objects.count() == 1


def test_she_says_her_name_then_finds_paper_and_badge(yasmine):
    client = Client()
    assert client.get(hers(yasmine, "certificate_pdf")).status_code == 404
    assert client.post(hers(yasmine, "certificate"), {"name": "Y. Inventée"}).status_code == 302
    yasmine.test_passed = True
    yasmine.save()
    held = certificates.issue(fresh(yasmine), by=HOUSE)
    assert held.name() == "Y. Inventée"
    page = client.get(hers(yasmine, "certificate"))
    assert held.code in page.content.decode()
    paper = client.get(hers(yasmine, "certificate_pdf"))
    assert paper.content.startswith(b"%PDF")
    assert "Yasmine" not in paper["Content-Disposition"]
    assert client.post(hers(yasmine, "badge"), {"email": "not an address"}).status_code == 422
    badge = client.post(hers(yasmine, "badge"), {"email": ""})
    assert badge["Content-Type"] == "application/vc+jwt"
    certificates.withdraw(held, "mistake", version=held.version, by=HOUSE)
    assert client.post(hers(yasmine, "badge"), {}).status_code == 404


def test_she_agrees_to_be_asked_and_answers(course, questionnaire):
    there = attended(cohort_of(course, first=days_ago(50)), NAME)
    client = Client()
    assert client.get(hers(there, "follow_up", "weeks_6")).status_code == 403
    assert client.get(hers(there, "agree_follow_up")).status_code == 200
    client.post(hers(there, "agree_follow_up"), {"agrees": "yes"})
    assert client.post(hers(there, "follow_up", "weeks_6"), {}).status_code == 422
    assert client.post(hers(there, "follow_up", "weeks_6"), {"used": "often", "example": "Oui"}).status_code == 302
    assert FollowUp.objects.get().used == "often"
    client.post(hers(there, "follow_up", "weeks_6"), {"used": "not_yet"})
    assert FollowUp.objects.get().used == "often"


def test_her_page_says_what_is_to_be_done_and_what_is_done(yasmine, course, questionnaire):
    coming = enrolled(cohort_of(course, name="À venir", first=clock.today() + timedelta(days=3)), "Latifa Supposée")
    told = {str(part.address).rsplit("/training/")[-1].split("/", 1)[1] for part in page_parts(fresh(coming))}
    assert {"test/before/", "certificate/"} == told
    now = {str(part.address).rsplit("/training/")[-1].split("/", 1)[1] for part in page_parts(fresh(yasmine))}
    assert {"test/after/", "opinion/", "certificate/", "follow-up/"} == now


def test_a_cohort_page_has_the_four_parts(cohort, viewer_of, facilitator):
    addresses = [part.address for part in cohort_parts(cohort, viewer_of(facilitator))]
    for page in ("tests", "opinions", "follow_ups", "certificates"):
        assert staff(page, cohort.uid) in addresses


@pytest.mark.parametrize("page", ["tests", "follow_ups", "certificates", "paper_scores"])
def test_names_are_for_those_who_may_identify(page, yasmine, cohort, client_of, facilitator, partner, donor):
    yasmine.agreed_follow_up = True
    yasmine.save()
    assert "Yasmine" in client_of(facilitator).get(staff(page, cohort.uid)).content.decode()
    assert "Yasmine" not in client_of(partner).get(staff(page, cohort.uid)).content.decode()
    assert client_of(donor).get(staff(page, cohort.uid)).status_code == 404


def test_scores_from_paper_are_typed_for_everybody_on_one_page(yasmine, cohort, client_of, facilitator):
    client, address = client_of(facilitator), staff("paper_scores", cohort.uid)
    wrong = client.post(address, {"out_of": "5", f"after_{yasmine.pk}": "6"})
    assert wrong.status_code == 422
    assert (
        client.post(address, {"out_of": "5", f"before_{yasmine.pk}": "1.5", f"after_{yasmine.pk}": "4"}).status_code
        == 302
    )
    assert list(Sitting.objects.order_by("pk").values_list("moment", "share")) == [("before", 30), ("after", 80)]
    page = client.get(staff("tests", cohort.uid))
    assert page.status_code == 200
    assert page.context["drawing"] is None


def test_the_picture_is_drawn_from_five_on_and_mirrored_in_arabic(cohort, client_of, facilitator):
    for number in range(5):
        Sitting.objects.create(
            enrolment=attended(cohort, f"Personne Numéro{number}"), moment="after", share=90, taken_on=clock.today()
        )
    client = client_of(facilitator)
    french = client.get(staff("tests", cohort.uid)).context["drawing"].columns
    arabic = client.get("/ar" + staff("tests", cohort.uid)).context["drawing"].columns
    assert [one.count for one in french] == [0, 0, 0, 0, 5]
    assert french[-1].x > 160 > arabic[-1].x


def test_opinions_are_hidden_below_five_and_words_are_for_those_who_hold_the_training(
    cohort, client_of, facilitator, officer
):
    marks = dict.fromkeys(("useful", "clear", "heard", "practised", "advise"), 4)
    for number in range(5):
        page = client_of(facilitator).get(staff("opinions", cohort.uid)).content.decode()
        assert "Avis secret" not in page
        opinions.give_opinion(attended(cohort, f"Personne Numéro{number}"), marks, "Avis secret", by=HERSELF)
    assert "Avis secret" in client_of(facilitator).get(staff("opinions", cohort.uid)).content.decode()
    seen = client_of(officer).get(staff("opinions", cohort.uid))
    assert seen.context["figures"].counted == 5
    assert "Avis secret" not in seen.content.decode()


def test_a_question_is_written_changed_and_two_editors_are_told(course, client_of, facilitator):
    client = client_of(facilitator)
    held = questionnaires.begin_questionnaire(course, by=HOUSE)
    said = {"kind": "single", "points": "1", "text_fr": "Qui ?", "text_ar": "من؟"}
    said |= {"option_0_fr": "Le juge", "option_1_fr": "Personne"}
    assert client.post(staff("new_question", held.uid), said).status_code == 422
    assert client.post(staff("new_question", held.uid), said | {"right_0": "on"}).status_code == 302
    one = Question.objects.get()
    assert (one.right, one.text["ar"]) == ([0], "من؟")
    late = client.post(staff("question", held.uid, one.pk), said | {"right_1": "on", "version": "1"})
    assert late.status_code == 422
    again = client.post(staff("question", held.uid, one.pk), said | {"right_1": "on", "version": "2"})
    assert again.status_code == 302
    assert Question.objects.get().right == [1]
    client.post(staff("publish_questions", held.uid))
    assert client.post(staff("drop_question", held.uid, one.pk)).status_code == 403


def test_a_colleague_writes_down_a_call(course, questionnaire, client_of, facilitator):
    there = attended(cohort_of(course, first=days_ago(50)), NAME, agreed_follow_up=True)
    client, address = client_of(facilitator), staff("follow_up", there.cohort.uid, there.uid, "weeks_6")
    assert "Yasmine" in client.get(staff("due_follow_ups")).content.decode()
    assert client.post(address, {"outcome": "answered"}).status_code == 422
    told = {"outcome": "answered", "used": "once", "evidence": "Un formulaire changé", "version": ""}
    assert client.post(address, told).status_code == 302
    assert "Un formulaire changé" in client.get(address).content.decode()
    assert "Yasmine" not in client.get(staff("due_follow_ups")).content.decode()
    assert client.post(address, told | {"version": "9"}).status_code == 422


def test_a_coordinator_issues_withdraws_and_takes_up_again(yasmine, cohort, client_of, youssef, facilitator):
    yasmine.test_passed = True
    yasmine.save()
    client = client_of(youssef)
    assert client_of(facilitator).post(staff("issue_certificates", cohort.uid)).status_code == 403
    client.post(staff("issue_certificates", cohort.uid))
    held = Certificate.objects.get()
    address = staff("certificate", held.uid)
    assert client.get(address).status_code == 200
    assert client.post(staff("withdraw_certificate", held.uid), {"version": "1"}).status_code == 422
    client.post(staff("withdraw_certificate", held.uid), {"reason": "record", "remark": "Feuille", "version": "1"})
    assert not Certificate.objects.get().holds
    assert "Feuille" in client.get(address).content.decode()
    assert "Feuille" not in client_of(facilitator).get(address).content.decode()
    client.post(staff("reinstate_certificate", held.uid), {"version": "1"})
    assert not Certificate.objects.get().holds
    client.post(staff("reinstate_certificate", held.uid), {"version": "2"})
    assert Certificate.objects.get().holds


def test_the_demonstration_shows_every_state(cpe):
    course_of(cpe, "justice-enfants", asks_post_test=True)
    proof_demo.furnish(by=HOUSE)
    assert Sitting.objects.count() == 14
    assert Reaction.objects.filter(shown=True).count() == 5
    assert FollowUp.objects.count() == 2
    assert {one.holds for one in Certificate.objects.all()} == {True, False}
    proof_demo.furnish(by=HOUSE)
    assert Sitting.objects.count() == 14


def test_a_question_without_arabic_is_pointed_out(course, client_of, facilitator):
    held = questionnaires.begin_questionnaire(course, by=HOUSE)
    questionnaires.add_question(held, QuestionSaid("true_false", {"fr": "Oui."}, [], [0]), by=HOUSE)
    page = client_of(facilitator).get(staff("questionnaire", held.uid))
    assert [lacks for _question, _offered, lacks in page.context["questions"]] == [True]
