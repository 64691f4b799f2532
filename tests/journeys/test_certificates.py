"""From the test to the certificate, its check page and its withdrawal: on a phone, in French and in Arabic."""

from datetime import timedelta

import pytest

from terrain.core import clock
from terrain.learning.models import Certificate, Sitting
from terrain.programmes.models import Project
from tests.factories import AssignmentFactory, UserFactory, small_programme
from tests.journeys.conftest import PHONE, check_accessible
from tests.learning.factories import cohort_of, course_of
from tests.learning.proofs import attended, questioned

pytestmark = pytest.mark.django_db(transaction=True)
NAME = "Yasmine Inventée-Fictive"


def test_a_certificate_is_earned_shown_checked_and_withdrawn(open_browser, sign_in, transactional_db):
    small_programme()
    project = Project.objects.get(code="CPE")
    course = course_of(project, asks_post_test=True)
    questions = list(questioned(course).questions.all())
    trainee = attended(cohort_of(course, first=clock.today() - timedelta(days=2)), NAME)
    coordinator = UserFactory(full_name="Samir")
    AssignmentFactory(user=coordinator, role="project_coordinator", project=project)

    hers = open_browser(PHONE, "ar")
    test = f"/ar/training/{trainee.page_secret}/test/after/"
    assert hers.goto(test).status == 200
    check_accessible(hers)
    for question, values in zip(questions, (["0"], ["0", "1"], ["0"]), strict=True):
        for value in values:
            hers.check(f"[name=q{question.pk}][value='{value}']")
    hers.click("main form[method=post] button")
    hers.wait_for_selector(".big-figure")
    assert Sitting.objects.get().share == 100

    page = open_browser(PHONE)
    sign_in(page, coordinator)
    page.goto(f"/trainings/{trainee.cohort.uid}/certificates/")
    check_accessible(page)
    page.click(f"form[action$='{trainee.uid}/issue/'] button")
    page.wait_for_selector(".tag--ok")
    held = Certificate.objects.get()

    hers.goto(f"/training/{trainee.page_secret}/certificate/")
    check_accessible(hers)
    with hers.expect_download() as paper:
        hers.click("a[href$='page.pdf']")
    assert paper.value.suggested_filename == f"{held.number}.pdf"

    anybody = open_browser(PHONE)
    address = f"/certificates/{held.code}/"
    anybody.goto(address)
    assert anybody.locator(".notice--ok").count() == 1
    assert "Yasmine" not in anybody.content()
    anybody.fill("[name=name]", "yasmine inventee fictive")
    anybody.click("main form[method=post] button")
    anybody.wait_for_selector("[role=status] .notice--ok")
    check_accessible(anybody)

    page.goto(f"/trainings/certificates/{held.uid}/")
    check_accessible(page)
    page.locator("form[action$='withdraw/']").evaluate("form => { form.closest('details').open = true }")
    page.check("[name=reason][value=mistake]")
    page.click("form[action$='withdraw/'] button")
    page.wait_for_selector("main .notice--bad:not([data-network])")
    assert anybody.goto(address).status == 200
    assert anybody.locator("main .notice--bad:not([data-network])").count() == 1
    assert hers.goto(f"/training/{trainee.page_secret}/certificate/page.pdf").status == 404
