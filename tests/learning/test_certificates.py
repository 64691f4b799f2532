"""Certificates: who is given one, what the paper says, what anybody may check, and what remains of a holder who was erased."""

import io
import re

import pypdf
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from terrain.core.changing import ChangedMeanwhile
from terrain.core.policies import Denied
from terrain.core.vault import Erased
from terrain.learning import certifying, checking, papers
from terrain.learning.actions import certificates, cohorts, enrolments
from terrain.learning.actions.registrations import BY_LINK
from terrain.learning.models import Certificate, Enrolment
from terrain.learning.policies.proof import HERSELF
from terrain.people.duplicates import merging
from terrain.people.forgetting import forget_within
from tests.factories import HOUSE
from tests.learning.factories import cohort_of, course_of
from tests.learning.proofs import attended, days_ago, fresh

NAME = "Yasmine Inventée-Fictive"


@pytest.fixture
def course(cpe):
    return course_of(cpe)


@pytest.fixture
def cohort(course):
    return cohort_of(course, first=days_ago(3))


@pytest.fixture
def certificate(cohort):
    return certificates.issue(attended(cohort, NAME), by=HOUSE)


def read(pdf: bytes) -> tuple[int, str]:
    found = pypdf.PdfReader(io.BytesIO(pdf))
    return len(found.pages), " ".join(" ".join(page.extract_text() for page in found.pages).split())


def test_who_followed_to_the_measure_is_certified_and_nobody_else(cohort):
    enough, little = attended(cohort, NAME, minutes=576), attended(cohort, "Idriss Inventé", minutes=575)
    assert certificates.issue(enough, by=HOUSE).minutes == 576
    with pytest.raises(Denied, match="79"):
        certificates.issue(little, by=HOUSE)
    with pytest.raises(Denied):
        certificates.issue(fresh(enough), by=HOUSE)
    assert Certificate.objects.count() == 1


@pytest.mark.parametrize(("passed", "may"), [(None, False), (False, False), (True, True)])
def test_a_course_that_asks_for_the_test_certifies_only_whoever_passed(cpe, passed, may):
    there = attended(cohort_of(course_of(cpe, asks_post_test=True), first=days_ago(3)), NAME)
    there.test_passed = passed
    there.save()
    assert (certifying.why_not(fresh(there)) == "") is may


def test_nobody_is_certified_before_the_training_is_over(course):
    there = attended(cohort_of(course, first=days_ago(-2)), NAME)
    with pytest.raises(Denied):
        certificates.issue(there, by=HOUSE)


def test_all_who_may_are_certified_and_the_others_told_why(cohort):
    ready = [attended(cohort, f"Personne Numéro{number}") for number in range(3)]
    attended(cohort, "Idriss Inventé", minutes=100)
    told = certificates.issue_all(cohort, by=HOUSE)
    assert [one.enrolment for one in told.made] == ready
    assert len(told.refused) == 1
    assert "13" in str(told.refused[0][1])
    assert certificates.issue_all(cohort, by=HOUSE).made == []
    numbers = [one.number for one in told.made]
    assert [number[-4:] for number in numbers] == ["0001", "0002", "0003"]
    assert len({one.place_in_list for one in told.made}) == 3


def test_only_whoever_answers_for_the_project_certifies(cohort, viewer_of, facilitator, youssef, officer, stranger):
    there = attended(cohort, NAME)
    for user in (facilitator, youssef, officer):
        with pytest.raises(Denied):
            certificates.issue(there, by=viewer_of(user))
    assert certificates.issue(there, by=viewer_of(stranger)).issued_by == stranger


def test_the_name_stands_sealed_as_she_wished_and_nowhere_in_clear(cohort):
    there = attended(cohort, NAME)
    certificates.wish_name(there, "ياسمين المبتكرة", by=HERSELF)
    held = certificates.issue(fresh(there), by=HOUSE)
    assert held.name() == "ياسمين المبتكرة"
    assert "ياسمين".encode() not in bytes(held.sealed_name)
    with pytest.raises(Denied):
        certificates.wish_name(fresh(there), "Une Autre", by=HERSELF)
    certificates.rename(held, NAME, version=held.version, by=HOUSE)
    assert Certificate.objects.get().name() == NAME


@pytest.mark.parametrize(
    ("language", "words"),
    [("fr", "Justice adaptée aux enfants"), ("en", "Justice adaptée aux enfants"), ("it", "Fès"), ("ar", "")],
)
def test_the_paper_is_one_page_in_her_language(cohort, language, words):
    held = certificates.issue(attended(cohort, NAME, language=language), by=HOUSE)
    pages, text = read(papers.page_of(held))
    assert pages == 1
    assert NAME.split("-")[0] in text
    assert held.number in text
    assert words in text
    assert papers.page_of(held) == papers.page_of(held)
    assert "(cid:" not in text


def test_a_withdrawn_certificate_holds_again_only_while_the_rule_is_met(certificate):
    with pytest.raises(ChangedMeanwhile):
        certificates.withdraw(certificate, "record", version=99, by=HOUSE)
    gone = certificates.withdraw(certificate, "record", "Feuille corrigée", version=1, by=HOUSE)
    assert not gone.holds
    assert gone.remark() == "Feuille corrigée"
    enrolment = gone.enrolment
    enrolment.threshold_met = "no"
    enrolment.save()
    with pytest.raises(Denied):
        certificates.reinstate(gone, version=2, by=HOUSE)
    enrolment.threshold_met = "yes"
    enrolment.save()
    back = certificates.reinstate(gone, version=2, by=HOUSE)
    assert back.holds
    assert back.reason == ""


def check(certificate: Certificate, language: str = "") -> str:
    return language + reverse("certificates:check", args=[certificate.code])


def test_anybody_checks_a_certificate_and_reads_no_name(certificate):
    page = Client().get(check(certificate))
    text = page.content.decode()
    assert page.status_code == 200
    assert certificate.number in text
    assert "Y. I." in text
    for word in ("Yasmine", "Inventée", "Fictive"):
        assert word not in text
    assert page["Referrer-Policy"] == "no-referrer"
    assert "noindex" in page["X-Robots-Tag"]
    assert "no-store" in page["Cache-Control"]


def test_a_code_that_was_never_given_is_not_known(certificate):
    code = certificate.code
    for wrong in (code[:-1], code.lower() if code.lower() != code else code.upper(), "a" * 32, str(certificate.uid)):
        assert Client().get(reverse("certificates:check", args=[wrong])).status_code == 404


def test_the_code_has_192_bits_and_is_not_kept(certificate):
    assert re.fullmatch(r"[A-Za-z0-9_-]{32}", certificate.code)
    assert certificate.code.encode() not in bytes(certificate.code_digest)


@pytest.mark.parametrize(
    ("typed", "same"),
    [
        (NAME, True),
        ("inventee fictive YASMINE", True),
        ("Yasmine", False),
        ("Yasmine Inventée", False),
        ("Nadia Fictive", False),
        ("", False),
        ("  ", False),
        ("x" * 500, False),
    ],
)
def test_a_name_is_the_one_on_the_paper_or_it_is_not(certificate, typed, same):
    assert checking.is_name(certificate, typed) is same


def test_the_two_answers_to_a_name_differ_in_nothing_but_their_words(certificate):
    cache.clear()
    client = Client()
    answers = [client.post(check(certificate), {"name": name}) for name in (NAME, "Nadia Fictive")]
    assert [one.status_code for one in answers] == [200, 200]
    yes, no = (one.context["answer"] for one in answers)
    assert (yes, no) == (True, False)
    assert dict(answers[0].headers).keys() == dict(answers[1].headers).keys()


def test_names_cannot_be_tried_by_the_dozen(certificate):
    cache.clear()
    client = Client()
    asked = [client.post(check(certificate), {"name": f"Nom {number}"}).status_code for number in range(12)]
    assert asked[:10] == [200] * 10
    assert 429 in asked
    elsewhere = [
        client.post(check(certificate), {"name": "x"}, REMOTE_ADDR=f"10.0.{number}.1").status_code
        for number in range(30)
    ]
    assert elsewhere[-1] == 429


def test_a_withdrawn_certificate_says_so_with_the_reason_and_not_the_remark(certificate):
    certificates.withdraw(certificate, "mistake", "Confusion avec Nadia", version=1, by=HOUSE)
    text = Client().get(check(certificate)).content.decode()
    assert str(Certificate.objects.get().get_reason_display()) in text
    assert "Nadia" not in text


def test_erasing_the_holder_leaves_a_certificate_of_nobody(certificate):
    forget_within(certificate.enrolment.person)
    held = Certificate.objects.select_related("enrolment__person__key").get()
    with pytest.raises(Erased):
        held.name()
    assert not checking.is_name(held, NAME)
    assert not checking.is_name(held, "")
    page = Client().get(check(held))
    assert page.status_code == 200
    assert page.context["erased"]
    assert "Y. I." not in page.content.decode()


def test_the_staff_page_of_an_erased_holder_stands(certificate, client_of, stranger):
    forget_within(certificate.enrolment.person)
    client = client_of(stranger)
    assert client.get(reverse("learning:certificate", args=[certificate.uid])).status_code == 200
    assert client.get(reverse("learning:certificate_pdf", args=[certificate.uid])).status_code == 403


def test_nobody_leaves_the_list_and_no_training_is_cancelled_while_a_certificate_holds(certificate):
    enrolment, cohort = certificate.enrolment, certificate.enrolment.cohort
    for refused in (
        lambda: enrolments.take_off(enrolment, by=HOUSE),
        lambda: enrolments.withdraw(enrolment, by=BY_LINK),
        lambda: cohorts.cancel_cohort(cohort, by=HOUSE),
    ):
        with pytest.raises(Denied):
            refused()
    assert fresh(enrolment).has_place
    certificates.withdraw(certificate, "record", version=1, by=HOUSE)
    enrolments.take_off(enrolment, by=HOUSE)
    assert not fresh(enrolment).has_place
    cohorts.cancel_cohort(cohort, by=HOUSE)
    assert type(cohort).objects.get().is_cancelled


def test_whoever_has_a_certificate_stands_among_them_even_without_a_place(certificate, client_of, stranger):
    certificates.withdraw(certificate, "record", version=1, by=HOUSE)
    enrolments.take_off(certificate.enrolment, by=HOUSE)
    page = client_of(stranger).get(reverse("learning:certificates", args=[certificate.enrolment.cohort.uid]))
    assert certificate.number in page.content.decode()


def test_the_list_of_certificates_asks_as_much_for_six_as_for_one(cohort, client_of, stranger):
    client, page = client_of(stranger), reverse("learning:certificates", args=[cohort.uid])

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(page).status_code == 200
        return len(asked)

    attended(cohort, NAME, minutes=100)
    queries()
    few = queries()
    for number in range(5):
        attended(cohort, f"Personne Numéro{number}", minutes=720 if number % 2 else 100)
    assert queries() == few


def test_refusing_many_certificates_asks_no_more_than_refusing_one(cohort, django_assert_num_queries):
    attended(cohort, NAME, minutes=100)
    with CaptureQueriesContext(connection) as few:
        certificates.issue_all(cohort, by=HOUSE)
    for number in range(5):
        attended(cohort, f"Personne Numéro{number}", minutes=100)
    with django_assert_num_queries(len(few)):
        assert len(certificates.issue_all(cohort, by=HOUSE).refused) == 6


def test_two_names_of_one_person_are_certified_once(cohort):
    one, other = attended(cohort, NAME), attended(cohort, "Idriss Inventé")
    merging.merge(one.person, other.person, [], by=HOUSE)
    Enrolment.objects.update(threshold_met="yes", attended_minutes=720, last_attended=cohort.last_day)
    told = certificates.issue_all(cohort, by=HOUSE)
    assert (len(told.made), len(told.refused)) == (1, 1)
