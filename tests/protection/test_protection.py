"""A girl in a protection centre: sealed, judged with a lawyer beside her, her days without freedom counted once."""

import json
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from terrain.accounts.demo import furnish as accounts
from terrain.casework import booked
from terrain.casework.actions import books, notes
from terrain.casework.actions.cases import move
from terrain.casework.actions.law import write_date
from terrain.casework.clocks import clocks_in
from terrain.casework.models import BookEntry, Case
from terrain.casework.tracing import SORTS
from terrain.core import clock
from terrain.core.models import AuditEvent
from terrain.core.policies import Denied
from terrain.facts.models import Fact
from terrain.pathways.protection import demo
from terrain.pathways.protection.judged import eighteen_on
from terrain.pathways.protection.kind import PROTECTION
from terrain.pathways.protection.liberty import days_deprived
from terrain.programmes import demo as programmes
from terrain.workshops.actions import series as workshops
from tests.factories import HOUSE

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def counted(kind: str) -> list[tuple[dict, int]]:
    found = Fact.objects.filter(variant__kind=kind).select_related("variant").order_by("day")
    return [(json.loads(fact.variant.attributes), fact.quantity) for fact in found]


def test_her_file_is_there_for_those_named_and_for_nobody_else(
    file, girl, worker, counsel, stranger, director, client_of
):
    for insider in (worker, counsel):
        assert client_of(insider).get(file.get_absolute_url()).status_code == 200
    for outsider in (stranger, director):
        assert client_of(outsider).get(file.get_absolute_url()).status_code == 404
        found = client_of(outsider).get("/people/?q=Fille+Essai", follow=True).content.decode()
        assert girl.mark not in found and str(girl.uid) not in found
    assert file.is_sealed


def test_why_she_is_before_a_judge_stands_apart(written, file, worker, counsel, client_of):
    with pytest.raises(Denied):
        written("how_she_came", way="victim")
    written("how_she_came", by=counsel, way="alleged_offence", facts="Selon le procès-verbal")
    page = client_of(worker).get(file.get_absolute_url()).content.decode()
    assert "procès-verbal" not in page and "Pourquoi elle est devant un juge" not in page
    assert client_of(worker).get(reverse("casework:book", args=[file.uid, "how_she_came"])).status_code == 404
    assert (
        "procès-verbal"
        in client_of(counsel).get(reverse("casework:book", args=[file.uid, "how_she_came"])).content.decode()
    )
    assert not Fact.objects.filter(variant__attributes__contains="how_she_came").exists()


def test_what_the_psychologist_writes_is_for_healers(written, file, healer, worker, counsel, client_of):
    written("care", by=healer, what="psychology", words="Dort mieux")
    address = reverse("casework:book", args=[file.uid, "care"])
    assert [client_of(who).get(address).status_code for who in (healer, worker, counsel)] == [200, 404, 404]


def test_a_hearing_counts_for_the_conditions_in_which_she_is_judged(written, file, worker, viewer_of):
    written("hearing", -30, purpose="first_appearance", lawyer="nobody", outcome="adjourned", adjourned_for="no_lawyer")
    entry = written("hearing", -3, purpose="review")
    assert counted("hearing") == [] and counted("adjourned")[0][0]["reason"] == "no_lawyer"
    held = {"purpose": "review", "outcome": "decided", "lawyer": "appointed", "inquiry": "before", "spoke": "yes"}
    told = held | {"proposed": ["wider_family"], "accepted": ["wider_family"]}
    books.correct_entry(entry, told, day=entry.day, version=1, by=viewer_of(worker))
    expected = {
        "case_kind": "protection",
        "lawyer": "present",
        "inquiry": "before",
        "alternative": "accepted",
        "heard": "yes",
    }
    assert counted("hearing") == [(expected, 0)]


@pytest.mark.parametrize(
    ("review_on", "reviewed_on", "ended_on", "states"),
    [
        (-5, None, None, ["missed"]), (-5, -6, None, ["in_time"]), (-5, -5, None, ["in_time"]), (-5, -4, -1, ["late"]),
        (-5, None, -6, []), (-5, None, -1, ["missed"]), (None, -4, None, []),
    ],
)  # fmt: skip
def test_a_measure_counts_and_whether_it_was_reviewed_in_time(written, review_on, reviewed_on, ended_on, states):
    days = {"review_on": review_on, "reviewed_on": reviewed_on, "ended_on": ended_on}
    said = {code: str(clock.today() + timedelta(day)) for code, day in days.items() if day is not None}
    written("measure", -100, measure="pretrial_detention", **said)
    assert [told["state"] for told, _quantity in counted("review")] == states
    assert counted("measure") == [({"case_kind": "protection", "deprives": "yes"}, 100 + ended_on if ended_on else 0)]


def test_an_acquittal_is_no_measure_and_ends_what_went_on(written, file):
    written("measure", -9, measure="acquitted", decided_on=str(clock.today() - 9 * DAY))
    assert counted("measure") == [] and counted("review") == []
    assert {one.code for one in file.milestones.standing()} == {"measure_started", "measure_ended", "decision_given"}


def test_a_measure_past_its_review_and_a_hearing_without_lawyer_wait_for_her_worker(written, worker, viewer_of):
    written("measure", -100, measure="protection_centre", review_on=str(clock.today() - DAY))
    written("hearing", 20, purpose="review")
    told = {str(line.words).split(" · ", 1)[-1] for line in booked.waiting(viewer_of(worker))}
    assert told == {"Le juge doit revoir la mesure", "Avocat à confirmer"}
    written("hearing", 50, purpose="on_merits", lawyer="nobody")
    assert "Audiences · Sans avocat" in {str(line.words) for line in booked.waiting(viewer_of(worker))}
    assert any(line.late for line in booked.waiting(viewer_of(worker)))


def test_what_the_books_say_starts_and_ends_the_delays(written, file, worker, viewer_of):
    written("measure", -40, measure="warning")
    assert not file.milestones.filter(code="detention_started").exists()
    written("measure", -30, measure="pretrial_detention")
    written("hearing", -20, purpose="first_appearance", outcome="adjourned")
    entry = written("hearing", 3, purpose="first_appearance")
    assert not file.milestones.filter(code="first_hearing").exists(), "adjourned, and to come"
    held = {"purpose": "first_appearance", "outcome": "continued"}
    books.correct_entry(entry, held, day=clock.today() - 10 * DAY, version=1, by=viewer_of(worker))
    days = {one.code: (clock.today() - one.day).days for one in file.milestones.standing()}
    assert days["detention_started"] == 30 and days["first_hearing"] == 10
    clocks = {told["clock"]: quantity for told, quantity in counted("legal_clock")}
    assert clocks["first_hearing"] == 20


def test_the_file_says_how_long_she_has_not_been_free(written, file, worker, client_of):
    written("measure", -10, measure="protection_centre", ended_on=str(clock.today() - 5 * DAY))
    written("measure", -7, measure="pretrial_detention")
    written("measure", -200, measure="to_family")
    page = client_of(worker).get(file.get_absolute_url())
    section = next(section for part, section in page.context["sections"] if part.code == "judged")
    assert section["days"] == 11 and section["goes_on"]
    assert section["of_age"] == eighteen_on(file)


SPANS = st.lists(
    st.tuples(st.dates(date(2025, 1, 1), date(2025, 12, 31)), st.none() | st.integers(0, 90)).map(
        lambda pair: (pair[0], None if pair[1] is None else pair[0] + timedelta(pair[1]))
    ),
    max_size=6,
)


@given(SPANS, st.dates(date(2024, 12, 1), date(2026, 3, 1)))
def test_a_day_without_freedom_counts_once_however_many_measures_hold_it(spans, on):
    days = {
        first + timedelta(n)
        for first, last in spans
        for n in range(((on if last is None else min(last, on)) - first).days + 1)
    }
    assert days_deprived(spans, on) == len(days)


def test_born_on_a_leap_day_she_is_of_age_on_the_day_that_the_delays_say(file, girl):
    girl.birth_date = date(2012, 2, 29)
    file.person = girl
    assert eighteen_on(file) == date(2030, 2, 28)
    girl.birth_precision = "year"
    assert eighteen_on(file) is None


def test_every_stage_can_be_lived_through_and_she_may_come_back(file, worker, viewer_of):
    case = file
    for step in ("observe", "plan", "educate", "prepare", "leave", "return"):
        transition = PROTECTION.transition(step)
        words = {"words": "Elle revient"} if transition.asks else {}
        case = move(Case.objects.get(pk=case.pk), transition, version=case.version, by=viewer_of(worker), **words)
    assert case.stage == "arrival"


def test_the_demonstration_tells_a_girls_story_once(settings, cpe, db):
    settings.DEMO = True
    accounts()
    programmes.furnish(by=HOUSE)
    demo.furnish(by=HOUSE)
    demo.furnish(by=HOUSE)
    case = Case.objects.get(kind="protection")
    assert case.stage == "education" and BookEntry.objects.filter(case=case).count() > 10


REPORT = {"language": "fr", "to": "Juge des mineurs", "name": "Fille Essai", "parts": ["hearings", "own_words"]}


@pytest.fixture
def told_much(written, counsel, healer, worker, viewer_of, file):
    written("court_file", -60, court="minors_judge", town="Ville d'essai", number="12/34", judge="Juge Essai")
    written("measure", -30, measure="protection_centre", place="Centre d'essai", review_on=str(clock.today() + 9 * DAY))
    written(
        "hearing", -20, purpose="review", outcome="adjourned", adjourned_for="lawyer_absent", words="Mots de couloir"
    )
    written("how_she_came", by=counsel, way="alleged_offence", facts="Des faits reprochés")
    written("care", by=healer, what="psychology", words="Un secret de soin")
    written("worry", what="violence_outside", protection="Un danger dit")
    written("workshop", kind="forum_theatre", seen="Une scène jouée")
    written("own_words", words="Je veux apprendre la couture", for_judge="yes")
    written("own_words", words="Ceci reste entre nous", for_judge="no")
    notes.write_note(
        file, "Une note de l'équipe", note_class="ordinary", contact="desk", day=clock.today(), by=viewer_of(worker)
    )


NEVER = ["Des faits reprochés", "Un secret de soin", "Un danger dit", "Ceci reste entre nous", "Une note de l'équipe",
         "Mots de couloir", "Une scène jouée"]  # fmt: skip


def test_the_report_says_what_is_asked_for_and_what_it_leaves_out(told_much, file, worker, client_of):
    address = reverse("protection:report", args=[file.uid])
    page = client_of(worker).post(address, REPORT | {"as": "look"}).content.decode()
    for words in ("12/34", "Centre d&#x27;essai", "Avocat absent", "Je veux apprendre la couture", "31 jours"):
        assert words in page
    assert not [words for words in NEVER if words in page]
    left = client_of(worker).post(address, REPORT | {"as": "look"}).context["left_out"]
    assert len(left) > 6 and any("psycho" in words for words in left)
    assert not file.documents.exists(), "looking keeps nothing"


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_it_is_taken_as_docx_and_pdf_and_a_copy_stays(told_much, file, worker, client_of, language):
    address = reverse("protection:report", args=[file.uid])
    said = REPORT | {"language": language}
    answer = client_of(worker).post(address, said | {"as": "docx"})
    words = "\n".join(_texts(Document(BytesIO(answer.content))))
    assert "Je veux apprendre la couture" in words and not [one for one in NEVER if one in words]
    assert "juge le lise" not in words and "signalés" not in words, "nothing is betrayed by being withheld"
    assert ("غياب المحامي" in words) == (language == "ar")
    pdf = client_of(worker).post(address, said | {"as": "pdf"})
    assert pdf.content.startswith(b"%PDF") and "attachment" in pdf["Content-Disposition"]
    assert file.documents.count() == 2
    made = AuditEvent.objects.filter(verb="protection.report_made")
    assert made.count() == 2 and "Fille" not in str(list(made.values("detail")))


def _texts(document):
    yield from (one.text for one in document.paragraphs)
    for table in document.tables:
        for row in table.rows:
            yield from (cell.text for cell in row.cells)


def test_whoever_takes_nothing_out_makes_no_report(told_much, file, healer, counsel, client_of):
    address = reverse("protection:report", args=[file.uid])
    assert [client_of(who).get(address).status_code for who in (healer, counsel)] == [403, 403]
    assert client_of(healer).post(address, REPORT | {"as": "pdf"}).status_code == 403


def test_the_session_of_a_workshop_is_proposed_and_another_may_be_typed(written, file, worker, cpe, client_of):
    said = workshops.SeriesSaid("Nos voix", "forum_theatre", "Centre d'essai", clock.today(), facilitator="Salma")
    held = workshops.Held(clock.today(), 90, 9, "Salma", "Des images.", "Reprendre.")
    workshops.hold_session(workshops.open_series(cpe, said, by=HOUSE), workshops.SessionSaid(held, {}), by=HOUSE)
    page = client_of(worker).get(reverse("casework:write_entry", args=[file.uid, "workshop"])).content.decode()
    assert "Nos voix" in page[page.index('<datalist id="suggested-session">') :]
    typed = {"day": str(clock.today()), "kind": "forum_theatre", "session": "Un autre jour"}
    client_of(worker).post(reverse("casework:write_entry", args=[file.uid, "workshop"]), typed)
    assert BookEntry.objects.get().answers()["session"] == "Un autre jour"


def test_a_provisional_measure_decides_nothing(written, file):
    written("measure", -30, measure="pretrial_detention", decided_on=str(clock.today() - 30 * DAY))
    assert {one.code for one in file.milestones.standing()} == {"detention_started", "provisional_order"}


def test_a_second_danger_has_a_delay_of_its_own(written, file, worker, viewer_of):
    written("worry", -50, what="violence_here", passed_on=str(clock.today() - 49 * DAY))
    second = written("worry", -3, what="self_harm")
    running = [(one.began, one.stopped) for one in clocks_in(Case.objects.get(pk=file.pk), PROTECTION.law)]
    assert (clock.today() - 3 * DAY, None) in running and (
        clock.today() - 50 * DAY,
        clock.today() - 49 * DAY,
    ) in running
    assert [str(line.words) for line in booked.waiting(viewer_of(worker))] == ["Dangers signalés · Pas encore transmis"]
    books.take_back_entry(second, by=viewer_of(worker))
    left = clocks_in(Case.objects.get(pk=file.pk), PROTECTION.law)
    assert all(one.stopped for one in left if one.clock.begins != "birth")


def test_the_report_asked_for_twice_is_kept_once(told_much, file, worker, client_of):
    address = reverse("protection:report", args=[file.uid])
    slip = "7b1f8c52-0b6e-4a39-9a6d-0f8f6f5e7a11"
    for _tap in range(2):
        assert client_of(worker).post(address, REPORT | {"as": "pdf", "slip": slip}).content.startswith(b"%PDF")
    assert file.documents.count() == 1


def test_who_read_her_books_and_took_her_report_is_in_her_trail(told_much, file, girl, worker, guardian, client_of):
    client_of(worker).get(reverse("casework:book", args=[file.uid, "hearing"]))
    client_of(worker).post(reverse("protection:report", args=[file.uid]), REPORT | {"as": "pdf"})
    assert {"casework.book_read", "protection.report_made"} <= set(SORTS)
    assert AuditEvent.objects.get(verb="casework.book_read").detail["class"] == "ordinary"


def test_a_file_page_with_many_entries_asks_no_more_queries(written, file, worker, client_of):
    for days in range(1, 9):
        written("family_link", -days, how="visit")
    client_of(worker).get(file.get_absolute_url())
    with CaptureQueriesContext(connection) as before:
        client_of(worker).get(file.get_absolute_url())
    for days in range(10, 30):
        written("family_link", -days, how="call")
        written("own_words", -days, words="Des mots")
    with CaptureQueriesContext(connection) as after:
        client_of(worker).get(file.get_absolute_url())
    assert len(after) <= len(before) and len(after) < 150


def test_a_hearing_put_off_is_no_longer_to_come_and_asks_for_the_new_one(written, file, worker, viewer_of, client_of):
    entry = written("hearing", 5, purpose="review")
    next_on = clock.today() + 20 * DAY
    typed = {
        "day": str(entry.day),
        "version": "1",
        "purpose": "review",
        "outcome": "adjourned",
        "next_on": str(next_on),
    }
    assert (
        client_of(worker).post(reverse("casework:correct_entry", args=[file.uid, entry.pk]), typed).status_code == 302
    )
    waiting = [(str(line.words), line.day) for line in booked.waiting(viewer_of(worker))]
    assert waiting == [] or waiting == [("Écrire la nouvelle audience", next_on)]
    page = client_of(worker).get(reverse("casework:book", args=[file.uid, "hearing"])).content.decode()
    assert f"?day={next_on}" in page
    form = client_of(worker).get(reverse("casework:write_entry", args=[file.uid, "hearing"]) + f"?day={next_on}")
    assert str(next_on) in form.content.decode()
    written("hearing", 20, purpose="review")
    section = judged(client_of(worker).get(file.get_absolute_url()))
    assert section["next"].entry.day == next_on
    assert BookEntry.objects.get(pk=entry.pk).due is None, "the new one answers it"


def judged(page):
    return next(section for part, section in page.context["sections"] if part.code == "judged")


@pytest.mark.parametrize("outcome", ["decided", "continued"])
def test_nothing_is_decided_before_the_day(file, worker, client_of, outcome):
    typed = {"day": str(clock.today() + 5 * DAY), "purpose": "review", "outcome": outcome}
    assert client_of(worker).post(reverse("casework:write_entry", args=[file.uid, "hearing"]), typed).status_code == 422


def test_before_it_is_closed_the_file_says_what_is_still_to_come(written, file, worker, client_of):
    written("hearing", 24, purpose="review")
    page = client_of(worker).get(reverse("casework:move", args=[file.uid, "close"])).content.decode()
    assert "Audiences" in page and "notice--warn" in page


def test_a_day_before_she_was_born_is_looked_at_again(file, girl, worker, client_of):
    typed = {"day": str(girl.birth_date.replace(year=girl.birth_date.year - 3)), "measure": "protection_centre"}
    assert client_of(worker).post(reverse("casework:write_entry", args=[file.uid, "measure"]), typed).status_code == 422
    said = {"code": "arrived", "day": typed["day"], "seen": ""}
    assert client_of(worker).post(reverse("casework:dates", args=[file.uid]), said).status_code == 422


def test_a_lawyer_named_before_she_arrived_is_named_in_time(written, file, worker, viewer_of):
    write_date(file, "arrived", clock.today() - 2 * DAY, by=viewer_of(worker))
    written("lawyer", -5, how="appointed", name="Me Essai")
    found = {one.clock.code: one.kept for one in clocks_in(Case.objects.get(pk=file.pk), PROTECTION.law)}
    assert found["lawyer_named"] is True


def test_where_only_her_year_of_birth_is_known_the_year_is_said(file, girl, worker, client_of):
    girl.birth_precision = "year"
    girl.save()
    section = judged(client_of(worker).get(file.get_absolute_url()))
    assert section["of_age"] is None and section["of_age_year"] == girl.birth_date.year + 18


def test_named_on_a_file_one_is_told_of_its_hearings_too(written, counsel, healer, viewer_of):
    written("hearing", 3, purpose="review", lawyer="appointed", inquiry="before")
    written("how_she_came", by=counsel, way="victim")
    assert [str(line.words) for line in booked.waiting(viewer_of(healer))] == ["Audiences"]
    assert [str(line.words) for line in booked.waiting(viewer_of(counsel))] == ["Audiences"]
