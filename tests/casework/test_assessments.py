"""Assessments and risk: answers that stay readable, comparisons that hold, a risk said again, nothing typed that is lost."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.html import escape

from terrain.casework.actions import care
from terrain.casework.care import assessed, compared
from terrain.casework.enums import Risk
from terrain.casework.kinds import kind_of
from terrain.casework.models import Assessment, RiskChange
from terrain.core import clock

pytestmark = pytest.mark.django_db

FORM = kind_of("accompaniment").lists.forms[0]
QUESTIONS = {question.code: question for question in FORM.questions}


def address(name, *args):
    return reverse(f"casework:{name}", args=args)


def answered(file, viewer, day, **answers):
    return care.assess(file, FORM, answers, day=day, by=viewer)


def test_what_was_answered_is_read_again_in_words(file, amina, client_of, viewer_of):
    by = viewer_of(amina)
    answered(file, by, date(2026, 3, 1), income="never", own_words="Je veux <un toit>")
    answered(file, by, date(2026, 6, 1), income="often", own_words="Je veux <un toit>")
    page = client_of(amina).get(address("assessments", file.uid, FORM.code)).content.decode()
    words = {answer.code: str(answer) for answer in QUESTIONS["income"].answers}
    assert str(QUESTIONS["income"]) in page and words["never"] in page and words["often"] in page
    assert escape("Je veux <un toit>") in page


def test_only_what_was_answered_otherwise_is_marked(file, amina, viewer_of):
    by = viewer_of(amina)
    answered(file, by, date(2026, 3, 1), income="never", housing="own")
    answered(file, by, date(2026, 6, 1), income="often", housing="own")
    rows = {question.code: [cell.changed for cell in cells] for question, cells in compared(assessed(file, FORM.code))}
    assert rows == {"income": [False, True], "housing": [False, False]}


def test_a_half_answered_form_is_not_compared_with_a_whole_one(file, amina, client_of, viewer_of):
    by = viewer_of(amina)
    answered(file, by, date(2026, 3, 1), income="never")
    answered(file, by, date(2026, 6, 1), income="never", housing="own")
    first, second = assessed(file, FORM.code)
    assert second.result.total > first.result.total and second.change is None
    assert first.result.left_open == second.result.left_open + 1


def test_an_empty_form_is_not_an_assessment(file, amina, client_of):
    said = {"day": str(clock.today()), "slip": str(uuid4())}
    assert client_of(amina).post(address("assess", file.uid, FORM.code), said).status_code == 422
    assert not Assessment.objects.exists()


def test_a_form_is_not_dated_before_it_was_in_use(file, amina, client_of):
    said = {
        "day": str(FORM.starts - timedelta(days=1)),
        "income": "never",
        "own_words": "Garde-moi",
        "slip": str(uuid4()),
    }
    answer = client_of(amina).post(address("assess", file.uid, FORM.code), said)
    assert answer.status_code == 422 and "Garde-moi" in answer.content.decode()


def test_an_assessment_sent_twice_is_one(file, amina, client_of):
    said = {"day": str(clock.today()), "income": "never", "slip": str(uuid4())}
    for _time in range(2):
        assert client_of(amina).post(address("assess", file.uid, FORM.code), said).status_code == 302
    assert Assessment.objects.count() == 1


def test_a_risk_said_again_begins_its_days_anew_and_keeps_why(file, amina, viewer_of):
    by = viewer_of(amina)
    first = care.set_risk(file, Risk.HIGH, "Menacée", seen=0, by=by)
    again = care.set_risk(file, Risk.HIGH, "Vue aujourd'hui, encore menacée", seen=first.pk, by=by)
    assert again.pk != first.pk and again.see_by >= first.see_by
    assert care.opened(file, again.sealed_words, care.RISK) == "Vue aujourd'hui, encore menacée"


def test_a_risk_sent_twice_is_one_change(file, amina, client_of):
    said = {"level": "high", "words": "Menacée", "seen": "0", "slip": str(uuid4())}
    for _time in range(2):
        assert client_of(amina).post(address("risk", file.uid), said).status_code == 302
    assert RiskChange.objects.count() == 1


def test_whoever_sets_a_risk_on_an_older_page_reads_why_and_is_believed_the_second_time(
    file, amina, youssef, client_of, viewer_of
):
    care.set_risk(file, Risk.CRITICAL, "Il l'a retrouvée", seen=0, by=viewer_of(youssef))
    said = {"level": "low", "words": "Tout va bien", "seen": "0", "slip": str(uuid4())}
    client = client_of(amina)
    asked = client.post(address("risk", file.uid), said)
    page = asked.content.decode()
    assert asked.status_code == 422 and "Tout va bien" in page and escape("Il l'a retrouvée") in page
    assert youssef.full_name in page and RiskChange.objects.count() == 1
    form = asked.context["form"]
    assert client.post(address("risk", file.uid), said | {"seen": form["seen"].value()}).status_code == 302
    file.refresh_from_db()
    assert file.risk == Risk.LOW


def test_a_level_that_came_back_meanwhile_is_not_lowered_by_an_older_page(file, amina, youssef, viewer_of):
    first = care.set_risk(file, Risk.HIGH, "Menacée", seen=0, by=viewer_of(amina))
    lower = care.set_risk(file, Risk.LOW, "Partie", seen=first.pk, by=viewer_of(youssef))
    care.set_risk(file, Risk.HIGH, "Revenu", seen=lower.pk, by=viewer_of(youssef))
    with pytest.raises(care.RiskSetMeanwhile):
        care.set_risk(file, Risk.MEDIUM, "Mieux", seen=first.pk, by=viewer_of(amina))
