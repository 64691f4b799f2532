"""The pages of figures, as each reader sees them."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from terrain.core.models import AuditEvent
from terrain.results.models import DeclaredValue, Snapshot
from tests.results.conftest import person

MARCH = date(2018, 3, 12)
DECLARED = {
    "first_month": "2018-01", "last_month": "2018-06", "value": "900", "method": "Comptage aux marchés",
    "combine": "highest",
}  # fmt: skip


@pytest.fixture
def board(w4i):
    return reverse("results:board", args=["W4I"])


@pytest.fixture
def why(w4i):
    return reverse("results:why", args=["W4I-T3"])


def test_the_board_shows_promise_figure_and_blank(board, hold, client_of, youssef):
    hold(MARCH, [person(1), person(2)])
    page = client_of(youssef).get(board, headers={"accept-language": "en"}).content.decode()
    for words in ("W4I-T3", "800", "W4I-T9", 'class="big-figure">2<'):
        assert words in page


def test_the_board_asks_the_same_number_of_questions_whatever_was_recorded(
    board, hold, client_of, youssef, django_assert_max_num_queries
):
    client = client_of(youssef)
    hold(MARCH, [person(1)])
    client.get(board)
    hold(date(2018, 4, 1), [person(number) for number in range(2, 12)])
    with django_assert_max_num_queries(16):
        assert client.get(board).status_code == 200


def test_a_period_that_cannot_be_read_shows_the_whole_project(board, client_of, youssef):
    page = client_of(youssef).get(board, {"from": "jamais"})
    assert page.status_code == 200 and page.context["wrong"] and page.context["board"].period.is_whole


def test_no_name_reaches_a_donor(board, why, hold, client_of, donor):
    hold(MARCH, [person(number) for number in range(1, 8)])
    client = client_of(donor)
    for address in (board, why, reverse("results:home")):
        assert "Inventée" not in client.get(address).content.decode()
    assert client.get(reverse("results:people", args=["W4I-T3"])).status_code == 403


def test_a_donor_sees_no_small_cell(why, hold, client_of, donor):
    hold(MARCH, [person(1), person(2), person(3, sex="M")])
    ledger = client_of(donor).get(why).context["ledger"]
    assert ledger.tally.distinct == 3 and not ledger.shown_whole
    assert all(cell.number in {None, 0} for cell in (*ledger.grid.sexes, *ledger.grid.ages, *ledger.places))


def test_whoever_sees_names_opens_the_list_and_that_is_remembered(why, hold, client_of, youssef):
    hold(MARCH, [person(1)])
    client = client_of(youssef)
    assert reverse("results:people", args=["W4I-T3"]) in client.get(why).content.decode()
    page = client.get(reverse("results:people", args=["W4I-T3"])).content.decode()
    assert "Personne Inventée 1" in page
    assert AuditEvent.objects.filter(verb="results.list_read").get().detail["people"] == 1


def test_figures_of_another_project_do_not_exist(board, why, client_of, stranger):
    client = client_of(stranger)
    assert [client.get(address).status_code for address in (board, why)] == [404, 404]


def test_a_figure_is_declared_with_its_proof_and_the_proof_is_opened(client_of, youssef, reached):
    client = client_of(youssef)
    proof = SimpleUploadedFile("rapport.pdf", b"%PDF proof", content_type="application/pdf")
    answer = client.post(reverse("results:declare", args=["W4I-T5"]), DECLARED | {"evidence": proof})
    assert answer.status_code == 302
    kept = DeclaredValue.objects.get()
    opened = client.get(reverse("results:evidence", args=[kept.pk]))
    assert b"".join(opened.streaming_content) == b"%PDF proof"
    assert "rapport.pdf" in opened.headers["Content-Disposition"]
    assert AuditEvent.objects.filter(verb="results.proof_read").exists()


def test_a_double_click_declares_once(client_of, youssef, reached):
    client = client_of(youssef)
    for _click in range(2):
        client.post(reverse("results:declare", args=["W4I-T5"]), DECLARED)
    assert DeclaredValue.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"last_month": "2017-01"}, "last_month"),
        ({"low": "1000"}, "low"),
        ({"high": "10"}, "high"),
        ({"first_month": "mars"}, "first_month"),
        ({"method": ""}, "method"),
    ],
)
def test_a_wrong_declaration_is_answered_beside_its_field(client_of, youssef, reached, wrong, field):
    answer = client_of(youssef).post(reverse("results:declare", args=["W4I-T5"]), DECLARED | wrong)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert "900" in answer.content.decode()


def test_nothing_is_declared_where_records_answer(client_of, youssef, informed):
    assert client_of(youssef).get(reverse("results:declare", args=["W4I-T3"])).status_code == 403


def test_a_declaration_is_taken_back_with_a_reason_and_stays_readable(client_of, youssef, reached):
    client = client_of(youssef)
    client.post(reverse("results:declare", args=["W4I-T5"]), DECLARED)
    kept = DeclaredValue.objects.get()
    client.post(reverse("results:withdraw", args=[kept.pk]), {"why": "compté deux fois"})
    page = client.get(reverse("results:why", args=["W4I-T5"])).content.decode()
    assert "compté deux fois" in page
    assert client.get(reverse("results:withdraw", args=[kept.pk])).status_code == 403


def test_a_board_is_kept_and_shows_what_moved_since(board, hold, client_of, youssef):
    client = client_of(youssef)
    hold(MARCH, [person(1)])
    client.post(reverse("results:keep", args=["W4I"]), {"occasion": "Rapport intermédiaire", "aware": "on"})
    hold(date(2018, 4, 1), [person(2), person(3)])
    page = client.get(reverse("results:snapshot", args=[Snapshot.objects.get().pk]))
    moved = {one.code: one for one in page.context["moved"]}
    assert (moved["W4I-T3"].reported, moved["W4I-T3"].today, moved["W4I-T3"].by) == (1, 3, 2)
    assert moved["W4I-T9"].same and page.context["whole"]


def test_a_report_that_was_tampered_with_shows_it(client_of, youssef, w4i):
    client = client_of(youssef)
    client.post(reverse("results:keep", args=["W4I"]), {"occasion": "Rapport"})
    kept = Snapshot.objects.get()
    kept.content["W4I-T3"]["achieved"] = 999
    kept.save()
    assert not client.get(reverse("results:snapshot", args=[kept.pk])).context["whole"]


def test_people_known_to_several_projects_are_shown_to_whoever_answers_for_all(hold, cpe, client_of, director, donor):
    hold(MARCH, [person(1), person(2)])
    hold(MARCH, [person(1)], kind="training", place="Fès", project=cpe)
    found = client_of(director).get(reverse("results:home")).context["crossing"]
    assert dict(found.rows)["W4I"] == (2, 1)
    assert client_of(donor).get(reverse("results:home")).context["crossing"] is None
